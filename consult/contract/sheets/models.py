"""What a commune wrote on its sheet of priorities."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, orm

from consult.accounts.models import User
from consult.contract.models import Contract
from consult.db import Base, Identified, utcnow


class PrioritiesSheet(Identified, Base):
    """One for each contract, once somebody wrote on it.

    `texts` is by key of a section (see `sections`): a section that the town took out of its file keeps
    its text here. `revision` grows with every change.
    """

    __tablename__ = "priorities_sheet"

    contract_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("contract.id"), unique=True)
    texts: orm.Mapped[dict[str, Any]] = orm.mapped_column(default=dict)
    revision: orm.Mapped[int] = orm.mapped_column(default=0)
    changed_at: orm.Mapped[datetime] = orm.mapped_column(default=utcnow)
    changed_by_id: orm.Mapped[int | None] = orm.mapped_column(ForeignKey("user_account.id"))

    contract: orm.Mapped[Contract] = orm.relationship()
    changed_by: orm.Mapped[User | None] = orm.relationship()
