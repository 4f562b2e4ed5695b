"""Reads of the rounds and of what came of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.tokens import hash_token
from consult.consultations.collecting.models import CollectedSheet, Round
from consult.consultations.models import Answer, AnswerSheet, Consultation, Question
from consult.consultations.queries import answers_of, questionnaire, told
from consult.web.pagination import possible_key

# Numbers told one by one before « and others ».
MOST_TOLD = 30


@dataclass(frozen=True)
class Standing:
    """Of a round: sheets sent, sheets begun and not sent, and questions that could not be read."""

    sent: int = 0
    begun: int = 0
    illegible: int = 0


def rounds_of(session: orm.Session, consultation: Consultation) -> list[Round]:
    """The newest on top."""
    query = sa.select(Round).where(Round.consultation_id == consultation.id)
    return list(session.scalars(query.order_by(Round.number.desc())))


def round_of(
    session: orm.Session, slug: str, public_id: str, *, lock: bool = False
) -> Round | None:
    """With its questionnaire. `lock`: whoever else writes of this round waits."""
    query = (
        sa.select(Round)
        .join(Round.consultation)
        .where(Consultation.slug == slug, Round.public_id == public_id)
    )
    if lock:
        session.execute(query.with_only_columns(Round.id).with_for_update(of=Round))
    return session.scalars(
        query.options(
            orm.contains_eager(Round.consultation).options(*questionnaire())
        ).execution_options(populate_existing=lock)
    ).first()


def standings(session: orm.Session, ids: Sequence[int]) -> dict[int, Standing]:
    """By round id; one query."""
    sent = AnswerSheet.submitted_at.is_not(None)
    rows = session.execute(
        sa.select(
            CollectedSheet.round_id,
            sa.func.count().filter(sent),
            sa.func.count().filter(~sent),
            sa.func.count().filter(sent, CollectedSheet.illegible != ""),
        )
        .join(CollectedSheet.sheet)
        .where(CollectedSheet.round_id.in_(ids))
        .group_by(CollectedSheet.round_id)
    )
    found = {row[0]: Standing(*row[1:]) for row in rows}
    return {each: found.get(each, Standing()) for each in ids}


def copies_typed(session: orm.Session, round_: Round) -> list[int]:
    """Their numbers, in order."""
    query = sa.select(CollectedSheet.copy).where(
        CollectedSheet.round_id == round_.id, CollectedSheet.copy.is_not(None)
    )
    return [each for each in session.scalars(query.order_by(CollectedSheet.copy)) if each]


def copies_left(session: orm.Session, round_: Round) -> list[int]:
    """Those printed and not typed."""
    typed = set(copies_typed(session, round_))
    return [each for each in range(1, round_.copies + 1) if each not in typed]


def collected_by_id(session: orm.Session, round_: Round, sheet_id: int) -> CollectedSheet | None:
    one = CollectedSheet.sheet_id == possible_key(sheet_id)
    return session.scalars(_whole().where(_of(round_), one)).first()


def collected_by_copy(session: orm.Session, round_: Round, copy: int) -> CollectedSheet | None:
    return session.scalars(_whole().where(_of(round_), CollectedSheet.copy == copy)).first()


def collected_by_token(
    session: orm.Session, slug: str, token: str, *, lock: bool = False
) -> CollectedSheet | None:
    """Of the sheet at this address.

    `lock`: whoever sends it, erases it or hands it over at the same moment comes before or after.
    """
    query = (
        sa.select(CollectedSheet)
        .join(CollectedSheet.sheet)
        .join(AnswerSheet.consultation)
        .where(AnswerSheet.token_hash == hash_token(token), Consultation.slug == slug)
        .options(orm.contains_eager(CollectedSheet.sheet), orm.joinedload(CollectedSheet.round))
    )
    if lock:
        both = query.with_for_update(of=[AnswerSheet, CollectedSheet])
        query = both.execution_options(populate_existing=True)
    return session.scalars(query).first()


def source_of(session: orm.Session, sheet: AnswerSheet) -> Round | None:
    """The round that a sheet comes from."""
    query = sa.select(Round).join(CollectedSheet, CollectedSheet.round_id == Round.id)
    return session.scalars(query.where(CollectedSheet.sheet_id == sheet.id)).first()


def told_sheet(sheet: AnswerSheet) -> list[tuple[Question, list[str]]]:
    """What a sheet that was sent says, question by question; those without an answer left out."""
    answered = answers_of(sheet)
    found = []
    for question in sheet.consultation.questions:
        answer = answered.get(question.id)
        lines = told(answer, question)
        if answer is not None and answer.contribution is not None:
            lines = [*lines, *answer.contribution.text.split("\n")]
        if lines:
            found.append((question, lines))
    return found


def _of(round_: Round) -> sa.ColumnElement[bool]:
    return CollectedSheet.round_id == round_.id


def _whole() -> sa.Select[CollectedSheet]:
    """With the answers, and the words that left them."""
    return sa.select(CollectedSheet).options(
        orm.joinedload(CollectedSheet.sheet).options(
            orm.joinedload(AnswerSheet.perimeter),
            orm.joinedload(AnswerSheet.receipt),
            orm.selectinload(AnswerSheet.answers).options(
                orm.selectinload(Answer.chosen),
                orm.selectinload(Answer.cells),
                orm.joinedload(Answer.perimeter),
                orm.joinedload(Answer.contribution),
            ),
        ),
        orm.joinedload(CollectedSheet.by),
    )
