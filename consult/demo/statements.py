"""The demonstration's sentences, written and placed by its editor through the team's operations."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import sqlalchemy as sa

from consult.contract import placements
from consult.contract.models import Action, ActionState, Objective, Placement, PlacementKind
from consult.contract.placements import Target
from consult.contract.progress import tell_state
from consult.contract.reworking import merge
from consult.demo.files import Entry, read
from consult.demo.places import Town
from consult.enjeux.models import Ambition
from consult.synthesis.models import Statement
from consult.synthesis.operations import write_statement
from consult.web.i18n import local

# The editor writes once the last words are sorted, and places the sentence two days later.
WRITING = timedelta(days=3)
PLACING = timedelta(days=5)


def load_statements(town: Town) -> Iterator[int]:
    """Yields after each; the contributions they cite are loaded before."""
    entries = read("statements")["statements"]
    written: dict[str, Statement] = {}
    for number, entry in enumerate(entries):
        statement = _write(town, entry)
        written[entry.get("key", "")] = statement
        if entry.get("merge_into"):
            merge(town.session, written[entry["merge_into"]], [statement], by=town.team["editor"])
        yield number


def _write(town: Town, entry: Entry) -> Statement:
    cited = [town.said[key] for key in entry["contributions"]]
    last = max(each.submitted_at for each in cited)
    ambition = town.ambition(entry["ambition"]) if entry.get("ambition") else None
    statement = write_statement(
        town.session,
        town.enjeux[entry["enjeu"]],
        entry["text"],
        cited,
        by=town.team["editor"],
        ambition=ambition,
        at=min(last + WRITING, town.now),
        is_demo=True,
    )
    placed = [
        _place(town, statement, entry["enjeu"], place, min(last + PLACING, town.now))
        for place in (entry, *entry.get("also", ()))
        if place["placement"] != "none"
    ]
    if entry.get("states"):
        _tell(town, placed[0], entry["states"])
    return statement


def _place(town: Town, statement: Statement, enjeu: str, entry: Entry, at: datetime) -> Placement:
    return placements.place(
        town.session,
        statement,
        town.contract,
        _target(town, enjeu, entry),
        by=town.team["editor"],
        at=at,
        is_demo=True,
    )


def _tell(town: Town, placement: Placement, states: list[Entry]) -> None:
    """The piste becomes an action, and comes to each of `states` so many days ago."""
    editor = town.team["editor"]
    action = placements.follow(town.session, placement, by=editor)
    seen = 0
    for entry in states:
        event = tell_state(
            town.session,
            action,
            ActionState(entry["state"]),
            (local(town.now) - timedelta(days=entry["days_ago"])).date(),
            entry["note"],
            by=editor,
            seen=seen,
            is_demo=True,
        )
        seen = event.id


def _target(town: Town, enjeu: str, entry: Entry) -> Target:
    """A piste goes under its enjeu's first ambition by default."""
    kind = PlacementKind(entry["placement"])
    if kind is PlacementKind.COMPLEMENT:
        return Target(kind)
    named = entry.get("ambition")
    ambition = town.ambition(named) if named else town.enjeux[enjeu].ambitions[0]
    action = _action(town, ambition, entry["supports"]) if entry.get("supports") else None
    if action is not None:
        return Target(kind, ambition, action.objective, action)
    objective = _objective(town, ambition, entry["objective"]) if entry.get("objective") else None
    return Target(kind, ambition, objective)


def _objective(town: Town, ambition: Ambition, key: str) -> Objective:
    query = sa.select(Objective).where(Objective.ambition_id == ambition.id, Objective.key == key)
    return town.session.scalars(query).one()


def _action(town: Town, ambition: Ambition, key: str) -> Action:
    query = sa.select(Action).where(Action.ambition_id == ambition.id, Action.key == key)
    return town.session.scalars(query).one()
