"""From words to the sentence and its paragraph, and back: the team always reaches the right page."""

from __future__ import annotations

from typing import NamedTuple

import pytest
import sqlalchemy as sa
from justhtml import JustHTML
from sqlalchemy import orm

from consult.contract.models import Action, Placement, PlacementKind
from consult.contract.placements import Target, place
from consult.contract.reworking import merge
from consult.contract.versions import publish
from consult.contributions.models import Contribution
from consult.synthesis.operations import write_statement
from tests import factories
from tests.contract.sentences import in_the_contract, said
from tests.pages import PageClient, words

TEAM = "/espace/contrat/armentieres"
PUBLIC = "/contrats/armentieres/phrase"
UNPUBLISHED = "Pas encore publié"


class Unread(NamedTuple):
    """A sentence placed since the contract was published, and the words behind it."""

    placement: Placement
    heard: Contribution


@pytest.fixture
def unread(session: orm.Session, world: factories.World) -> Unread:
    """One sentence that everyone reads, one that only the team knows of."""
    contract = session.merge(world.contract)
    in_the_contract(session, world, said(session, world, "Publiée."))
    publish(session, contract, by=world.editor, note="Premier texte.")
    heard = said(session, world, "Trois mois d’attente.")
    enjeu = session.merge(world.enjeu("sante"))
    statement = write_statement(session, enjeu, "Une phrase neuve.", [heard], by=world.editor)
    action = session.scalars(
        sa.select(Action).where(Action.ambition_id == enjeu.ambitions[0].id)
    ).one()
    target = Target(PlacementKind.PISTE, action.ambition, action.objective, action)
    made = place(session, statement, contract, target, by=world.editor)
    place(session, statement, contract, Target(PlacementKind.COMPLEMENT), by=world.editor)
    session.commit()
    return Unread(made, heard)


def dead_links(client: PageClient, page: str) -> list[tuple[str, int]]:
    """Pages that the main part leads to and that are not there, with what each answers."""
    main = JustHTML(client.get(page).text, sanitize=False).query("main")[0]
    targets = {node.attrs["href"].split("#")[0] for node in main.query("a[href]")} - {""}
    pages = [each for each in targets if ".csv" not in each]
    answers = {each: client.get(each, follow_redirects=True).status_code for each in pages}
    return [(each, code) for each, code in answers.items() if code != 200]


@pytest.mark.parametrize("role", ["moderator", "administrator"])
def test_every_link_from_words_leads_somewhere(
    client: PageClient, world: factories.World, unread: Unread, role: str
) -> None:
    client.sign_in(getattr(world, role))
    for page in (f"/espace/moderation/{unread.heard.public_id}", "/espace/moderation/publiees"):
        assert UNPUBLISHED in words(client.get(page))
        assert dead_links(client, page) == []


@pytest.mark.parametrize("role", ["editor", "administrator"])
def test_every_link_from_the_contract_leads_somewhere(
    client: PageClient, world: factories.World, unread: Unread, role: str
) -> None:
    client.sign_in(getattr(world, role))
    pages = (
        f"{TEAM}/actions?enjeu=sante",
        f"{TEAM}/actions/{unread.placement.action.public_id}",
        f"{TEAM}/phrase/{unread.placement.public_id}",
        f"/espace/synthese/phrase/{unread.placement.statement.public_id}",
        "/espace/synthese/couverture",
        TEAM,
    )
    for page in pages:
        assert dead_links(client, page) == [], page


def test_one_click_each_way_between_words_and_their_paragraph(
    client: PageClient, session: orm.Session, world: factories.World, unread: Unread
) -> None:
    client.sign_in(world.administrator)
    desk = f"/espace/moderation/{unread.heard.public_id}"
    paragraph = f"{TEAM}#p-{unread.placement.public_id}"
    assert f'href="{paragraph}"' in client.get(desk).text
    working = client.get(TEAM).text
    assert f'id="p-{unread.placement.public_id}"' in working
    assert f'href="{desk}"' in working
    sentence = client.get(f"/espace/synthese/phrase/{unread.placement.statement.public_id}").text
    assert f'href="{paragraph}"' in sentence
    assert f'href="{desk}"' in sentence


def test_a_sentence_leads_to_its_public_page_once_there_is_one(
    client: PageClient, session: orm.Session, world: factories.World, unread: Unread
) -> None:
    public = f"{PUBLIC}/{unread.placement.public_id}"
    pages = (
        f"/espace/moderation/{unread.heard.public_id}",
        f"{TEAM}/actions?enjeu=sante",
        f"{TEAM}/phrase/{unread.placement.public_id}",
        f"/espace/synthese/phrase/{unread.placement.statement.public_id}",
    )
    client.sign_in(world.administrator)
    assert client.get(public).status_code == 404
    assert [page for page in pages if f'href="{public}"' in client.get(page).text] == []
    publish(session, session.merge(world.contract), by=world.editor, note="La suite.")
    session.commit()
    assert client.get(public).status_code == 200
    assert [page for page in pages if f'href="{public}"' not in client.get(page).text] == []


def test_the_page_for_the_whole_team_tells_the_text_being_written(
    client: PageClient, session: orm.Session, world: factories.World, unread: Unread
) -> None:
    address = f"{TEAM}/phrase/{unread.placement.public_id}"
    assert client.get(address).status_code == 302
    client.sign_in(world.moderator)
    text = words(client.get(address))
    for each in ("Une phrase neuve.", "Seule l’équipe lit cette phrase", "Trois mois d’attente."):
        assert each in text
    assert "Ouvrir la phrase" not in text
    client.sign_in(world.animator)
    assert "/espace/moderation/" not in client.get(address).text
    assert client.get(f"{TEAM}/phrase/inconnue").status_code == 404
    assert client.get(f"/espace/contrat/ailleurs/phrase/{address[-12:]}").status_code == 404


def test_a_place_united_with_another_leads_the_team_there_before_readers(
    client: PageClient, session: orm.Session, world: factories.World, unread: Unread
) -> None:
    contract = session.merge(world.contract)
    enjeu = session.merge(world.enjeu("sante"))
    other = write_statement(session, enjeu, "Une autre.", [unread.heard], by=world.editor)
    united = place(session, other, contract, Target(PlacementKind.COMPLEMENT), by=world.editor)
    former = united.public_id
    merge(session, unread.placement.statement, [other], by=world.editor)
    session.commit()
    assert client.get(f"{PUBLIC}/{former}").status_code == 404
    client.sign_in(world.moderator)
    answer = client.get(f"{TEAM}/phrase/{former}")
    assert answer.status_code == 301
    assert "Une phrase neuve." in words(client.get(answer.location))
