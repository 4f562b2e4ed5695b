"""The stages of a winning project, its money, what changed of them; and the files of past winners."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, orm

from consult.accounts.models import User
from consult.budget.models import Project
from consult.contributions.models import new_public_id
from consult.db import Base, Created, Identified, LongText, utcnow


class Stage(enum.Enum):
    """In the order of a project's life; ABANDONED ends it from wherever it stood."""

    STUDIES = "studies"
    TENDER = "tender"
    WORKS = "works"
    OPENED = "opened"
    ABANDONED = "abandoned"


# After these nothing more is to come.
LAST = frozenset({Stage.OPENED, Stage.ABANDONED})


class Delivery(Identified, Base):
    """Where a winning project stands, and its money in whole euros; None is unknown, and not zero.

    `stage` is the last one that was reached (None: nothing has begun). It is kept with each step,
    and known alone for a project that came with a file without dates.
    """

    __tablename__ = "delivery"

    project_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("project.id", ondelete="CASCADE"), unique=True
    )
    stage: orm.Mapped[Stage | None]
    committed_eur: orm.Mapped[int | None]
    spent_eur: orm.Mapped[int | None]
    # None while all it says is what a file of past projects said.
    written_at: orm.Mapped[datetime | None]

    project: orm.Mapped[Project] = orm.relationship()

    __table_args__ = (Index(None, "stage"),)


class DeliveryStep(Identified, Base):
    """One stage of one project: the day it is planned for, the day it came, a sentence for everyone.

    `told_at`: when its authors and followers were told; a stage is told once, whatever is corrected
    afterwards. A picture of a stage refers to this row.
    """

    __tablename__ = "delivery_step"

    project_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    stage: orm.Mapped[Stage]
    planned_on: orm.Mapped[date | None]
    actual_on: orm.Mapped[date | None]
    sentence: orm.Mapped[LongText] = orm.mapped_column(default="")
    told_at: orm.Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("project_id", "stage"),)


class ChangeKind(enum.Enum):
    """LATE: the planned day passed and nothing moved; somebody said why."""

    PLANNED = "planned"
    ACTUAL = "actual"
    LATE = "late"
    SENTENCE = "sentence"
    COMMITTED = "committed"
    SPENT = "spent"


class DeliveryChange(Identified, Base):
    """What was written before, and why it changed: shown to everyone.

    `before` and `after` are days as 2027-03-31, whole euros, or sentences; empty when nothing was
    said. `stage` is None for money.
    """

    __tablename__ = "delivery_change"

    project_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("project.id", ondelete="CASCADE"), index=True
    )
    stage: orm.Mapped[Stage | None]
    kind: orm.Mapped[ChangeKind]
    before: orm.Mapped[LongText] = orm.mapped_column(default="")
    after: orm.Mapped[LongText] = orm.mapped_column(default="")
    explanation: orm.Mapped[LongText] = orm.mapped_column(default="")
    at: orm.Mapped[datetime] = orm.mapped_column(default=utcnow)


class ProjectBatch(Identified, Created, Base):
    """One file of past winners. `left_out`: names of the columns that told who somebody is.

    `made`: slugs of the campaigns made for it, which leave with it.
    """

    __tablename__ = "project_batch"

    public_id: orm.Mapped[str] = orm.mapped_column(unique=True, default=new_public_id)
    file_name: orm.Mapped[str] = orm.mapped_column(default="")
    # None for the operator's command.
    by_id: orm.Mapped[int | None] = orm.mapped_column(ForeignKey("user_account.id"))
    rows: orm.Mapped[int] = orm.mapped_column(default=0)
    left_out: orm.Mapped[list[str]] = orm.mapped_column(JSON, default=list)
    made: orm.Mapped[list[str]] = orm.mapped_column(JSON, default=list)
    withdrawn_at: orm.Mapped[datetime | None]

    by: orm.Mapped[User | None] = orm.relationship()


class ImportedProject(Base):
    """Where a project comes from: its file, its line, what recognises it, and its other columns.

    `digest`: SHA-256 of the year with the identifier of the file, or with the title and the place.
    """

    __tablename__ = "imported_project"

    project_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("project.id", ondelete="CASCADE"), primary_key=True
    )
    batch_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("project_batch.id"), index=True)
    line: orm.Mapped[int]
    digest: orm.Mapped[str] = orm.mapped_column(unique=True)
    other: orm.Mapped[dict[str, Any]] = orm.mapped_column(default=dict)
