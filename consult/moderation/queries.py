"""What waits for the moderators, oldest first, whatever the channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contributions.lookalikes.queries import one_of_each_group
from consult.contributions.models import Channel, Contribution, Status, Tag, Tagging
from consult.moderation.models import Decision, Reason
from consult.territory.models import Perimeter, PlaceScope
from consult.web.pagination import Page, keyset, possible_key

PAGE = 30
NEXT_FEW = 6
LONG_WAIT = timedelta(days=3)


@dataclass(frozen=True)
class Filters:
    """What a moderator chose to see; `quarter` is a perimeter's key or a PlaceScope's value."""

    channel: Channel | None = None
    quarter: str = ""

    @classmethod
    def read(cls, arguments: Mapping[str, str]) -> Filters:
        """From a page's address; a channel that does not exist is no choice."""
        known = {channel.value: channel for channel in Channel}
        return cls(known.get(arguments.get("channel", "")), arguments.get("quarter", ""))

    def arguments(self) -> dict[str, str]:
        """For the addresses of the pages that keep the same choice."""
        chosen = {"channel": self.channel.value if self.channel else "", "quarter": self.quarter}
        return {name: value for name, value in chosen.items() if value}


@dataclass(frozen=True)
class Waiting:
    """How many wait in all, and how many since longer than LONG_WAIT."""

    total: int
    long: int


@dataclass(frozen=True)
class Line:
    """One kind of line to work through: which contributions stand in it."""

    condition: tuple[sa.ColumnElement[bool], ...] = field(default_factory=tuple)


TO_READ = Line((Contribution.status == Status.RECEIVED,))
TO_TAG = Line((Contribution.status == Status.PUBLISHED, Contribution.tagging == Tagging.TO_DO))
UNDECIDED = Line(
    (Contribution.status == Status.PUBLISHED, Contribution.tagging == Tagging.UNDECIDED)
)


def page_of(
    session: orm.Session,
    line: Line,
    filters: Filters,
    *,
    after: int | None = None,
    size: int = PAGE,
) -> Page[Contribution]:
    """The oldest of `line` first, one of each group of look-alikes for all of it.

    `after` is the id of the last row already shown.
    """
    asked = [*line.condition, *_chosen(filters)]
    query = (
        sa.select(Contribution)
        .options(
            orm.joinedload(Contribution.perimeter),
            orm.selectinload(Contribution.tags).joinedload(Tag.enjeu),
        )
        .where(*asked, one_of_each_group(asked))
        .order_by(Contribution.submitted_at, Contribution.id)
        .limit(size + 1)
    )
    if after is not None:
        query = query.where(_later_than(possible_key(after)))
    rows = list(session.scalars(query))
    more = len(rows) > size
    return Page(rows[:size], rows[size - 1].id if more else None)


def waiting(session: orm.Session, line: Line, filters: Filters, now: datetime) -> Waiting:
    late = sa.case((Contribution.submitted_at < now - LONG_WAIT, 1))
    row = session.execute(
        sa.select(sa.func.count(), sa.func.count(late))
        .select_from(Contribution)
        .where(*line.condition, *_chosen(filters))
    ).one()
    return Waiting(row[0], row[1])


def published(session: orm.Session, wanted: str, *, after: int | None) -> Page[Contribution]:
    """What everyone can read now, the latest first; `wanted` is looked for as it is written."""
    query = (
        sa.select(Contribution)
        .options(
            orm.joinedload(Contribution.perimeter),
            orm.selectinload(Contribution.tags).joinedload(Tag.enjeu),
        )
        .where(Contribution.status == Status.PUBLISHED)
    )
    if wanted:
        query = query.where(
            sa.or_(
                Contribution.title.icontains(wanted, autoescape=True),
                Contribution.text.icontains(wanted, autoescape=True),
            )
        )
    return keyset(session, query, Contribution.id, after=after, size=PAGE, newest_first=True)


def first_of(session: orm.Session, line: Line, filters: Filters) -> Contribution | None:
    rows = page_of(session, line, filters, size=1).rows
    return rows[0] if rows else None


def find(session: orm.Session, public_id: str, *, lock: bool = False) -> Contribution | None:
    """With `lock`, two people who decide at the same instant are put one after the other."""
    query = (
        sa.select(Contribution)
        .options(
            orm.joinedload(Contribution.perimeter),
            orm.selectinload(Contribution.steps),
            orm.selectinload(Contribution.tags).joinedload(Tag.enjeu),
        )
        .where(Contribution.public_id == public_id)
    )
    if lock:
        query = query.with_for_update(of=Contribution)
    return session.scalars(query).first()


def last_decision(session: orm.Session, contribution: Contribution) -> Decision | None:
    query = (
        sa.select(Decision)
        .options(orm.joinedload(Decision.moderator), orm.joinedload(Decision.reason))
        .where(Decision.contribution_id == contribution.id)
        .order_by(Decision.id.desc())
        .limit(1)
    )
    return session.scalars(query).first()


def reasons(session: orm.Session) -> list[Reason]:
    return list(session.scalars(sa.select(Reason).order_by(Reason.position, Reason.id)))


def perimeters(session: orm.Session) -> list[Perimeter]:
    """The quarters that contributions come from: those worth a filter."""
    spoken = sa.select(Contribution.perimeter_id).where(Contribution.perimeter_id.is_not(None))
    query = sa.select(Perimeter).where(Perimeter.id.in_(spoken))
    return list(session.scalars(query.order_by(Perimeter.position, Perimeter.name)))


def just_decided(session: orm.Session, public_id: str) -> Decision | None:
    """The last decision on words known by their address, with those words."""
    query = (
        sa.select(Decision)
        .join(Decision.contribution)
        .options(orm.contains_eager(Decision.contribution))
        .where(Contribution.public_id == public_id)
        .order_by(Decision.id.desc())
        .limit(1)
    )
    return session.scalars(query).first()


def _chosen(filters: Filters) -> list[sa.ColumnElement[bool]]:
    chosen: list[sa.ColumnElement[bool]] = []
    if filters.channel is not None:
        chosen.append(Contribution.channel == filters.channel)
    if filters.quarter:
        chosen.append(_of_quarter(filters.quarter))
    return chosen


def _of_quarter(quarter: str) -> sa.ColumnElement[bool]:
    scopes = {scope.value: scope for scope in PlaceScope if scope is not PlaceScope.PERIMETER}
    if quarter in scopes:
        return Contribution.place_scope == scopes[quarter]
    here = sa.select(Perimeter.id).where(Perimeter.key == quarter).scalar_subquery()
    chosen: sa.ColumnElement[bool] = Contribution.perimeter_id == here
    return chosen


def _later_than(last_id: int) -> sa.ColumnElement[bool]:
    """Beyond a row that may have left the line since: its date is read again, not remembered."""
    shown = orm.aliased(Contribution)
    instant = sa.select(shown.submitted_at).where(shown.id == last_id).scalar_subquery()
    return sa.or_(
        Contribution.submitted_at > instant,
        sa.and_(Contribution.submitted_at == instant, Contribution.id > last_id),
    )
