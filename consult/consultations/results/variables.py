"""What can be counted of a questionnaire: a question, or one line of a matrix, with its answers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from consult.consultations.models import Question, QuestionKind, QuestionRow
from consult.consultations.results.counting import Tally
from consult.consultations.results.masking import bins
from consult.contributions.heard.places import Group
from consult.web.i18n import number
from consult.web.secrecy import SMALLEST_PUBLISHED


@dataclass(frozen=True)
class Option:
    """`value` is what `Tally.counts` has: a choice id, the key of a place; (first, last) numbers."""

    value: Any
    key: str
    label: str


@dataclass(frozen=True)
class Variable:
    """`several`: each person may give more than one of `options`, `most` at most."""

    question: Question
    options: tuple[Option, ...]
    row: QuestionRow | None = None

    @property
    def key(self) -> str:
        return f"{self.question.key}/{self.row.key}" if self.row else self.question.key

    @property
    def label(self) -> str:
        return self.row.label if self.row else self.question.prompt

    @property
    def several(self) -> bool:
        return self.question.kind is QuestionKind.MULTIPLE

    @property
    def most(self) -> int:
        return (self.question.max_choices if self.several else 1) or len(self.options)

    def counts(self, tally: Tally) -> list[int]:
        return [counted(self, tally.counts, option) for option in self.options]

    def answered(self, tally: Tally) -> int:
        """A line of a matrix may be left empty under another that is not."""
        return sum(self.counts(tally)) if self.row is not None else tally.answered


def counted(variable: Variable, counts: Counter[Any], option: Option) -> int:
    if variable.question.kind is QuestionKind.NUMBER:
        first, last = option.value
        return sum(people for value, people in counts.items() if first <= value <= last)
    value = option.value if variable.row is None else (variable.row.id, option.value)
    return counts[value]


def variables(
    question: Question, tally: Tally, places: list[Group], *, least: int = SMALLEST_PUBLISHED
) -> list[Variable]:
    """None for words; one for each line of a matrix. Groups of numbers have `least` people each."""
    match question.kind:
        case QuestionKind.SHORT | QuestionKind.LONG:
            return []
        case QuestionKind.NUMBER:
            return [Variable(question, _ranges(tally, least))]
        case QuestionKind.PLACE:
            leaves = (leaf for group in places for leaf in group.leaves if not leaf.only_rooms)
            return [Variable(question, tuple(Option(e.key, e.key, e.label) for e in leaves))]
        case QuestionKind.MATRIX:
            return [Variable(question, _choices(question), row) for row in question.rows]
        case _:
            return [Variable(question, _choices(question))]


def _choices(question: Question) -> tuple[Option, ...]:
    return tuple(Option(each.id, each.key, each.label) for each in question.choices)


def _ranges(tally: Tally, least: int) -> tuple[Option, ...]:
    """Numbers put together so that no group is to be masked."""
    found = []
    for first, last, _people in bins(dict(tally.counts), least):
        told = (
            number(first)
            if first == last
            else str(_("%(first)s to %(last)s", first=number(first), last=number(last)))
        )
        found.append(Option((first, last), f"{first}-{last}", told))
    return tuple(found)
