"""Counting people, whatever the channel, in a few queries however many they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from consult.budget.models import Campaign, Idea
from consult.consultations.models import AnswerSheet, Consultation
from consult.consultations.queries import something_remains
from consult.contributions.models import Channel, Contribution, Receipt, Status
from consult.contributions.models import Source as SaidIn
from consult.contributions.voices import people_by, whole
from consult.contributions.when import said_within
from consult.participation.release import Window, midnight
from consult.territory.models import Commune, Perimeter, PlaceScope, perimeter_commune
from consult.territory.publics import AgeBand, Gender
from consult.web.i18n import local
from consult.workshops.models import Workshop, workshop_perimeter

Source = Consultation | Campaign | Workshop
Instant = orm.InstrumentedAttribute[datetime] | orm.InstrumentedAttribute[datetime | None]
_NAMES = ("block", "scope", "perimeter_id", "channel", "age", "gender")


@dataclass(frozen=True)
class Town:
    """A commune with its perimeters of today; `shared` lie in another commune too."""

    commune: Commune
    perimeters: tuple[Perimeter, ...]
    shared: frozenset[int]


@dataclass(frozen=True)
class Senders:
    """`people` who answered alike; `block` is the index of the period they reached us in."""

    block: int
    scope: PlaceScope | None
    perimeter_id: int | None
    channel: Channel
    age: AgeBand | None
    gender: Gender | None
    people: int


@dataclass(frozen=True)
class Room:
    """A closed workshop's head-counts: None was not counted."""

    held_on: date
    attendance: int | None
    ages: tuple[int | None, ...]
    genders: tuple[int | None, ...]
    quarters: frozenset[int]


def town(session: orm.Session, name: str) -> Town | None:
    """The commune called `name`, or else the first where something is asked; two queries."""
    asked = sa.select(Consultation.commune_id).union(
        sa.select(Campaign.commune_id), sa.select(Workshop.commune_id)
    )
    commune = session.scalars(
        sa.select(Commune)
        .where(sa.or_(Commune.name == name, Commune.id.in_(asked)))
        .order_by(sa.case((Commune.name == name, 0), else_=1), Commune.id)
        .limit(1)
    ).first()
    if commune is None:
        return None
    other = perimeter_commune.alias()
    lies_in = (
        sa.select(sa.func.count())
        .where(other.c.perimeter_id == Perimeter.id)
        .correlate(Perimeter)
        .scalar_subquery()
    )
    rows = list(
        session.execute(
            sa.select(Perimeter, lies_in)
            .join(perimeter_commune, perimeter_commune.c.perimeter_id == Perimeter.id)
            .where(perimeter_commune.c.commune_id == commune.id)
            .order_by(Perimeter.position, Perimeter.id)
        )
    )
    latest = max((perimeter.generation for perimeter, _n in rows), default=0)
    today = [(perimeter, n) for perimeter, n in rows if perimeter.generation == latest]
    return Town(
        commune,
        tuple(perimeter for perimeter, _n in today),
        frozenset(perimeter.id for perimeter, n in today if n > 1),
    )


@dataclass(frozen=True)
class Days:
    """When something first reached us or a workshop was held, and the years in which what reached us
    later was said; even if it was taken back since."""

    first: date | None
    years_said: frozenset[int]

    @property
    def oldest(self) -> date | None:
        said = [date(year, 1, 1) for year in self.years_said]
        return min([*said, *([self.first] if self.first else [])], default=None)


def days(session: orm.Session, commune: Commune) -> Days:
    """One query."""
    sent = (
        sa.select(sa.func.min(AnswerSheet.submitted_at))
        .join(AnswerSheet.consultation)
        .where(Consultation.commune_id == commune.id)
    )
    proposed = (
        sa.select(sa.func.min(Contribution.submitted_at))
        .join(Idea, Idea.contribution_id == Contribution.id)
        .join(Campaign, Campaign.id == Idea.campaign_id)
        .where(Campaign.commune_id == commune.id)
    )
    spoken = sa.select(sa.func.min(Contribution.submitted_at)).where(
        *_spoken(commune), Contribution.said_on.is_(None)
    )
    held = sa.select(sa.func.min(Workshop.held_on)).where(
        Workshop.commune_id == commune.id, Workshop.closed_at.is_not(None)
    )
    firsts = [each.scalar_subquery() for each in (sent, proposed, spoken, held)]
    year = sa.cast(sa.extract("year", Contribution.said_on), sa.Integer)
    known = sa.select(year.label("year")).where(
        *_spoken(commune), Contribution.said_on.is_not(None)
    )
    every = known.union(sa.select(sa.literal(0))).subquery()
    rows = session.execute(sa.select(every.c.year, *firsts)).all()
    found = [local(each).date() if isinstance(each, datetime) else each for each in rows[0][1:]]
    first = min((day for day in found if day is not None), default=None)
    return Days(first, frozenset(row[0] for row in rows if row[0]))


