"""A file of answers is taken back; words of it are taken back by their author. Nothing here commits."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.audit.operations import record
from consult.consultations.imports.models import AnswerBatch, ImportedSheet
from consult.consultations.models import Answer, AnswerCell, AnswerChoice, AnswerSheet
from consult.contributions.models import Contribution, Receipt
from consult.contributions.standing import Standing


def can_withdraw(batch: AnswerBatch, standing: Standing, *, published: bool) -> bool:
    """As long as none of its words was decided, and no figure that counts it was `published`."""
    return batch.withdrawn_at is None and not standing.is_decided and not published


def erase_sheets(session: orm.Session, sheets: Sequence[AnswerSheet]) -> None:
    """Whose words were withdrawn: nothing of what was ticked stays, nor of who answered."""
    ids = [sheet.id for sheet in sheets]
    receipts = [sheet.receipt_id for sheet in sheets if sheet.receipt_id is not None]
    answers = sa.select(Answer.id).where(Answer.sheet_id.in_(ids))
    for table in (AnswerChoice, AnswerCell):
        session.execute(sa.delete(table).where(table.answer_id.in_(answers)))
    session.execute(sa.delete(Answer).where(Answer.sheet_id.in_(ids)))
    session.execute(sa.delete(ImportedSheet).where(ImportedSheet.sheet_id.in_(ids)))
    session.execute(sa.delete(AnswerSheet).where(AnswerSheet.id.in_(ids)))
    session.execute(
        sa.update(Receipt).where(Receipt.id.in_(receipts)).values(age=None, gender=None)
    )
    for sheet in sheets:
        session.expunge(sheet)


def note_codes(
    session: orm.Session, batch: AnswerBatch, rows: Sequence[ImportedSheet], *, by: User
) -> None:
    """The codes of these rows are shown, to be printed: the journal says of which lines, to whom."""
    first, last = (rows[0].row, rows[-1].row) if rows else (0, 0)
    record(session, "answer_batch.codes", batch, by=by, first_line=first, last_line=last)


def forget_row(session: orm.Session, contribution: Contribution) -> None:
    """Its author takes the words back: nothing tells any more where they stood in which file.

    Only the keyed digest stays, which refuses them when the file is imported again.
    """
    sheet = sa.select(Answer.sheet_id).where(Answer.contribution_id == contribution.id)
    mine = sa.update(ImportedSheet).where(ImportedSheet.sheet_id.in_(sheet))
    session.execute(mine.values(external_id="", row=0))
