"""What everyone reads: the marks on the contract, a passage that changed, the list of remarks."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.contract.models import Contract, ContractState, Objective
from consult.contract.remarks.models import AnswerKind, RemarkKind
from consult.contributions.models import Status
from consult.contributions.rewordings import Rewording
from tests.contract.remarks.saying import (
    OTHER,
    PAGE,
    SENTENCE,
    address,
    open_contract,
    remark,
    rewrite,
)
from tests.factories import World
from tests.pages import PageClient, words

LIST = f"{PAGE}/remarques"
CHANGED = SENTENCE.replace("deux", "trois")


@pytest.fixture(autouse=True)
def contract(session: orm.Session, world: World) -> Contract:
    return open_contract(session, world)


def test_the_contract_says_how_many_spoke_of_each_passage(
    client: PageClient, session: orm.Session, contract: Contract
) -> None:
    for number in range(3):
        remark(session, f"Avis {number}.")
    remark(session, "Pas encore lu.", status=Status.RECEIVED)
    remark(session, "Pour les aînés.", about="Objectif sante")
    page = client.get(PAGE).text
    assert ">3 avis sur ce passage</a>" in page
    assert ">1 avis sur ce passage</a>" in page
    assert page.count("avis sur ce passage</a>") == page.count('class="say')
    contract.state = ContractState.ADOPTED
    session.commit()
    page = client.get(PAGE).text
    assert page.count('class="say') == 2


def test_only_published_words_are_read_and_a_name_only_when_a_structure_speaks(
    client: PageClient, session: orm.Session
) -> None:
    remark(session, "Lu par tous.")
    remark(session, "Parole de comité.", structure="Comité du canal")
    remark(session, "Pas encore lu.", status=Status.RECEIVED)
    remark(session, "Refusé.", status=Status.REFUSED)
    for page in (address(session), LIST):
        told = words(client.get(page))
        assert "Lu par tous." in told
        assert "un habitant" in told
        assert "Comité du canal" in told
        assert "Pas encore lu." not in told
        assert "Refusé." not in told
    assert "2 avis peuvent être lus" in words(client.get(LIST))


def test_a_proposed_wording_shows_what_changes_without_colour(
    client: PageClient, session: orm.Session
) -> None:
    remark(session, str(Rewording(CHANGED, "Il y en a trois.")))
    page = client.get(LIST)
    assert "</span>deux</del>" in page.text
    assert "</span>trois</ins>" in page.text
    assert "ajouté" in page.text
    assert "Pourquoi : Il y en a trois." in words(page).replace("\u202f", " ")


def test_a_passage_that_changed_keeps_what_was_said_of_it_with_both_wordings(
    client: PageClient, session: orm.Session
) -> None:
    remark(session, "Deux ? Non.")
    before = address(session)
    rewrite(session, f"{CHANGED}\n\n{OTHER}")
    after = address(session, text=CHANGED)
    assert after != before
    old = client.get(before)
    assert "Ce passage a changé" in words(old)
    assert f'href="{after}"' in old.text
    assert "</span>deux</del>" in old.text
    assert "Je donne mon avis" not in words(old)
    new = client.get(after)
    assert "Deux ? Non." in words(new).replace("\u202f", " ")
    assert "voir les deux rédactions" in words(new)
    assert "Deux" not in words(client.get(address(session, text=OTHER)))
    # The mark goes with the section, where the former wording is.
    assert '<a class="say some" href="/contrats/armentieres/passage/s-sante-diagnostic"' in (
        client.get(PAGE).text
    )


def test_a_passage_that_is_gone_still_shows_what_it_said(
    client: PageClient, session: orm.Session
) -> None:
    remark(session, "Gardez cette phrase.")
    before = address(session)
    rewrite(session, OTHER)
    old = client.get(before)
    assert old.status_code == 200
    assert "n’est plus dans le contrat" in words(old)
    assert SENTENCE in words(old)
    assert "Gardez cette phrase." in words(client.get(LIST))


def test_a_line_of_the_plan_keeps_its_name_when_its_text_changes(
    client: PageClient, session: orm.Session
) -> None:
    remark(session, "Trop vague.", about="Objectif sante")
    page = address(session, text="Objectif sante")
    objective = session.scalars(
        sa.select(Objective).where(Objective.text == "Objectif sante")
    ).one()
    objective.text = "Objectif sante, chiffré"
    session.commit()
    assert address(session, text="Objectif sante, chiffré") == page
    told = words(client.get(page))
    assert "Objectif sante, chiffré" in told
    assert "Trop vague." in told
    assert "Le passage a changé depuis" in told


def test_the_list_is_chosen_by_section_and_by_answer_and_goes_on(
    client: PageClient, session: orm.Session
) -> None:
    for number in range(25):
        remark(session, f"Numéro {number}.")
    other = remark(session, "Pour l’emploi.", about="Objectif emploi")
    other.answer = AnswerKind.REJECTED
    session.commit()
    first = client.get(LIST)
    assert "Numéro 24." in words(first)
    assert "Numéro 1." not in words(first)
    following = first.text.split('<p class="more"><a class="button secondary" href="')[1]
    assert "Numéro 1." in words(client.get(following.split('"')[0].replace("&amp;", "&")))
    only = words(client.get(f"{LIST}?section=emploi-plan"))
    assert "Pour l’emploi." in only
    assert "Numéro" not in only
    assert "Pour l’emploi." in words(client.get(f"{LIST}?suite=rejected"))
    assert "Pour l’emploi." not in words(client.get(f"{LIST}?suite=en-attente"))
    assert "Numéro" not in words(client.get(f"{LIST}?suite=retained"))


def test_the_pages_set_no_cookie_and_can_be_kept(client: PageClient, session: orm.Session) -> None:
    remark(session)
    for page in (address(session), LIST, PAGE):
        answer = client.get(page)
        assert "Set-Cookie" not in answer.headers
        assert "public" in answer.headers["Cache-Control"]


def test_words_of_a_kind_are_what_they_hold(session: orm.Session) -> None:
    assert remark(session).kind is RemarkKind.OPINION
    assert remark(session, str(Rewording(CHANGED))).kind is RemarkKind.CHANGE
