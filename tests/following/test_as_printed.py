"""What a version printed stays told as it was; what the contract says today is told beside it."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contract.models import (
    Action,
    ActionState,
    Objective,
    Placement,
    PlacementKind,
    Section,
    SectionKind,
)
from consult.contract.placements import Target, follow, move, place, remove
from consult.contract.progress import tell_state
from consult.db import utcnow
from consult.synthesis.models import Statement
from tests.factories import World
from tests.following.conftest import Sender, publish
from tests.following.conftest import follow as read
from tests.following.conftest import place as complement
from tests.pages import PageClient
from tests.web.test_budgets import counting

FIRST, SECOND, THIRD = "Un bus le soir.", "Un bus la nuit.", "Un bus toute la nuit."
A = "aaaaaaaaaaaa"


def reword(session: orm.Session, text: str) -> None:
    session.scalars(sa.select(Statement)).one().text = text
    session.commit()


def test_each_version_s_own_words_and_those_of_today(
    client: PageClient, session: orm.Session, world: World, sender: Sender
) -> None:
    complement(session, world, FIRST, [sender.words], A)
    session.commit()
    publish(session, world)
    reword(session, SECOND)
    publish(session, world)
    reword(session, THIRD)
    publish(session, world)
    publish(session, world, name="Relue")
    reword(session, "Un texte en travail.")
    page = client.get(f"/suivi/{sender.code}")
    told = read(client, sender)
    first, today = told.index("(version 1)"), told.index("Depuis la version 3, le contrat")
    assert first < told.index(FIRST) < today < told.index(THIRD)
    assert SECOND not in told
    assert "en travail" not in told
    assert f'href="/contrats/armentieres/versions/1#p-{A}"' in page.text
    assert f'href="/contrats/armentieres#p-{A}"' in page.text
    assert told.count("Dit autrement dans le contrat") == 1


def test_words_that_came_back_to_what_was_told_need_no_other_line(
    client: PageClient, session: orm.Session, world: World, sender: Sender
) -> None:
    complement(session, world, FIRST, [sender.words], A)
    session.commit()
    for text in (FIRST, SECOND, FIRST):
        reword(session, text)
        publish(session, world)
    told = read(client, sender)
    assert "Dit autrement" not in told
    assert told.count(FIRST) == 1
    assert "La lire dans la version" not in told


def sante(session: orm.Session, world: World) -> tuple[Action, Objective]:
    ambition = session.merge(world.enjeu("sante")).ambitions[0]
    action = session.scalars(sa.select(Action).where(Action.ambition_id == ambition.id)).one()
    assert action.objective is not None
    return action, action.objective


def supporting(session: orm.Session, world: World, sender: Sender) -> Placement:
    """A sentence in support of the action of « sante », as its version 1 prints it."""
    action, objective = sante(session, world)
    action.text, objective.text = "Une navette", "Se déplacer"
    action.ambition.title = "Aller et venir"
    statement = complement(session, world, FIRST, [sender.words], A).statement
    target = Target(PlacementKind.PISTE, action.ambition, objective, action)
    contract = session.merge(world.contract)
    session.delete(session.scalars(sa.select(Placement)).one())
    session.flush()
    placement = place(session, statement, contract, target, by=session.merge(world.editor))
    session.commit()
    publish(session, world)
    return placement


def renumber(session: orm.Session, world: World, number: str) -> None:
    query = sa.select(Section).where(
        Section.kind == SectionKind.PLAN, Section.enjeu_id == world.enjeu("sante").id
    )
    session.scalars(query).one().number = number


def work_on(session: orm.Session, world: World) -> None:
    """All that is around the sentence changes in the working text."""
    action, objective = sante(session, world)
    action.text, objective.text = "Action en travail", "Objectif en travail"
    action.ambition.title = "Ambition en travail"
    renumber(session, world, "9.9")
    session.commit()


def test_the_place_told_is_the_printed_one(
    client: PageClient, session: orm.Session, world: World, sender: Sender
) -> None:
    supporting(session, world, sender)
    work_on(session, world)
    told = read(client, sender)
    assert "1.3.b, piste d’action" in told
    for printed in ("Aller et venir", "Se déplacer", "Une navette"):
        assert printed in told
    assert "en travail" not in told
    assert "9.9" not in told
    publish(session, world)
    told = read(client, sender)
    assert told.index("à la partie 1.3.b (version 1)") < told.index("Ailleurs dans le contrat")
    assert "Depuis la version 2, cette phrase se trouve ici" in told
    assert "9.9, piste d’action" in told
    assert "Action en travail" in told


def test_moving_or_removing_in_the_working_text_changes_nothing_before_the_next_version(
    client: PageClient, session: orm.Session, world: World, sender: Sender
) -> None:
    placement = supporting(session, world, sender)
    before = read(client, sender)
    move(session, placement, Target(PlacementKind.COMPLEMENT), by=session.merge(world.editor))
    session.commit()
    assert read(client, sender) == before
    remove(session, placement, by=session.merge(world.editor))
    session.commit()
    assert read(client, sender) == before


def test_what_the_town_does_is_told_at_once_of_the_action_that_is_printed(
    client: PageClient, session: orm.Session, world: World, sender: Sender
) -> None:
    placement = supporting(session, world, sender)
    by = session.merge(world.editor)
    action, _ = sante(session, world)
    move(session, placement, Target(PlacementKind.COMPLEMENT), by=by)
    tell_state(session, action, ActionState.STARTED, utcnow().date(), "Un essai.", by=by, seen=0)
    work_on(session, world)
    told = read(client, sender)
    assert "La ville a commencé" in told
    assert told.count("Une navette") == 2, "the place, and what was done of it"
    assert "Un essai." in told
    assert "en travail" not in told


def test_a_piste_followed_since_the_version_tells_where_it_is(
    client: PageClient, session: orm.Session, world: World, sender: Sender
) -> None:
    action, objective = sante(session, world)
    statement = complement(session, world, FIRST, [sender.words], A).statement
    session.delete(session.scalars(sa.select(Placement)).one())
    session.flush()
    by, contract = session.merge(world.editor), session.merge(world.contract)
    target = Target(PlacementKind.PISTE, action.ambition, objective)
    placement = place(session, statement, contract, target, by=by)
    session.commit()
    publish(session, world)
    reword(session, "Une phrase en travail.")
    made = follow(session, session.get_one(Placement, placement.id), by=session.merge(world.editor))
    by = session.merge(world.editor)
    tell_state(session, made, ActionState.DONE, utcnow().date(), "C’est fait.", by=by, seen=0)
    session.commit()
    told = read(client, sender)
    assert "C’est fait." in told
    assert "en travail" not in told
    assert told.count(FIRST) == 2, "the sentence, and the action that it became"
    page = client.get(f"/contrats/armentieres/actions/{made.public_id}")
    assert page.status_code == 200
    assert FIRST in page.text
    assert "en travail" not in page.text


def test_the_page_of_a_published_receipt_needs_few_queries(
    client: PageClient, session: orm.Session, world: World, sender: Sender
) -> None:
    supporting(session, world, sender)
    reword(session, SECOND)
    publish(session, world)
    with counting() as seen:
        assert client.get(f"/suivi/{sender.code}").status_code == 200
    assert len(seen) <= 13, "\n".join(seen)