def senders(
    session: orm.Session,
    commune: Commune,
    window: Window,
    *,
    source: Source | None = None,
    blocks: Sequence[datetime] = (),
) -> list[Senders]:
    """Those who sent answers, an idea, or words on the contract, and those whose words were gathered.

    One receipt is one person for each sending, or the group that spoke together. A person counts while
    something of what they sent remains: answers ticked, or words not taken back. `window` is that in
    which they spoke (`consult.contributions.when`); `blocks` are the ends of periods, in order, in
    which they reached us: what came after the last is in one more.
    """
    parts: list[sa.Select[Any]] = []
    if source is None or isinstance(source, Consultation):
        sheets = _sheets(commune)
        if source is not None:
            sheets = sheets.where(AnswerSheet.consultation_id == source.id)
        sheets = sheets.where(*_between(AnswerSheet.submitted_at, window))
        parts.append(_part(sheets, AnswerSheet, AnswerSheet.submitted_at, blocks))
    if source is None or isinstance(source, Campaign):
        ideas = _ideas(commune)
        if source is not None:
            ideas = ideas.where(Idea.campaign_id == source.id)
        ideas = ideas.where(*said_within(window.start, window.end))
        parts.append(_part(ideas, Contribution, Contribution.submitted_at, blocks))
    if source is None:
        parts.append(_groups(commune, window, blocks))
    if not parts:
        return []
    each = sa.union_all(*parts).subquery()
    *columns, people = list(each.c)
    query: sa.Select[Any] = sa.select(*columns, whole(sa.func.sum(people))).group_by(*columns)
    return [Senders(*row) for row in session.execute(query)]


def rooms(
    session: orm.Session, commune: Commune, window: Window, *, source: Source | None = None
) -> list[Room]:
    """Closed workshops: their head-counts, never what was said in them added up; one query."""
    if isinstance(source, Consultation | Campaign):
        return []
    query = (
        sa.select(Workshop, workshop_perimeter.c.perimeter_id)
        .outerjoin(workshop_perimeter, workshop_perimeter.c.workshop_id == Workshop.id)
        .where(Workshop.commune_id == commune.id, Workshop.closed_at.is_not(None))
        .order_by(Workshop.id)
    )
    if source is not None:
        query = query.where(Workshop.id == source.id)
    if window.start is not None:
        query = query.where(Workshop.held_on >= window.start)
    if window.end is not None:
        query = query.where(Workshop.held_on < window.end)
    quarters: dict[Workshop, set[int]] = {}
    for workshop, perimeter_id in session.execute(query):
        held_for = quarters.setdefault(workshop, set())
        if perimeter_id is not None:
            held_for.add(perimeter_id)
    return [_room(workshop, frozenset(ids)) for workshop, ids in quarters.items()]


def _room(workshop: Workshop, quarters: frozenset[int]) -> Room:
    ages = (workshop.under_18, workshop.from_18_to_25, workshop.from_26_to_64, workshop.over_64)
    genders = (workshop.women, workshop.men)
    return Room(workshop.held_on, workshop.attendance, ages, genders, quarters)


def _sheets(commune: Commune) -> sa.Select[AnswerSheet]:
    return (
        sa.select(AnswerSheet)
        .join(AnswerSheet.consultation)
        .join(AnswerSheet.receipt)
        .where(
            Consultation.commune_id == commune.id,
            AnswerSheet.submitted_at.is_not(None),
            something_remains(),
        )
    )


def _ideas(commune: Commune) -> sa.Select[Contribution]:
    return (
        sa.select(Contribution)
        .join(Idea, Idea.contribution_id == Contribution.id)
        .join(Campaign, Campaign.id == Idea.campaign_id)
        .join(Receipt, Receipt.id == Contribution.receipt_id)
        .where(Campaign.commune_id == commune.id, Contribution.status != Status.WITHDRAWN)
    )


def _spoken(commune: Commune) -> list[sa.ColumnElement[bool]]:
    """Words on the contract, and those gathered elsewhere or written down for somebody.

    But for what was said in a workshop: its people are counted when it is held.
    """
    return [
        Contribution.commune_id == commune.id,
        Contribution.source.in_([SaidIn.GATHERED, SaidIn.REMARK]),
        Contribution.channel != Channel.WORKSHOP,
    ]


def _groups(commune: Commune, window: Window, blocks: Sequence[datetime]) -> sa.Select[Any]:
    spoken = sa.select(Contribution).where(
        *_spoken(commune),
        Contribution.status != Status.WITHDRAWN,
        *said_within(window.start, window.end),
    )
    heard = people_by(spoken, _columns(Contribution, Contribution.submitted_at, blocks))
    return sa.select(*(heard.c[name] for name in _NAMES), heard.c.people)


def _part(
    query: sa.Select[AnswerSheet] | sa.Select[Contribution],
    table: type[AnswerSheet] | type[Contribution],
    at: Instant,
    blocks: Sequence[datetime],
) -> sa.Select[Any]:
    return query.with_only_columns(*_columns(table, at, blocks), sa.literal(1).label("people"))


def _columns(
    table: type[AnswerSheet] | type[Contribution], at: Instant, blocks: Sequence[datetime]
) -> list[sa.ColumnElement[Any]]:
    columns = (
        _block(at, blocks),
        table.place_scope,
        table.perimeter_id,
        table.channel,
        Receipt.age,
        Receipt.gender,
    )
    return [column.label(name) for name, column in zip(_NAMES, columns, strict=True)]


def _block(at: Instant, ends: Sequence[datetime], first: int = 0) -> sa.ColumnElement[int]:
    """Found by halves: a file may hold what was said many years ago."""
    if not ends:
        return sa.literal(first)
    middle = len(ends) // 2
    before = _block(at, ends[:middle], first)
    after = _block(at, ends[middle + 1 :], first + middle + 1)
    return sa.case((at < ends[middle], before), else_=after)


def _between(at: Instant, window: Window) -> list[sa.ColumnElement[bool]]:
    found = []
    if window.start is not None:
        found.append(at >= midnight(window.start))
    if window.end is not None:
        found.append(at < midnight(window.end))
    return found
