"""Answers read by who gave them: one table a question, one column a quarter, an age band, a situation…

What is published is read by one dimension only, and by questions that everyone is asked. Then any table
that could have been printed like one of these can be put in its place, the others staying as they are:
people of one column can give each other's answers to one question without changing anything else. With
two dimensions, or with questions crossed with one another, that would not hold, and what one table masks
could follow from the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import orm

from consult.consultations.models import Consultation, Question, QuestionKind
from consult.consultations.results import masking
from consult.consultations.results.counting import Brought
from consult.consultations.results.dimensions import (
    Column,
    Crossed,
    Dimension,
    answered_by,
    columns,
    cross,
    totals,
)
from consult.consultations.results.figures import Public, Released, crossed_cells
from consult.consultations.results.variables import Option, Variable
from consult.web.secrecy import SMALLEST_PUBLISHED, Cell

# Asked of everyone and published by a dimension; the others are read one by one, by the team.
PUBLISHED_KINDS = frozenset(
    {QuestionKind.SINGLE, QuestionKind.SCALE, QuestionKind.MULTIPLE, QuestionKind.RANKING}
)


@dataclass(frozen=True)
class Line:
    label: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Crossing:
    """Of one variable. `lines` is empty where nothing may be read."""

    variable: Variable
    lines: tuple[Line, ...]

    @property
    def is_masked(self) -> bool:
        return not self.lines or any(
            cell.value is None for line in self.lines for cell in line.cells
        )

    def data(self, people: Sequence[int]) -> dict[str, Any]:
        return {
            "question": self.variable.question.key,
            "title": self.variable.label,
            "several": self.variable.several,
            "lines": [
                {"label": line.label} | crossed_cells(line.cells, people) for line in self.lines
            ],
        }


def headings(dimension: Dimension, brought: Brought, cells: Sequence[Cell] | None) -> list[Column]:
    return columns(dimension, totals(dimension, brought), cells)


def data(
    dimension: Dimension, found: Sequence[Column], crossings: Sequence[Crossing]
) -> dict[str, Any]:
    people = [column.people for column in found]
    return {
        "key": dimension.key,
        "label": dimension.label,
        "columns": [{"label": column.label, "people": column.people} for column in found],
        "tables": [each.data(people) for each in crossings],
    }


def published(
    public: Public,
    dimension: Dimension,
    found: Sequence[Column],
    counts: Crossed,
    answered: Crossed,
) -> list[Crossing]:
    """Every question that is published so. `counts` and `answered` are those of `dimensions`."""
    return [
        _masked(released, counts, answered, found)
        for question in public.consultation.questions
        if is_crossed(question, dimension)
        for released in public.released[question.id]
        if released.answered and not released.is_withheld
    ]


def is_crossed(question: Question, dimension: Dimension) -> bool:
    asked_of_all = not question.shown_if
    other = dimension.question is None or dimension.question.id != question.id
    return asked_of_all and other and question.kind in PUBLISHED_KINDS


def of_one(
    session: orm.Session,
    consultation: Consultation,
    brought: Brought,
    variable: Variable,
    dimension: Dimension,
    found: Sequence[Column],
) -> Crossing:
    """As the team reads it: exact, but for the age and the gender, masked for it too. Two queries.

    Nothing is read where an answer comes from one age or one gender only: in the file of answers, which
    the team has, it would be that of each person who gave it.
    """
    tally = brought.tallies[variable.question.id]
    counts = cross(session, consultation, dimension, variable)
    counts = _in_ranges(variable, counts)
    if dimension.personal:
        rows = [_row(counts, option, found) for option in variable.options]
        if any(sum(people > 0 for people in row) == 1 for row in rows):
            return Crossing(variable, ())
        answered = answered_by(session, consultation, dimension)
        exact = Released(
            variable,
            variable.answered(tally),
            variable.counts(tally),
            masking.exact(variable.counts(tally)),
        )
        return _masked(exact, counts, answered, found)
    everything = Released(variable, 0, [], masking.exact([1] * len(variable.options)))
    labels, rows = _rows(everything, counts, found, silent=not variable.several)
    lines = (Line(label, masking.exact(row)) for label, row in zip(labels, rows, strict=True))
    return Crossing(variable, tuple(lines))


def _masked(
    released: Released,
    counts: Crossed,
    answered: Crossed,
    found: Sequence[Column],
) -> Crossing:
    variable = released.variable
    mask = _several if variable.several else _single
    return Crossing(variable, tuple(mask(released, counts, answered, found)))


def _single(
    released: Released, counts: Crossed, _answered: Crossed, found: Sequence[Column]
) -> list[Line]:
    """Choices that are masked by themselves are one line.

    How many of a column did not answer is taken as known, since non-answers are: what is masked does not
    rely on it. They are printed where none of them are few.
    """
    labels, lines = _rows(released, counts, found, silent=False)
    cells = masking.mask_crossing(lines)
    if cells is None:
        return []
    told = [Line(label, row) for label, row in zip(labels, cells, strict=True)]
    every_label, every_line = _rows(released, counts, found, silent=True)
    silent = every_line[len(lines) :]
    if silent and all(not 0 < people < SMALLEST_PUBLISHED for people in silent[0]):
        told.append(Line(every_label[-1], masking.exact(silent[0])))
    return told


def _rows(
    released: Released, counts: Crossed, found: Sequence[Column], *, silent: bool
) -> tuple[list[str], list[list[int]]]:
    """Those to print, as they are. With `silent`, whoever gave no answer is the last one."""
    options = released.variable.options
    shown = _shown(released)
    labels = [option.label for option in shown]
    lines = [_row(counts, option, found) for option in shown]
    hidden = [_row(counts, options[index], found) for index in released.hidden]
    if hidden:
        labels.append(_("The other answers together"))
        lines.append([sum(column) for column in zip(*hidden, strict=True)])
    if silent:
        left = [
            column.people - sum(line[index] for line in lines) for index, column in enumerate(found)
        ]
        if any(left):
            question = released.variable.question
            asked_of_some = question.shown_if or question.added_at
            labels.append(_("Not asked, or no answer") if asked_of_some else _("No answer"))
            lines.append(left)
    return labels, lines


def _several(
    released: Released, counts: Crossed, answered: Crossed, found: Sequence[Column]
) -> list[Line]:
    variable = released.variable
    people = [sum(answered[variable.question.id, key] for key in column.keys) for column in found]
    shown = _shown(released)
    hidden = [variable.options[index] for index in released.hidden]
    rows = [_row(counts, option, found) for option in (*shown, *hidden)]
    cells = masking.mask_tick_rows(rows, people, variable.most, len(shown))
    if cells is None:
        return []
    return [Line(option.label, row) for option, row in zip(shown, cells, strict=True)]


def _shown(released: Released) -> list[Option]:
    """The choices that somebody made and everyone may count."""
    return [
        option
        for option, cell in zip(released.variable.options, released.cells, strict=True)
        if cell.value
    ]


def _row(counts: Crossed, option: Option, found: Sequence[Column]) -> list[int]:
    return [sum(counts[option.value, key] for key in column.keys) for column in found]


def _in_ranges(variable: Variable, counts: Crossed) -> Crossed:
    """Numbers under the range that holds them."""
    if variable.question.kind is not QuestionKind.NUMBER:
        return counts
    ranged: Crossed = Counter()
    for (number, key), people in counts.items():
        for option in variable.options:
            if option.value[0] <= number <= option.value[1]:
                ranged[option.value, key] += people
    return ranged
