"""Groups of what was said under an enjeu, what is set aside, and the runs that proposed groups."""

from __future__ import annotations

import enum
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, orm

from consult.accounts.models import User
from consult.contributions.models import Contribution, new_public_id
from consult.db import Base, Created, Identified, LongText, utcnow
from consult.enjeux.models import Ambition, Enjeu
from consult.territory.models import Perimeter

# A run that says nothing for this long is over: its process was stopped.
SILENCE = timedelta(seconds=90)


class SetAsideReason(enum.Enum):
    """Why words need no sentence of the contract."""

    OFF_TOPIC = "off_topic"
    ELSEWHERE = "elsewhere"
    SINGLE_CASE = "single_case"
    ALREADY_DONE = "already_done"
    UNCLEAR = "unclear"
    OTHER = "other"


class Topic(Identified, Created, Base):
    """A group of contributions of one enjeu. Without a name, its words tell it.

    Only proposed, it is recomputed by each run; from the first act of the team on it is `kept`, and no
    run undoes it. `words` are those that its members use and the rest of the enjeu does not, as they
    were written. `revision` grows with the acts of the team on the group as a whole.
    """

    __tablename__ = "topic"

    public_id: orm.Mapped[str] = orm.mapped_column(unique=True, default=new_public_id)
    enjeu_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("enjeu.id"), index=True)
    name: orm.Mapped[str] = orm.mapped_column(default="")
    kept: orm.Mapped[bool] = orm.mapped_column(default=False)
    words: orm.Mapped[list[Any]] = orm.mapped_column(sa.JSON, default=list)
    revision: orm.Mapped[int] = orm.mapped_column(default=0)
    is_demo: orm.Mapped[bool] = orm.mapped_column(default=False)

    enjeu: orm.Mapped[Enjeu] = orm.relationship()

    @property
    def told(self) -> str:
        """The name the team gave, or the words of the residents."""
        return self.name or ", ".join(str(each) for each in self.words)


class TopicMember(Identified, Base):
    """A contribution in a group: of one enjeu, at most one.

    Not `kept`, it is a run's proposal that nobody looked at yet. `nearness`, from 0 to 1, is how much
    its words are those of the group; unknown for what was put there by hand since the last run.
    """

    __tablename__ = "topic_member"

    topic_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("topic.id", ondelete="CASCADE"))
    enjeu_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("enjeu.id"))
    contribution_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE")
    )
    kept: orm.Mapped[bool] = orm.mapped_column(default=False)
    nearness: orm.Mapped[float | None]

    topic: orm.Mapped[Topic] = orm.relationship()
    contribution: orm.Mapped[Contribution] = orm.relationship()

    __table_args__ = (
        UniqueConstraint("contribution_id", "enjeu_id"),
        Index(None, "topic_id", "nearness"),
        Index(None, "enjeu_id", "kept"),
    )


class TopicRefusal(Identified, Base):
    """Words that the team took out of a group: no run proposes them there again."""

    __tablename__ = "topic_refusal"

    topic_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("topic.id", ondelete="CASCADE"))
    contribution_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE"), index=True
    )

    __table_args__ = (UniqueConstraint("topic_id", "contribution_id"),)


class TopicMerge(Identified, Created, Base):
    """A group that was put into `topic`: its address leads there, and it can be taken out again.

    `name`, `words`, `kept` are its own; `kept_topic` tells whether the team kept the other one too, and
    `revision` is that of the other one since. `before` holds ids, by what they were of:
    {"members": [[contribution, kept, nearness], …] of the group that ended; "proposed": members of
    `topic` that were only proposed there; "refused" and "forgotten": refusals of the one and of the
    other; "statements" written from the group that ended; "merges" that it had received itself};
    and "revision", that of the group that ended.
    """

    __tablename__ = "topic_merge"

    public_id: orm.Mapped[str] = orm.mapped_column(unique=True)
    topic_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("topic.id", ondelete="CASCADE"), index=True
    )
    name: orm.Mapped[str] = orm.mapped_column(default="")
    words: orm.Mapped[list[Any]] = orm.mapped_column(sa.JSON, default=list)
    kept: orm.Mapped[bool]
    kept_topic: orm.Mapped[bool]
    revision: orm.Mapped[int]
    before: orm.Mapped[dict[str, Any]]
    is_demo: orm.Mapped[bool] = orm.mapped_column(default=False)

    topic: orm.Mapped[Topic] = orm.relationship()


class SetAside(Identified, Created, Base):
    """Words that no sentence of this enjeu will cite, and why. Taken back, the row goes."""

    __tablename__ = "set_aside"

    enjeu_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("enjeu.id"), index=True)
    contribution_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE")
    )
    reason: orm.Mapped[SetAsideReason]
    sentence: orm.Mapped[LongText] = orm.mapped_column(default="")
    user_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("user_account.id"), index=True)
    is_demo: orm.Mapped[bool] = orm.mapped_column(default=False)

    enjeu: orm.Mapped[Enjeu] = orm.relationship()
    contribution: orm.Mapped[Contribution] = orm.relationship()
    user: orm.Mapped[User] = orm.relationship()

    __table_args__ = (UniqueConstraint("contribution_id", "enjeu_id"),)


class TopicRun(Identified, Created, Base):
    """One computation of groups: what it was asked for, how far it is, what it found.

    `done` out of `total` steps; `alive_at` is written as it goes on. `asked_by` is unknown for a run
    started from a terminal.
    """

    __tablename__ = "topic_run"

    public_id: orm.Mapped[str] = orm.mapped_column(unique=True, default=new_public_id)
    enjeu_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("enjeu.id"))
    ambition_id: orm.Mapped[int | None] = orm.mapped_column(
        ForeignKey("ambition.id", ondelete="CASCADE")
    )
    perimeter_id: orm.Mapped[int | None] = orm.mapped_column(
        ForeignKey("perimeter.id", ondelete="CASCADE")
    )
    since: orm.Mapped[date | None]
    until: orm.Mapped[date | None]
    asked_by_id: orm.Mapped[int | None] = orm.mapped_column(ForeignKey("user_account.id"))
    method: orm.Mapped[str] = orm.mapped_column(default="")
    done: orm.Mapped[int] = orm.mapped_column(default=0)
    total: orm.Mapped[int] = orm.mapped_column(default=0)
    alive_at: orm.Mapped[datetime] = orm.mapped_column(default=utcnow)
    finished_at: orm.Mapped[datetime | None]
    failed: orm.Mapped[bool] = orm.mapped_column(default=False)
    contributions: orm.Mapped[int] = orm.mapped_column(default=0)
    grouped: orm.Mapped[int] = orm.mapped_column(default=0)
    groups: orm.Mapped[int] = orm.mapped_column(default=0)
    is_demo: orm.Mapped[bool] = orm.mapped_column(default=False)

    enjeu: orm.Mapped[Enjeu] = orm.relationship()
    ambition: orm.Mapped[Ambition | None] = orm.relationship()
    perimeter: orm.Mapped[Perimeter | None] = orm.relationship()
    asked_by: orm.Mapped[User | None] = orm.relationship()

    __table_args__ = (
        CheckConstraint("done >= 0 AND done <= total", name="done_of_total"),
        Index(None, "enjeu_id", "id"),
    )

    def is_running(self, now: datetime) -> bool:
        return self.finished_at is None and now - self.alive_at < SILENCE

    def is_lost(self, now: datetime) -> bool:
        """It neither ended nor gives a sign of life."""
        return self.finished_at is None and not self.is_running(now)
