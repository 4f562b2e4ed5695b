"""What the team was reminded of, and the addresses of residents who wish to be."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, orm

from consult.consultations.models import Consultation
from consult.contributions.models import new_public_id
from consult.db import Base, Created, Identified


class Moment(enum.Enum):
    OPENING = "opening"
    CLOSING = "closing"


class TeamReminder(Identified, Created, Base):
    """That mails left about `about`, the opening or the closing: another date has mails of its own."""

    __tablename__ = "team_reminder"

    consultation_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("consultation.id", ondelete="CASCADE")
    )
    moment: orm.Mapped[Moment]
    about: orm.Mapped[datetime]

    __table_args__ = (UniqueConstraint("consultation_id", "moment", "about"),)


class AskedReminder(Identified, Created, Base):
    """One mail, if nothing was sent from the sheet that the address leads to (`token_hash`).

    The row, and the address with it, is erased once the mail is queued, the answers are sent, the
    consultation is closed, or the person asks.
    """

    __tablename__ = "asked_reminder"

    public_id: orm.Mapped[str] = orm.mapped_column(unique=True, default=new_public_id)
    consultation_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("consultation.id", ondelete="CASCADE"), index=True
    )
    address: orm.Mapped[str]
    language: orm.Mapped[str]
    token_hash: orm.Mapped[str] = orm.mapped_column(unique=True)

    consultation: orm.Mapped[Consultation] = orm.relationship()
