"""What the desk says is written and not published: sentences count as well as the parts edited."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.contract.models import Contract, Objective, Placement, PlacementKind
from consult.contract.placements import Target, move, place, remove
from consult.contract.versions import publish
from consult.contract.waiting import changes_waiting
from consult.enjeux.models import Ambition
from consult.synthesis.models import Statement
from consult.synthesis.operations import write_statement
from tests.contract.sentences import in_the_contract, said
from tests.factories import World
from tests.pages import PageClient, words
from tests.web.test_budgets import counting

DESK = "/espace/contrat"


@pytest.fixture
def standing(session: orm.Session, world: World) -> Placement:
    """A sentence of residents in the contract."""
    made = in_the_contract(session, world, said(session, world))
    session.commit()
    return made


def print_it(session: orm.Session, world: World) -> None:
    contract = session.get_one(Contract, world.contract.id)
    publish(session, contract, by=session.merge(world.editor), note="Un texte.")
    session.commit()


def waiting(session: orm.Session, world: World) -> int:
    session.commit()
    return changes_waiting(session)[world.contract.id]


def test_before_any_version_nothing_waits_since_all_can_read_it(
    session: orm.Session, world: World, editor: PageClient, standing: Placement
) -> None:
    assert changes_waiting(session) == {}
    assert "Pas encore de version" in words(editor.get(DESK))


def test_a_version_just_published_leaves_nothing_waiting(
    session: orm.Session, world: World, editor: PageClient, standing: Placement
) -> None:
    print_it(session, world)
    assert waiting(session, world) == 0
    assert "Rien n’attend d’être publié." in words(editor.get(DESK))
    assert "Rien n’attend d’être publié." in words(editor.get("/espace"))


def test_each_way_of_changing_a_sentence_is_one_change(
    session: orm.Session, world: World, editor: PageClient, standing: Placement
) -> None:
    print_it(session, world)
    by = session.merge(world.editor)
    statement = session.get_one(Statement, standing.statement_id)
    before, statement.text = statement.text, "Dit autrement."
    assert waiting(session, world) == 1
    assert "1 changement est écrit et pas encore publié." in words(editor.get("/espace"))
    statement.text = before
    assert waiting(session, world) == 0, "put back as it was printed"
    enjeu = session.merge(world.enjeu("sante"))
    words_of = [said(session, world, "Autre chose.")]
    more = write_statement(session, enjeu, "Une phrase de plus.", words_of, by=by)
    contract = session.get_one(Contract, world.contract.id)
    added = place(session, more, contract, Target(PlacementKind.COMPLEMENT), by=by)
    assert waiting(session, world) == 1
    print_it(session, world)
    assert waiting(session, world) == 0
    ambition = enjeu.ambitions[0]
    objective = session.scalars(
        sa.select(Objective).where(Objective.ambition_id == ambition.id)
    ).first()
    move(session, added, Target(PlacementKind.OBJECTIVE, ambition, objective), by=by)
    assert waiting(session, world) == 1
    print_it(session, world)
    assert waiting(session, world) == 0
    remove(session, session.get_one(Placement, added.id), by=by)
    assert waiting(session, world) == 1


def test_renaming_an_ambition_is_not_a_change_of_each_sentence_under_it(
    session: orm.Session, world: World, standing: Placement
) -> None:
    print_it(session, world)
    ambition = session.scalars(sa.select(Ambition).limit(1)).one()
    ambition.title = "Un autre nom"
    assert waiting(session, world) == 0, "the edit of the ambition is what counts"


def test_few_queries_however_much_was_written(
    session: orm.Session, world: World, editor: PageClient, standing: Placement
) -> None:
    print_it(session, world)
    editor.get(DESK)
    with counting() as few:
        editor.get(DESK)
    for number in range(6):
        in_the_contract(session, world, said(session, world, f"Mot {number}"))
    session.commit()
    with counting() as many:
        editor.get(DESK)
    assert len(many) == len(few)
