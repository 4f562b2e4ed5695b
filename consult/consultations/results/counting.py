"""Counting the answers to a consultation: a few grouped queries, however many there are.

A sheet counts while something of it remains (`consult.consultations.queries.something_remains`), an
answer while it was not taken back. Nobody is told apart: what comes out are sums.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from consult.consultations.asked_since import was_there
from consult.consultations.conditions.language import parse
from consult.consultations.models import (
    Answer,
    AnswerCell,
    AnswerChoice,
    AnswerSheet,
    Consultation,
    Question,
    QuestionKind,
)
from consult.consultations.queries import something_remains, still_given
from consult.consultations.results.askedness import was_asked
from consult.contributions.heard.counts import Count
from consult.contributions.heard.places import said_on_a_form
from consult.contributions.models import Contribution, Receipt, Status
from consult.territory.models import Perimeter
from consult.territory.publics import AgeBand, Gender


@dataclass
class Tally:
    """Of one question. `counts`: by choice id, place key or number; by (row id, choice id) in a matrix.

    Of a ranking, `counts` are those who put the choice first, `ranks` by (choice id, rank).
    `asked` counts whoever saw the question; `published`, the texts that everyone may read.
    """

    asked: int = 0
    answered: int = 0
    published: int = 0
    counts: Counter[Any] = field(default_factory=Counter)
    ranks: Counter[tuple[int, int]] = field(default_factory=Counter)

    @property
    def silent(self) -> int:
        """Asked, without an answer."""
        return self.asked - self.answered


@dataclass
class Brought:
    """Everything that was counted: the people, and a tally by question id."""

    heard: Count
    tallies: dict[int, Tally]

    @property
    def people(self) -> int:
        return self.heard.people


def sent_to(consultation: Consultation) -> tuple[sa.ColumnElement[bool], ...]:
    """The sheets that were sent; join or select AnswerSheet."""
    return AnswerSheet.consultation_id == consultation.id, AnswerSheet.submitted_at.is_not(None)


def count_late(session: orm.Session, consultation: Consultation) -> int:
    """The people whose answers, begun before the closing, arrived after it."""
    query = sa.select(sa.func.count()).select_from(AnswerSheet)
    late = (*sent_to(consultation), AnswerSheet.late, something_remains())
    return session.scalar(query.where(*late)) or 0


def count(session: orm.Session, consultation: Consultation, perimeters: list[Perimeter]) -> Brought:
    """Seven queries. `perimeters` are those of today: another one is the rest of the town."""
    heard = _heard(session, consultation, perimeters)
    tallies = {question.id: Tally(asked=heard.people) for question in consultation.questions}
    _count_asked(session, consultation, tallies)
    _count_answers(session, consultation, tallies)
    _count_choices(session, consultation, tallies)
    _count_cells(session, consultation, tallies)
    _count_numbers(session, consultation, tallies)
    _count_places(session, consultation, tallies, perimeters)
    for tally in tallies.values():
        # An answer is proof that the question was put, whatever was taken back of the earlier ones.
        tally.asked = max(tally.asked, tally.answered)
    return Brought(heard, tallies)


def _heard(session: orm.Session, consultation: Consultation, perimeters: list[Perimeter]) -> Count:
    columns = (
        AnswerSheet.place_scope,
        AnswerSheet.perimeter_id,
        AnswerSheet.channel,
        Receipt.age,
        Receipt.gender,
    )
    query = (
        sa.select(*columns, sa.func.count())
        .join(AnswerSheet.receipt)
        .where(*sent_to(consultation), something_remains())
        .group_by(*columns)
    )
    today = {each.id for each in perimeters}
    total = Count()
    for scope, perimeter_id, channel, age, gender, people in session.execute(query):
        total.people += people
        total.places[said_on_a_form(scope, perimeter_id, today)] += people
        total.channels[channel] += people
        total.ages[age or AgeBand.NOT_SAID] += people
        total.genders[gender or Gender.NOT_SAID] += people
    return total


def _count_asked(
    session: orm.Session, consultation: Consultation, tallies: dict[int, Tally]
) -> None:
    """Where everyone is asked everything, nothing is counted: it is the people heard."""
    by_key = {question.key: question for question in consultation.questions}
    put_to_some = [each for each in consultation.questions if each.shown_if or each.added_at]
    if not put_to_some:
        return
    counted = [sa.func.count(sa.case((_was_put(question, by_key), 1))) for question in put_to_some]
    query = sa.select(*counted).select_from(AnswerSheet)
    row = session.execute(query.where(*sent_to(consultation), something_remains())).one()
    for question, people in zip(put_to_some, row, strict=True):
        tallies[question.id].asked = people


def _was_put(question: Question, by_key: dict[str, Question]) -> sa.ColumnElement[bool]:
    if not question.shown_if:
        return was_there(question)
    return sa.and_(was_there(question), was_asked(parse(question.shown_if), by_key))


def _count_answers(
    session: orm.Session, consultation: Consultation, tallies: dict[int, Tally]
) -> None:
    published = sa.func.count().filter(Contribution.status == Status.PUBLISHED)
    query = (
        sa.select(Answer.question_id, sa.func.count(), published)
        .join(Answer.sheet)
        .outerjoin(Answer.contribution)
        .where(*sent_to(consultation), still_given())
        .group_by(Answer.question_id)
    )
    for question_id, answered, texts in session.execute(query):
        tallies[question_id].answered = answered
        tallies[question_id].published = texts


def _count_choices(
    session: orm.Session, consultation: Consultation, tallies: dict[int, Tally]
) -> None:
    columns = (Answer.question_id, AnswerChoice.choice_id, AnswerChoice.rank)
    query = (
        sa.select(*columns, sa.func.count())
        .join(Answer.sheet)
        .join(Answer.chosen)
        .where(*sent_to(consultation))
        .group_by(*columns)
    )
    for question_id, choice_id, rank, people in session.execute(query):
        tally = tallies[question_id]
        if rank is not None:
            tally.ranks[choice_id, rank] += people
        if rank is None or rank == 1:
            tally.counts[choice_id] += people


def _count_cells(
    session: orm.Session, consultation: Consultation, tallies: dict[int, Tally]
) -> None:
    columns = (Answer.question_id, AnswerCell.row_id, AnswerCell.choice_id)
    query = (
        sa.select(*columns, sa.func.count())
        .join(Answer.sheet)
        .join(Answer.cells)
        .where(*sent_to(consultation))
        .group_by(*columns)
    )
    for question_id, row_id, choice_id, people in session.execute(query):
        tallies[question_id].counts[row_id, choice_id] += people


def _count_numbers(
    session: orm.Session, consultation: Consultation, tallies: dict[int, Tally]
) -> None:
    query = (
        sa.select(Answer.question_id, Answer.number, sa.func.count())
        .join(Answer.sheet)
        .where(*sent_to(consultation), Answer.number.is_not(None))
        .group_by(Answer.question_id, Answer.number)
    )
    for question_id, number, people in session.execute(query):
        tallies[question_id].counts[number] += people


def _count_places(
    session: orm.Session,
    consultation: Consultation,
    tallies: dict[int, Tally],
    perimeters: list[Perimeter],
) -> None:
    columns = (Answer.question_id, Answer.place_scope, Answer.perimeter_id)
    query = (
        sa.select(*columns, sa.func.count())
        .join(Answer.sheet)
        .where(*sent_to(consultation), Answer.place_scope.is_not(None))
        .group_by(*columns)
    )
    today = {each.id for each in perimeters}
    for question_id, scope, perimeter_id, people in session.execute(query):
        tallies[question_id].counts[said_on_a_form(scope, perimeter_id, today)] += people


def is_counted_apart(question: Question) -> bool:
    """Whether its answers are words, which are read and not counted."""
    return question.kind in {QuestionKind.SHORT, QuestionKind.LONG}
