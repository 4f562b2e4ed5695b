"""What results can be read by: the quarter, the age band, the gender, the channel, a « situation ».

A situation is a question whose answer describes the person (`Question.describes_person`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy import orm

from consult.consultations.models import (
    Answer,
    AnswerCell,
    AnswerChoice,
    AnswerSheet,
    Consultation,
    Question,
    QuestionKind,
)
from consult.consultations.results.counting import Brought, sent_to
from consult.consultations.results.variables import Variable
from consult.contributions.heard.places import Group, said_on_a_form
from consult.contributions.heard.tables import CHANNELS
from consult.contributions.models import Channel, Receipt
from consult.territory.publics import AgeBand, Gender
from consult.web.labels import label
from consult.web.secrecy import Cell

QUARTER, AGE, GENDER, CHANNEL = "quartier", "age", "genre", "canal"
# No choice has an empty key.
UNANSWERED = ""
_SITUATION = "question-"
# The answer that describes the person, beside the one that is counted.
_OWN, _TICKED = orm.aliased(Answer), orm.aliased(AnswerChoice)
FORMS = tuple(each for each in CHANNELS if each is not Channel.WORKSHOP)


@dataclass(frozen=True)
class Value:
    key: str
    label: str


@dataclass(frozen=True)
class Dimension:
    """`columns` of the query are read into the key of a value by `read`.

    `question`: the situation it is the answer to. `personal`: the age or the gender, which lie on the
    receipt and are never told of one person.
    """

    key: str
    label: str
    values: tuple[Value, ...]
    columns: tuple[Any, ...]
    read: Callable[..., str]
    question: Question | None = None

    @property
    def personal(self) -> bool:
        return self.key in {AGE, GENDER}


@dataclass(frozen=True)
class Column:
    """People put together under one heading: `keys` of the dimension's values."""

    label: str
    people: int
    keys: frozenset[str]


def dimensions(consultation: Consultation, places: Sequence[Group]) -> list[Dimension]:
    """In the order of the page."""
    found = [_quarters(places)]
    if consultation.asks_profile:
        found += [_ages(), _genders()]
    found.append(_channels())
    return found + [_situation(each) for each in consultation.questions if each.describes_person]


def totals(dimension: Dimension, brought: Brought) -> list[int]:
    """How many people each value has, in the order of `values`: everyone heard, once."""
    if dimension.question is not None:
        tally = brought.tallies[dimension.question.id]
        ticked = [tally.counts[choice.id] for choice in dimension.question.choices]
        return [*ticked, brought.people - sum(ticked)]
    heard: dict[str, Counter[Any]] = {
        QUARTER: brought.heard.places,
        AGE: brought.heard.ages,
        GENDER: brought.heard.genders,
        CHANNEL: brought.heard.channels,
    }
    by_key = {_key(value): people for value, people in heard[dimension.key].items()}
    return [by_key.get(value.key, 0) for value in dimension.values]


def columns(
    dimension: Dimension, people: Sequence[int], cells: Sequence[Cell] | None = None
) -> list[Column]:
    """A heading for each value that may be read, and one for all the others together.

    Everyone knows how many the others are: all those heard, less those printed. Without `cells` every
    value may be read. A value that nobody has is left out. Empty where no value may be read.
    """
    pairs = list(zip(dimension.values, people, strict=True))
    if cells is None:
        return [Column(each.label, n, frozenset({each.key})) for each, n in pairs if n]
    shown = [cell.value is not None for cell in cells]
    found = [
        Column(each.label, n, frozenset({each.key}))
        for (each, n), told in zip(pairs, shown, strict=True)
        if told and n
    ]
    hidden = [(each, n) for (each, n), told in zip(pairs, shown, strict=True) if not told]
    together = sum(n for _value, n in hidden)
    if not found or not together:
        return found
    keys = frozenset(each.key for each, _n in hidden)
    return [*found, Column(_("All the others together"), together, keys)]


Crossed = Counter[tuple[Any, str]]


