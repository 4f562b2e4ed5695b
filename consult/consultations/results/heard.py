"""Who answered a consultation, beside the population: the tables of « who spoke », of its people only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from consult.consultations.models import Consultation
from consult.consultations.results.figures import cell_of
from consult.contributions.heard.counts import Count, RoomCount
from consult.contributions.heard.places import Group, groups
from consult.contributions.heard.tables import Heard, Reporter, Row, Table
from consult.contributions.places import perimeters_today
from consult.territory.models import Perimeter, perimeter_commune
from consult.territory.populations import Reference, reference

NOTHING_KNOWN = Reference({}, {}, {})


@dataclass(frozen=True)
class Town:
    """The places that the consultation's people may live in."""

    perimeters: tuple[Perimeter, ...]
    places: tuple[Group, ...]


def town_of(consultation: Consultation) -> Town:
    found = perimeters_today(consultation.commune)
    return Town(tuple(found), tuple(groups(found)))


def reporter(
    heard: Count, town: Town, *, public: bool, known: Reference = NOTHING_KNOWN
) -> Reporter:
    """One that has made its tables: `leaves` says what may be read of each place."""
    made = Reporter(Heard(heard, RoomCount()), town.places, known, public=public)
    made.report()
    return made


def heard_tables(
    session: orm.Session, consultation: Consultation, heard: Count, town: Town
) -> list[dict[str, Any]]:
    """Masked for everyone. Two queries."""
    known = reference(session, consultation.commune, town.perimeters, shared=_shared(session, town))
    report = reporter(heard, town, public=True, known=known).report()
    asked = {"age", "gender"} if consultation.asks_profile else set()
    told = [each for each in report.tables if each.key not in {"age", "gender"} - asked]
    return [_table(each) for each in told]


def _shared(session: orm.Session, town: Town) -> set[int]:
    """Perimeters that reach into another commune: how many of their people live here is unknown."""
    ids = [each.id for each in town.perimeters]
    column = perimeter_commune.c.perimeter_id
    query = sa.select(column).where(column.in_(ids)).group_by(column)
    return set(session.scalars(query.having(sa.func.count() > 1)))


def _table(table: Table) -> dict[str, Any]:
    return {
        "key": table.key,
        "title": table.title,
        "compared": table.compared,
        "lines": [_line(row) for row in table.rows],
        "sources": list(table.sources),
    }


def _line(row: Row) -> dict[str, Any]:
    return {
        "key": row.key,
        "label": row.label,
        "is_answer": row.is_answer,
        "cell": cell_of(row.cell),
        "share": _rounded(row.share),
        "reference": _rounded(row.reference),
        "gap": _rounded(row.gap),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
