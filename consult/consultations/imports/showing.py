"""A row as it will be stored, and what of a column was not recognised: read before anything is kept."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from consult.consultations.imports.surveying import Survey
from consult.consultations.imports.understanding import Row, Understanding
from consult.consultations.models import Consultation, Question, QuestionKind
from consult.consultations.operations import Given
from consult.contributions.places import told_place
from consult.contributions.profiles import told_profile
from consult.web.labels import label


@dataclass(frozen=True)
class ShownAnswer:
    prompt: str
    lines: tuple[str, ...]
    is_text: bool


@dataclass(frozen=True)
class ShownRow:
    line: int
    answers: tuple[ShownAnswer, ...]
    about: tuple[str, ...]
    said_on: date | None
    language: str


def shown(row: Row, consultation: Consultation) -> ShownRow:
    answers = [
        ShownAnswer(
            question.prompt,
            tuple(_lines(question, row.given[question.key])),
            bool(row.given[question.key].text),
        )
        for question in consultation.questions
        if question.key in row.given
    ]
    about = [
        label(row.channel),
        *told_place(row.place.scope, row.place.perimeter),
        *told_profile(row.profile),
        *([_("identifier %(name)s", name=row.external_id)] if row.external_id else []),
    ]
    return ShownRow(
        row.line, tuple(answers), tuple(dict.fromkeys(about)), row.said_on, row.language
    )


def _lines(question: Question, given: Given) -> list[str]:
    labels = [choice.label for choice in given.choices]
    if question.kind is QuestionKind.RANKING:
        return [f"{rank}. {each}" for rank, each in enumerate(labels, start=1)]
    if question.kind is QuestionKind.MATRIX:
        told = {row.id: choice.label for row, choice in given.cells}
        return [
            _("%(name)s: %(value)s", name=row.label, value=told[row.id])
            for row in question.rows
            if row.id in told
        ]
    if given.place is not None:
        return told_place(given.place.scope, given.place.perimeter)
    if given.number is not None:
        return [str(given.number)]
    return labels or given.text.split("\n")


def unknown(survey: Survey, understanding: Understanding) -> dict[str, Counter[str]]:
    """By column: the values that are none of what could be said there, the most frequent first."""
    found: dict[str, Counter[str]] = {}
    for title, column in understanding.columns.items():
        surveyed = survey.titled(title)
        left: Counter[str] = Counter()
        for cell, count in surveyed.values.items() if surveyed else ():
            for piece in column.unknown(cell):
                left[piece] += count
        if left:
            found[title] = Counter(dict(left.most_common()))
    return found
