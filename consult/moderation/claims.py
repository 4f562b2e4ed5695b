"""Who is working on which words, so that two people are never led to the same ones.

A claim is a courtesy that lasts LASTS: it leaves no line in the journal, unless one person takes
over what another one was reading. Nothing here commits.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.dialects import postgresql, sqlite

from consult.accounts.models import User
from consult.audit.operations import record
from consult.contributions.lookalikes.models import Fingerprint
from consult.contributions.models import Contribution
from consult.db import utcnow
from consult.moderation.filters import Filters
from consult.moderation.models import Claim
from consult.moderation.queries import Line, later_than, lines

LASTS = timedelta(minutes=10)


def live(session: orm.Session, contribution_ids: Collection[int]) -> dict[int, Claim]:
    """Claims that still hold, with who holds them, by contribution id; one query."""
    query = (
        sa.select(Claim)
        .options(orm.joinedload(Claim.user))
        .where(Claim.contribution_id.in_(contribution_ids), Claim.expires_at > utcnow())
        .execution_options(populate_existing=True)
    )
    return {claim.contribution_id: claim for claim in session.scalars(query)}


def around(session: orm.Session, line: Line, contribution_ids: Collection[int]) -> dict[int, Claim]:
    """Like `live`, for rows that stand for their groups: a claim on one of the group counts too.

    Only on what stands in `line`: reading copies does not hinder sorting those already published.
    """
    shown = orm.aliased(Fingerprint)
    query = (
        sa.select(shown.contribution_id, Claim)
        .join(Fingerprint, Fingerprint.group_id == shown.group_id)
        .join(Contribution, Contribution.id == Fingerprint.contribution_id)
        .join(Claim, Claim.contribution_id == Contribution.id)
        .options(orm.joinedload(Claim.user))
        .where(
            shown.contribution_id.in_(contribution_ids),
            Claim.expires_at > utcnow(),
            *line.condition,
        )
        .order_by(Claim.contribution_id.desc())
    )
    found: dict[int, Claim] = {row[0]: row[1] for row in session.execute(query)}
    return {**found, **live(session, contribution_ids)}


def someone_else(session: orm.Session, contribution: Contribution, by: User) -> Claim | None:
    """The claim that another person holds on these words now."""
    claim = live(session, [contribution.id]).get(contribution.id)
    return claim if claim is not None and claim.user_id != by.id else None


def is_mine(session: orm.Session, contribution: Contribution, by: User) -> bool:
    claim = live(session, [contribution.id]).get(contribution.id)
    return claim is not None and claim.user_id == by.id


def any_of(session: orm.Session, *, by: User) -> bool:
    """Whether this person is working on something."""
    query = sa.select(Claim.contribution_id).where(
        Claim.user_id == by.id, Claim.expires_at > utcnow()
    )
    return session.scalar(query.limit(1)) is not None


def take(session: orm.Session, contribution: Contribution, *, by: User) -> bool:
    """Claim the words, or keep them for longer; False when somebody else holds them.

    What one held before is released: a person works on one thing at a time.
    """
    now = utcnow()
    free = sa.or_(Claim.user_id == by.id, Claim.expires_at <= now)
    if not _write(session, contribution, by, now, free):
        return False
    release(session, by=by, but=contribution)
    return True


def take_over(session: orm.Session, contribution: Contribution, *, by: User) -> None:
    """Claim the words knowingly, whoever holds them."""
    other = someone_else(session, contribution, by)
    _write(session, contribution, by, utcnow(), sa.true())
    release(session, by=by, but=contribution)
    if other is not None:
        record(session, "contribution.take_over", contribution, by=by, holder=other.user.name)


def take_next(
    session: orm.Session,
    line: Line,
    filters: Filters,
    *,
    by: User,
    beyond: int | None = None,
    leaving: Contribution | None = None,
) -> Contribution | None:
    """Claim the oldest words of `line` that nobody else works on; None, and no claim, without any.

    The words that stand for a group of look-alikes are claimed for all of it. With `beyond`, the
    first ones after the row of that id. `leaving` is never returned.
    """
    now = utcnow()
    query = (
        lines(line, filters, now)
        .where(~_held_by_someone_else(line, by, now))
        .limit(1)
        # What is being decided at this very instant is passed over rather than waited for.
        .with_for_update(key_share=True, skip_locked=True, of=Contribution)
    )
    if beyond is not None:
        query = query.where(later_than(beyond))
    if leaving is not None:
        query = query.where(Contribution.id != leaving.id)
    while True:
        found = session.scalars(query).first()
        if found is None:
            release(session, by=by)
            return None
        # Somebody may have claimed it since the line was read: then it is read again.
        if take(session, found, by=by):
            return found


def release(session: orm.Session, *, by: User, but: Contribution | None = None) -> None:
    """Whoever is taking one of these claims over right now keeps it: their row is passed over."""
    mine = sa.select(Claim.contribution_id).where(Claim.user_id == by.id)
    if but is not None:
        mine = mine.where(Claim.contribution_id != but.id)
    found = list(session.scalars(mine.with_for_update(skip_locked=True)))
    if found:
        session.execute(
            sa.delete(Claim).where(Claim.contribution_id.in_(found), Claim.user_id == by.id),
            execution_options={"synchronize_session": False},
        )


def _held_by_someone_else(line: Line, by: User, now: datetime) -> sa.ColumnElement[bool]:
    """The words themselves, or some of their group that stand in the same line."""
    theirs = sa.and_(Claim.user_id != by.id, Claim.expires_at > now)
    groups = (
        sa.select(Fingerprint.group_id)
        .join(Claim, Claim.contribution_id == Fingerprint.contribution_id)
        .join(Contribution, Contribution.id == Fingerprint.contribution_id)
        .where(theirs, Fingerprint.group_id.is_not(None), *line.condition)
        .correlate(None)
    )
    return sa.or_(
        sa.exists().where(Claim.contribution_id == Contribution.id, theirs),
        sa.exists().where(
            Fingerprint.contribution_id == Contribution.id, Fingerprint.group_id.in_(groups)
        ),
    )


def _write(
    session: orm.Session,
    contribution: Contribution,
    by: User,
    now: datetime,
    allowed: sa.ColumnElement[bool],
) -> bool:
    """Add the claim, or change the one there is where it is `allowed`: one statement, so no race."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    values = {"user_id": by.id, "expires_at": now + LASTS}
    row = session.execute(
        insert(Claim)
        .values(contribution_id=contribution.id, **values)
        .on_conflict_do_update(index_elements=[Claim.contribution_id], set_=values, where=allowed)
        .returning(Claim.contribution_id)
    ).first()
    return row is not None
