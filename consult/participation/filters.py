"""What a page of « who spoke » is about: a year for everyone, a source and months for the team."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy import orm
from werkzeug.datastructures import MultiDict

from consult.budget.models import Campaign
from consult.consultations.models import Consultation
from consult.participation.queries import Source, Town
from consult.participation.release import MONTHS, Window, month_start
from consult.web.i18n import day, local
from consult.workshops.models import Workshop

MOST_MONTHS = 120
_YEAR = re.compile(r"[0-9]{4}")
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_TABLES: dict[str, Any] = {
    "consultation": Consultation,
    "campagne": Campaign,
    "atelier": Workshop,
}


@dataclass(frozen=True)
class Choice:
    value: str
    label: str


@dataclass(frozen=True)
class Wanted:
    """Of the team: what was asked for, and the same as the address says it."""

    source: Source | None
    subject: str
    window: Window
    arguments: dict[str, str]


def asked_year(asked: str | None, offered: Sequence[int], default: int) -> int:
    """A year of those offered; anything else asks for the default one."""
    year = int(asked) if asked and _YEAR.fullmatch(asked) else default
    return year if year in offered else default


def months(first: date | None, now: datetime) -> list[Choice]:
    """From the month when the first person was heard to the present one, the latest first.

    No further back than `MOST_MONTHS`: what is older is asked for by no beginning.
    """
    today = local(now).date()
    start = min(first or today, today)
    number = (today.year - start.year) * MONTHS + today.month - start.month
    number = min(number, MOST_MONTHS)
    found = []
    for back in range(number + 1):
        at = month_start(today.year, today.month - back)
        found.append(Choice(f"{at:%Y-%m}", day(at, "MMMM y")))
    return found


def sources(session: orm.Session, town: Town) -> dict[str, list[Choice]]:
    """What was asked of the town's residents, by kind, the latest first."""
    names = {
        "consultation": _("Consultations"),
        "campagne": _("Budget participatif"),
        "atelier": _("Workshops"),
    }
    found = {
        names[kind]: [Choice(f"{kind}:{key}", title) for key, title in session.execute(query)]
        for kind, (_key, query) in _asked(town).items()
    }
    return {name: choices for name, choices in found.items() if choices}


def _asked(town: Town) -> dict[str, tuple[sa.ColumnElement[str], sa.Select[str, str]]]:
    """By kind: the column that names one, and the query of all of them, as (name, title)."""
    here = town.commune.id
    return {
        "consultation": (
            Consultation.slug.expression,
            sa.select(Consultation.slug, Consultation.title)
            .where(Consultation.commune_id == here, Consultation.is_ready)
            .order_by(Consultation.id.desc()),
        ),
        "campagne": (
            Campaign.slug.expression,
            sa.select(Campaign.slug, Campaign.title)
            .where(Campaign.commune_id == here)
            .order_by(Campaign.id.desc()),
        ),
        "atelier": (
            Workshop.public_id.expression,
            sa.select(Workshop.public_id, Workshop.title)
            .where(Workshop.commune_id == here, Workshop.closed_at.is_not(None))
            .order_by(Workshop.id.desc()),
        ),
    }


def read_wanted(session: orm.Session, town: Town, asked: MultiDict[str, str]) -> Wanted:
    """A value that is none of the choices filters nothing; months the wrong way round are turned."""
    source = _source(session, town, asked.get("source", ""))
    start, last = _month(asked.get("de", "")), _month(asked.get("a", ""))
    if start and last and last < start:
        start, last = last, start
    arguments = {
        "source": asked.get("source", "") if source is not None else "",
        "de": f"{start:%Y-%m}" if start else "",
        "a": f"{last:%Y-%m}" if last else "",
    }
    return Wanted(
        source,
        source.title if source is not None else _("Everything that was asked"),
        Window(start, month_start(last.year, last.month + 1) if last else None),
        {name: value for name, value in arguments.items() if value},
    )


def _source(session: orm.Session, town: Town, asked: str) -> Source | None:
    kind, _colon, name = asked.partition(":")
    if kind not in _TABLES:
        return None
    key, query = _asked(town)[kind]
    found: Source | None = session.scalars(
        query.with_only_columns(_TABLES[kind]).where(key == name)
    ).first()
    return found


def _month(asked: str) -> date | None:
    found = _MONTH.fullmatch(asked)
    if found is None or not 2000 <= int(found[1]) <= 2100:
        return None
    return date(int(found[1]), int(found[2]), 1)
