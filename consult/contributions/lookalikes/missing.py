"""Fingerprints of words that were written before there were any."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contributions.lookalikes import index
from consult.contributions.lookalikes.models import Fingerprint
from consult.contributions.lookalikes.wording import Wording
from consult.contributions.models import Contribution
from consult.db import transaction

BATCH = 200
_MISSING = (
    Contribution.text != "",
    ~sa.exists().where(Fingerprint.contribution_id == Contribution.id),
)


def count(session: orm.Session) -> int:
    query = sa.select(sa.func.count()).select_from(Contribution).where(*_MISSING)
    return session.scalar(query) or 0


def fill(session: orm.Session) -> Iterator[int]:
    """The missing ones, oldest first, a transaction for each BATCH; yields how many it looked at.

    Residents keep writing meanwhile, and no more than BATCH texts are in memory.
    """
    last = 0
    while True:
        with transaction(session):
            rows = session.execute(_after(last)).all()
            connection = session.connection()
            for row in rows:
                wording = Wording(row.vocabulary_id, row.prompt, row.title, row.text)
                index.renew(connection, row.id, wording)
        if not rows:
            return
        last = rows[-1].id
        yield len(rows)


def _after(last: int) -> sa.Select[int, int, str, str, str]:
    return (
        sa.select(
            Contribution.id,
            Contribution.vocabulary_id,
            Contribution.prompt,
            Contribution.title,
            Contribution.text,
        )
        .where(Contribution.id > last, *_MISSING)
        .order_by(Contribution.id)
        .limit(BATCH)
        .with_for_update(of=Contribution)
    )
