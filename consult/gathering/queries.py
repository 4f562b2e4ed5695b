"""Reads of the imported files and of their rows."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contributions.models import Contribution, Status
from consult.contributions.standing import Standing, standing
from consult.gathering.models import ImportBatch, ImportedWords
from consult.web.pagination import Page, keyset

PAGE_SIZE = 20
SHEET_SIZE = 200


def batches(session: orm.Session, *, after: int | None) -> Page[ImportBatch]:
    query = sa.select(ImportBatch).options(orm.joinedload(ImportBatch.by))
    return keyset(session, query, ImportBatch.id, after=after, size=PAGE_SIZE, newest_first=True)


def find_batch(session: orm.Session, public_id: str, *, lock: bool = False) -> ImportBatch | None:
    query = sa.select(ImportBatch).where(ImportBatch.public_id == public_id)
    if lock:
        query = query.with_for_update()
    return session.scalars(query).first()


def standing_of(session: orm.Session, batch: ImportBatch) -> Standing:
    """One query."""
    row = session.execute(
        sa.select(*standing())
        .join(ImportedWords, ImportedWords.contribution_id == Contribution.id)
        .where(ImportedWords.batch_id == batch.id)
    ).one()
    return Standing(*map(int, row))


def row_of(session: orm.Session, contribution: Contribution) -> ImportedWords | None:
    """Where imported words come from; None for any others."""
    query = (
        sa.select(ImportedWords)
        .where(ImportedWords.contribution_id == contribution.id)
        .options(orm.joinedload(ImportedWords.batch))
    )
    return session.scalars(query).first()


def rows_to_print(
    session: orm.Session, batch: ImportBatch, *, after: int | None
) -> Page[ImportedWords]:
    """Those that have a code, in the order of the file; the words come with them."""
    query = (
        sa.select(ImportedWords)
        .join(ImportedWords.contribution)
        .where(
            ImportedWords.batch_id == batch.id,
            ImportedWords.digest.is_not(None),
            Contribution.status != Status.WITHDRAWN,
        )
        .options(orm.contains_eager(ImportedWords.contribution))
    )
    return keyset(session, query, ImportedWords.contribution_id, after=after, size=SHEET_SIZE)


def undecided(session: orm.Session, batch: ImportBatch, limit: int) -> Collection[Contribution]:
    """Words of the batch that are still there, with their steps and tags."""
    query = (
        sa.select(Contribution)
        .join(ImportedWords, ImportedWords.contribution_id == Contribution.id)
        .where(ImportedWords.batch_id == batch.id, Contribution.status != Status.WITHDRAWN)
        .order_by(Contribution.id)
        .limit(limit)
        .with_for_update(of=Contribution)
    )
    return session.scalars(query).all()
