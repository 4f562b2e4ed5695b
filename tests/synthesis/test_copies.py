"""Counting people and not sendings, and citing all those who said the same in one gesture."""

from __future__ import annotations

import pytest
from sqlalchemy import orm

from consult.contract.models import PlacementKind
from consult.contract.placements import Target, place
from consult.contributions.lookalikes.operations import join
from consult.contributions.models import Channel, Contribution, Status
from consult.following import operations as following
from consult.synthesis import queries
from consult.synthesis.copies import uncited_copies
from consult.synthesis.provenance import people_behind, provenance_of
from tests.factories import World
from tests.pages import PageClient, words
from tests.synthesis.conftest import said, sentence

DOCTOR = (
    "On attend un rendez-vous six mois, le médecin du quartier ne prend plus personne depuis l’été."
)
NEAR = DOCTOR + " Merci"
OTHER = "Il n’y a plus de dentiste."


def address(statement) -> str:
    return f"/espace/synthese/phrase/{statement.public_id}"


def same_person(session: orm.Session, *contributions: Contribution) -> None:
    for each in contributions[1:]:
        each.receipt_id = contributions[0].receipt_id
    session.flush()
    session.expire_all()


def test_one_person_who_sends_a_text_twice_is_one_voice(session: orm.Session, world: World) -> None:
    twice = [said(session, world, DOCTOR, quarter=world.quarter) for _ in range(2)]
    third = said(session, world, DOCTOR, quarter=world.quarter)
    same_person(session, *twice)
    statement = sentence(session, world, *twice, third)
    provenance = provenance_of(session, statement.id)
    assert (provenance.contributions, provenance.people) == (3, 2)
    assert [tuple(each) for each in provenance.by_channel] == [(Channel.ONLINE, 3, 2)]
    assert provenance.copies == (2, 1)
    assert people_behind(session, {statement.id}) == {statement.id: 2}
    session.expire_all()
    found = queries.statement(session, statement.public_id)
    assert found is not None
    assert [people for _, people in queries.quarters_of(found).people] == [2]
    (balance,) = [
        each
        for each in queries.balances(session, session.merge(world.vocabulary))
        if each.enjeu.key == "sante"
    ]
    assert (balance.contributions, balance.people, balance.cited) == (3, 2, 3)


def test_one_person_alone_who_repeats_themselves_is_no_shared_text(
    session: orm.Session, world: World
) -> None:
    twice = [said(session, world, DOCTOR) for _ in range(2)]
    same_person(session, *twice)
    provenance = provenance_of(session, sentence(session, world, *twice).id)
    assert provenance.people == 1
    assert provenance.copies == (0, 0)


def test_a_room_counts_the_people_of_each_thing_it_said(session: orm.Session, world: World) -> None:
    room = [
        said(session, world, text, channel=Channel.WORKSHOP, heard_from=people)
        for text, people in ((DOCTOR, 12), (OTHER, 5))
    ]
    same_person(session, *room)
    room[0].receipt.shared = True
    statement = sentence(session, world, *room, said(session, world, DOCTOR))
    provenance = provenance_of(session, statement.id)
    assert provenance.people == 18
    assert provenance.copies == (13, 1), "twelve in the room and one at home"


def test_words_that_say_the_same_otherwise_are_not_called_the_same_text(
    session: orm.Session, world: World
) -> None:
    doctors = [said(session, world, text) for text in (DOCTOR, NEAR)]
    others = [said(session, world, OTHER) for _ in range(3)]
    alone = said(session, world, "Les soins ici, c’est fini.")
    join(session, others[0], doctors[0], by=world.moderator)
    join(session, alone, doctors[0], by=world.moderator)
    statement = sentence(session, world, *doctors, *others, alone)
    assert provenance_of(session, statement.id).copies == (5, 2)
    assert "dont 5 ont envoyé le même texte que d’autres" in provenance_of(
        session, statement.id
    ).told().replace("\u202f", " ")


def test_withdrawn_copies_count_for_nobody(session: orm.Session, world: World) -> None:
    made = [said(session, world, DOCTOR) for _ in range(3)]
    statement = sentence(session, world, *made)
    following.withdraw(session, made[0])
    following.withdraw(session, made[1])
    assert provenance_of(session, statement.id).copies == (0, 0)
    assert provenance_of(session, statement.id).people == 1


def test_the_public_page_tells_a_text_once_and_how_many_sent_it(
    client: PageClient, session: orm.Session, world: World
) -> None:
    lot = [said(session, world, DOCTOR) for _ in range(4)] + [said(session, world, NEAR)]
    alone = said(session, world, OTHER, channel=Channel.PAPER)
    statement = sentence(session, world, *lot, alone)
    place(
        session,
        statement,
        session.merge(world.contract),
        Target(PlacementKind.COMPLEMENT),
        by=world.editor,
    )
    session.commit()
    contract = client.get("/contrats/armentieres").get_data(as_text=True)
    page = words(
        client.get("/contrats/armentieres/phrase/" + contract.split("/phrase/")[1].split('"')[0])
    )
    page = page.replace("\u202f", " ")
    assert "Dit par 6 personnes, dont 5 ont envoyé le même texte, en 6 contributions" in page
    # The link that reports words names them again, for those who hear the page.
    assert page.count("On attend un rendez-vous six mois") == 2
    assert page.count("Signaler ces mots") == 2
    assert "5 personnes ont envoyé ce texte, à quelques lettres près ; la première en" in page
    assert OTHER in page


def test_the_whole_group_is_cited_with_the_words_ticked(
    editor: PageClient, session: orm.Session, world: World
) -> None:
    made = [said(session, world, DOCTOR) for _ in range(4)]
    unread = said(session, world, DOCTOR, status=Status.RECEIVED)
    unsorted = said(session, world, DOCTOR, enjeux=())
    session.commit()
    url = "/espace/synthese/armentieres/sante"
    page = words(editor.get(url))
    assert page.count("On attend un rendez-vous") == 1
    assert "3 autres disent la même chose" in page
    fields = {"text": "On attend un médecin.", "contribution": made[0].public_id, "copies": "1"}
    answer = editor.submit(url, fields, form=1)
    assert answer.status_code == 303
    told = words(editor.get(answer.location))
    assert "4 contributions, 4 personnes" in told
    assert "qui ont toutes envoyé le même texte" in told
    assert unread.status is Status.RECEIVED
    assert unsorted.tags == []


def test_the_others_are_proposed_and_cited_in_one_gesture(
    editor: PageClient, session: orm.Session, world: World
) -> None:
    made = [said(session, world, DOCTOR) for _ in range(3)]
    statement = sentence(session, world, made[0])
    session.commit()
    page = editor.get(address(statement))
    assert "2 autres contributions disent la même chose et ne sont pas citées." in words(page)
    answer = editor.post(
        f"{address(statement)}/rattacher-copies",
        data={"csrf_token": editor.token(address(statement))},
    )
    assert answer.status_code == 303
    session.expire_all()
    assert len(statement.citations) == 3
    assert uncited_copies(session, statement) == []
    assert "ne sont pas citées" not in words(editor.get(address(statement)))


@pytest.mark.parametrize("who", ["moderator", "animator"])
def test_only_editors_cite(
    client: PageClient, session: orm.Session, world: World, who: str
) -> None:
    statement = sentence(session, world, said(session, world, DOCTOR))
    session.commit()
    client.sign_in(getattr(world, who))
    assert client.post(f"{address(statement)}/rattacher-copies").status_code == 403
