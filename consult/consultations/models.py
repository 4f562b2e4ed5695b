"""A consultation, its questionnaire, and the answers received."""

from __future__ import annotations

import enum
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import ForeignKey, Index, UniqueConstraint, false, orm, true

from consult.contributions.models import Channel, Contribution, Receipt
from consult.db import Base, Created, Identified, LongText, OpenBetween
from consult.enjeux.models import Vocabulary
from consult.territory.models import Commune, Perimeter, PlaceScope
from consult.territory.publics import AgeBand, Gender


class Degree(enum.Enum):
    """How far the town commits itself."""

    INFORMATION = "information"
    CONSULTATION = "consultation"
    CONCERTATION = "concertation"
    CODECISION = "codecision"


class Moment(enum.Enum):
    """When in the contract's life the question is asked."""

    DIAGNOSTIC = "diagnostic"
    CO_CONSTRUCTION = "co-construction"
    PROJECT_REVIEW = "revue"
    CO_INSTRUCTION = "co-instruction"
    EVALUATION = "evaluation"


class Entry(enum.Enum):
    """Who may answer: see `consult.consultations.entry`."""

    ANYONE = "anyone"
    CARD = "card"
    MAIL = "mail"
    TEAM = "team"


class QuestionKind(enum.Enum):
    SINGLE = "single"
    MULTIPLE = "multiple"
    SCALE = "scale"
    SHORT = "short"
    LONG = "long"
    NUMBER = "number"
    RANKING = "ranking"
    MATRIX = "matrix"
    PLACE = "place"


class Consultation(Identified, Created, OpenBetween, Base):
    """Questions that are answered while it is open."""

    __tablename__ = "consultation"

    slug: orm.Mapped[str] = orm.mapped_column(unique=True)
    title: orm.Mapped[str]
    summary: orm.Mapped[LongText] = orm.mapped_column(default="")
    intro: orm.Mapped[LongText] = orm.mapped_column(default="")
    what_changes: orm.Mapped[LongText] = orm.mapped_column(default="")
    degree: orm.Mapped[Degree]
    moment: orm.Mapped[Moment]
    commune_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("commune.id"))
    vocabulary_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("vocabulary.id"))
    # Whether it ends by asking, optionally, the age band and the gender.
    asks_profile: orm.Mapped[bool] = orm.mapped_column(default=True, server_default=true())
    # False while the team writes it: the dates of a draft open nothing. An import is an agreement.
    is_ready: orm.Mapped[bool] = orm.mapped_column(default=True, server_default=true())
    entry: orm.Mapped[Entry] = orm.mapped_column(
        default=Entry.ANYONE, server_default=Entry.ANYONE.value
    )
    # The last day that residents were first told, where it was put off.
    extended_from: orm.Mapped[datetime | None]
    # How long answers begun before the closing are still received: a phone had no network.
    late_days: orm.Mapped[int] = orm.mapped_column(default=7, server_default="7")
    is_demo: orm.Mapped[bool] = orm.mapped_column(default=False)

    commune: orm.Mapped[Commune] = orm.relationship()
    vocabulary: orm.Mapped[Vocabulary] = orm.relationship()
    questions: orm.Mapped[list[Question]] = orm.relationship(
        back_populates="consultation", cascade="all, delete-orphan", order_by="Question.position"
    )

    def is_open(self, now: datetime) -> bool:
        return self.is_ready and super().is_open(now)

    @property
    def first_last_moment(self) -> datetime | None:
        """What people were first told, where the end was put off."""
        return self.extended_from - timedelta(seconds=1) if self.extended_from else None

    @classmethod
    def open_at(cls, now: datetime) -> sa.ColumnElement[bool]:
        return sa.and_(cls.is_ready, super().open_at(now))


class Question(Identified, Base):
    """One screen. Optional unless `required`; `max_choices` bounds a multiple question or a ranking.

    `shown_if` is a condition on earlier answers (see `consult.consultations.conditions`), empty when
    everyone is asked. `section` is the heading that it comes under, printed when it changes.
    `interviewer_help` is for whoever asks the question aloud, never shown to who answers alone.
    `added_at`: whoever had sent their answers by then was not asked it; None for the first questions.
    `describes_person`: its answer says who answers (« situation »), and results may be read by it.
    """

    __tablename__ = "question"

    consultation_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("consultation.id", ondelete="CASCADE")
    )
    key: orm.Mapped[str]
    position: orm.Mapped[int]
    kind: orm.Mapped[QuestionKind]
    prompt: orm.Mapped[LongText]
    help: orm.Mapped[LongText] = orm.mapped_column(default="")
    interviewer_help: orm.Mapped[LongText] = orm.mapped_column(default="", server_default="")
    section: orm.Mapped[str] = orm.mapped_column(default="", server_default="")
    shown_if: orm.Mapped[LongText] = orm.mapped_column(default="", server_default="")
    required: orm.Mapped[bool] = orm.mapped_column(default=False)
    describes_person: orm.Mapped[bool] = orm.mapped_column(default=False, server_default=false())
    max_choices: orm.Mapped[int | None]
    added_at: orm.Mapped[datetime | None]

    consultation: orm.Mapped[Consultation] = orm.relationship(back_populates="questions")
    choices: orm.Mapped[list[Choice]] = orm.relationship(
        back_populates="question", cascade="all, delete-orphan", order_by="Choice.position"
    )
    rows: orm.Mapped[list[QuestionRow]] = orm.relationship(
        back_populates="question", cascade="all, delete-orphan", order_by="QuestionRow.position"
    )

    __table_args__ = (UniqueConstraint("consultation_id", "key"),)


