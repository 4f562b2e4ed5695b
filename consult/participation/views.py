"""« Who spoke »: for everyone, year by year and masked; for the team, by source and by month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.contributions.heard import labels
from consult.contributions.heard.charts import chart
from consult.contributions.heard.places import groups
from consult.contributions.heard.tables import Heard, Report, Reporter, unheard
from consult.db import utcnow
from consult.extensions import db
from consult.participation import exports, filters, queries, release
from consult.participation.counting import count_rooms, count_senders
from consult.participation.queries import Room, Senders, Town
from consult.participation.release import Window
from consult.territory.populations import reference
from consult.web.access import Audience, access
from consult.web.i18n import day, local
from consult.web.page import settings
from consult.web.secrecy import FEW
from consult.web.spreadsheets import csv_file
from consult.workshops.models import Workshop

blueprint = Blueprint("participation", __name__)


@dataclass(frozen=True)
class Told:
    """What everyone may read of one year. `report` is None when fewer than five people can be told."""

    year: int
    years: list[int]
    period: str
    report: Report | None


@blueprint.get("/participation")
@access(Audience.PUBLIC)
def index() -> ResponseReturnValue:
    told = _told()
    return _page("participation/index.html", told.report if told else None, told=told)


@blueprint.get("/participation.csv")
@access(Audience.PUBLIC)
def table() -> ResponseReturnValue:
    told = _told()
    report = told.report if told else None
    if told is None or report is None:
        return csv_file([(_("Nothing can be told yet."),)], "participation.csv")
    return _file(report, settings().town_name, told.period, f"participation-{told.year}.csv")


@blueprint.get("/espace/synthese/participation")
@access(Audience.EDITORS)
def team() -> ResponseReturnValue:
    town = queries.town(db.session, settings().town_name)
    if town is None:
        return render_template("participation/team.html", report=None)
    wanted = filters.read_wanted(db.session, town, request.args)
    return _page(
        "participation/team.html",
        _team_report(town, wanted),
        wanted=wanted,
        sources=filters.sources(db.session, town),
        months=filters.months(queries.days(db.session, town.commune).oldest, utcnow()),
    )


@blueprint.get("/espace/synthese/participation.csv")
@access(Audience.EDITORS)
def team_table() -> ResponseReturnValue:
    town = queries.town(db.session, settings().town_name)
    if town is None:
        return csv_file([(_("Nothing can be told yet."),)], "participation.csv")
    wanted = filters.read_wanted(db.session, town, request.args)
    period = " – ".join(wanted.arguments.get(name, "…") for name in ("de", "a"))
    return _file(_team_report(town, wanted), wanted.subject, period, "participation-equipe.csv")


def _told() -> Told | None:
    """None while no commune is known. Six queries at most."""
    now = utcnow()
    town = queries.town(db.session, settings().town_name)
    if town is None:
        return None
    default = release.year_shown_first(now)
    years = _years(queries.days(db.session, town.commune), default, now)
    year = filters.asked_year(request.args.get("annee"), years, default)
    start, end = release.month_start(year, 1), release.month_start(year + 1, 1)
    ends = release.arrivals(year, now)
    found = queries.senders(db.session, town.commune, Window(start, end), blocks=ends)
    by_month = [0] * (len(ends) + 1)
    for each in found:
        by_month[each.block] += each.people
    months = release.told_months(by_month, release.finished_months(year, now))
    window = Window(start, release.month_start(year, min(months, release.MONTHS) + 1))
    came = queries.rooms(db.session, town.commune, window)
    sent = [each for each in found if each.block < months]
    report = _report(town, sent, came, public=True) if months else None
    if report is not None and report.people == FEW:
        report = None
    return Told(year, years, _period(window), report)


def _years(days: queries.Days, default: int, now: datetime) -> list[int]:
    """Those offered, the latest first: all since the site serves, and those of words brought later."""
    oldest = min(days.first.year if days.first else default, default)
    served = set(range(oldest, max(local(now).year, default) + 1))
    return sorted(served | {year for year in days.years_said if year < oldest}, reverse=True)


def _period(window: Window) -> str:
    last = window.end and window.end.fromordinal(window.end.toordinal() - 1)
    return str(_("From %(start)s to %(end)s", start=day(window.start), end=day(last)))


def _team_report(town: Town, wanted: filters.Wanted) -> Report:
    here = (db.session, town.commune, wanted.window)
    sent = (
        None
        if isinstance(wanted.source, Workshop)
        else queries.senders(*here, source=wanted.source)
    )
    return _report(town, sent, queries.rooms(*here, source=wanted.source), public=False)


def _report(town: Town, sent: list[Senders] | None, came: list[Room], *, public: bool) -> Report:
    perimeters = town.perimeters
    heard = Heard(
        None if sent is None else count_senders(sent, perimeters),
        count_rooms(came, perimeters, public=public),
    )
    known = reference(db.session, town.commune, perimeters, shared=town.shared)
    return Reporter(heard, groups(perimeters), known, public=public).report()


def _page(template: str, report: Report | None, **values: object) -> str:
    return render_template(
        template,
        report=report,
        charts={each.key: chart(each) for each in report.tables} if report else {},
        unheard=unheard(report) if report else [],
        words=labels,
        **values,
    )


def _file(report: Report, subject: str, period: str, name: str) -> Response:
    return csv_file(exports.rows(report, subject, period), name)
