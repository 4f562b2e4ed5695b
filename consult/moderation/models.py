"""Decisions of the moderators, and the reasons they choose from."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, orm

from consult.accounts.models import User
from consult.contributions.models import Contribution
from consult.db import Base, Created, Identified, LongText


class DecisionKind(enum.Enum):
    PUBLISH = "publish"
    REFUSE = "refuse"
    REPHRASE = "rephrase"


class Reason(Identified, Base):
    """Why a text is refused or sent back. `message` opens the sentence its author reads.

    The town rewords it and retires it: one that is retired is no longer offered, and stays readable
    beside the decisions that used it. `revision` grows with every change.
    """

    __tablename__ = "reason"

    key: orm.Mapped[str] = orm.mapped_column(unique=True)
    kind: orm.Mapped[DecisionKind]
    position: orm.Mapped[int]
    label: orm.Mapped[str]
    message: orm.Mapped[LongText]
    retired_at: orm.Mapped[datetime | None]
    revision: orm.Mapped[int] = orm.mapped_column(default=0)


class Decision(Identified, Created, Base):
    """One decision on one revision of one contribution; `on_appeal`: someone else's second reading."""

    __tablename__ = "decision"

    contribution_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("contribution.id"), index=True)
    moderator_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("user_account.id"))
    kind: orm.Mapped[DecisionKind]
    reason_id: orm.Mapped[int | None] = orm.mapped_column(ForeignKey("reason.id"))
    sentence: orm.Mapped[LongText] = orm.mapped_column(default="")
    revision: orm.Mapped[int]
    on_appeal: orm.Mapped[bool] = orm.mapped_column(default=False)

    contribution: orm.Mapped[Contribution] = orm.relationship()
    moderator: orm.Mapped[User] = orm.relationship()
    reason: orm.Mapped[Reason | None] = orm.relationship()

    __table_args__ = (Index(None, "created_at"),)
