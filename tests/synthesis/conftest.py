"""An editor at the desk, and words to sum up."""

from __future__ import annotations

from typing import Any

from sqlalchemy import orm

from consult.contributions.models import Contribution, Status
from consult.synthesis.models import Statement
from consult.synthesis.operations import write_statement
from tests import factories


def said(
    session: orm.Session,
    world: factories.World,
    text: str,
    *,
    enjeux: tuple[str, ...] = ("sante",),
    status: Status = Status.PUBLISHED,
    **values: Any,
) -> Contribution:
    return factories.make_contribution(session, world, text, status=status, enjeux=enjeux, **values)


def sentence(
    session: orm.Session,
    world: factories.World,
    *contributions: Contribution,
    text: str = "Les habitants attendent trop longtemps un médecin.",
) -> Statement:
    return write_statement(
        session, session.merge(world.enjeu("sante")), text, contributions, by=world.editor
    )
