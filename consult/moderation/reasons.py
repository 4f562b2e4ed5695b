"""The town's own list of reasons: wording, order, retirement. Nothing here commits."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.audit.operations import record
from consult.db import utcnow
from consult.moderation.models import Decision, DecisionKind, Reason
from consult.moderation.operations import StaleError


class LastReasonError(Exception):
    """Nobody could refuse anything any more: one reason at least is always offered."""


@dataclass(frozen=True)
class Wording:
    """`kind` is the usual decision; `message` opens what the author reads."""

    label: str
    kind: DecisionKind
    message: str


@dataclass(frozen=True)
class Listed:
    """A reason and how many decisions it explains."""

    reason: Reason
    used: int


def every_reason(session: orm.Session) -> list[Listed]:
    """Those offered in the town's order, then those retired; one query."""
    used = (
        sa.select(sa.func.count())
        .where(Decision.reason_id == Reason.id)
        .correlate(Reason)
        .scalar_subquery()
    )
    query = sa.select(Reason, used).order_by(
        Reason.retired_at.is_not(None), Reason.position, Reason.id
    )
    return [Listed(reason, count) for reason, count in session.execute(query)]


def find(session: orm.Session, reason_id: int, *, lock: bool = False) -> Reason | None:
    query = sa.select(Reason).where(Reason.id == reason_id)
    return session.scalars(query.with_for_update() if lock else query).first()


def offered(session: orm.Session, *, lock: bool = False) -> Sequence[Reason]:
    """In order; with `lock` nobody else reorders or retires until the transaction ends."""
    query = (
        sa.select(Reason)
        .where(Reason.retired_at.is_(None))
        .order_by(Reason.position, Reason.id)
        .execution_options(populate_existing=lock)
    )
    return session.scalars(query.with_for_update() if lock else query).all()


def add(session: orm.Session, wording: Wording, *, submission: str, by: User) -> Reason:
    """At the end of the list; the same form's `submission` key adds it once."""
    offered(session, lock=True)  # one addition at a time: the second finds the first
    key = "town-" + hashlib.sha256(submission.encode()).hexdigest()[:12]
    known = session.scalars(sa.select(Reason).where(Reason.key == key)).first()
    if known is not None:
        return known
    last = session.scalar(sa.select(sa.func.max(Reason.position)))
    reason = Reason(
        key=key,
        position=0 if last is None else last + 1,
        label=wording.label,
        kind=wording.kind,
        message=wording.message,
    )
    session.add(reason)
    record(session, "reason.add", reason, by=by, key=reason.key)
    return reason


def reword(
    session: orm.Session, reason: Reason, wording: Wording, *, revision: int, by: User
) -> bool:
    """False when it already read so. What authors were already told keeps its words.

    Raises StaleError when somebody else changed it since `revision`.
    """
    if Wording(reason.label, reason.kind, reason.message) == wording:
        return False
    if reason.revision != revision:
        raise StaleError
    reason.label, reason.kind, reason.message = wording.label, wording.kind, wording.message
    reason.revision += 1
    record(session, "reason.reword", reason, by=by, key=reason.key, revision=revision)
    return True


def move(session: orm.Session, reason: Reason, place: int, *, by: User) -> bool:
    """To the `place` counted from 0 among those offered; False when it stands there already.

    Asked for twice it is done once: the place is said, not the step.
    """
    order = list(offered(session, lock=True))
    place = max(0, min(place, len(order) - 1))
    if reason not in order or order.index(reason) == place:
        return False
    order.remove(reason)
    order.insert(place, reason)
    for position, each in enumerate(order):
        each.position = position
    record(session, "reason.move", reason, by=by, key=reason.key, number=place + 1)
    return True


def retire(session: orm.Session, reason: Reason, *, by: User) -> bool:
    """No longer offered; the decisions that used it still tell it. False when it was already.

    Raises LastReasonError for the only one left.
    """
    left = offered(session, lock=True)
    if reason not in left:
        return False
    if len(left) == 1:
        raise LastReasonError
    reason.retired_at = utcnow()
    reason.revision += 1
    record(session, "reason.retire", reason, by=by, key=reason.key)
    return True


def restore(session: orm.Session, reason: Reason, *, by: User) -> bool:
    """Offered again, at the end of the list."""
    order = offered(session, lock=True)
    if reason in order:
        return False
    reason.retired_at = None
    reason.position = max((each.position for each in order), default=-1) + 1
    reason.revision += 1
    record(session, "reason.restore", reason, by=by, key=reason.key)
    return True
