"""What the demonstration's team studies of the ideas, through the operations of its pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import sqlalchemy as sa

from consult.budget.models import Idea, Project
from consult.budget.studying import adapting, appeals, opinions, ruling, verdicts
from consult.budget.studying.adapting import Changed
from consult.budget.studying.models import Domain, RulingState, Stance
from consult.budget.studying.opinions import Given
from consult.demo.files import Entry, read
from consult.demo.places import Town
from consult.web.i18n import local


def load_study(town: Town) -> Iterator[int]:
    """Yields after each idea; those that the file does not name wait to be ruled on."""
    for number, entry in enumerate(read("study")["ideas"]):
        _study(town, entry)
        yield number


def _study(town: Town, entry: Entry) -> None:
    said = town.said[entry["key"]]
    query = sa.select(Idea).where(Idea.contribution_id == said.id)
    idea = town.session.scalars(query).one()
    ruling.rule(
        town.session,
        idea,
        RulingState(entry["ruling"]),
        by=town.team["editor"],
        seen=None,
        answer=entry.get("answer") or "",
        criterion=entry.get("criterion") or "",
        at=_day(town, entry["days_ago"]),
    )
    town.session.refresh(idea)
    project = idea.project
    if project is not None:
        for each in entry.get("opinions") or ():
            _ask(town, project, each)
        if entry.get("adaptation"):
            _adapt(town, project, entry["adaptation"])
        if entry.get("verdict"):
            _decide(town, project, entry["verdict"])
    if entry.get("appeal"):
        appeal = entry["appeal"]
        appeals.submit(town.session, idea, appeal["sentence"], at=_day(town, appeal["days_ago"]))


def _ask(town: Town, project: Project, entry: Entry) -> None:
    by = town.team[entry["asked_of"]]
    asked = opinions.ask(
        town.session,
        project,
        Domain(entry["domain"]),
        by,
        local(_day(town, entry["due_days_ago"])).date(),
        by=town.team["editor"],
        at=_day(town, entry["asked_days_ago"]),
    )
    if not entry.get("stance"):
        return
    given = Given(
        Stance(entry["stance"]),
        entry["comment"],
        entry.get("cost_eur"),
        entry.get("running_cost_eur"),
        entry.get("months"),
        entry.get("note") or "",
    )
    opinions.give(town.session, asked, given, by=by, at=_day(town, entry["given_days_ago"]))


def _adapt(town: Town, project: Project, entry: Entry) -> None:
    changed = Changed(entry["title"], entry["text"], project.place, entry.get("cost_eur"))
    adapting.propose(
        town.session,
        project,
        changed,
        entry["why"],
        days=entry["days"],
        by=town.team["editor"],
        seen=None,
        at=_day(town, entry["days_ago"]),
    )


def _decide(town: Town, project: Project, entry: Entry) -> None:
    editor, at = town.team["editor"], _day(town, entry["days_ago"])
    if not entry["retained"]:
        verdicts.reject(town.session, project, entry["reason"], by=editor, seen=None, at=at)
        return
    verdicts.retain(
        town.session,
        project,
        cost_eur=entry["cost_eur"],
        running_cost_eur=entry.get("running_cost_eur"),
        months=entry.get("months"),
        reason=entry.get("reason") or "",
        by=editor,
        seen=None,
        at=at,
    )


def _day(town: Town, days_ago: int) -> datetime:
    """Negative days are to come."""
    return town.now - timedelta(days=days_ago)
