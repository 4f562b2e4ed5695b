"""Decisions of the moderators, and the reasons they choose from."""

from __future__ import annotations

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import ForeignKey, Index, UniqueConstraint, orm

from consult.accounts.models import User
from consult.contributions.models import Contribution, Tagging
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
    """One decision on one revision of one contribution.

    `batch` is shared by what one person decided in one gesture on a selection; empty otherwise.
    `on_appeal`: someone else's second reading.
    """

    __tablename__ = "decision"

    contribution_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("contribution.id"), index=True)
    moderator_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("user_account.id"))
    kind: orm.Mapped[DecisionKind]
    reason_id: orm.Mapped[int | None] = orm.mapped_column(ForeignKey("reason.id"))
    sentence: orm.Mapped[LongText] = orm.mapped_column(default="")
    revision: orm.Mapped[int]
    batch: orm.Mapped[str] = orm.mapped_column(default="")
    on_appeal: orm.Mapped[bool] = orm.mapped_column(default=False)

    contribution: orm.Mapped[Contribution] = orm.relationship()
    moderator: orm.Mapped[User] = orm.relationship()
    reason: orm.Mapped[Reason | None] = orm.relationship()

    __table_args__ = (Index(None, "batch"), Index(None, "created_at"))


class Advice(Identified, Created, Base):
    """What the model of `version` suggested for words when they were published; kept as it was.

    `ranked` is a list of {kind, key, score, words}; the words are the contribution's own.
    """

    __tablename__ = "advice"

    contribution_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE"), unique=True
    )
    version: orm.Mapped[str]
    ranked: orm.Mapped[list[dict[str, object]]] = orm.mapped_column(sa.JSON)


class Sorting(Identified, Created, Base):
    """How one person placed words among the enjeux, `enjeux` being their keys.

    A `blind` one is a second reading, made without seeing the first: it changes no tag, and the
    agreement of the two is published.
    """

    __tablename__ = "sorting"

    contribution_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE")
    )
    user_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("user_account.id"), index=True)
    blind: orm.Mapped[bool]
    outcome: orm.Mapped[Tagging]
    enjeux: orm.Mapped[list[str]] = orm.mapped_column(sa.JSON)

    contribution: orm.Mapped[Contribution] = orm.relationship()

    __table_args__ = (UniqueConstraint("contribution_id", "user_id", "blind"),)


class Claim(Base):
    """Someone is working on these words, until `expires_at`: others are led to other words.

    A courtesy between colleagues, one at most for each contribution: `Contribution.revision` is
    what makes sure that nothing is decided twice.
    """

    __tablename__ = "claim"

    contribution_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("user_account.id"), index=True)
    expires_at: orm.Mapped[datetime]

    user: orm.Mapped[User] = orm.relationship()


class SealedOriginal(Identified, Created, Base):
    """Words as they were before one masking: no list, search or export reads this table.

    It is opened one row at a time, with a written reason that the journal keeps. `decision` is the
    publication made by the same gesture: undoing it lifts the seal.
    """

    __tablename__ = "sealed_original"

    contribution_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("contribution.id"), index=True)
    decision_id: orm.Mapped[int | None] = orm.mapped_column(ForeignKey("decision.id"))
    title: orm.Mapped[str]
    text: orm.Mapped[LongText]
