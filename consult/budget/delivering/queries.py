"""Reading what became of the winners: a project, a campaign, all years."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from consult.budget.delivering.models import (
    Delivery,
    DeliveryChange,
    DeliveryStep,
    ImportedProject,
    Stage,
)
from consult.budget.models import Campaign, Project
from consult.territory.models import Perimeter
from consult.web.clock import FIRST_YEAR, LAST_YEAR, midnight
from consult.web.pagination import possible_key

PAGE_SIZE = 20
# A project that won and of which nothing has begun; no stage bears this name.
WAITING = "waiting"


def find(session: orm.Session, slug: str, number: int) -> Project | None:
    """A winner, with its campaign and its quarter; one query."""
    query = (
        sa.select(Project)
        .join(Project.campaign)
        .where(Campaign.slug == slug, Project.number == possible_key(number), Project.won.is_(True))
        .options(orm.contains_eager(Project.campaign), orm.joinedload(Project.perimeter))
    )
    return session.scalars(query).first()


def delivery_of(session: orm.Session, project: Project) -> Delivery | None:
    return session.scalars(sa.select(Delivery).where(Delivery.project_id == project.id)).first()


def steps_of(session: orm.Session, project: Project) -> list[DeliveryStep]:
    """In the order of the stages."""
    return steps_by_project(session, [project.id]).get(project.id, [])


def steps_by_project(
    session: orm.Session, project_ids: Collection[int]
) -> dict[int, list[DeliveryStep]]:
    """The steps of many projects, each in the order of the stages; one query at most."""
    found: dict[int, list[DeliveryStep]] = {}
    if not project_ids:
        return found
    query = sa.select(DeliveryStep).where(DeliveryStep.project_id.in_(project_ids))
    order = list(Stage)
    for step in sorted(session.scalars(query), key=lambda each: order.index(each.stage)):
        found.setdefault(step.project_id, []).append(step)
    return found


def step_of(session: orm.Session, project: Project, stage: Stage) -> DeliveryStep | None:
    query = (
        sa.select(DeliveryStep)
        .where(DeliveryStep.project_id == project.id, DeliveryStep.stage == stage)
        .execution_options(populate_existing=True)
    )
    return session.scalars(query).first()


def changes_of(session: orm.Session, project: Project) -> list[DeliveryChange]:
    """The oldest first."""
    return changes_by_project(session, [project.id]).get(project.id, [])


def changes_by_project(
    session: orm.Session, project_ids: Collection[int]
) -> dict[int, list[DeliveryChange]]:
    query = (
        sa.select(DeliveryChange)
        .where(DeliveryChange.project_id.in_(project_ids))
        .order_by(DeliveryChange.id)
    )
    found: dict[int, list[DeliveryChange]] = {}
    for change in session.scalars(query):
        found.setdefault(change.project_id, []).append(change)
    return found


def other_of(session: orm.Session, project: Project) -> dict[str, str]:
    """The columns of its file that the site has no place for."""
    query = sa.select(ImportedProject.other).where(ImportedProject.project_id == project.id)
    return session.scalars(query).first() or {}


@dataclass(frozen=True)
class Filters:
    """What a reader asked for; None: everything. `state` is a Stage's value or WAITING.

    `campaign` is its slug, `quarter` a perimeter's key.
    """

    year: int | None = None
    state: str | None = None
    quarter: str | None = None
    theme: str | None = None
    campaign: str | None = None

    def conditions(self) -> list[sa.ColumnElement[bool]]:
        asked: list[sa.ColumnElement[bool]] = [Project.won.is_(True)]
        if self.year is not None:
            first, end = year_bounds(self.year)
            asked += [Campaign.opens_at >= first, Campaign.opens_at < end]
        if self.state == WAITING:
            asked.append(Delivery.stage.is_(None))
        elif self.state is not None:
            asked.append(Delivery.stage == Stage(self.state))
        if self.quarter is not None:
            asked.append(Perimeter.key == self.quarter)
        if self.theme is not None:
            asked.append(Project.theme == self.theme)
        if self.campaign is not None:
            asked.append(Campaign.slug == self.campaign)
        return asked


def year_bounds(year: int) -> tuple[datetime, datetime]:
    """The town's year; one that no calendar has is empty."""
    if not FIRST_YEAR <= year < LAST_YEAR:
        never = midnight(date(FIRST_YEAR, 1, 1))
        return never, never
    return midnight(date(year, 1, 1)), midnight(date(year + 1, 1, 1))


@dataclass(frozen=True)
class Row:
    """A winner as the list shows it."""

    project: Project
    delivery: Delivery | None


@dataclass(frozen=True)
class Winners:
    """A slice; `after` is the slug and the number to ask for the next one, empty at the end."""

    rows: list[Row]
    after: str


def _joined(*columns: Any) -> sa.Select[Any]:
    return (
        sa.select(*columns)
        .select_from(Project)
        .join(Campaign, Campaign.id == Project.campaign_id)
        .outerjoin(Delivery, Delivery.project_id == Project.id)
        .outerjoin(Perimeter, Perimeter.id == Project.perimeter_id)
    )


