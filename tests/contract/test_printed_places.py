"""Once a version is published, where a sentence and an action stand is what that version prints."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.contract.models import (
    Action,
    ActionKind,
    ActionState,
    Contract,
    Placement,
    PlacementKind,
    Section,
    SectionKind,
)
from consult.contract.placements import Target, follow, move, place, remove
from consult.contract.progress import tell_state
from consult.contract.version_models import VersionAction, VersionSentence
from consult.contract.versions import publish
from consult.db import utcnow
from consult.following.operations import withdraw
from consult.synthesis.models import Citation, Statement
from consult.synthesis.operations import write_statement
from tests.contract.sentences import TEXT, said, sentence
from tests.factories import World
from tests.pages import PageClient, words
from tests.web.test_budgets import counting

PAGE = "/contrats/armentieres"


@pytest.fixture
def action(session: orm.Session, world: World) -> Action:
    """One of « sante », in words of its own."""
    ambition = session.merge(world.enjeu("sante")).ambitions[0]
    found = session.scalars(sa.select(Action).where(Action.ambition_id == ambition.id)).one()
    assert found.objective is not None
    found.text, found.objective.text = "Une navette", "Se déplacer"
    ambition.title = "Aller et venir"
    session.commit()
    return found


@pytest.fixture
def supporting(session: orm.Session, world: World, action: Action) -> Placement:
    statement = sentence(session, world, said(session, world))
    target = Target(PlacementKind.PISTE, action.ambition, action.objective, action)
    made = place(session, statement, session.merge(world.contract), target, by=world.editor)
    session.commit()
    return made


def print_it(session: orm.Session, world: World) -> None:
    contract = session.get_one(Contract, world.contract.id)
    publish(session, contract, by=session.merge(world.editor), note="Un texte.")
    session.commit()


def work_on(session: orm.Session, action: Action) -> None:
    """Every word around the action changes in the working text, and its section's number."""
    assert action.objective is not None
    action.text, action.objective.text = "Action en travail", "Objectif en travail"
    action.ambition.title = "Ambition en travail"
    plan = sa.select(Section).where(
        Section.kind == SectionKind.PLAN, Section.enjeu_id == action.ambition.enjeu_id
    )
    session.scalars(plan).one().number = "9.9"
    session.commit()


def pages(supporting: Placement, action: Action) -> tuple[str, str]:
    return f"{PAGE}/phrase/{supporting.public_id}", f"{PAGE}/actions/{action.public_id}"


def test_before_any_version_the_pages_follow_the_text_as_it_stands(
    session: orm.Session, client: PageClient, supporting: Placement, action: Action
) -> None:
    work_on(session, action)
    for address in pages(supporting, action):
        with counting() as seen:
            text = words(client.get(address))
        assert len(seen) <= 6, seen
        for now in ("Ambition en travail", "Action en travail", "9.9", TEXT):
            assert now in text, address


def test_the_pages_say_the_place_that_is_printed(
    session: orm.Session, world: World, client: PageClient, supporting: Placement, action: Action
) -> None:
    print_it(session, world)
    work_on(session, action)
    for address in pages(supporting, action):
        with counting() as seen:
            answer = client.get(address)
        assert len(seen) <= 6, seen
        text = words(answer)
        for printed in ("Section 1.3.b", "Aller et venir", "Une navette", TEXT):
            assert printed in text, address
        assert "en travail" not in answer.text
        assert "9.9" not in answer.text
    print_it(session, world)
    for address in pages(supporting, action):
        text = words(client.get(address))
        for now in ("Section 9.9", "Ambition en travail", "Action en travail"):
            assert now in text


def test_a_sentence_moved_or_taken_out_stays_where_it_is_printed(
    session: orm.Session, world: World, client: PageClient, supporting: Placement, action: Action
) -> None:
    print_it(session, world)
    at, behind = pages(supporting, action)
    before = words(client.get(at)), words(client.get(behind))
    move(session, supporting, Target(PlacementKind.COMPLEMENT), by=session.merge(world.editor))
    session.commit()
    assert (words(client.get(at)), words(client.get(behind))) == before
    remove(session, supporting, by=session.merge(world.editor))
    session.commit()
    assert (words(client.get(at)), words(client.get(behind))) == before
    print_it(session, world)
    assert TEXT not in words(client.get(behind))


def test_the_page_of_a_sentence_that_left_shows_its_last_print(
    session: orm.Session, world: World, client: PageClient, supporting: Placement, action: Action
) -> None:
    """Printed twice in different words, with one more voice the second time, then taken out."""
    print_it(session, world)
    statement = session.get_one(Statement, supporting.statement_id)
    statement.text = "Les mots de la deuxième version."
    more = said(session, world, "Un avis de plus.")
    session.add(Citation(statement=statement, contribution=more))
    session.commit()
    print_it(session, world)
    address, _ = pages(supporting, action)
    remove(session, session.get_one(Placement, supporting.id), by=session.merge(world.editor))
    session.commit()
    print_it(session, world)
    text = words(client.get(address))
    assert "Les mots de la deuxième version." in text
    assert "Un avis de plus." in text
    assert "version 2" in text
    assert TEXT not in text


def test_an_action_that_left_keeps_its_page_and_says_so_with_the_next_version(
    session: orm.Session, world: World, client: PageClient, supporting: Placement, action: Action
) -> None:
    print_it(session, world)
    _, address = pages(supporting, action)
    before = words(client.get(address))
    session.delete(supporting)
    session.flush()
    session.delete(session.get_one(Action, action.id))
    session.commit()
    assert words(client.get(address)) == before
    print_it(session, world)
    with counting() as seen:
        answer = client.get(address)
    assert len(seen) <= 6, seen
    text = words(answer)
    assert "La version 1 du contrat est la dernière où cette action est imprimée." in text
    assert "Une navette" in text
    assert TEXT in text
    assert f'href="{PAGE}/versions/1#s-' in answer.text


