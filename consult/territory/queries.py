"""Reads of the territory."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import orm

from consult.territory.models import Commune, Epci, perimeter_commune


@dataclass(frozen=True)
class CommuneLine:
    epci: str
    key: str
    name: str
    perimeters: int


def list_communes(session: orm.Session) -> list[CommuneLine]:
    """Each commune with its number of perimeters, by body then by name."""
    perimeters = sa.func.count(perimeter_commune.c.perimeter_id)
    query = (
        sa.select(Epci.short_name, Commune.key, Commune.name, perimeters)
        .join(Commune.epci)
        .outerjoin(perimeter_commune, perimeter_commune.c.commune_id == Commune.id)
        .group_by(Epci.short_name, Commune.key, Commune.name)
        .order_by(Epci.short_name, Commune.name)
    )
    return [CommuneLine(*row) for row in session.execute(query)]


def communes(session: orm.Session, town: str) -> list[Commune]:
    """The commune `town` first."""
    first = sa.case((Commune.name == town, 0), else_=1)
    return list(session.scalars(sa.select(Commune).order_by(first, Commune.name)))
