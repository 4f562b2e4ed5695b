"""Texts that many sent: how many times, since when, through which channels; sharing is legitimate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contributions.lookalikes.models import AlikeGroup, Fingerprint
from consult.contributions.models import Channel, Contribution, Status
from consult.web.i18n import TIMEZONE
from consult.web.pagination import Page, possible_key

PAGE = 20
Member = tuple[int, datetime, Channel, Status]
# Beyond this many days the table counts months.
MOST_DAYS = 31


@dataclass
class Campaign:
    """A group with what everyone may see of it. `receipts` is how many sendings; a person has one.

    `days` are (first day of the period, arrivals), in order; whole months when `monthly`.
    """

    group: AlikeGroup
    size: int
    receipts: int
    wordings: int
    first_at: datetime
    last_at: datetime
    text: Contribution
    statuses: Counter[Status] = field(default_factory=Counter)
    channels: Counter[Channel] = field(default_factory=Counter)
    days: list[tuple[date, int]] = field(default_factory=list)
    monthly: bool = False

    @property
    def waiting(self) -> int:
        return self.statuses[Status.RECEIVED]


def campaigns(session: orm.Session, *, after: int | None) -> Page[Campaign]:
    """Groups of two members or more, the largest first; `after` is the id of the last one shown."""
    ranked = _largest(session, after)
    found = _with_texts(session, [row.group_id for row in ranked[:PAGE]])
    _count_arrivals(session, found)
    return Page(list(found.values()), ranked[PAGE - 1].group_id if len(ranked) > PAGE else None)


def _largest(session: orm.Session, after: int | None) -> Sequence[Any]:
    """Ranked by the index of the groups alone: no word is read."""
    size = sa.func.count().label("size")
    query = (
        sa.select(Fingerprint.group_id, size)
        .where(Fingerprint.group_id.is_not(None))
        .group_by(Fingerprint.group_id)
        .having(size >= 2)
        .order_by(size.desc(), Fingerprint.group_id)
        .limit(PAGE + 1)
    )
    if after is not None:
        last = possible_key(after)
        shown = sa.select(sa.func.count()).where(Fingerprint.group_id == last).scalar_subquery()
        query = query.having(
            sa.or_(size < shown, sa.and_(size == shown, Fingerprint.group_id > last))
        )
    return session.execute(query).all()


def _with_texts(session: orm.Session, ids: list[int]) -> dict[int, Campaign]:
    """In the order of `ids`."""
    query = (
        sa.select(
            Fingerprint.group_id,
            sa.func.count(),
            sa.func.count(sa.distinct(Contribution.receipt_id)),
            sa.func.count(sa.distinct(Fingerprint.wording)),
            sa.func.min(Contribution.submitted_at),
            sa.func.max(Contribution.submitted_at),
            sa.func.min(Contribution.id),
        )
        .join(Contribution, Contribution.id == Fingerprint.contribution_id)
        .where(Fingerprint.group_id.in_(ids))
        .group_by(Fingerprint.group_id)
    )
    rows: dict[Any, Any] = {row[0]: row for row in session.execute(query)}
    groups = session.scalars(sa.select(AlikeGroup).where(AlikeGroup.id.in_(ids)))
    firsts = [row[6] for row in rows.values()]
    texts = session.scalars(sa.select(Contribution).where(Contribution.id.in_(firsts)))
    group, text = {each.id: each for each in groups}, {each.id: each for each in texts}
    return {
        key: Campaign(group[key], size, receipts, wordings, first_at, last_at, text[first])
        for key, size, receipts, wordings, first_at, last_at, first in (rows[id_] for id_ in ids)
    }


def _count_arrivals(session: orm.Session, found: dict[int, Campaign]) -> None:
    """One pass over the members of the groups shown, without their words."""
    query = (
        sa.select(
            Fingerprint.group_id,
            Contribution.submitted_at,
            Contribution.channel,
            Contribution.status,
        )
        .join(Contribution, Contribution.id == Fingerprint.contribution_id)
        .where(Fingerprint.group_id.in_(list(found)))
        .execution_options(yield_per=2_000)
    )
    days: dict[int, Counter[date]] = {key: Counter() for key in found}
    for member in session.execute(query):
        group_id, submitted_at, channel, status = cast(Member, member)
        days[group_id][submitted_at.astimezone(TIMEZONE).date()] += 1
        found[group_id].channels[channel] += 1
        found[group_id].statuses[status] += 1
    for key, counted in days.items():
        campaign = found[key]
        campaign.monthly = len(counted) > MOST_DAYS
        campaign.days = sorted((_by_month(counted) if campaign.monthly else counted).items())


def _by_month(counted: Counter[date]) -> Counter[date]:
    months: Counter[date] = Counter()
    for day, arrivals in counted.items():
        months[day.replace(day=1)] += arrivals
    return months