def test_an_action_written_since_waits_for_the_next_version(
    session: orm.Session, world: World, client: PageClient, action: Action
) -> None:
    print_it(session, world)
    new = Action(
        ambition=session.merge(action.ambition),
        kind=ActionKind.PISTE,
        key="neuve",
        position=9,
        text="Une action en travail",
    )
    session.add(new)
    session.commit()
    address = f"{PAGE}/actions/{new.public_id}"
    assert client.get(address).status_code == 404
    client.sign_in(world.editor)
    desk = f"/espace/contrat/armentieres/actions/{new.public_id}"
    assert "sa page s’ouvrira avec la prochaine" in words(client.get(desk))
    assert f'href="{address}"' not in client.get(desk).text
    data = {"state": "started", "on": utcnow().date().isoformat(), "note": "Un essai."}
    answer = client.submit(desk, data, form=1)
    assert answer.status_code == 303
    assert "quand une version imprimera cette action" in words(client.get(desk))
    assert client.get(address).status_code == 404
    print_it(session, world)
    text = words(client.get(address))
    assert "Une action en travail" in text
    assert "Un essai." in text
    assert f'href="{address}"' in client.get(desk).text


def test_a_piste_that_the_town_follows_since_has_the_page_of_what_is_printed(
    session: orm.Session, world: World, client: PageClient, action: Action
) -> None:
    statement = sentence(session, world, said(session, world))
    target = Target(PlacementKind.PISTE, action.ambition, action.objective)
    contract = session.merge(world.contract)
    piste = place(session, statement, contract, target, by=world.editor)
    session.commit()
    print_it(session, world)
    statement.text = "Une phrase en travail."
    by = session.merge(world.editor)
    made = follow(session, session.get_one(Placement, piste.id), by=by)
    tell_state(session, made, ActionState.DONE, utcnow().date(), "Fait en mai.", by=by, seen=0)
    session.commit()
    work_on(session, session.get_one(Action, action.id))
    address, at = f"{PAGE}/actions/{made.public_id}", f"{PAGE}/phrase/{piste.public_id}"
    with counting() as seen:
        answer = client.get(address)
    assert len(seen) <= 6, seen
    text = words(answer)
    for told in (TEXT, "Fait en mai.", "Section 1.3.b", "Aller et venir", "1 personne a été"):
        assert told in text
    assert "en travail" not in answer.text
    there = client.get(at)
    assert f'href="{address}"' in there.text
    assert "en travail" not in there.text


def test_what_a_deleted_sentence_said_stays_on_the_page_of_its_action(
    session: orm.Session, world: World, client: PageClient, supporting: Placement, action: Action
) -> None:
    print_it(session, world)
    at, behind = pages(supporting, action)
    session.delete(session.scalars(sa.select(Statement)).one())
    session.commit()
    text = words(client.get(behind))
    assert TEXT in text
    assert "Dit par 1 personne" in text, "whose words the version prints does not change"
    assert f'href="{at}"' in client.get(behind).text
    assert client.get(at).status_code == 200


def test_the_home_page_counts_what_readers_find_in_the_contract(
    session: orm.Session, world: World, client: PageClient, supporting: Placement
) -> None:
    def behind() -> str:
        text = words(client.get("/"))
        return text[: text.index("derrière une phrase du contrat")].split()[-2]

    assert behind() == "1"
    print_it(session, world)
    enjeu, heard = session.merge(world.enjeu("sante")), said(session, world, "Un autre avis.")
    other = write_statement(session, enjeu, "En travail.", [heard], by=session.merge(world.editor))
    target = Target(PlacementKind.COMPLEMENT)
    place(session, other, session.merge(world.contract), target, by=session.merge(world.editor))
    remove(session, session.get_one(Placement, supporting.id), by=session.merge(world.editor))
    session.commit()
    assert behind() == "1", "the one that is printed, and not the one that will be"


def test_words_taken_back_leave_the_page_of_a_printed_sentence_at_once(
    session: orm.Session, world: World, client: PageClient, supporting: Placement, action: Action
) -> None:
    mine = said(session, world, "Mes mots à moi.")
    cited = Citation(statement_id=supporting.statement_id, contribution_id=mine.id)
    session.add(cited)
    session.commit()
    print_it(session, world)
    at, behind = pages(supporting, action)
    assert "Mes mots à moi." in words(client.get(at))
    withdraw(session, mine)
    session.commit()
    assert "Mes mots à moi." not in client.get(at).text
    assert "1 personne a été entendue" in words(client.get(behind))


def test_a_version_keeps_each_line_of_its_plans_once(
    session: orm.Session, world: World, supporting: Placement, action: Action
) -> None:
    print_it(session, world)
    actions = session.scalars(sa.select(VersionAction)).all()
    assert len(actions) == 6
    mine = next(each for each in actions if each.public_id == action.public_id)
    assert (mine.text, mine.number, mine.enjeu, mine.section) == (
        "Une navette",
        "1.3.b",
        "sante",
        "sante-plan",
    )
    (kept,) = session.scalars(sa.select(VersionSentence)).all()
    assert kept.objective_path == mine.objective_path
    assert (kept.action, kept.action_public_id) == ("Une navette", action.public_id)
