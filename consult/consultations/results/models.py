"""The results that were published, as they were."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, orm

from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.db import Base, Identified, utcnow


class ResultsPublication(Identified, Base):
    """Figures as everyone reads them, masked once for all: no later answer moves them.

    `people` whose answers are counted; `crossed_by` names what they are read by, empty for nothing.
    `counted_at` is earlier than `published_at` for figures that are shown again. Rows are kept when the
    page is taken back: what was read is known.
    """

    __tablename__ = "results_publication"

    consultation_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("consultation.id", ondelete="CASCADE"), index=True
    )
    counted_at: orm.Mapped[datetime] = orm.mapped_column(default=utcnow)
    published_at: orm.Mapped[datetime] = orm.mapped_column(default=utcnow)
    by_id: orm.Mapped[int | None] = orm.mapped_column(ForeignKey("user_account.id"))
    taken_back_at: orm.Mapped[datetime | None]
    people: orm.Mapped[int]
    crossed_by: orm.Mapped[str] = orm.mapped_column(default="")
    figures: orm.Mapped[dict[str, Any]]

    consultation: orm.Mapped[Consultation] = orm.relationship()
    by: orm.Mapped[User | None] = orm.relationship()
