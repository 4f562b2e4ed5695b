"""Published words of the enjeu « sante », and a sentence that cites them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import orm

from consult.contract.models import Placement, PlacementKind
from consult.contract.placements import Target, place
from consult.contributions.models import Contribution, Status
from consult.synthesis.models import Statement
from consult.synthesis.operations import write_statement
from tests import factories

TEXT = "Les habitants attendent trop longtemps un médecin."


def said(
    session: orm.Session, world: factories.World, text: str = "Plus de médecin.", **values: Any
) -> Contribution:
    return factories.make_contribution(
        session, world, text, status=Status.PUBLISHED, enjeux=("sante",), **values
    )


def sentence(
    session: orm.Session, world: factories.World, *contributions: Contribution
) -> Statement:
    enjeu = session.merge(world.enjeu("sante"))
    return write_statement(session, enjeu, TEXT, contributions, by=world.editor)


def in_the_contract(
    session: orm.Session, world: factories.World, *contributions: Contribution
) -> Placement:
    placement = place(
        session,
        sentence(session, world, *contributions),
        session.merge(world.contract),
        Target(PlacementKind.COMPLEMENT),
        by=world.editor,
    )
    session.commit()
    return placement
