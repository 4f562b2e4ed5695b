"""What people outside the team ask to have read again: an author's appeal, readers' reports."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, orm

from consult.accounts.models import User
from consult.contributions.models import Contribution
from consult.db import Base, Created, Identified, LongText
from consult.moderation.models import Decision


class AppealState(enum.Enum):
    """WITHDRAWN: the author took the words back before anyone answered."""

    WAITING = "waiting"
    MAINTAINED = "maintained"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


class Appeal(Identified, Created, Base):
    """The author does not agree with a refusal: at most one for each.

    `sentence` is the author's, perhaps empty; `answer` is what the second reader wrote to them.
    """

    __tablename__ = "appeal"

    contribution_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("contribution.id"), index=True)
    decision_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("decision.id"), unique=True)
    sentence: orm.Mapped[LongText] = orm.mapped_column(default="")
    state: orm.Mapped[AppealState] = orm.mapped_column(default=AppealState.WAITING)
    answered_at: orm.Mapped[datetime | None]
    answered_by_id: orm.Mapped[int | None] = orm.mapped_column(ForeignKey("user_account.id"))
    answer: orm.Mapped[LongText] = orm.mapped_column(default="")

    contribution: orm.Mapped[Contribution] = orm.relationship()
    decision: orm.Mapped[Decision] = orm.relationship()
    answered_by: orm.Mapped[User | None] = orm.relationship()

    __table_args__ = (Index(None, "state", "id"),)


class ReportReason(enum.Enum):
    """Why a reader thinks that words should not stay."""

    HURTS = "hurts"
    NAMES = "names"
    ADVERTISING = "advertising"
    OTHER = "other"


class ReportState(enum.Enum):
    """WITHDRAWN: the author took the words back before anyone answered."""

    WAITING = "waiting"
    KEPT = "kept"
    TAKEN_DOWN = "taken_down"
    WITHDRAWN = "withdrawn"


class Report(Identified, Created, Base):
    """One reader's sending about published words; nothing is kept of who sent it.

    `submission_digest` is that of the form's key: sent twice, it is recorded once. `decision` is the
    refusal that took the words down; `note` says, for the team alone, why they were kept.
    """

    __tablename__ = "report"

    contribution_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("contribution.id"), index=True)
    submission_digest: orm.Mapped[str] = orm.mapped_column(unique=True)
    reason: orm.Mapped[ReportReason]
    sentence: orm.Mapped[LongText] = orm.mapped_column(default="")
    state: orm.Mapped[ReportState] = orm.mapped_column(default=ReportState.WAITING)
    answered_at: orm.Mapped[datetime | None]
    answered_by_id: orm.Mapped[int | None] = orm.mapped_column(ForeignKey("user_account.id"))
    decision_id: orm.Mapped[int | None] = orm.mapped_column(ForeignKey("decision.id"))
    note: orm.Mapped[LongText] = orm.mapped_column(default="")

    contribution: orm.Mapped[Contribution] = orm.relationship()
    answered_by: orm.Mapped[User | None] = orm.relationship()

    __table_args__ = (Index(None, "state", "contribution_id"),)
