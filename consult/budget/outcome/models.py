"""The result that everyone reads."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, orm

from consult.accounts.models import User
from consult.budget.models import Campaign
from consult.db import Base, utcnow


class CampaignOutcome(Base):
    """One a campaign. `told` is what `telling.document` makes."""

    __tablename__ = "campaign_outcome"

    campaign_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("campaign.id"), primary_key=True)
    published_at: orm.Mapped[datetime] = orm.mapped_column(default=utcnow)
    by_id: orm.Mapped[int | None] = orm.mapped_column(ForeignKey("user_account.id"))
    told: orm.Mapped[dict[str, Any]]

    campaign: orm.Mapped[Campaign] = orm.relationship()
    by: orm.Mapped[User | None] = orm.relationship()
