"""The population as shares in percent, as far as the sources print it. Nothing is estimated.

A share that the sources do not give is None; the pages then say so and compute no gap.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy import orm

from consult.territory.models import (
    Commune,
    Perimeter,
    PerimeterKind,
    Population,
    PopulationUnit,
)
from consult.territory.publics import BANDS, GENDERS, AgeBand, Gender

Member = TypeVar("Member", AgeBand, Gender)


@dataclass(frozen=True)
class Reference:
    """Shares of the commune's population, in percent.

    `ages` and `genders` hold every member or none. `sources` are told under each table.
    """

    perimeters: dict[int, float]
    ages: dict[AgeBand, float]
    genders: dict[Gender, float]
    place_sources: tuple[str, ...] = ()
    age_sources: tuple[str, ...] = ()
    gender_sources: tuple[str, ...] = ()

    def of_perimeters(self, perimeters: Sequence[Perimeter]) -> float | None:
        """Of all of them together; None when one is unknown, or when people live in two of them."""
        if any(each.kind is PerimeterKind.LIVED for each in perimeters):
            return None
        known = [self.perimeters.get(each.id) for each in perimeters]
        found = [share for share in known if share is not None]
        return sum(found) if found and len(found) == len(known) else None


def reference(
    session: orm.Session,
    commune: Commune,
    perimeters: Sequence[Perimeter],
    *,
    shared: Collection[int] = (),
) -> Reference:
    """Of this commune and of `perimeters`, which lie in it; one query.

    `shared` are the ids of those that reach into another commune: how many of their people live in
    this one is unknown, unless their share is printed.
    """
    rows = list(
        session.scalars(
            sa.select(Population).where(Population.commune_id == commune.id).order_by(Population.id)
        )
    )
    places = [row for row in rows if row.age is None and row.gender is None]
    total = next((float(row.value) for row in places if row.perimeter_id is None), None)
    printed = {row.perimeter_id: float(row.value) for row in places if row.perimeter_id}
    shares: dict[int, float] = {}
    for each in perimeters:
        if each.id in printed:
            shares[each.id] = printed[each.id]
        elif total and each.population is not None and each.id not in shared:
            shares[each.id] = 100 * each.population / total
    ages = [row for row in rows if row.age is not None]
    genders = [row for row in rows if row.gender is not None]
    return Reference(
        shares,
        _whole({row.age: row for row in ages if row.age}, BANDS),
        _whole({row.gender: row for row in genders if row.gender}, GENDERS),
        _sources(places),
        _sources(ages),
        _sources(genders),
    )


def _whole(rows: dict[Member, Population], members: Sequence[Member]) -> dict[Member, float]:
    """The shares of all the members; nothing when one is missing: the others would mislead."""
    if any(each not in rows for each in members):
        return {}
    values = {each: float(rows[each].value) for each in members}
    if all(rows[each].unit is PopulationUnit.SHARE for each in members):
        return values
    total = sum(values.values())
    return {each: 100 * value / total for each, value in values.items()} if total else {}


def _sources(rows: Sequence[Population]) -> tuple[str, ...]:
    """« Insee, 2021 », each once, in the order of the file."""
    told = (", ".join(filter(None, (row.source, str(row.year or "")))) for row in rows)
    return tuple(dict.fromkeys(filter(None, told)))
