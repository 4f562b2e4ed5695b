"""The front door: what one can do, what changed, and honest figures."""

from __future__ import annotations

import pytest
from sqlalchemy import event, orm

from consult.contract.models import Placement, PlacementKind
from consult.contract.placements import Target, remove
from consult.contract.placements import place as put
from consult.contract.versions import publish
from consult.contributions.models import Contribution, Status
from consult.extensions import db
from consult.synthesis.models import Citation, Statement
from tests.factories import World, make_campaign, make_consultation, make_contribution
from tests.pages import PageClient, words

PAGES = ("/", "/mentions-legales", "/confidentialite", "/accessibilite")


def place(
    session: orm.Session, world: World, text: str, contributions: list[Contribution]
) -> Placement:
    """A statement citing these contributions, written into the contract."""
    enjeu = session.merge(world.enjeu("transition"))
    statement = Statement(
        enjeu=enjeu, text=text, citations=[Citation(contribution=each) for each in contributions]
    )
    placement = Placement(
        contract=session.merge(world.contract),
        statement=statement,
        kind=PlacementKind.COMPLEMENT,
        enjeu=enjeu,
    )
    session.add(placement)
    session.commit()
    return placement


@pytest.mark.parametrize("address", PAGES)
def test_reading_sets_no_cookie(client: PageClient, world: World, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers
    assert response.headers["Cache-Control"].startswith("public")


def test_the_home_page_leads_to_the_three_things_one_can_do(
    client: PageClient, world: World
) -> None:
    page = client.get("/")
    text = words(page)
    for expected in (
        "Votre avis compte",
        "Donner mon avis",
        "Proposer une idée",
        "Suivre mon avis",
    ):
        assert expected in text
    for address in ("/consultations", "/budget", "/suivi"):
        assert f'href="{address}"' in page.get_data(as_text=True)


def test_the_home_page_shows_what_is_open_and_until_when(
    client: PageClient, session: orm.Session, world: World
) -> None:
    make_consultation(session, world, title="Vos rues")
    make_consultation(session, world, slug="finie", title="La finie", open_for=-3)
    make_campaign(session, world)
    session.commit()
    text = words(client.get("/"))
    assert "Vos rues 4 questions · Jusqu’au" in text
    assert "La finie" not in text
    assert "Budget participatif 2027" in text


def test_the_only_open_consultation_is_one_tap_away(
    client: PageClient, session: orm.Session, world: World
) -> None:
    make_consultation(session, world)
    session.commit()
    assert client.get("/").get_data(as_text=True).count('href="/consultations/quartier"') == 2
    make_consultation(session, world, slug="autre")
    session.commit()
    assert client.get("/").get_data(as_text=True).count('href="/consultations/quartier"') == 1


def test_nothing_open_and_nothing_written_are_said_kindly(client: PageClient, world: World) -> None:
    text = words(client.get("/"))
    assert "Rien n’est ouvert en ce moment" in text
    assert "Les premières paraîtront ici" in text
    assert "0 avis reçu" in text


def test_a_sentence_of_the_contract_tells_how_many_people_are_behind_it(
    client: PageClient, session: orm.Session, world: World
) -> None:
    alone = make_contribution(session, world, status=Status.PUBLISHED)
    group = make_contribution(session, world, status=Status.PUBLISHED, heard_from=12)
    placement = place(session, world, "Installer des bancs place du marché.", [alone, group])
    page = client.get("/")
    assert "Installer des bancs place du marché." in words(page)
    assert "Dit par 13 personnes · Volet communal d’Armentières" in words(page)
    assert f"/contrats/armentieres/phrase/{placement.public_id}" in page.get_data(as_text=True)


def test_words_no_longer_published_do_not_count_behind_a_sentence(
    client: PageClient, session: orm.Session, world: World
) -> None:
    kept = make_contribution(session, world, status=Status.PUBLISHED)
    refused = make_contribution(session, world, status=Status.REFUSED, heard_from=12)
    place(session, world, "Des bancs.", [kept, refused])
    place(session, world, "Une phrase sans personne derrière.", [refused])
    text = words(client.get("/"))
    assert "Dit par 1 personne" in text
    assert "Une phrase sans personne derrière." not in text
    assert "1 avis derrière une phrase du contrat" in text


def test_the_figures_leave_out_what_was_taken_back(
    client: PageClient, session: orm.Session, world: World
) -> None:
    published = make_contribution(session, world, status=Status.PUBLISHED)
    for status in (Status.RECEIVED, Status.REFUSED, Status.WITHDRAWN):
        make_contribution(session, world, status=status)
    place(session, world, "Une première phrase.", [published])
    place(session, world, "Une seconde phrase.", [published])
    text = words(client.get("/"))
    assert "3 avis reçus" in text
    assert "1 avis lu et publié" in text
    assert "1 avis derrière une phrase" in text


def test_only_what_readers_find_in_the_contract_is_counted_as_written(
    client: PageClient, session: orm.Session, world: World
) -> None:
    one, other = (make_contribution(session, world, status=Status.PUBLISHED) for _ in range(2))
    printed = place(session, world, "Une phrase imprimée.", [one])
    contract = session.merge(world.contract)
    publish(session, contract, by=world.editor, note="Premier texte.")
    place(session, world, "Une phrase du texte en travail.", [one, other])
    assert "1 avis derrière une phrase" in words(client.get("/"))
    # Out of the working text, it is still what everyone reads.
    remove(session, printed, by=world.editor)
    session.commit()
    assert "1 avis derrière une phrase" in words(client.get("/"))
    publish(session, contract, by=world.editor, note="Une phrase pour une autre.")
    session.commit()
    assert "2 avis derrière une phrase" in words(client.get("/"))


def test_a_place_that_waits_for_a_version_hides_nothing_of_what_is_read(
    client: PageClient, session: orm.Session, world: World
) -> None:
    said = make_contribution(session, world, status=Status.PUBLISHED)
    printed = place(session, world, "Une phrase imprimée.", [said])
    contract = session.merge(world.contract)
    publish(session, contract, by=world.editor, note="Premier texte.")
    target = Target(PlacementKind.PISTE, printed.enjeu.ambitions[0])
    again = put(session, printed.statement, contract, target, by=world.editor)
    session.commit()
    before = client.get("/").text
    assert f"/contrats/armentieres/phrase/{printed.public_id}" in before
    assert again.public_id not in before
    publish(session, contract, by=world.editor, note="Dans le plan aussi.")
    session.commit()
    after = client.get("/").text
    assert f"/contrats/armentieres/phrase/{again.public_id}" in after
    assert printed.public_id not in after, "told once, at the last of its places"


def test_the_home_page_takes_few_queries_however_much_there_is(
    client: PageClient, session: orm.Session, world: World
) -> None:
    for number in range(6):
        make_consultation(session, world, slug=f"c{number}")
        make_campaign(session, world, slug=f"b{number}")
        said = make_contribution(session, world, status=Status.PUBLISHED)
        place(session, world, f"Phrase {number}", [said])
    session.commit()
    queries: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            queries.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert client.get("/").status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert 1 <= len(queries) <= 6, queries


def test_the_privacy_page_tells_the_purpose_and_the_rights(client: PageClient) -> None:
    text = words(client.get("/confidentialite"))
    for expected in ("article 6.1.e", "mission d’intérêt public", "Vos droits", "CNIL", "cookie"):
        assert expected in text


def test_the_accessibility_page_claims_no_audit(client: PageClient) -> None:
    text = words(client.get("/accessibilite"))
    assert "Aucun audit" in text
    assert "non conforme" in text
    assert "Défenseur des droits" in text
