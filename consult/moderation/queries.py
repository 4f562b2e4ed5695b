"""What waits for the moderators, oldest first, whatever the channel."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contributions.lookalikes.queries import members_of, one_of_each_group
from consult.contributions.models import Contribution, Lineage, Status, Tag, Tagging
from consult.db import utcnow
from consult.moderation.filters import Filters
from consult.moderation.models import Decision, Reason
from consult.territory.models import Perimeter
from consult.web.pagination import Page, keyset, possible_key

PAGE = 30
NEXT_FEW = 6


@dataclass(frozen=True)
class Waiting:
    """How many wait in all, and how many for longer than the town promises (`days`)."""

    total: int
    long: int
    days: int


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
    query = (
        lines(line, filters, utcnow())
        .options(
            orm.joinedload(Contribution.perimeter),
            orm.selectinload(Contribution.tags).joinedload(Tag.enjeu),
        )
        .limit(size + 1)
    )
    if after is not None:
        query = query.where(later_than(after))
    rows = list(session.scalars(query))
    more = len(rows) > size
    return Page(rows[:size], rows[size - 1].id if more else None)


def waiting(
    session: orm.Session, line: Line, filters: Filters, now: datetime, days: int
) -> Waiting:
    """`days` is the delay that the town promises."""
    late = sa.case((Contribution.submitted_at < now - timedelta(days=days), 1))
    row = session.execute(
        sa.select(sa.func.count(), sa.func.count(late))
        .select_from(Contribution)
        .where(*line.condition, *filters.conditions(now))
    ).one()
    return Waiting(row[0], row[1], days)


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
        query = query.with_for_update(of=Contribution, key_share=True)
    return session.scalars(query).first()


def chosen(session: orm.Session, public_ids: Collection[str]) -> list[Contribution]:
    """Those that exist, locked until the transaction ends, always in the same order."""
    query = (
        sa.select(Contribution)
        .options(orm.selectinload(Contribution.steps))
        .where(Contribution.public_id.in_(public_ids))
        .order_by(Contribution.id)
        .with_for_update(of=Contribution, key_share=True)
    )
    return list(session.scalars(query))


def shown(session: orm.Session, public_ids: Collection[str]) -> list[Contribution]:
    """Those that exist, for a list."""
    query = (
        sa.select(Contribution)
        .options(orm.joinedload(Contribution.perimeter))
        .where(Contribution.public_id.in_(public_ids))
    )
    return list(session.scalars(query))


def last_decisions(session: orm.Session, contributions: list[Contribution]) -> dict[int, Decision]:
    """By contribution id; one query."""
    ids = [each.id for each in contributions]
    latest = (
        sa.select(sa.func.max(Decision.id))
        .where(Decision.contribution_id.in_(ids))
        .group_by(Decision.contribution_id)
    )
    query = sa.select(Decision).where(Decision.id.in_(latest))
    return {decision.contribution_id: decision for decision in session.scalars(query)}


def batch(session: orm.Session, key: str) -> list[Decision]:
    """What was decided in one gesture and still stands, with the words."""
    query = (
        sa.select(Decision)
        .join(Decision.contribution)
        .options(
            orm.contains_eager(Decision.contribution).joinedload(Contribution.perimeter),
            orm.joinedload(Decision.moderator),
        )
        .where(Decision.batch == key)
        .order_by(Contribution.id)
    )
    return list(session.scalars(query)) if key else []


def family(session: orm.Session, contribution: Contribution) -> list[Contribution]:
    """The parts of the message that these words come from, in order; empty when it is whole."""
    root = sa.select(Lineage.from_contribution_id).where(Lineage.contribution_id == contribution.id)
    origin = session.scalar(root) or contribution.id
    parts = sa.select(Lineage.contribution_id).where(Lineage.from_contribution_id == origin)
    query = sa.select(Contribution).where(
        sa.or_(Contribution.id.in_(parts), sa.and_(Contribution.id == origin, sa.exists(parts)))
    )
    return list(session.scalars(query.order_by(Contribution.id)))


def languages(session: orm.Session, line: Line) -> list[str]:
    """Codes of the languages that the words of `line` are in."""
    query = sa.select(Contribution.language).where(*line.condition).distinct()
    return sorted(session.scalars(query))


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
    """Those that are offered, in the town's order."""
    query = sa.select(Reason).where(Reason.retired_at.is_(None))
    return list(session.scalars(query.order_by(Reason.position, Reason.id)))


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


def lines(line: Line, filters: Filters, now: datetime) -> sa.Select[Contribution]:
    """Who has waited longest comes first; the first of a group of look-alikes stands for all of it."""
    asked = [*line.condition, *filters.conditions(now)]
    return (
        sa.select(Contribution)
        .where(*asked, one_of_each_group(asked))
        .order_by(Contribution.submitted_at, Contribution.id)
    )


def stands_for(
    session: orm.Session, line: Line, filters: Filters, group_id: int
) -> Contribution | None:
    """The member of the group that its line of the list shows; None when none is in the list."""
    asked = [*line.condition, *filters.conditions(utcnow())]
    return session.scalars(members_of(group_id, *asked).limit(1)).first()


def later_than(last_id: int) -> sa.ColumnElement[bool]:
    """Beyond a row that may have left the line since: its date is read again, not remembered."""
    shown = orm.aliased(Contribution)
    instant = (
        sa.select(shown.submitted_at).where(shown.id == possible_key(last_id)).scalar_subquery()
    )
    return sa.or_(
        Contribution.submitted_at > instant,
        sa.and_(Contribution.submitted_at == instant, Contribution.id > possible_key(last_id)),
    )
