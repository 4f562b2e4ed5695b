"""Who is editing which part of a contract: one person at a time, for LASTS since they last typed.

A lock is a courtesy that spares two people the same work; what makes sure that no text is lost is
the digest that a save starts from (see `consult.contract.editing`). It leaves no line in the
journal. Whoever takes one holds the contract's row first. Nothing here commits.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.contract.models import Contract
from consult.contract.version_models import Lock
from consult.db import utcnow

LASTS = timedelta(minutes=10)


def live(session: orm.Session, contract: Contract) -> dict[str, Lock]:
    """Locks that still hold, by part, with who holds them; one query."""
    query = _of(contract).where(Lock.expires_at > utcnow())
    return {lock.part: lock for lock in session.scalars(query)}


def someone_else(session: orm.Session, contract: Contract, part: str, *, by: User) -> Lock | None:
    """The lock that another person holds on this part now."""
    lock = live(session, contract).get(part)
    return lock if lock is not None and lock.user_id != by.id else None


def is_mine(session: orm.Session, contract: Contract, part: str, *, by: User) -> bool:
    lock = live(session, contract).get(part)
    return lock is not None and lock.user_id == by.id


def take(session: orm.Session, contract: Contract, part: str, *, by: User) -> bool:
    """Edit this part from now on, or keep it for longer; False while somebody else does."""
    now = utcnow()
    lock = session.scalars(_of(contract).where(Lock.part == part)).first()
    if lock is None:
        lock = Lock(contract_id=contract.id, part=part, user_id=by.id, since=now)
        session.add(lock)
    elif lock.expires_at > now and lock.user_id != by.id:
        return False
    elif lock.expires_at <= now:
        lock.since = now
    lock.user_id = by.id
    lock.expires_at = _until(now)
    session.flush()
    return True


def release(session: orm.Session, contract: Contract, part: str, *, by: User) -> None:
    session.execute(
        sa.delete(Lock).where(
            Lock.contract_id == contract.id, Lock.part == part, Lock.user_id == by.id
        )
    )


def _of(contract: Contract) -> sa.Select[Lock]:
    return (
        sa.select(Lock)
        .where(Lock.contract_id == contract.id)
        .options(orm.joinedload(Lock.user))
        .execution_options(populate_existing=True)
    )


def _until(now: datetime) -> datetime:
    return now + LASTS
