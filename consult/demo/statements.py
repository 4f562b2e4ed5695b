"""The demonstration's sentences, written and placed by its editor through the team's operations."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import sqlalchemy as sa

from consult.contract import placements
from consult.contract.models import Action, Objective, PlacementKind
from consult.contract.placements import Target
from consult.demo.files import Entry, read
from consult.demo.places import Town
from consult.enjeux.models import Ambition
from consult.synthesis.operations import write_statement

# The editor writes once the last words are sorted, and places the sentence two days later.
WRITING = timedelta(days=3)
PLACING = timedelta(days=5)


def load_statements(town: Town) -> Iterator[int]:
    """Yields after each; the contributions they cite are loaded before."""
    for number, entry in enumerate(read("statements")["statements"]):
        _write(town, entry)
        yield number


def _write(town: Town, entry: Entry) -> None:
    cited = [town.said[key] for key in entry["contributions"]]
    last = max(each.submitted_at for each in cited)
    ambition = town.ambition(entry["ambition"]) if entry.get("ambition") else None
    editor = town.team["editor"]
    statement = write_statement(
        town.session,
        town.enjeux[entry["enjeu"]],
        entry["text"],
        cited,
        by=editor,
        ambition=ambition,
        at=min(last + WRITING, town.now),
        is_demo=True,
    )
    target = _target(town, entry, ambition)
    if target is not None:
        placements.place(
            town.session,
            statement,
            town.contract,
            target,
            by=editor,
            at=min(last + PLACING, town.now),
            is_demo=True,
        )


def _target(town: Town, entry: Entry, ambition: Ambition | None) -> Target | None:
    """None for a sentence that waits; a piste goes under its enjeu's first ambition by default."""
    if entry["placement"] == "none":
        return None
    kind = PlacementKind(entry["placement"])
    if kind is PlacementKind.COMPLEMENT:
        return Target(kind)
    ambition = ambition or town.enjeux[entry["enjeu"]].ambitions[0]
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
