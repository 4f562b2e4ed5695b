"""How much waits and since when, who decided how much, how long residents waited. For the team."""

from __future__ import annotations

import statistics
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.contributions.models import Channel, Contribution
from consult.moderation.filters import AGES
from consult.moderation.models import Decision
from consult.moderation.queries import TO_READ
from consult.web.i18n import TIMEZONE, local

DAYS = 14


def by_age(session: orm.Session, now: datetime) -> dict[Channel, tuple[int, ...]]:
    """What waits to be read through each channel: since less than AGES[0] days, less than AGES[1]…

    The last cell is those older than all of AGES. Channels that nothing waits in are not there.
    """
    limits = [now - timedelta(days=days) for days in AGES]
    received = Contribution.submitted_at
    bounds = zip([*limits, None], [None, *limits], strict=True)
    cells = []
    for oldest, newest in bounds:
        inside = [received >= oldest] if oldest is not None else []
        inside += [received < newest] if newest is not None else []
        cells.append(sa.func.count(sa.case((sa.and_(*inside), 1))))
    query = (
        sa.select(Contribution.channel, *cells)
        .where(*TO_READ.condition)
        .group_by(Contribution.channel)
    )
    found = {row[0]: tuple(row[1:]) for row in session.execute(query)}
    return {channel: found[channel] for channel in Channel if channel in found}


def last_days(now: datetime) -> list[date]:
    """The town's own days, today last."""
    today = local(now).date()
    return [today - timedelta(days=back) for back in reversed(range(DAYS))]


def decided(session: orm.Session, now: datetime) -> list[tuple[str, tuple[int, ...]]]:
    """The name of each moderator, and the decisions of each of the last days that still stand.

    One query.
    """
    midnights = [_midnight(day) for day in last_days(now)]
    ends = [*midnights[1:], now + timedelta(seconds=1)]
    cells = [
        sa.func.count(
            sa.case((sa.and_(Decision.created_at >= begin, Decision.created_at < end), 1))
        )
        for begin, end in zip(midnights, ends, strict=True)
    ]
    query = (
        sa.select(User.name, *cells)
        .join(User, User.id == Decision.moderator_id)
        .where(Decision.created_at >= midnights[0])
        .group_by(User.id, User.name)
        .order_by(User.name, User.id)
    )
    return [(row[0], tuple(row[1:])) for row in session.execute(query)]


def median_delay(session: orm.Session, now: datetime) -> timedelta | None:
    """Between arrival and first answer, for what was first answered in the last days."""
    query = sa.select(Contribution.submitted_at, Contribution.handled_at).where(
        Contribution.handled_at >= _midnight(last_days(now)[0])
    )
    waits = [
        (handled - received).total_seconds()
        for received, handled in session.execute(query)
        if handled is not None
    ]
    return timedelta(seconds=statistics.median(waits)) if waits else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), TIMEZONE)
