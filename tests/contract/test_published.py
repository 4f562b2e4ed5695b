"""What the public reads once a version is published: frozen words, who was behind them, differences."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.contract.models import (
    Action,
    Contract,
    ContractState,
    Placement,
    PlacementKind,
    Section,
)
from consult.contract.placements import Target, place, remove
from consult.contract.version_models import ContractVersion
from consult.contract.versions import move_to, publish
from consult.contributions.models import Contribution, Status
from consult.following.operations import withdraw
from consult.synthesis.models import Statement
from consult.synthesis.operations import cite, uncite, write_statement
from tests import factories
from tests.contract.sentences import TEXT, in_the_contract, said, sentence
from tests.pages import PageClient, squash, words
from tests.web.test_budgets import counting

PAGE = "/contrats/armentieres"
FIRST = datetime(2026, 3, 1, 9, tzinfo=UTC)
SECOND = datetime(2026, 6, 15, 9, tzinfo=UTC)


@pytest.fixture
def contract(session: orm.Session, world: factories.World) -> Contract:
    found = session.merge(world.contract)
    found.sections[0].body = "Une salle ouverte le soir."
    session.commit()
    return found


@pytest.fixture
def two_versions(
    session: orm.Session, world: factories.World, contract: Contract
) -> tuple[ContractVersion, ContractVersion]:
    """The second one has other words, and a sentence of two residents."""
    first = publish(session, contract, by=world.editor, note="Premier texte.", at=FIRST)
    session.commit()
    contract.sections[0].body = "Une salle ouverte le samedi."
    session.commit()
    in_the_contract(session, world, said(session, world), said(session, world, "Un médecin."))
    second = publish(
        session, contract, by=world.editor, note="Après les ateliers.", name="Relue", at=SECOND
    )
    session.commit()
    return first, second


def test_the_public_reads_the_last_version_while_the_text_moves_on(
    session: orm.Session, world: factories.World, contract: Contract, client: PageClient
) -> None:
    assert "Une salle ouverte le soir." in words(client.get(PAGE))
    publish(session, contract, by=world.editor, note="Premier texte.")
    contract.sections[0].body = "Un texte encore en travail."
    contract.title = "Un titre en travail"
    session.commit()

    for address in (PAGE, f"{PAGE}/telecharger/html", f"{PAGE}/telecharger/json"):
        text = client.get(address).get_data(as_text=True)
        assert "Une salle ouverte le soir." in text
        assert "en travail" not in text


@pytest.mark.usefixtures("two_versions")
def test_a_withdrawn_contribution_leaves_the_counts_of_a_frozen_text(
    session: orm.Session, client: PageClient
) -> None:
    assert "Dit par 2 personnes, en 2 contributions : 2 en ligne" in words(client.get(PAGE))
    etag = client.get(PAGE).headers["ETag"]
    withdraw(session, session.scalars(sa.select(Contribution)).first())
    session.commit()

    for address in (PAGE, f"{PAGE}/versions/2"):
        text = words(client.get(address))
        assert TEXT in text
        assert "Dit par 1 personne, en 1 contribution : 1 en ligne" in text
    assert client.get(PAGE, headers={"If-None-Match": etag}).status_code == 200
    data = client.get(f"{PAGE}/telecharger/json").get_json()
    assert data["sentences"][0]["heard"]["people"] == 1


@pytest.mark.usefixtures("two_versions")
def test_a_sentence_that_leaves_the_working_text_keeps_its_page_until_the_next_version(
    session: orm.Session, world: factories.World, contract: Contract, client: PageClient
) -> None:
    placement = session.scalars(sa.select(Placement)).one()
    address = f"{PAGE}/phrase/{placement.public_id}"
    before = words(client.get(address))
    remove(session, placement, by=world.editor)
    session.commit()

    html = client.get(PAGE).get_data(as_text=True)
    assert TEXT in html
    assert "Dit par 2 personnes" in html
    assert address in html
    assert words(client.get(address)) == before, "what the team is about to do is told by nothing"
    publish(session, contract, by=world.editor, note="Sans elle.")
    session.commit()
    assert "est la dernière où cette phrase" in words(client.get(address))


@pytest.mark.usefixtures("two_versions")
def test_a_deleted_sentence_keeps_its_printed_words_and_who_was_behind_them(
    session: orm.Session, client: PageClient
) -> None:
    placement = session.scalars(sa.select(Placement)).one()
    before = words(client.get(PAGE))
    assert "Dit par" in before
    session.delete(placement.statement)
    session.commit()

    assert words(client.get(PAGE)) == before
    assert TEXT in before
    for each in session.scalars(sa.select(Contribution)).all():
        withdraw(session, each)
    session.commit()
    assert "Les paroles à l’origine de cette phrase ont été retirées." in words(client.get(PAGE))


def test_whose_words_a_version_prints_changes_with_the_next_one_only(
    session: orm.Session, world: factories.World, contract: Contract, client: PageClient
) -> None:
    first, since = (
        factories.make_contribution(
            session, world, text, status=Status.PUBLISHED, enjeux=("sante",), heard_from=people
        )
        for text, people in (("Un médecin.", 2), ("Un dentiste.", 5))
    )
    enjeu, by = session.merge(world.enjeu("sante")), session.merge(world.editor)
    statement = write_statement(session, enjeu, TEXT, [first], by=by)
    placed = place(session, statement, contract, Target(PlacementKind.COMPLEMENT), by=by)
    publish(session, contract, by=by, note="Premier texte.")
    session.commit()
    behind = f"{PAGE}/phrase/{placed.public_id}"

    def read() -> list[str]:
        addresses = (behind, PAGE, f"{PAGE}/telecharger/json", "/")
        return [squash(client.get(each).get_data(as_text=True)) for each in addresses]

    def tells(page: str, people: int) -> bool:
        return f"{people} personnes" in page or f'"people": {people}' in page

    before = read()
    assert [tells(page, 2) for page in before] == [True] * 4
    cite(session, statement, [since], by=by)
    uncite(session, statement, first.id, by=by)
    session.commit()
    assert read() == before, "the text in work is not the one that is read"
    publish(session, contract, by=by, note="Second texte.")
    session.commit()
    after = read()
    assert [tells(page, 5) for page in after] == [True] * 4
    assert "Un dentiste." in after[0]
    assert "Un médecin." not in after[0]
    assert tells(client.get(f"{PAGE}/versions/1").get_data(as_text=True), 2)
    withdraw(session, since)
    session.commit()
    gone = read()
    assert "Un dentiste." not in "".join(gone)
    assert not tells("".join(gone), 5)


@pytest.mark.usefixtures("two_versions")
def test_a_former_version_says_so_and_search_engines_pass_it_by(client: PageClient) -> None:
    former = client.get(f"{PAGE}/versions/1")

    text = words(former)
    assert "Cette version n’est plus celle à lire." in text
    assert "Une salle ouverte le soir." in text
    assert "Version 1 du 1er mars 2026" in text
    assert former.headers["X-Robots-Tag"] == "noindex"
    assert 'content="noindex"' in former.get_data(as_text=True)
    present = client.get(PAGE)
    assert "X-Robots-Tag" not in present.headers
    assert "n’est plus celle à lire" not in words(present)
    file = client.get(f"{PAGE}/telecharger/html?version=1")
    assert file.headers["Content-Disposition"] == "attachment; filename=armentieres-version-1.html"
    assert "le soir" in file.get_data(as_text=True)


@pytest.mark.usefixtures("two_versions")
def test_the_list_tells_who_published_when_and_why(client: PageClient) -> None:
    text = words(client.get(f"{PAGE}/versions"))

    assert text.index("Version 2 – Relue") < text.index("Version 1")
    assert "Après les ateliers." in text
    assert "Publiée le 15 juin 2026 par Compte editor" in text


@pytest.mark.usefixtures("two_versions")
def test_the_difference_tells_words_and_sentences(client: PageClient) -> None:
    answer = client.get(f"{PAGE}/versions/1/2")
    html = re.sub(r'<span class="visually-hidden">.*?</span>', "", answer.get_data(as_text=True))
    assert "<del>soir</del><ins>samedi</ins>" in html
    text = words(answer)
    assert "[retiré : soir fin du retrait]" in text
    assert "Après les ateliers." in text
    assert "Phrases d’habitants entrées dans le texte" in text
    assert "22 autres sections n’ont pas changé." in text
    back = words(client.get(f"{PAGE}/versions/2/1"))
    assert "Phrases d’habitants sorties du texte" in back


@pytest.mark.parametrize(
    "end", ["versions/3", "versions/0", "versions/1/3", "telecharger/odt?version=9"]
)
@pytest.mark.usefixtures("two_versions")
def test_a_version_that_is_not_there_is_not_found(client: PageClient, end: str) -> None:
    assert client.get(f"{PAGE}/{end}").status_code == 404


@pytest.mark.usefixtures("two_versions")
@pytest.mark.parametrize("end", ["", "/versions", "/versions/1", "/versions/1/2"])
def test_each_page_costs_six_queries_at_most(client: PageClient, end: str) -> None:
    with counting() as seen:
        answer = client.get(PAGE + end)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert len(seen) <= 6, seen


def test_the_page_says_in_plain_words_how_far_the_text_is(
    session: orm.Session, world: factories.World, contract: Contract, client: PageClient
) -> None:
    assert "Ce texte n’est pas définitif : il peut encore changer." in words(client.get(PAGE))
    move_to(session, contract, ContractState.ADOPTED, by=world.editor)
    session.commit()
    assert "Ce texte engage la ville" in words(client.get(PAGE))


@pytest.mark.usefixtures("two_versions")
def test_the_list_of_contracts_counts_what_readers_see(
    session: orm.Session, client: PageClient
) -> None:
    assert "1 phrase d’habitants" in words(client.get("/contrats"))
    session.delete(session.scalars(sa.select(Placement)).one())
    session.commit()
    assert "1 phrase d’habitants" in words(client.get("/contrats"))


@pytest.mark.usefixtures("two_versions")
def test_the_data_file_is_of_the_version_read(client: PageClient) -> None:
    data = client.get(f"{PAGE}/telecharger/json?version=1").get_json()

    assert (data["format"], data["format_version"]) == ("consult-contract", 1)
    assert (data["version"]["number"], data["version"]["note"]) == (1, "Premier texte.")
    assert data["version"]["published_at"] == "2026-03-01T09:00:00+00:00"
    assert data["sentences"] == []
    last = client.get(f"{PAGE}/telecharger/json")
    (sentence,) = last.get_json()["sentences"]
    assert (sentence["enjeu"], sentence["kind"], sentence["text"]) == ("sante", "complement", TEXT)
    assert sentence["heard"]["by_channel"] == {"online": {"people": 2, "contributions": 2}}
    assert "receipt" not in json.dumps(last.get_json())
    again = client.get(f"{PAGE}/telecharger/json", headers={"If-None-Match": last.headers["ETag"]})
    assert again.status_code == 304


def test_a_working_text_is_data_too(
    session: orm.Session, contract: Contract, client: PageClient
) -> None:
    data = client.get(f"{PAGE}/telecharger/json").get_json()

    assert data["version"] is None
    keys = session.scalars(sa.select(Section.key).order_by(Section.position)).all()
    assert [each["key"] for each in data["sections"]] == list(keys)


@pytest.fixture
def action(session: orm.Session, world: factories.World) -> Action:
    ambition = session.merge(world.enjeu("sante")).ambitions[0]
    return session.scalars(sa.select(Action).where(Action.ambition_id == ambition.id)).one()


def support(session: orm.Session, world: factories.World, action: Action, text: str) -> Placement:
    statement = sentence(session, world, said(session, world))
    statement.text = text
    target = Target(PlacementKind.PISTE, action.ambition, action.objective, action)
    made = place(session, statement, session.merge(world.contract), target, by=world.editor)
    session.commit()
    return made


def test_the_public_pages_of_a_sentence_and_of_an_action_say_what_is_published(
    session: orm.Session,
    world: factories.World,
    contract: Contract,
    action: Action,
    client: PageClient,
) -> None:
    page = f"{PAGE}/actions/{action.public_id}"
    printed = support(session, world, action, "Un bus le soir.")
    address = f"{PAGE}/phrase/{printed.public_id}"
    assert "Un bus le soir." in words(client.get(page)), "no version: the text as it stands"
    publish(session, contract, by=world.editor, note="Premier texte.")
    printed.statement.text = "Un bus toute la nuit."
    session.commit()
    new = support(session, world, action, "Un train le matin.")
    there = f"{PAGE}/phrase/{new.public_id}"

    for asked in (page, address):
        with counting() as seen:
            answer = client.get(asked)
        assert len(seen) <= 6, seen
        text = words(answer)
        assert "Un bus le soir." in text
        assert "toute la nuit" not in answer.text
        assert "Un train" not in text
    assert "1 personne a été entendue" in words(client.get(page))
    assert client.get(there).status_code == 404
    assert "Un train" not in words(client.get("/"))

    publish(session, contract, by=world.editor, note="Second texte.")
    session.commit()
    text = words(client.get(page))
    assert "Un bus toute la nuit." in text
    assert "Un train le matin." in text
    assert client.get(there).status_code == 200


def test_the_team_tells_of_an_action_with_the_working_text(
    session: orm.Session,
    world: factories.World,
    contract: Contract,
    action: Action,
    client: PageClient,
) -> None:
    publish(session, contract, by=world.editor, note="Premier texte.")
    support(session, world, action, "Un train le matin.")
    client.sign_in(world.editor)
    page = client.get(f"/espace/contrat/armentieres/actions/{action.public_id}")
    assert "Un train le matin." in words(page)


@pytest.mark.usefixtures("two_versions")
def test_a_sentence_of_an_earlier_version_keeps_its_page(
    session: orm.Session, world: factories.World, contract: Contract, client: PageClient
) -> None:
    placement = session.scalars(sa.select(Placement)).one()
    address = f"{PAGE}/phrase/{placement.public_id}"
    placement.statement.text = "Une phrase reprise."
    remove(session, placement, by=world.editor)
    publish(session, contract, by=world.editor, note="Sans elle.")
    session.commit()

    with counting() as seen:
        answer = client.get(address)
    assert len(seen) <= 6, seen
    text = words(answer)
    assert TEXT in text
    assert "Une phrase reprise." not in text
    assert "Un médecin." in text
    assert "La version 2 du contrat est la dernière où cette phrase est imprimée." in text
    assert f'href="{PAGE}/versions/2#p-' in answer.text
    session.delete(session.scalars(sa.select(Statement)).one())
    session.commit()
    assert words(client.get(address)) == text, (
        "what was printed does not depend on the working text"
    )
