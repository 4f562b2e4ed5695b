"""Bringing consultations of the database in line with their file.

Rows are found again by slug and key and keep their ids: answers refer to them. What somebody
answered is neither removed nor reworded: the file is then refused whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import orm

from consult.audit.operations import SYSTEM, record
from consult.consultations.asked_since import TooLateError, asked_from
from consult.consultations.holding import hold
from consult.consultations.models import (
    Choice,
    Consultation,
    Degree,
    Moment,
    Question,
    QuestionKind,
    QuestionRow,
)
from consult.consultations.models import Entry as EntryKind
from consult.consultations.reading import (
    ChoiceEntry,
    ConsultationEntry,
    ConsultationsFile,
    RowEntry,
)
from consult.consultations.wordings.models import Wording
from consult.consultations.wordings.operations import bring_in_line
from consult.db import utcnow
from consult.enjeux.importing import check_ground, find_ground
from consult.reading import Faults, Source, Where
from consult.reference_rows import Counts, Upserter, references

# What an answer replies to: help, order and icons may still be bettered.
ASKED = ("kind", "prompt", "max_choices")
WRITTEN = {
    "prompt",
    "help",
    "interviewer_help",
    "section",
    "shown_if",
    "required",
    "describes_person",
    "max_choices",
}
Answers = dict[int, int]
Option = TypeVar("Option", Choice, QuestionRow)


def import_consultations(session: orm.Session, file: ConsultationsFile, source: Source) -> Counts:
    """All of the file or, with ReadingError, nothing of it. One audit line a consultation."""
    total = Counts()
    faults = Faults(source)
    with session.begin_nested():
        for index, entry in enumerate(file.consultations):
            total.include(_Import(session, entry, faults, ("consultations", index)).run())
        faults.stop()
    return total


class _Import:
    """Of one consultation."""

    def __init__(
        self, session: orm.Session, entry: ConsultationEntry, faults: Faults, where: Where
    ) -> None:
        self.session = session
        self.entry = entry
        self.faults = faults
        self.where = where
        self.rows = Upserter(session)

    def run(self) -> Counts:
        known = hold(self.session, self.entry.slug)
        ground = find_ground(self.session, self.entry, self.faults, self.where)
        if ground is None:
            return self.rows.counts
        values: dict[str, Any] = {
            **self.entry.model_dump(include={"title", "summary", "intro", "what_changes"}),
            **ground,
            "degree": Degree(self.entry.degree),
            "moment": Moment(self.entry.moment),
            "opens_at": self.entry.opens,
            "closes_at": self.entry.closes,
            "asks_profile": self.entry.profile,
            "late_days": self.entry.late_days,
            "is_ready": True,
            "entry": EntryKind(self.entry.entry),
        }
        if known is None:
            consultation = Consultation(slug=self.entry.slug, **values)
            self.rows.add(consultation)
        else:
            consultation = known
            check_ground(
                self.session,
                consultation,
                ground,
                self.faults,
                self.where,
                besides=frozenset({Question.__tablename__, Wording.__tablename__}),
            )
            self.rows.change(consultation, values)
        self.questions(consultation)
        self.session.flush()
        self.rows.counts.changed += bring_in_line(
            self.session, consultation, self.entry.wordings, by=SYSTEM
        )
        if not self.rows.counts.nothing:
            counts = vars(self.rows.counts)
            record(self.session, "consultation.import", consultation, by=SYSTEM, **counts)
        return self.rows.counts

    def questions(self, consultation: Consultation) -> None:
        known = {row.key: row for row in consultation.questions}
        answers = self.answers(
            Question, [row.id for row in known.values()], "choice", "question_row"
        )
        where: Where = (*self.where, "questions")
        for position, entry in enumerate(self.entry.questions):
            here: Where = (*where, position)
            values = entry.model_dump(include=WRITTEN) | {
                "kind": QuestionKind(entry.kind),
                "position": position,
            }
            row = known.pop(entry.key, None)
            if row is None:
                row = Question(key=entry.key, **values)
                row.added_at = self.asked_from(consultation, here)
                consultation.questions.append(row)
                self.rows.add(row)
            else:
                self.keep(row, values, ASKED, answers, here)
                if row.shown_if != values["shown_if"]:
                    row.added_at = self.asked_from(consultation, (*here, "shown_if"))
                self.rows.change(row, values)
            self.options(row.choices, entry.choices, Choice, (*here, "choices"))
            self.options(row.rows, entry.rows, QuestionRow, (*here, "rows"))
        for row in known.values():
            if not self.is_answered(row, answers, where):
                consultation.questions.remove(row)
                self.rows.counts.removed += 1

    def asked_from(self, consultation: Consultation, where: Where) -> datetime | None:
        """When it began to be asked as the file says, where people have answered already."""
        try:
            return asked_from(self.session, consultation, utcnow())
        except TooLateError:
            self.faults.add(where, "people have answered, and nobody is asked any more.")
            return None

    def options(
        self,
        rows: list[Option],
        entries: Sequence[ChoiceEntry | RowEntry],
        model: type[Option],
        where: Where,
    ) -> None:
        """The choices of a question, or the lines of a matrix, brought in line with `entries`."""
        known = {row.key: row for row in rows}
        ticks = self.answers(model, [row.id for row in known.values()])
        for position, entry in enumerate(entries):
            values = entry.model_dump(exclude={"key"}) | {"position": position}
            row = known.pop(entry.key, None)
            if row is None:
                row = model(key=entry.key, **values)
                rows.append(row)
                self.rows.add(row)
            else:
                self.keep(row, values, ("label",), ticks, (*where, position))
                self.rows.change(row, values)
        for row in known.values():
            if not self.is_answered(row, ticks, where):
                rows.remove(row)
                self.rows.counts.removed += 1

    def answers(
        self, model: type[Question | Choice | QuestionRow], ids: list[int], *besides: str
    ) -> Answers:
        """How many answers rest on each of `ids`, drafts included."""
        table = model.metadata.tables[model.__tablename__]
        found = references(self.session, table, ids, besides=besides)
        return {row_id: sum(tables.values()) for row_id, tables in found.items()}

    def keep(
        self,
        row: Question | Choice | QuestionRow,
        values: dict[str, Any],
        names: tuple[str, ...],
        answers: Answers,
        where: Where,
    ) -> None:
        """What was answered keeps the words it was answered to."""
        for name in names:
            if answers.get(row.id) and getattr(row, name) != values[name]:
                self.faults.add(
                    (*where, name),
                    f"« {name} » of the {row.__tablename__} « {row.key} » can no longer change: it has "
                    f"{_told(answers[row.id])}. Put it back.",
                )

    def is_answered(
        self, row: Question | Choice | QuestionRow, answers: Answers, where: Where
    ) -> bool:
        if row.id not in answers:
            return False
        self.faults.add(
            where,
            f"the {row.__tablename__} « {row.key} » is no longer described here, but it has "
            f"{_told(answers[row.id])}. Put it back.",
        )
        return True


def _told(number: int) -> str:
    return f"{number} answer{'s' if number > 1 else ''}"
