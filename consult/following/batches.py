"""Taking an imported file back. Nothing here commits."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy import orm

from consult.audit.operations import Signed, record
from consult.db import utcnow
from consult.following import operations
from consult.gathering import queries
from consult.gathering.models import ImportBatch, ImportedWords
from consult.gathering.permissions import can_withdraw

CHUNK = 200


class DecidedError(Exception):
    """Something of the file was decided: it stays."""


def withdraw(session: orm.Session, batch: ImportBatch, *, by: Signed | str) -> None:
    """Erase its words, whose receipts say that the team took the file back; import it again if needed.

    Withdrawing twice changes nothing. Raises DecidedError.
    """
    if batch.withdrawn_at is not None:
        return
    if not can_withdraw(batch, queries.standing_of(session, batch)):
        raise DecidedError
    erased: list[int] = []
    while found := queries.undecided(session, batch, CHUNK):
        for contribution in found:
            operations.withdraw(session, contribution, by=by)
            contribution.steps[-1].message = _(
                "The team took back the file that these words had come with."
            )
        session.flush()
        erased += [each.id for each in found]
    # They may be imported again; what its author took back may not.
    for start in range(0, len(erased), CHUNK):
        session.execute(
            sa.update(ImportedWords)
            .where(ImportedWords.contribution_id.in_(erased[start : start + CHUNK]))
            .values(digest=None)
        )
    batch.withdrawn_at = utcnow()
    record(session, "import_batch.withdraw", batch, by=by, contributions=len(erased))
