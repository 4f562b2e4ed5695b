"""Questions as entries of a file, and entries written into questions."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Sequence
from typing import TypeVar

from consult.consultations.models import (
    Choice,
    Consultation,
    Question,
    QuestionKind,
    QuestionRow,
)
from consult.consultations.reading import ChoiceEntry, QuestionEntry, RowEntry
from consult.consultations.xlsform.naming import key_of

TOLD = (
    "prompt",
    "help",
    "interviewer_help",
    "section",
    "shown_if",
    "required",
    "describes_person",
    "max_choices",
)
LONGEST_KEY = 40
Option = TypeVar("Option", Choice, QuestionRow)


def entry_of(question: Question) -> QuestionEntry:
    """As it is, without checking again what the database already holds."""
    return QuestionEntry.model_construct(
        key=question.key,
        kind=question.kind.value,
        choices=tuple(
            ChoiceEntry.model_construct(key=each.key, label=each.label, icon=each.icon)
            for each in question.choices
        ),
        rows=tuple(
            RowEntry.model_construct(key=each.key, label=each.label) for each in question.rows
        ),
        **{name: getattr(question, name) for name in TOLD},
    )


def entries_of(consultation: Consultation) -> list[QuestionEntry]:
    return [entry_of(question) for question in consultation.questions]


def write(question: Question, entry: QuestionEntry) -> Question:
    """`question` as `entry` says; choices and lines are found again by their keys, and keep their ids."""
    question.key = entry.key
    question.kind = QuestionKind(entry.kind)
    for name in TOLD:
        setattr(question, name, getattr(entry, name))
    question.choices = _options(question.choices, entry.choices, Choice)
    question.rows = _options(question.rows, entry.rows, QuestionRow)
    return question


def _options(
    rows: Iterable[Option], entries: Sequence[ChoiceEntry | RowEntry], model: type[Option]
) -> list[Option]:
    known = {row.key: row for row in rows}
    found = []
    for position, entry in enumerate(entries):
        row = known.get(entry.key) or model(key=entry.key)
        for name, value in entry.model_dump(exclude={"key"}).items():
            setattr(row, name, value)
        row.position = position
        found.append(row)
    return found


def new_question(entry: QuestionEntry, position: int) -> Question:
    return write(Question(position=position), entry)


def digest(questions: Iterable[QuestionEntry]) -> str:
    """Of what somebody was shown: another one was written since when it differs."""
    told = "\n".join(question.model_dump_json() for question in questions)
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def short_key(text: str, taken: Collection[str]) -> str:
    """A key out of the first words of `text`, none of `taken`, that a condition can name."""
    kept = ""
    for word in re.split(r"[\W_]+", text):
        if kept and len(kept) + len(word) >= LONGEST_KEY:
            break
        kept = f"{kept}-{word}"[:LONGEST_KEY] if kept else word[:LONGEST_KEY]
    key = key_of(kept, {})
    return key_of(f"q-{key}" if key[0].isdigit() else key, dict.fromkeys(taken))
