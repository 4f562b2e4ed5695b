"""What a receipt holds, in a bounded number of queries."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import orm

from consult.consultations.models import Answer, AnswerSheet, Consultation, Question
from consult.contract.version_models import ContractVersion, VersionSentence
from consult.contributions.models import Contribution, Receipt, Tag
from consult.following.models import Telling, Told


class Print(NamedTuple):
    """A sentence as a version printed it."""

    sentence: VersionSentence
    version: ContractVersion


def contributions_of(session: orm.Session, receipt: Receipt) -> list[Contribution]:
    """In the order they were sent, with all that a page tells of them (three queries).

    The parts of a message that was split follow each other.
    """
    query = (
        sa.select(Contribution)
        .where(Contribution.receipt_id == receipt.id)
        .order_by(Contribution.id)
        .options(
            orm.joinedload(Contribution.perimeter),
            orm.joinedload(Contribution.lineage),
            orm.selectinload(Contribution.steps),
            orm.selectinload(Contribution.tags).joinedload(Tag.enjeu),
        )
    )
    return sorted(session.scalars(query), key=lambda each: (each.origin_id, each.id))


def contribution_of(
    session: orm.Session, receipt: Receipt, public_id: str, *, lock: bool
) -> Contribution | None:
    """None for somebody else's. `lock` holds the row, read afresh, until the transaction ends."""
    query = sa.select(Contribution).where(
        Contribution.receipt_id == receipt.id, Contribution.public_id == public_id
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).first()


def sheet_of(session: orm.Session, receipt: Receipt) -> AnswerSheet | None:
    """The questionnaire behind a receipt: ticked answers are counted, and are no contributions."""
    query = (
        sa.select(AnswerSheet)
        .where(AnswerSheet.receipt_id == receipt.id)
        .options(orm.joinedload(AnswerSheet.consultation))
    )
    return session.scalars(query).first()


def whole_sheet_of(session: orm.Session, receipt: Receipt) -> AnswerSheet | None:
    """The same with every answer and the questions they are given to."""
    questions = orm.joinedload(AnswerSheet.consultation).selectinload(Consultation.questions)
    answers = orm.selectinload(AnswerSheet.answers)
    query = (
        sa.select(AnswerSheet)
        .where(AnswerSheet.receipt_id == receipt.id)
        .options(
            questions.selectinload(Question.choices),
            questions.selectinload(Question.rows),
            answers.joinedload(Answer.contribution),
            answers.joinedload(Answer.perimeter),
            answers.selectinload(Answer.chosen),
            answers.selectinload(Answer.cells),
            orm.joinedload(AnswerSheet.perimeter),
        )
    )
    return session.scalars(query).first()


def told_of(session: orm.Session, contributions: Sequence[Contribution]) -> dict[int, list[Told]]:
    """What was told of published versions, by contribution id, oldest first; one query."""
    query = (
        sa.select(Told)
        .where(Told.contribution_id.in_([each.id for each in contributions]))
        .options(orm.joinedload(Told.telling).joinedload(Telling.contract))
        .order_by(Told.id)
    )
    found: dict[int, list[Told]] = {}
    for told in session.scalars(query):
        found.setdefault(told.contribution_id, []).append(told)
    return found


def prints_of(session: orm.Session, told: Collection[Told]) -> dict[str, list[Print]]:
    """By address, what each version printed of the sentences that were told, the oldest first; one
    query at most.
    """
    addresses = {each.placement_public_id for each in told} | {each.stands_at for each in told}
    if not addresses:
        return {}
    query = (
        sa.select(VersionSentence, ContractVersion)
        .join(VersionSentence.version)
        .where(VersionSentence.placement_public_id.in_(addresses))
        .order_by(ContractVersion.number)
    )
    found: dict[str, list[Print]] = {}
    for sentence, version in session.execute(query):
        found.setdefault(sentence.placement_public_id, []).append(Print(sentence, version))
    return found
