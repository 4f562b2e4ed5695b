"""Taking a file of answers back: its words are erased, and its sheets with all that was ticked."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import orm

from consult.audit.operations import Signed, record
from consult.consultations.imports import queries
from consult.consultations.imports.models import AnswerBatch
from consult.consultations.imports.operations import can_withdraw, erase_sheets
from consult.contributions.models import Status
from consult.db import utcnow
from consult.following import operations
from consult.following.batches import CHUNK, DecidedError


def withdraw(session: orm.Session, batch: AnswerBatch, *, by: Signed | str) -> None:
    """The receipts say that the team took the file back; it can be imported again.

    Withdrawing twice changes nothing. Raises DecidedError.
    """
    if batch.withdrawn_at is not None:
        return
    standing = queries.standing_of(session, batch)
    published = queries.is_published(session, batch)
    if not can_withdraw(batch, standing, published=published):
        raise DecidedError
    erased = 0
    while sheets := queries.some_sheets(session, batch, CHUNK):
        for contribution in (a.contribution for sheet in sheets for a in sheet.answers):
            if contribution is None or contribution.status is Status.WITHDRAWN:
                continue
            operations.withdraw(session, contribution, by=by)
            contribution.steps[-1].message = _(
                "The team took back the file that these words had come with."
            )
        session.flush()
        erase_sheets(session, sheets)
        erased += len(sheets)
    batch.withdrawn_at = utcnow()
    record(session, "answer_batch.withdraw", batch, by=by, sheets=erased)
