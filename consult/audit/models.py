"""Who did what, when and why: lines are added, never changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, orm

from consult.db import Base, Identified, LongText, utcnow


class AuditLine(Identified, Base):
    """One act. `actor` reads « user:3 », « resident » or « system »; words are never copied here."""

    __tablename__ = "audit_line"

    at: orm.Mapped[datetime] = orm.mapped_column(default=utcnow)
    actor: orm.Mapped[str]
    action: orm.Mapped[str]
    subject_type: orm.Mapped[str]
    subject_id: orm.Mapped[int | None]
    reason: orm.Mapped[LongText] = orm.mapped_column(default="")
    details: orm.Mapped[dict[str, Any]] = orm.mapped_column(default=dict)

    __table_args__ = (Index(None, "subject_type", "subject_id"),)
