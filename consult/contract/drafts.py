"""What somebody typed and did not save yet, kept on the server. It is not the text.

One draft for each person and part: it survives a closed tablet, a lost network or a crash. Nothing
here commits.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.contract.models import Contract
from consult.contract.version_models import Draft
from consult.db import utcnow


def of(session: orm.Session, contract: Contract, part: str, *, by: User) -> Draft | None:
    query = sa.select(Draft).where(
        Draft.contract_id == contract.id, Draft.part == part, Draft.user_id == by.id
    )
    return session.scalars(query).first()


def keep(
    session: orm.Session,
    contract: Contract,
    part: str,
    fields: Mapping[str, str],
    base: str,
    *,
    by: User,
) -> datetime:
    """When it was kept. `base` is the digest of the text that the typing started from."""
    draft = of(session, contract, part, by=by)
    now = utcnow()
    if draft is None:
        draft = Draft(contract_id=contract.id, part=part, user_id=by.id)
        session.add(draft)
    draft.fields, draft.base, draft.saved_at = dict(fields), base, now
    session.flush()
    return now


def forget(session: orm.Session, contract: Contract, part: str, *, by: User) -> None:
    session.execute(
        sa.delete(Draft).where(
            Draft.contract_id == contract.id, Draft.part == part, Draft.user_id == by.id
        )
    )


def waiting(session: orm.Session, contract: Contract, *, by: User) -> dict[str, datetime]:
    """This person's drafts: when each part's was kept."""
    query = sa.select(Draft.part, Draft.saved_at).where(
        Draft.contract_id == contract.id, Draft.user_id == by.id
    )
    return {row.part: row.saved_at for row in session.execute(query)}
