"""What a study keeps: a ruling for each idea, opinions, unions, adaptations, appeals, and the history."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, orm

from consult.accounts.models import User
from consult.budget.models import Idea, Project
from consult.db import Base, Created, Identified, LongText, utcnow


class RulingState(enum.Enum):
    """Recevabilité of an idea; one without a ruling waits, and so does a completed one."""

    ASKED = "asked"
    COMPLETED = "completed"
    ADMITTED = "admitted"
    REFUSED = "refused"


class Domain(enum.Enum):
    """What a service is asked of a project."""

    TECHNICAL = "technical"
    LEGAL = "legal"
    FINANCIAL = "financial"


class Stance(enum.Enum):
    FAVOURABLE = "favourable"
    IF_CHANGED = "if-changed"
    UNFAVOURABLE = "unfavourable"


class AdaptationState(enum.Enum):
    """SILENT: decided without the authors, who did not all answer in time."""

    OPEN = "open"
    AGREED = "agreed"
    DECLINED = "declined"
    SILENT = "silent"
    WITHDRAWN = "withdrawn"


class AppealAgainst(enum.Enum):
    RULING = "ruling"
    VERDICT = "verdict"


class AppealState(enum.Enum):
    """WITHDRAWN: its author took the idea back before anybody answered."""

    WAITING = "waiting"
    MAINTAINED = "maintained"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


class StudyStepKind(enum.Enum):
    """What happens to an idea and to its project, in the order it usually does."""

    ASKED = "asked"
    COMPLETED = "completed"
    ADMITTED = "admitted"
    REFUSED = "refused"
    RULING_UNDONE = "ruling-undone"
    OPINION_ASKED = "opinion-asked"
    OPINION_GIVEN = "opinion-given"
    OPINION_DROPPED = "opinion-dropped"
    UNITED = "united"
    PARTED = "parted"
    ADAPTATION_PROPOSED = "adaptation-proposed"
    ADAPTATION_AGREED = "adaptation-agreed"
    ADAPTATION_DECLINED = "adaptation-declined"
    ADAPTATION_SILENT = "adaptation-silent"
    ADAPTATION_WITHDRAWN = "adaptation-withdrawn"
    RETAINED = "retained"
    REJECTED = "rejected"
    REOPENED = "reopened"
    APPEALED = "appealed"
    APPEAL_MAINTAINED = "appeal-maintained"
    APPEAL_ACCEPTED = "appeal-accepted"
    LEFT = "left"


class StudyStep(Identified, Base):
    """A dated line of the public history; nothing ever changes it but its author's withdrawal.

    About one idea, or about the whole project (`idea_id` None). `message` is what the town answers,
    for everyone; `facts` are what the line's words need (keys of enums, whole euros, numbers). `by_id`
    is never told to the public: a history names no one.
    """

    __tablename__ = "study_step"

    idea_id: orm.Mapped[int | None] = orm.mapped_column(ForeignKey("idea.id"), index=True)
    project_id: orm.Mapped[int | None] = orm.mapped_column(ForeignKey("project.id"), index=True)
    kind: orm.Mapped[StudyStepKind]
    message: orm.Mapped[LongText] = orm.mapped_column(default="")
    facts: orm.Mapped[dict[str, Any]] = orm.mapped_column(JSON, default=dict)
    at: orm.Mapped[datetime] = orm.mapped_column(default=utcnow)
    by_id: orm.Mapped[int | None] = orm.mapped_column(ForeignKey("user_account.id"))

    idea: orm.Mapped[Idea | None] = orm.relationship()


class Ruling(Base):
    """Whether an idea is admitted, by which criterion of the règlement, and what its author is told.

    `criterion` is the line as it was worded that day; `answer` the answer, or the question asked.
    """

    __tablename__ = "idea_ruling"

    idea_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("idea.id"), primary_key=True)
    state: orm.Mapped[RulingState]
    criterion: orm.Mapped[LongText] = orm.mapped_column(default="")
    answer: orm.Mapped[LongText] = orm.mapped_column(default="")
    at: orm.Mapped[datetime] = orm.mapped_column(default=utcnow)
    by_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("user_account.id"))

    idea: orm.Mapped[Idea] = orm.relationship()


class Opinion(Identified, Created, Base):
    """What one service says of a project; asked of one person of the team, until a day included.

    Money in whole euros, `running_cost_eur` a year. `comment` is for everyone; `note` for the team.
    """

    __tablename__ = "opinion"

    project_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("project.id"))
    domain: orm.Mapped[Domain]
    assigned_to_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("user_account.id"), index=True)
    due_on: orm.Mapped[date]
    stance: orm.Mapped[Stance | None]
    cost_eur: orm.Mapped[int | None]
    running_cost_eur: orm.Mapped[int | None]
    months: orm.Mapped[int | None]
    comment: orm.Mapped[LongText] = orm.mapped_column(default="")
    note: orm.Mapped[LongText] = orm.mapped_column(default="")
    given_at: orm.Mapped[datetime | None]

    project: orm.Mapped[Project] = orm.relationship()
    assigned_to: orm.Mapped[User] = orm.relationship()

    __table_args__ = (UniqueConstraint("project_id", "domain", "assigned_to_id"),)


class Union(Created, Base):
    """A project that was united with another: which ideas went with it, for whoever takes it back."""

    __tablename__ = "project_union"

    project_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("project.id"), primary_key=True)
    into_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("project.id"), index=True)
    idea_ids: orm.Mapped[list[int]] = orm.mapped_column(JSON, default=list)

    project: orm.Mapped[Project] = orm.relationship(foreign_keys=[project_id])
    into: orm.Mapped[Project] = orm.relationship(foreign_keys=[into_id])


class Adaptation(Identified, Created, Base):
    """Other words, another place or another cost, that the authors of a project agree to, or not."""

    __tablename__ = "adaptation"

    project_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("project.id"), index=True)
    title: orm.Mapped[str]
    text: orm.Mapped[LongText]
    place: orm.Mapped[str] = orm.mapped_column(default="")
    cost_eur: orm.Mapped[int | None]
    # Why, in words for everyone.
    why: orm.Mapped[LongText]
    # The first instant when an author's silence may be decided upon.
    answer_until: orm.Mapped[datetime]
    state: orm.Mapped[AdaptationState] = orm.mapped_column(default=AdaptationState.OPEN)
    settled_at: orm.Mapped[datetime | None]
    by_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("user_account.id"))

    project: orm.Mapped[Project] = orm.relationship()
    answers: orm.Mapped[list[AdaptationAnswer]] = orm.relationship(
        order_by="AdaptationAnswer.id", back_populates="adaptation"
    )


class AdaptationAnswer(Identified, Created, Base):
    """One for each author, whatever the number of their ideas in the project."""

    __tablename__ = "adaptation_answer"

    adaptation_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("adaptation.id"))
    receipt_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("receipt.id"), index=True)
    agrees: orm.Mapped[bool]

    adaptation: orm.Mapped[Adaptation] = orm.relationship(back_populates="answers")

    __table_args__ = (UniqueConstraint("adaptation_id", "receipt_id"),)


class StudyAppeal(Identified, Created, Base):
    """The author of an idea contests its refusal, once; somebody else than who refused answers."""

    __tablename__ = "study_appeal"

    idea_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("idea.id"), unique=True)
    against: orm.Mapped[AppealAgainst]
    # The one who is not to answer.
    refused_by_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("user_account.id"))
    # Read by the team and the author only.
    sentence: orm.Mapped[LongText] = orm.mapped_column(default="")
    state: orm.Mapped[AppealState] = orm.mapped_column(default=AppealState.WAITING)
    answer: orm.Mapped[LongText] = orm.mapped_column(default="")
    answered_at: orm.Mapped[datetime | None]
    answered_by_id: orm.Mapped[int | None] = orm.mapped_column(ForeignKey("user_account.id"))

    idea: orm.Mapped[Idea] = orm.relationship()

    __table_args__ = (Index(None, "state", "id"),)


class StudyReminder(Identified, Base):
    """That a person was sent the reminder of a day: never twice."""

    __tablename__ = "study_reminder"

    user_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    day: orm.Mapped[date]

    __table_args__ = (UniqueConstraint("user_id", "day"),)