def winners(
    session: orm.Session, filters: Filters, *, after: str = "", size: int = PAGE_SIZE
) -> Winners:
    """The latest campaign first, then by number; one query."""
    query = _joined(Project, Delivery).where(*filters.conditions())
    if beyond := _beyond(after):
        query = query.where(*beyond)
    query = (
        query.order_by(Campaign.opens_at.desc(), Campaign.id, Project.number)
        .limit(size + 1)
        .options(orm.contains_eager(Project.campaign), orm.contains_eager(Project.perimeter))
    )
    rows = [Row(project, delivery) for project, delivery in session.execute(query)]
    more, rows = len(rows) > size, rows[:size]
    last = rows[-1].project if more else None
    return Winners(rows, f"{last.campaign.slug}.{last.number}" if last else "")


def _beyond(after: str) -> list[sa.ColumnElement[bool]]:
    slug, dot, number = after.rpartition(".")
    if not dot or not (number.isascii() and number.isdigit()) or len(number) > 10:
        return []
    anchor = orm.aliased(Campaign)
    opened = sa.select(anchor.opens_at).where(anchor.slug == slug).scalar_subquery()
    same = sa.select(anchor.id).where(anchor.slug == slug).scalar_subquery()
    return [
        sa.or_(
            Campaign.opens_at < opened,
            sa.and_(Campaign.opens_at == opened, Campaign.id > same),
            sa.and_(Campaign.id == same, Project.number > possible_key(int(number))),
        )
    ]


@dataclass(frozen=True)
class Totals:
    """Sums in whole euros of what is known; `priced`, `committing`, `spending`: how many tell it."""

    projects: int = 0
    opened: int = 0
    abandoned: int = 0
    cost_eur: int = 0
    priced: int = 0
    committed_eur: int = 0
    committing: int = 0
    spent_eur: int = 0
    spending: int = 0


def _sums() -> list[sa.ColumnElement[int]]:
    def known(column: sa.ColumnElement[int | None]) -> list[sa.ColumnElement[int]]:
        total = sa.func.coalesce(sa.func.sum(sa.cast(column, sa.BigInteger)), 0)
        return [sa.cast(total, sa.BigInteger), sa.func.count(column)]

    def reached(stage: Stage) -> sa.ColumnElement[int]:
        return sa.func.count(sa.case((Delivery.stage == stage, 1)))

    return [
        sa.func.count(Project.id),
        reached(Stage.OPENED),
        reached(Stage.ABANDONED),
        *known(Project.cost_eur.expression),
        *known(Delivery.committed_eur.expression),
        *known(Delivery.spent_eur.expression),
    ]


def totals(session: orm.Session, filters: Filters) -> Totals:
    """Of all that the filters keep, not of the page only; one query."""
    row = session.execute(_joined(*_sums()).where(*filters.conditions())).one()
    return Totals(*(int(each or 0) for each in row))


def totals_by_campaign(session: orm.Session) -> list[tuple[Campaign, Totals]]:
    """Each campaign that has winners, the latest first; one query."""
    sums = _joined(Project.campaign_id.label("id"), *_sums()).where(Project.won.is_(True))
    counted = sums.group_by(Project.campaign_id).subquery()
    query = (
        sa.select(Campaign, *list(counted.c)[1:])
        .join(counted, counted.c.id == Campaign.id)
        .order_by(Campaign.opens_at.desc(), Campaign.id)
    )
    return [
        (row[0], Totals(*(int(each or 0) for each in row[1:]))) for row in session.execute(query)
    ]


def themes(session: orm.Session) -> list[str]:
    query = sa.select(Project.theme).where(Project.won.is_(True), Project.theme != "").distinct()
    return sorted(session.scalars(query), key=str.casefold)


def quarters(session: orm.Session) -> list[tuple[str, str]]:
    """Key and name of those where something won."""
    query = (
        sa.select(Perimeter.key, Perimeter.name)
        .join(Project, Project.perimeter_id == Perimeter.id)
        .where(Project.won.is_(True))
        .distinct()
    )
    return sorted(((key, name) for key, name in session.execute(query)), key=lambda each: each[1])


def share(amount: int, envelope: int | None) -> float | None:
    """Out of a hundred."""
    return 100 * amount / envelope if envelope else None


def projects_of(session: orm.Session, campaign: Campaign) -> list[Row]:
    """All the winners of a campaign, by number; one query."""
    query = (
        _joined(Project, Delivery)
        .where(Project.won.is_(True), Project.campaign_id == campaign.id)
        .order_by(Project.number)
        .options(orm.contains_eager(Project.perimeter))
    )
    return [Row(project, delivery) for project, delivery in session.execute(query)]


def ids(rows: Iterable[Row]) -> list[int]:
    return [each.project.id for each in rows]
