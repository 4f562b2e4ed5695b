"""The conditions of a questionnaire in SQL: who, of the sheets that were sent, was asked a question.

The same answer as `consult.consultations.conditions.evaluating` gives, for what is sent: an answer that
a condition hid was not. Words are in their contribution by then; those taken back were an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from operator import eq, ge, gt, le, lt, ne
from typing import Any

import sqlalchemy as sa

from consult.consultations.conditions import language
from consult.consultations.conditions.checking import LARGEST_NUMBER
from consult.consultations.conditions.evaluating import number_of
from consult.consultations.conditions.language import (
    All,
    Comparison,
    Condition,
    Count,
    Not,
    Selected,
)
from consult.consultations.models import (
    Answer,
    AnswerChoice,
    AnswerSheet,
    Question,
    QuestionKind,
)
from consult.contributions.models import Contribution
from consult.territory.models import Perimeter, PlaceScope

Predicate = sa.ColumnElement[bool]
_COMPARED: dict[Comparison, Callable[[Any, Any], Any]] = {
    "=": eq,
    "!=": ne,
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
}


def was_asked(condition: Condition, questions: Mapping[str, Question]) -> Predicate:
    """Of the AnswerSheet that the query selects; `questions` by key."""
    match condition:
        case All(terms):
            return sa.and_(*(was_asked(term, questions) for term in terms))
        case language.Any(terms):
            return sa.or_(*(was_asked(term, questions) for term in terms))
        case Not(term):
            return sa.not_(was_asked(term, questions))
        case Selected(key, choice):
            return _ticked(questions[key], choice)
        case _:
            question = questions[condition.operand.key]
            if isinstance(condition.operand, Count):
                return _compare(_ticks(question), condition.comparison, condition.value)
            return _answer_compares(question, condition.comparison, condition.value)


def _of(question: Question, *columns: Any) -> sa.Select[Any]:
    """This sheet's answer to it."""
    return (
        sa.select(*columns)
        .select_from(Answer)
        .where(Answer.sheet_id == AnswerSheet.id, Answer.question_id == question.id)
        .correlate(AnswerSheet)
    )


def _answered(question: Question) -> Predicate:
    return _of(question, Answer.id).exists()


def _ticked(question: Question, key: str) -> Predicate:
    ids = [choice.id for choice in question.choices if choice.key == key]
    chosen = _of(question, Answer.id).join(Answer.chosen).where(AnswerChoice.choice_id.in_(ids))
    return chosen.exists()


def _ticks(question: Question) -> sa.ColumnElement[Any]:
    return _of(question, sa.func.count()).join(Answer.chosen).scalar_subquery()


def _answer_compares(question: Question, comparison: Comparison, value: str | Decimal) -> Predicate:
    if isinstance(value, str) and comparison in ("=", "!="):
        return _is(question, value) if comparison == "=" else sa.not_(_is(question, value))
    if question.kind is not QuestionKind.NUMBER:
        # Refused when a questionnaire is saved; not a number, so different from all.
        return sa.literal(comparison == "!=")
    return _compare(_of(question, Answer.number).scalar_subquery(), comparison, value)


def _compare(
    left: sa.ColumnElement[Any], comparison: Comparison, value: str | Decimal
) -> Predicate:
    """A number that was not given is different from all, neither below nor above any.

    `value` is read as `evaluating` does. Checked when a questionnaire is saved, it may still be of one
    saved before: beyond any answer it is only above or below all of them, and no engine compares it.
    """
    right = number_of(value)
    if right is None:
        return sa.literal(comparison == "!=")
    if abs(right) > LARGEST_NUMBER:
        told = _COMPARED[comparison](0, right)
        return sa.case((left.is_not(None), sa.literal(told)), else_=sa.literal(comparison == "!="))
    # A whole number is compared as one: SQLite has no decimals.
    number = sa.literal(int(right)) if right == int(right) else sa.literal(float(right))
    compared = _COMPARED[comparison](left, number)
    return sa.func.coalesce(compared, sa.literal(comparison == "!="))


def _is(question: Question, value: str) -> Predicate:
    """Whether the answer, read as a text, is `value`; no answer is the empty text."""
    if not value:
        return sa.not_(_answered(question))
    if question.choices:
        return sa.and_(_ticks(question) == 1, _ticked(question, value))
    if question.kind is QuestionKind.PLACE:
        return _is_place(question, value)
    if question.kind is QuestionKind.NUMBER:
        text = sa.cast(Answer.number, sa.String)
        return _of(question, Answer.id).where(text == value).exists()
    said = _of(question, Answer.id).join(Answer.contribution).where(Contribution.text == value)
    return said.exists()


def _is_place(question: Question, value: str) -> Predicate:
    """The key of a perimeter, or a broad answer."""
    scopes = [scope for scope in PlaceScope if scope.value == value]
    here = _of(question, Answer.id).outerjoin(Answer.perimeter)
    broad = sa.and_(Answer.perimeter_id.is_(None), Answer.place_scope.in_(scopes))
    return here.where(sa.or_(Perimeter.key == value, broad)).exists()
