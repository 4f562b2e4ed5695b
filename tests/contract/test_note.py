"""The note of an enjeu for a review of projects: only what is known, said and written."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.contract import documents
from consult.contract.models import Action, Objective, Placement, PlacementKind
from consult.contract.sheets.material import material_of
from consult.contract.sheets.note import build_note
from consult.contract.sheets.questions import Missing, questions
from consult.contributions.models import Channel, Contribution, Status
from consult.enjeux.models import Ambition, Enjeu
from consult.synthesis.models import Citation, Statement
from consult.territory.models import Perimeter
from tests import factories
from tests.contract.test_documents import TEXT, W, part, text_of
from tests.factories import World
from tests.pages import PageClient, words
from tests.web.test_budgets import counting

NOTE = "/espace/contrat/armentieres/note/sante"
PARTS = (
    "1 Le diagnostic",
    "2 Ce que des habitants ont dit",
    "3 Ce que prévoit le contrat",
    "4 Ce qui n’est encore dans aucune phrase",
    "5 Objectifs sans parole d’habitants",
    "6 Questions pour la revue",
)


def said(
    session: orm.Session,
    world: World,
    number: int,
    *,
    quarter: Perimeter | None = None,
    channel: Channel = Channel.ONLINE,
    people: int = 1,
) -> list[Contribution]:
    return [
        factories.make_contribution(
            session,
            world,
            f"Pas de médecin {channel.value} {n}.",
            status=Status.PUBLISHED,
            enjeux=("sante",),
            quarter=quarter,
            channel=channel,
            heard_from=people,
        )
        for n in range(number)
    ]


def state(session: orm.Session, world: World, text: str, cited: list[Contribution]) -> Statement:
    statement = Statement(enjeu=session.merge(world.enjeu("sante")), text=text)
    statement.citations = [Citation(contribution=each) for each in cited]
    session.add(statement)
    session.flush()
    return statement


def put(session: orm.Session, world: World, statement: Statement, *, under: bool) -> None:
    """In the complements or, `under`, as a piste of the first objective."""
    objective = session.scalars(
        sa.select(Objective)
        .join(Objective.ambition)
        .join(Ambition.enjeu)
        .where(Enjeu.key == "sante")
    ).one()
    session.add(
        Placement(
            contract=session.merge(world.contract),
            statement=statement,
            kind=PlacementKind.PISTE if under else PlacementKind.COMPLEMENT,
            enjeu=statement.enjeu,
            ambition=objective.ambition if under else None,
            objective=objective if under else None,
        )
    )
    session.commit()


def sections(text: str) -> dict[str, str]:
    """What each part of the note says."""
    at = [text.index(part) for part in PARTS]
    assert at == sorted(at)
    ends = [*at[1:], len(text)]
    return {part[0]: text[start:end] for part, start, end in zip(PARTS, at, ends, strict=True)}


def test_the_note_puts_side_by_side_what_is_known_said_and_written(
    editor: PageClient, session: orm.Session, world: World
) -> None:
    near = said(session, world, 7, quarter=world.quarter)
    room = said(session, world, 1, channel=Channel.WORKSHOP, people=9)
    few = said(session, world, 6, quarter=world.other_quarter, channel=Channel.INTERVIEW)
    put(session, world, state(session, world, "Les médecins manquent.", near + room), under=True)
    state(session, world, "Les délais sont longs.", few)
    said(session, world, 2, channel=Channel.PAPER)
    session.commit()

    found = sections(words(editor.get(NOTE)))

    assert "Aucun indicateur n’est connu pour cet enjeu." in found["1"]
    assert "16 contributions en tout." in found["2"]
    assert "Sur papier moins de 5" in found["2"]
    assert "Tous 24" in found["2"]
    one = found["2"].index("Les médecins manquent. Dit par 16 personnes, en 8 contributions")
    two = found["2"].index("Les délais sont longs. Dit par 6 personnes, en 6 contributions")
    assert one < two
    assert "Attargette-Chanzy : 7 oui" in found["2"]
    assert "Bizet-Briqueterie : 6 non" in found["2"]
    assert "Piste existante sante Les médecins manquent." in found["3"]
    assert (
        "2 contributions ne sont encore dans aucune phrase ; personnes entendues : moins de 5."
        in (found["4"])
    )
    assert "Chaque objectif porte des paroles d’habitants" in found["5"]
    assert "1 piste d’action est inscrite" in found["6"]
    assert "1 phrase d’habitants n’est pas dans le contrat" in found["6"]
    assert "2 contributions ne sont dans aucune phrase" in found["6"]
    assert "sans parole d’habitants" not in found["6"]


def test_a_quarter_of_a_few_people_is_not_named(
    editor: PageClient, session: orm.Session, world: World
) -> None:
    cited = said(session, world, 3, quarter=world.quarter) + said(session, world, 8)
    state(session, world, "Les médecins manquent.", cited)
    session.commit()
    assert "Attargette-Chanzy" not in sections(words(editor.get(NOTE)))["2"]


def test_an_objective_without_words_is_named_and_asked_about(
    editor: PageClient, session: orm.Session, world: World
) -> None:
    put(session, world, state(session, world, "Des délais.", said(session, world, 2)), under=False)
    found = sections(words(editor.get(NOTE)))
    assert "Objectif sante (prioritaire localement)" in found["5"]
    assert "1 objectif prioritaire localement est sans parole d’habitants" in found["6"]
    assert "Tout ce qui s’est dit sur cet enjeu est dans une phrase." in found["4"]


def test_a_sentence_that_supports_an_action_speaks_for_its_objective(
    editor: PageClient, session: orm.Session, world: World
) -> None:
    statement = state(session, world, "Oui à la piste.", said(session, world, 2))
    action = session.scalars(
        sa.select(Action).join(Action.ambition).join(Ambition.enjeu).where(Enjeu.key == "sante")
    ).one()
    session.add(
        Placement(
            contract=session.merge(world.contract),
            statement=statement,
            kind=PlacementKind.PISTE,
            enjeu=statement.enjeu,
            ambition=action.ambition,
            action=action,
        )
    )
    session.commit()
    assert "Chaque objectif porte" in sections(words(editor.get(NOTE)))["5"]


def test_an_enjeu_of_which_nothing_was_said_says_so(editor: PageClient) -> None:
    found = sections(words(editor.get(NOTE)))
    assert "Aucune parole publiée n’est classée sous cet enjeu." in found["2"]
    assert "Tout ce qui s’est dit" in found["4"]


def test_words_refused_or_of_another_enjeu_are_not_counted(
    editor: PageClient, session: orm.Session, world: World
) -> None:
    said(session, world, 5)
    factories.make_contribution(session, world, status=Status.REFUSED, enjeux=("sante",))
    factories.make_contribution(session, world, status=Status.PUBLISHED, enjeux=("emploi",))
    session.commit()
    assert "5 contributions en tout." in sections(words(editor.get(NOTE)))["2"]


def test_each_question_has_its_number_and_none_is_asked_of_nothing(
    editor: PageClient,
) -> None:
    with editor.application.test_request_context():
        assert questions(Missing(0, 0, 0, 0, 0, 0, 0)) == []
        told = questions(Missing(1, 2, 3, 4, 5, 6, 7))
    assert [line.split()[0] for line in told] == list("1234567")


@pytest.mark.parametrize("form", ["docx", "odt", "html", "pdf"])
def test_the_files_have_the_parts_in_order(session: orm.Session, world: World, form: str) -> None:
    put(session, world, state(session, world, "Des délais.", said(session, world, 7)), under=True)
    material = material_of(session, "armentieres", "sante")
    assert material
    document = build_note(material)
    assert [heading.full for heading in document.headings] == list(PARTS)
    content = documents.write(document, form)
    if form == "docx":
        root = part(content, "word/document.xml")
        heads, tables = len(list(root.iter(f"{W}tblHeader"))), len(list(root.iter(f"{W}tbl")))
        assert heads == tables == 3
        assert "Dit par 7 personnes" in text_of(root)
    elif form == "odt":
        root = part(content, "content.xml")
        assert [text_of(heading) for heading in root.iter(f"{TEXT}h")] == list(PARTS)
    elif form == "html":
        html = content.decode()
        assert html.count("<thead>") == 3
        assert 'class="enjeu-heading hue-3"' in html
    else:
        assert content.startswith(b"%PDF-")


def test_only_editors_enter_and_what_is_not_there_is_not_found(
    client: PageClient, world: World
) -> None:
    assert client.get(NOTE).status_code == 302
    client.sign_in(world.moderator)
    assert client.get(NOTE).status_code == 403
    assert client.get(f"{NOTE}/telecharger/pdf").status_code == 403
    client.sign_in(world.editor)
    assert client.get(NOTE.replace("sante", "inconnu")).status_code == 404
    assert client.get(NOTE.replace("armentieres", "inconnu")).status_code == 404
    assert client.get(f"{NOTE}/telecharger/exe").status_code == 404
    answer = client.get(f"{NOTE}/telecharger/html")
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=armentieres-note-sante.html"
    )


def test_the_page_asks_few_questions_however_much_was_said(
    editor: PageClient, session: orm.Session, world: World
) -> None:
    with counting() as few:
        editor.get(NOTE)
    for number in range(4):
        put(
            session,
            world,
            state(session, world, f"Phrase {number}", said(session, world, 2)),
            under=True,
        )
    with counting() as many:
        editor.get(NOTE)
    assert len(many) <= len(few) <= 17, "\n".join(many)