class QuestionRow(Identified, Base):
    """A line of a matrix: its answer is one of the question's choices."""

    __tablename__ = "question_row"

    question_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("question.id", ondelete="CASCADE"))
    key: orm.Mapped[str]
    position: orm.Mapped[int]
    label: orm.Mapped[str]

    question: orm.Mapped[Question] = orm.relationship(back_populates="rows")

    __table_args__ = (UniqueConstraint("question_id", "key"),)


class Choice(Identified, Base):
    __tablename__ = "choice"

    question_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("question.id", ondelete="CASCADE"))
    key: orm.Mapped[str]
    position: orm.Mapped[int]
    label: orm.Mapped[str]
    icon: orm.Mapped[str] = orm.mapped_column(default="")

    question: orm.Mapped[Question] = orm.relationship(back_populates="choices")

    __table_args__ = (UniqueConstraint("question_id", "key"),)


class AnswerSheet(Identified, Created, Base):
    """One person's answers, saved screen by screen; sent when `submitted_at` is set.

    The address of a sheet being filled holds a random token, of which only the SHA-256 is kept.
    `age` and `gender` are a draft's: once sent they are on the receipt. `likeness` is equal for two
    sheets sent the same day from one device with the same answers, and tells nothing else; `repeats`
    counts those that were sent before this one. See `entry.likeness`. `late`: it was begun before the
    closing and received after it. `sent_as` is the name, drawn by the phone, of a sending that had waited
    for the network: a second try of it is known again.
    """

    __tablename__ = "answer_sheet"

    consultation_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("consultation.id"))
    token_hash: orm.Mapped[str] = orm.mapped_column(unique=True)
    channel: orm.Mapped[Channel]
    language: orm.Mapped[str] = orm.mapped_column(default="fr")
    place_scope: orm.Mapped[PlaceScope | None]
    perimeter_id: orm.Mapped[int | None] = orm.mapped_column(ForeignKey("perimeter.id"))
    age: orm.Mapped[AgeBand | None]
    gender: orm.Mapped[Gender | None]
    submitted_at: orm.Mapped[datetime | None]
    receipt_id: orm.Mapped[int | None] = orm.mapped_column(ForeignKey("receipt.id"), index=True)
    is_demo: orm.Mapped[bool] = orm.mapped_column(default=False)
    likeness: orm.Mapped[str | None] = orm.mapped_column(index=True)
    repeats: orm.Mapped[int] = orm.mapped_column(default=0, server_default="0")
    late: orm.Mapped[bool] = orm.mapped_column(default=False, server_default=false())
    sent_as: orm.Mapped[str | None]

    consultation: orm.Mapped[Consultation] = orm.relationship()
    perimeter: orm.Mapped[Perimeter | None] = orm.relationship()
    receipt: orm.Mapped[Receipt | None] = orm.relationship()
    answers: orm.Mapped[list[Answer]] = orm.relationship(
        back_populates="sheet", cascade="all, delete-orphan"
    )

    __table_args__ = (Index(None, "consultation_id", "submitted_at"),)


class Answer(Identified, Base):
    """To one question. A draft's text stays here; once sent it is a contribution.

    `place_scope` and `perimeter` answer a question of place; what makes the place more precise is `text`.
    """

    __tablename__ = "answer"

    sheet_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("answer_sheet.id", ondelete="CASCADE"))
    question_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("question.id"), index=True)
    text: orm.Mapped[LongText | None]
    number: orm.Mapped[int | None]
    place_scope: orm.Mapped[PlaceScope | None]
    perimeter_id: orm.Mapped[int | None] = orm.mapped_column(ForeignKey("perimeter.id"), index=True)
    contribution_id: orm.Mapped[int | None] = orm.mapped_column(
        ForeignKey("contribution.id"), index=True
    )

    sheet: orm.Mapped[AnswerSheet] = orm.relationship(back_populates="answers")
    question: orm.Mapped[Question] = orm.relationship()
    contribution: orm.Mapped[Contribution | None] = orm.relationship()
    perimeter: orm.Mapped[Perimeter | None] = orm.relationship()
    cells: orm.Mapped[list[AnswerCell]] = orm.relationship(
        back_populates="answer", cascade="all, delete-orphan"
    )
    chosen: orm.Mapped[list[AnswerChoice]] = orm.relationship(
        back_populates="answer", cascade="all, delete-orphan"
    )

    __table_args__ = (UniqueConstraint("sheet_id", "question_id"),)


class AnswerChoice(Base):
    """A choice that was ticked; `rank` counts from 1 in a ranking, and is None elsewhere."""

    __tablename__ = "answer_choice"

    answer_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("answer.id", ondelete="CASCADE"), primary_key=True
    )
    choice_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("choice.id"), primary_key=True, index=True
    )
    rank: orm.Mapped[int | None]

    answer: orm.Mapped[Answer] = orm.relationship(back_populates="chosen")
    choice: orm.Mapped[Choice] = orm.relationship()


class AnswerCell(Base):
    """What was ticked on one line of a matrix."""

    __tablename__ = "answer_cell"

    answer_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("answer.id", ondelete="CASCADE"), primary_key=True
    )
    row_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("question_row.id"), primary_key=True, index=True
    )
    choice_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("choice.id"), index=True)

    answer: orm.Mapped[Answer] = orm.relationship(back_populates="cells")
    row: orm.Mapped[QuestionRow] = orm.relationship()
    choice: orm.Mapped[Choice] = orm.relationship()
