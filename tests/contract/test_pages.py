"""The contract on the site: everything in its printed order, with what residents changed in it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy import event, orm

from consult.contract.models import (
    Action,
    Contract,
    ContractKind,
    Placement,
    PlacementKind,
    Section,
    SectionKind,
)
from consult.contributions.models import Channel, Status
from consult.enjeux.models import Ambition, Enjeu
from consult.extensions import db
from tests import factories
from tests.contract.volet_file import import_text, make_places, make_statement
from tests.pages import PageClient, words


@pytest.fixture
def volet(session: orm.Session) -> Contract:
    make_places(session)
    import_text(session)
    session.commit()
    return session.scalars(sa.select(Contract)).one()


def in_order(text: str, *parts: str) -> None:
    place = 0
    for part in parts:
        found = text.find(part, place)
        assert found >= 0, f"« {part} » is not after the part before it"
        place = found + len(part)


@pytest.mark.usefixtures("volet")
def test_a_volet_shows_all_its_parts_in_their_printed_order(client: PageClient) -> None:
    response = client.get("/contrats/ville")

    assert response.status_code == 200
    text = words(response)
    in_order(
        text[text.index("Une ambition forte") :],
        "Une ambition forte.",
        "1.1 L’enfance",
        "1.1.a Bilan",
        "Part des moins de 25 ans 35,1",
        "Bizet-Briqueterie : 46,4",
        "+11,3 points",
        "Sources : Insee, 2019",
        "Compléments issus des échanges",
        "Le rapport à l’école est crucial.",
        "un espace pour les devoirs",
        "1.1.b Le plan",
        "Institutions",
        "Éducation nationale",
        "Soutenir la parentalité",
        "Identifier les lieux d’accueil",
        "Les parents connaissent les ressources",
        "(prioritaire localement)",
        "Café des parents",
        "Actions des centres sociaux",
        "2.4 Conclusion",
    )


@pytest.mark.usefixtures("volet")
def test_the_contents_lead_to_every_section(client: PageClient) -> None:
    html = client.get("/contrats/ville").get_data(as_text=True)

    for key in ("edito", "enjeu", "diag", "comp", "plan", "fin"):
        assert f'href="#s-{key}"' in html
        assert f'id="s-{key}"' in html


@pytest.mark.usefixtures("volet")
def test_the_tables_say_what_their_headings_head(client: PageClient) -> None:
    html = client.get("/contrats/ville").get_data(as_text=True)

    plan = html[html.index('class="table plan"') :]
    plan = plan[: plan.index("</table>")]
    assert plan.count('scope="col"') == 4
    assert 'scope="rowgroup" rowspan="2"' in plan
    assert 'data-label="Actions existantes"' in plan


def place(
    session: orm.Session, world: factories.World, kind: PlacementKind, **where: object
) -> str:
    heard = {Channel.ONLINE: (1,) * 6, Channel.WORKSHOP: (8,)}
    contract = session.merge(world.contract)
    statement = make_statement(session, world, f"Une salle pour les devoirs ({kind.value}).", heard)
    placement = Placement(
        contract=contract, statement=statement, kind=kind, enjeu=statement.enjeu, **where
    )
    session.add(placement)
    session.commit()
    return placement.public_id


def piste_there_already(session: orm.Session) -> Action:
    query = sa.select(Action).join(Action.ambition).join(Ambition.enjeu)
    return session.scalars(query.where(Enjeu.key == "education")).one()


def test_a_sentence_of_residents_says_how_many_they_are_by_channel(
    session: orm.Session, world: factories.World, client: PageClient
) -> None:
    public_id = place(session, world, PlacementKind.COMPLEMENT)

    response = client.get("/contrats/armentieres")

    html = response.get_data(as_text=True)
    assert f'id="p-{public_id}"' in html
    assert f"/contrats/armentieres/phrase/{public_id}" in html
    in_order(
        words(response),
        "Compléments issus des échanges",
        "Une salle pour les devoirs (complement).",
        "Dit par 14 personnes, en 7 contributions : 6 en ligne, 1 en atelier",
        "Ambitions, objectifs prioritaires",
    )


def test_a_piste_of_residents_stands_under_its_objective(
    session: orm.Session, world: factories.World, client: PageClient
) -> None:
    action = piste_there_already(session)
    place(
        session,
        world,
        PlacementKind.PISTE,
        ambition=action.ambition,
        objective=action.objective,
    )

    in_order(
        words(client.get("/contrats/armentieres")),
        "Objectif education",
        "Piste existante education",
        "Une salle pour les devoirs (piste).",
        "Dit par 14 personnes",
        "Enjeu officiel emploi",
    )


def test_a_piste_already_there_is_printed_once_with_those_who_support_it(
    session: orm.Session, world: factories.World, client: PageClient
) -> None:
    action = piste_there_already(session)
    place(
        session,
        world,
        PlacementKind.PISTE,
        ambition=action.ambition,
        objective=action.objective,
        action=action,
    )
    statement = session.scalars(sa.select(Placement)).one().statement
    statement.text = action.text
    session.commit()

    text = words(client.get("/contrats/armentieres"))

    assert text.count(action.text) == 1
    in_order(text, action.text, "Dit par 14 personnes")


def test_words_that_were_withdrawn_no_longer_count(
    session: orm.Session, world: factories.World, client: PageClient
) -> None:
    place(session, world, PlacementKind.COMPLEMENT)
    statement = session.scalars(sa.select(Placement)).one().statement
    for citation in statement.citations[1:]:
        citation.contribution.status = Status.WITHDRAWN
    session.commit()

    assert "Dit par 1 personne, en 1 contribution : 1 en ligne" in words(
        client.get("/contrats/armentieres")
    )

    statement.citations[0].contribution.status = Status.WITHDRAWN
    session.commit()

    text = words(client.get("/contrats/armentieres"))
    assert "Les paroles à l’origine de cette phrase ont été retirées." in text


HOSTILE = (
    "<script>alert(1)</script>\n\n[x](javascript:alert(1)) <svg/onload=alert(1)>\n\n"
    "[y](data:text/html,x) [z](https://example.org) `<b>` \x0b\x1f"
)


def test_markup_in_a_text_stays_text(
    session: orm.Session, world: factories.World, client: PageClient
) -> None:
    contract = session.merge(world.contract)
    contract.sections[0].body = HOSTILE
    contract.sections[0].title = "<i>Titre</i>"
    session.commit()
    place(session, world, PlacementKind.COMPLEMENT)
    session.scalars(sa.select(Placement)).one().statement.text = "<script>alert(2)</script>"
    session.commit()

    html = client.get("/contrats/armentieres").get_data(as_text=True)

    assert "<script>alert" not in html
    assert "<svg/" not in html
    assert 'href="javascript' not in html
    assert 'href="data:' not in html
    assert 'href="https://example.org"' in html
    assert "&lt;i&gt;Titre&lt;/i&gt;" in html


def test_a_framework_shows_its_ambitions_and_their_horizon(
    session: orm.Session, world: factories.World, client: PageClient
) -> None:
    contract = session.merge(world.contract)
    contract.kind = ContractKind.FRAMEWORK
    contract.commune = None
    for section in list(contract.sections):
        contract.sections.remove(section)
    contract.vocabulary.enjeux[0].ambitions[0].horizon = 2027
    contract.vocabulary.enjeux[0].ambitions[0].scale = "mel"
    session.commit()

    text = words(client.get("/contrats/armentieres"))

    in_order(text, "Première ambition education", "Objectif education", "Métropole", "2027")


def test_a_contract_costs_six_queries_however_long_it_is(
    session: orm.Session, world: factories.World, client: PageClient
) -> None:
    contract = session.merge(world.contract)
    for number in range(20):
        contract.sections.append(
            Section(
                key=f"plus-{number}",
                position=100 + number,
                level=1,
                title=f"Section {number}",
                kind=SectionKind.PROSE,
            )
        )
    session.commit()
    for _ in range(3):
        place(session, world, PlacementKind.COMPLEMENT)
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        response = client.get("/contrats/armentieres")
    finally:
        event.remove(db.engine, "before_cursor_execute", note)

    assert response.status_code == 200
    assert len(seen) <= 6, seen


def test_a_contract_is_cacheable_and_sets_no_cookie(
    world: factories.World, client: PageClient
) -> None:
    first = client.get("/contrats/armentieres")

    assert "Set-Cookie" not in first.headers
    assert first.headers["Cache-Control"].startswith("public")
    again = client.get("/contrats/armentieres", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_the_list_of_contracts_tells_how_many_sentences_come_from_residents(
    session: orm.Session, world: factories.World, client: PageClient
) -> None:
    assert "Pas encore de phrase d’habitants" in words(client.get("/contrats"))
    place(session, world, PlacementKind.COMPLEMENT)

    assert "1 phrase d’habitants" in words(client.get("/contrats"))


def test_a_site_without_a_contract_says_so(client: PageClient) -> None:
    assert "Aucun contrat n’est encore publié ici." in words(client.get("/contrats"))


@pytest.mark.parametrize("path", ["/contrats/ailleurs", "/contrats/ailleurs/telecharger/docx"])
def test_an_unknown_contract_is_not_found(client: PageClient, path: str) -> None:
    assert client.get(path).status_code == 404
