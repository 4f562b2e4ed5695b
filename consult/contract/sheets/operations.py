"""Writing the commune's own words on its sheet of priorities. Nothing here commits."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import orm

from consult.accounts.models import User
from consult.audit.operations import record
from consult.contract.models import Contract
from consult.contract.sheets.models import PrioritiesSheet
from consult.contract.sheets.queries import sheet_of
from consult.db import utcnow


class StaleSheetError(Exception):
    """Somebody changed the sheet since it was shown."""


def write_priorities(
    session: orm.Session, contract: Contract, texts: Mapping[str, str], *, by: User, revision: int
) -> bool:
    """Replace the texts of the sections in `texts`, and keep the others; False when nothing changes.

    `revision` is that of the sheet as it was shown, 0 before any. Raises StaleSheetError.
    """
    sheet = sheet_of(session, contract, lock=True)
    present: dict[str, str] = dict(sheet.texts) if sheet else {}
    written = {**present, **texts}
    changed = sorted(key for key in texts if texts[key] != present.get(key, ""))
    if not changed:
        return False
    if revision != (sheet.revision if sheet else 0):
        raise StaleSheetError
    if sheet is None:
        sheet = PrioritiesSheet(contract=contract, revision=0)
        session.add(sheet)
    sheet.texts = {key: text for key, text in written.items() if text}
    sheet.revision += 1
    sheet.changed_at = utcnow()
    sheet.changed_by = by
    session.flush()
    record(session, "priorities_sheet.write", sheet, by=by, sections=changed, revision=revision)
    return True
