"""What the team says of two contributions: the same, or not. Nothing here commits."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.dialects import postgresql, sqlite

from consult.audit.operations import Signed, record
from consult.contributions.lookalikes import index
from consult.contributions.lookalikes.models import Fingerprint, KeptApart
from consult.contributions.lookalikes.permissions import can_join
from consult.contributions.lookalikes.search import Mate
from consult.contributions.models import Contribution
from consult.db import utcnow


class NotComparableError(ValueError):
    """Words that are gone, or two contributions of two contracts."""


def join(session: orm.Session, one: Contribution, other: Contribution, *, by: Signed) -> bool:
    """They say the same: their groups become one, each member staying what it is.

    False when they are together already. Raises NotComparableError.
    """
    if not can_join(one, other):
        raise NotComparableError
    session.flush()
    connection = session.connection()
    index.hold(connection, one.vocabulary_id)
    mine, theirs = _mate(connection, one), _mate(connection, other)
    if mine.group_id is not None and mine.group_id == theirs.group_id:
        return False
    _forget_apart(connection, mine, theirs)
    kept, moved = sorted((mine, theirs), key=_age)
    group_id, _ = index.place_of(connection, kept)
    last = _last_wording(connection, group_id)
    if moved.group_id is None:
        index.place(connection, moved.contribution_id, group_id, last + 1)
    else:
        connection.execute(
            sa.update(Fingerprint)
            .where(Fingerprint.group_id == moved.group_id)
            .values(group_id=group_id, wording=Fingerprint.wording + last)
        )
        index.drop_if_empty(connection, moved.group_id)
    record(session, "contribution.join", one, by=by, contribution=other.id)
    return True


def keep_apart(session: orm.Session, one: Contribution, other: Contribution, *, by: Signed) -> bool:
    """They do not say the same: neither is proposed for the other again. False when it was said."""
    session.flush()
    if not _remember_apart(session.connection(), one.id, other.id):
        return False
    record(session, "contribution.keep_apart", one, by=by, contribution=other.id)
    return True


def take_out(session: orm.Session, contribution: Contribution, *, by: Signed) -> bool:
    """Out of its group, where it will not be proposed again; False when it is in none.

    Its own exact copies stay: each is taken out by itself.
    """
    session.flush()
    connection = session.connection()
    mine = Fingerprint.contribution_id == contribution.id
    group_id = connection.scalar(sa.select(Fingerprint.group_id).where(mine))
    if group_id is None:
        return False
    left = connection.scalar(
        sa.select(sa.func.min(Fingerprint.contribution_id)).where(
            Fingerprint.group_id == group_id, ~mine
        )
    )
    # Before the groups are held: this waits for whoever is changing one of the two.
    if left is not None:
        _remember_apart(connection, contribution.id, left)
    index.hold(connection, contribution.vocabulary_id)
    connection.execute(sa.update(Fingerprint).where(mine).values(group_id=None, wording=None))
    index.drop_if_empty(connection, group_id)
    record(session, "contribution.take_out", contribution, by=by)
    return True


def _mate(connection: sa.Connection, contribution: Contribution) -> Mate:
    """Raises NotComparableError for words without a fingerprint."""
    row = connection.execute(
        sa.select(Fingerprint.contribution_id, Fingerprint.group_id, Fingerprint.wording).where(
            Fingerprint.contribution_id == contribution.id
        )
    ).first()
    if row is None:
        raise NotComparableError
    return Mate(*row, 1.0)


def _age(mate: Mate) -> tuple[bool, int, int]:
    """Of two groups the older one stays; a contribution alone joins it."""
    return mate.group_id is None, mate.group_id or 0, mate.contribution_id


def _last_wording(connection: sa.Connection, group_id: int) -> int:
    query = sa.select(sa.func.max(Fingerprint.wording)).where(Fingerprint.group_id == group_id)
    return connection.scalar(query) or 0


def _remember_apart(connection: sa.Connection, one: int, other: int) -> bool:
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    first, second = sorted((one, other))
    made = connection.execute(
        insert(KeptApart)
        .values(one_id=first, other_id=second, created_at=utcnow())
        .on_conflict_do_nothing()
        .returning(KeptApart.id)
    )
    return made.first() is not None


def _forget_apart(connection: sa.Connection, mine: Mate, theirs: Mate) -> None:
    """What was said of the two, or of their groups, no longer holds."""
    ones, others = _members(mine), _members(theirs)
    connection.execute(
        sa.delete(KeptApart).where(
            sa.or_(
                sa.and_(KeptApart.one_id.in_(ones), KeptApart.other_id.in_(others)),
                sa.and_(KeptApart.one_id.in_(others), KeptApart.other_id.in_(ones)),
            )
        )
    )


def _members(mate: Mate) -> sa.Select[int]:
    mine = (
        Fingerprint.contribution_id == mate.contribution_id
        if mate.group_id is None
        else Fingerprint.group_id == mate.group_id
    )
    return sa.select(Fingerprint.contribution_id).where(mine)
