"""Reads of the files of answers and of their rows."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import orm

from consult.consultations.imports.models import AnswerBatch, ImportedSheet
from consult.consultations.models import Answer, AnswerSheet, Consultation
from consult.consultations.queries import questionnaire
from consult.consultations.results.models import ResultsPublication
from consult.contributions.models import Contribution
from consult.contributions.standing import Standing, standing
from consult.db import utcnow
from consult.web.pagination import Page, keyset

PAGE_SIZE = 20
SHEET_SIZE = 200
MOST_LISTED = 200


def batches(session: orm.Session, *, after: int | None) -> Page[AnswerBatch]:
    query = sa.select(AnswerBatch).options(
        orm.joinedload(AnswerBatch.by), orm.joinedload(AnswerBatch.consultation)
    )
    return keyset(session, query, AnswerBatch.id, after=after, size=PAGE_SIZE, newest_first=True)


def find_batch(session: orm.Session, public_id: str, *, lock: bool = False) -> AnswerBatch | None:
    query = sa.select(AnswerBatch).where(AnswerBatch.public_id == public_id)
    if lock:
        query = query.with_for_update()
    return session.scalars(query).first()


def targets(session: orm.Session) -> Sequence[Consultation]:
    """Those that answers can be imported to, the latest to close first."""
    possible = sa.or_(Consultation.is_ready, Consultation.closes_at <= utcnow())
    query = sa.select(Consultation).where(possible, Consultation.opens_at <= utcnow())
    return session.scalars(
        query.order_by(Consultation.closes_at.desc(), Consultation.id.desc()).limit(MOST_LISTED)
    ).all()


def target(session: orm.Session, slug: str) -> Consultation | None:
    query = sa.select(Consultation).where(Consultation.slug == slug)
    return session.scalars(query.options(*questionnaire())).first()


def standing_of(session: orm.Session, batch: AnswerBatch) -> Standing:
    """Of its words. One query."""
    row = session.execute(
        sa.select(*standing())
        .join(Answer, Answer.contribution_id == Contribution.id)
        .join(ImportedSheet, ImportedSheet.sheet_id == Answer.sheet_id)
        .where(ImportedSheet.batch_id == batch.id)
    ).one()
    return Standing(*map(int, row))


def is_published(session: orm.Session, batch: AnswerBatch) -> bool:
    """Whether figures that count these answers are, or were, read by everyone."""
    query = sa.select(ResultsPublication.id).where(
        ResultsPublication.consultation_id == batch.consultation_id,
        ResultsPublication.counted_at >= batch.created_at,
    )
    return session.scalars(query.limit(1)).first() is not None


def alike(session: orm.Session, batch: AnswerBatch) -> int:
    """How many of its rows answer just as an earlier one of the same file."""
    query = sa.select(sa.func.count()).select_from(AnswerSheet).join(ImportedSheet)
    mine = (ImportedSheet.batch_id == batch.id, AnswerSheet.repeats > 0)
    return session.scalar(query.where(*mine)) or 0


def rows_to_print(
    session: orm.Session, batch: AnswerBatch, *, after: int | None
) -> Page[ImportedSheet]:
    """In the order of the file."""
    query = sa.select(ImportedSheet).where(ImportedSheet.batch_id == batch.id)
    return keyset(session, query, ImportedSheet.sheet_id, after=after, size=SHEET_SIZE)


def some_sheets(session: orm.Session, batch: AnswerBatch, limit: int) -> Sequence[AnswerSheet]:
    """Sheets of the batch that are still there, with their answers."""
    query = (
        sa.select(AnswerSheet)
        .join(ImportedSheet, ImportedSheet.sheet_id == AnswerSheet.id)
        .where(ImportedSheet.batch_id == batch.id)
        .options(orm.selectinload(AnswerSheet.answers).joinedload(Answer.contribution))
        .order_by(AnswerSheet.id)
        .limit(limit)
        .with_for_update(of=AnswerSheet)
    )
    return session.scalars(query).all()


def origin_of(session: orm.Session, contribution: Contribution) -> ImportedSheet | None:
    """The row that words come from; None for any others."""
    query = (
        sa.select(ImportedSheet)
        .join(Answer, Answer.sheet_id == ImportedSheet.sheet_id)
        .where(Answer.contribution_id == contribution.id)
        .options(orm.joinedload(ImportedSheet.batch))
    )
    return session.scalars(query).first()