def cross(
    session: orm.Session,
    consultation: Consultation,
    dimension: Dimension,
    variable: Variable | None = None,
) -> Crossed:
    """People by (choice id, value), or (place key, value), or (number, value).

    Of every question with choices, a matrix apart, or of `variable` only. One query.
    """
    value: tuple[Any, ...] = (AnswerChoice.choice_id,)
    query = _sheets(consultation, dimension).join(AnswerSheet.answers)
    kind = variable.question.kind if variable is not None else None
    if variable is not None:
        query = query.where(Answer.question_id == variable.question.id)
    match kind:
        case QuestionKind.MATRIX:
            value = (AnswerCell.choice_id,)
            row = variable.row if variable is not None else None
            query = query.join(Answer.cells).where(AnswerCell.row_id == (row.id if row else None))
        case QuestionKind.PLACE:
            value = (Answer.place_scope, Answer.perimeter_id)
            query = query.where(Answer.place_scope.is_not(None))
        case QuestionKind.NUMBER:
            value = (Answer.number,)
            query = query.where(Answer.number.is_not(None))
        case _:
            first = sa.or_(AnswerChoice.rank.is_(None), AnswerChoice.rank == 1)
            query = query.join(Answer.chosen).where(first)
    keys = (*value, *dimension.columns)
    found: Crossed = Counter()
    today = {option.key for option in variable.options} if variable is not None else set()
    for *given, people in session.execute(
        query.with_only_columns(*keys, sa.func.count()).group_by(*keys)
    ):
        said, about = given[: len(value)], given[len(value) :]
        told = _place(said, today) if kind is QuestionKind.PLACE else said[0]
        found[told, dimension.read(*about)] += people
    return found


def answered_by(session: orm.Session, consultation: Consultation, dimension: Dimension) -> Crossed:
    """People by (question id, value), of those who answered a question with choices. One query."""
    keys = (Answer.question_id, *dimension.columns)
    query = (
        _sheets(consultation, dimension)
        .join(AnswerSheet.answers)
        .where(Answer.contribution_id.is_(None))
        .with_only_columns(*keys, sa.func.count())
        .group_by(*keys)
    )
    found: Crossed = Counter()
    for question_id, *about, people in session.execute(query):
        found[question_id, dimension.read(*about)] += people
    return found


def _sheets(consultation: Consultation, dimension: Dimension) -> sa.Select[Any]:
    """Of those with something ticked, which remains; so nothing is asked about their words."""
    query: sa.Select[Any] = (
        sa.select(AnswerSheet).join(AnswerSheet.receipt).where(*sent_to(consultation))
    )
    if dimension.question is None:
        return query
    mine = sa.and_(_OWN.sheet_id == AnswerSheet.id, _OWN.question_id == dimension.question.id)
    return query.outerjoin(_OWN, mine).outerjoin(_TICKED, _TICKED.answer_id == _OWN.id)


def _place(said: Sequence[Any], today: Collection[str]) -> str:
    key = said_on_a_form(said[0], said[1], {said[1]})
    return key if key in today else said_on_a_form(said[0], said[1], ())


def _quarters(places: Sequence[Group]) -> Dimension:
    leaves = [leaf for group in places for leaf in group.leaves if not leaf.only_rooms]
    today = {leaf.perimeter.id for leaf in leaves if leaf.perimeter is not None}
    return Dimension(
        QUARTER,
        _("Quarter"),
        tuple(Value(leaf.key, leaf.label) for leaf in leaves),
        (AnswerSheet.place_scope, AnswerSheet.perimeter_id),
        lambda scope, perimeter_id: said_on_a_form(scope, perimeter_id, today),
    )


def _ages() -> Dimension:
    return Dimension(
        AGE,
        _("Age"),
        tuple(Value(each.value, _name(each, AgeBand.NOT_SAID)) for each in AgeBand),
        (Receipt.age,),
        lambda age: (age or AgeBand.NOT_SAID).value,
    )


def _genders() -> Dimension:
    return Dimension(
        GENDER,
        _("Gender"),
        tuple(Value(each.value, _name(each, Gender.NOT_SAID)) for each in Gender),
        (Receipt.gender,),
        lambda gender: (gender or Gender.NOT_SAID).value,
    )


def _channels() -> Dimension:
    return Dimension(
        CHANNEL,
        _("Channel"),
        tuple(Value(each.value, label(each)) for each in FORMS),
        (AnswerSheet.channel,),
        lambda channel: channel.value,
    )


def _situation(question: Question) -> Dimension:
    keys = {choice.id: choice.key for choice in question.choices}
    values = [Value(choice.key, choice.label) for choice in question.choices]
    return Dimension(
        _SITUATION + question.key,
        question.prompt,
        (*values, Value(UNANSWERED, _("No answer"))),
        (_TICKED.choice_id,),
        lambda choice_id: keys.get(choice_id, UNANSWERED),
        question,
    )


def _name(answer: AgeBand | Gender, silent: AgeBand | Gender) -> str:
    """Refusing to say and saying nothing are counted together."""
    return _("Not said") if answer is silent else label(answer)


def _key(value: Any) -> str:
    return value if isinstance(value, str) else value.value
