"""A new version of the contract's file keeps what residents' sentences stand on."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.contract import placements
from consult.contract.models import (
    Action,
    ActionEvent,
    ActionState,
    Contract,
    Objective,
    Placement,
    PlacementKind,
)
from consult.contract.placements import Target
from consult.contract.progress import tell_state
from consult.reading import ReadingError
from consult.synthesis.models import Citation, Statement
from tests.contract.test_importing import FIGURELESS
from tests.contract.volet_file import edited, import_text
from tests.factories import World, make_contribution


def version(change: Any = lambda ambition: None) -> str:
    def edit(content: dict[str, Any]) -> None:
        content["enjeux"][0].pop("indicators")
        change(content["enjeux"][0]["ambitions"][0])

    return edited(edit)


@pytest.fixture
def objective(session: orm.Session, world: World) -> Objective:
    import_text(session, FIGURELESS)
    return session.scalars(sa.select(Objective).where(Objective.key == "ressources")).one()


def stand(session: orm.Session, world: World, target: Target) -> Placement:
    enjeu = target.ambition.enjeu if target.ambition else world.enjeu("sante")
    statement = Statement(enjeu=enjeu, text="Un café le samedi.")
    heard = make_contribution(session, world)
    heard.status = type(heard.status).PUBLISHED
    statement.citations = [Citation(contribution=heard)]
    session.add(statement)
    contract = session.scalars(sa.select(Contract).where(Contract.slug == "ville")).one()
    return placements.place(session, statement, contract, target, by=world.editor)


def test_what_residents_gave_birth_to_is_not_the_file_s_to_forget(
    session, world, objective
) -> None:
    target = Target(PlacementKind.PISTE, objective.ambition, objective)
    piste = stand(session, world, target)
    born = placements.follow(session, piste, by=world.editor)
    assert import_text(session, version()).nothing
    assert (born.born, born.objective_id) == (True, objective.id)


def test_an_action_told_of_outlives_its_objective(session, world, objective) -> None:
    """Its sentence is gone, its objective too: what the town answered stays, under the ambition."""
    target = Target(PlacementKind.PISTE, objective.ambition, objective)
    piste = stand(session, world, target)
    born = placements.follow(session, piste, by=world.editor)
    tell_state(session, born, ActionState.DONE, date(2026, 1, 5), "", by=world.editor, seen=0)
    placements.remove(session, piste, by=world.editor)
    import_text(session, version(lambda ambition: ambition.pop("objectives")))
    session.expire_all()
    assert born.objective_id is None
    assert session.scalars(sa.select(ActionEvent.action_id)).all() == [born.id]


def test_an_objective_that_a_sentence_supports_is_not_removed(session, world, objective) -> None:
    stand(session, world, Target(PlacementKind.OBJECTIVE, objective.ambition, objective))
    with pytest.raises(ReadingError, match="in use"):
        import_text(session, version(lambda ambition: ambition.pop("objectives")))


def test_an_action_whose_state_was_told_is_not_removed(session, world, objective) -> None:
    action = session.scalars(sa.select(Action).where(Action.key == "lieux")).one()
    tell_state(session, action, ActionState.DONE, date(2026, 1, 5), "", by=world.editor, seen=0)
    with pytest.raises(ReadingError, match="action event"):
        import_text(session, version(lambda ambition: ambition.pop("pistes")))


def test_what_supports_an_action_follows_it_under_another_line(session, world, objective) -> None:
    action = session.scalars(sa.select(Action).where(Action.key == "cafe")).one()
    target = Target(PlacementKind.PISTE, action.ambition, action.objective, action)
    placement = stand(session, world, target)
    before = (placement.public_id, placement.target)

    def move(ambition: dict[str, Any]) -> None:
        ambition["pistes"] += ambition["objectives"][0].pop("pistes")

    import_text(session, version(move))
    session.expire_all()
    assert placement.objective_id is None
    assert (placement.public_id, placement.target) == before
