"""The sheet of a commune's priorities: facts from the data, then the commune's own words."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.contract import documents
from consult.contract.documents import tree
from consult.contract.models import Contract, Placement, PlacementKind
from consult.contract.queries import load_contract
from consult.contract.sheets.models import PrioritiesSheet
from consult.contract.sheets.priorities import build_priorities
from consult.contract.sheets.queries import spoken_under
from consult.contract.sheets.sections import NAME, SHIPPED, Facts, read_sections
from consult.contributions.models import Channel, Status
from consult.reading import ReadingError
from consult.territory.models import Perimeter
from tests import factories
from tests.contract.test_documents import TABLE, TEXT, W, part, text_of
from tests.contract.volet_file import import_text, make_places, make_statement
from tests.factories import World
from tests.pages import PageClient, words
from tests.web.test_budgets import counting

SHEET = "/espace/contrat/armentieres/priorites"
TITLES = [each.title for each in read_sections(SHIPPED)]


@pytest.fixture
def document(session: orm.Session, world: World) -> tree.Document:
    place(session, world, "Une salle pour les devoirs.")
    whole = load_contract(session, "armentieres")
    assert whole
    spoken = spoken_under(session, whole.contract)
    texts = {"pistes": "Nos **mots** à nous.", "retiree": "Rubrique qui n’est plus là."}
    return build_priorities(whole, spoken, read_sections(SHIPPED), texts)


def place(session: orm.Session, world: World, text: str) -> None:
    """A sentence said by 6 people online and by a room of 8, in the contract."""
    heard = {Channel.ONLINE: (1,) * 6, Channel.WORKSHOP: (8,)}
    statement = make_statement(session, world, text, heard)
    session.add(
        Placement(
            contract=session.merge(world.contract),
            statement=statement,
            kind=PlacementKind.COMPLEMENT,
            enjeu=statement.enjeu,
        )
    )
    session.commit()


def between(text: str, start: str, end: str) -> str:
    at = text.index(start)
    return text[at : text.index(end, at)]


def test_eleven_sections_are_shipped_each_with_its_own_facts() -> None:
    sections = read_sections(SHIPPED)
    assert len(sections) == 11
    assert {each.facts for each in sections} == set(Facts) - {Facts.NONE}


def test_the_sheet_says_what_the_contract_and_the_data_say(
    editor: PageClient, session: orm.Session, world: World
) -> None:
    session.scalars(sa.select(Perimeter)).first().source = "Contrat de ville"  # type: ignore[union-attr]
    session.merge(world.other_quarter).population = None
    place(session, world, "Une salle pour les devoirs.")

    text = words(editor.get(SHEET))

    headings = [f"{n} {title}" for n, title in enumerate(TITLES, start=1)]
    at = [text.index(heading) for heading in headings]
    assert at == sorted(at)
    quarters = between(text, headings[0], headings[1])
    assert "Attargette-Chanzy QPV 1 786 2024 Contrat de ville" in quarters
    assert "Bizet-Briqueterie QPV non connue 2024 non connue" in quarters
    assert "Aucun indicateur n’est connu pour : Education, Emploi" in between(
        text, headings[1], headings[2]
    )
    said = between(text, headings[2], headings[3])
    assert "Une salle pour les devoirs." in said
    assert "Dit par 14 personnes, en 7 contributions" in said
    assert "Première ambition sante" in between(text, headings[3], headings[4])
    assert "Objectif transition" in between(text, headings[4], headings[5])
    assert "Piste existante emploi" in between(text, headings[5], headings[6])
    assert "Rien n’est inscrit." in between(text, headings[6], headings[7])
    assert "Personne n’est nommé." in between(text, headings[7], headings[8])
    assert "Le contrat n’a pas de partie à ce sujet." in between(text, headings[8], headings[9])
    took_part = between(text, headings[9], headings[10])
    assert "En ligne 6 Atelier 8 Tous 14" in took_part
    assert "7 contributions en tout. 1 phrase du contrat vient des habitants." in took_part
    assert text.count("La commune n’a encore rien écrit ici.") == 11


def test_few_people_of_a_channel_are_not_counted_in_print(
    editor: PageClient, session: orm.Session, world: World
) -> None:
    for channel, people in ((Channel.ONLINE, 7), (Channel.PAPER, 2), (Channel.INTERVIEW, 9)):
        for _ in range(people):
            factories.make_contribution(session, world, status=Status.PUBLISHED, channel=channel)
    session.commit()
    text = words(editor.get(SHEET))
    assert "En ligne non publié Entretien 9 Sur papier moins de 5 Tous 18" in text


def test_a_contract_that_marks_no_objective_says_so(
    editor: PageClient, session: orm.Session
) -> None:
    for objective in session.scalars(sa.select(factories.Objective)):
        objective.priority = False
    session.commit()
    text = words(editor.get(SHEET))
    assert "Le contrat ne dit pas quels objectifs passent en premier : ils sont tous ici." in text
    assert "Objectif sante" in text


def test_indicators_and_partners_come_with_their_sources(
    client: PageClient, session: orm.Session
) -> None:
    make_places(session)
    import_text(session)
    editor = factories.make_user(session, factories.Role.EDITOR)
    session.commit()
    client.sign_in(editor)
    text = words(client.get("/espace/contrat/ville/priorites"))
    assert "Part des moins de 25 ans 35,1 % Attargette-Chanzy : 37,1 %" in text
    assert "Sources : Insee, 2019" in text
    assert "Institutions : Éducation nationale" in text
    assert "Café des parents" in between(text, "6 Les pistes", "7 Les actions")
    assert "Actions des centres sociaux" in between(text, "7 Les actions", "8 Les pilotes")


def test_the_communes_words_are_saved_printed_and_audited(
    editor: PageClient, session: orm.Session, world: World
) -> None:
    typed = {"texte-quartiers": "Le **secteur sud** aussi.", "texte-evaluation": "En 2027."}
    assert editor.submit(f"{SHEET}/modifier", typed, form=1).status_code == 303
    page = editor.get(SHEET)
    assert "<strong>secteur sud</strong>" in page.text
    assert "Compte editor" in words(page)
    (sheet,) = session.scalars(sa.select(PrioritiesSheet))
    assert (sheet.revision, sheet.texts) == (
        1,
        {"quartiers": "Le **secteur sud** aussi.", "evaluation": "En 2027."},
    )
    query = sa.select(AuditLine).where(AuditLine.action == "priorities_sheet.write")
    (line,) = session.scalars(query)
    assert line.details["sections"] == ["evaluation", "quartiers"]

    again = editor.get(f"{SHEET}/modifier").text
    assert "Le **secteur sud** aussi.</textarea>" in again
    assert editor.submit(f"{SHEET}/modifier", typed, form=1).status_code == 303
    session.expire_all()
    assert session.scalars(sa.select(PrioritiesSheet.revision)).one() == 1, "nothing changed"


def test_an_old_page_overwrites_nothing_and_keeps_what_was_typed(
    editor: PageClient, session: orm.Session
) -> None:
    editor.submit(f"{SHEET}/modifier", {"texte-pistes": "Premier."}, form=1)
    late = {"revision": "0", "texte-pistes": "Trop tard.", "texte-quartiers": "Moi aussi."}
    answer = editor.submit(f"{SHEET}/modifier", late, form=1)
    assert answer.status_code == 409
    text = words(answer)
    assert "Quelqu’un a modifié cette fiche entre-temps." in text
    assert "« Les pistes d’actions » dit maintenant : Premier." in text
    assert "Trop tard.</textarea>" in answer.text
    session.expire_all()
    assert session.scalars(sa.select(PrioritiesSheet)).one().texts == {"pistes": "Premier."}


def test_a_text_too_long_is_told_and_kept(editor: PageClient, session: orm.Session) -> None:
    answer = editor.submit(f"{SHEET}/modifier", {"texte-pistes": "a" * 8001}, form=1)
    assert answer.status_code == 422
    assert "Ce texte est trop long" in words(answer)
    assert "a" * 8001 in answer.text
    assert session.scalars(sa.select(PrioritiesSheet)).first() is None


@pytest.fixture
def own_sections(app: Flask) -> Path:
    path = app.config["SETTINGS"].data / NAME
    yield path
    path.unlink(missing_ok=True)


def test_the_town_has_its_own_sections(
    editor: PageClient, own_sections: Path, session: orm.Session
) -> None:
    editor.submit(f"{SHEET}/modifier", {"texte-pistes": "Nos pistes."}, form=1)
    own_sections.write_text(
        "format: 1\nsections:\n  - {key: calendrier, title: Notre calendrier}\n", encoding="utf-8"
    )
    text = words(editor.get(SHEET))
    assert "1 Notre calendrier La commune n’a encore rien écrit ici." in text
    assert "2 " not in text[text.index("1 Notre calendrier") :]
    editor.submit(f"{SHEET}/modifier", {"texte-calendrier": "En mars."}, form=1)
    own_sections.unlink()
    assert "Nos pistes." in words(editor.get(SHEET)), "a text outlives its section"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("format: 1\nsections: []\n", "priorites.yaml:2:"),
        ("format: 1\nsections:\n  - {key: a, title: A, facts: magic}\n", "priorites.yaml:3:"),
        (
            "format: 1\nsections:\n  - {key: a, title: A}\n  - {key: a, title: B}\n",
            "priorites.yaml:4: « a » already stands at line 3.",
        ),
    ],
)
def test_wrong_sections_of_the_town_are_told_and_the_usual_ones_used(
    editor: PageClient, own_sections: Path, content: str, told: str
) -> None:
    own_sections.write_text(content, encoding="utf-8")
    with pytest.raises(ReadingError):
        read_sections(own_sections)
    text = words(editor.get(SHEET))
    assert told in text
    assert "11 L’évaluation" in text


def test_only_editors_enter_and_unknown_contracts_are_not_found(
    client: PageClient, world: World
) -> None:
    pages = [SHEET, f"{SHEET}/modifier", f"{SHEET}/telecharger/docx"]
    for path in pages:
        assert client.get(path).status_code == 302
    client.sign_in(world.moderator)
    for path in pages:
        assert client.get(path).status_code == 403
    assert client.post(f"{SHEET}/modifier", data={}).status_code == 403
    client.sign_in(world.editor)
    for path in pages:
        assert client.get(path.replace("armentieres", "nulle-part")).status_code == 404
    assert client.get(f"{SHEET}/telecharger/exe").status_code == 404


def test_the_page_asks_few_questions_however_much_was_said(
    editor: PageClient, session: orm.Session, world: World
) -> None:
    with counting() as few:
        editor.get(SHEET)
    for number in range(5):
        place(session, world, f"Phrase {number}")
    with counting() as many:
        editor.get(SHEET)
    assert len(many) <= len(few) <= 14, "\n".join(many)


def test_the_files_have_headings_in_order_and_tables_with_heads(document: tree.Document) -> None:
    expected = [f"{n} {title}" for n, title in enumerate(TITLES, start=1)]
    word = part(documents.write(document, "docx"), "word/document.xml")
    headings = [
        text_of(paragraph)
        for paragraph in word.iter(f"{W}p")
        for style in paragraph.iter(f"{W}pStyle")
        if style.get(f"{W}val", "").startswith("Heading")
    ]
    assert headings == expected
    tables = sum(isinstance(block, tree.Table) for block in document.blocks)
    assert tables >= 6
    assert len(list(word.iter(f"{W}tbl"))) == len(list(word.iter(f"{W}tblHeader"))) == tables
    open_text = part(documents.write(document, "odt"), "content.xml")
    assert [text_of(heading) for heading in open_text.iter(f"{TEXT}h")] == expected
    assert len(list(open_text.iter(f"{TABLE}table"))) == tables
    html = documents.write(document, "html").decode()
    at = [html.index(f"</span> {title}</h2>") for title in TITLES]
    assert all(one < other for one, other in itertools.pairwise(at))
    assert html.count("<thead>") == tables
    for content in (text_of(word), text_of(open_text)):
        assert "Nos mots à nous." in content
        assert "Dit par 14 personnes" in content
        assert "Rubrique qui n’est plus là." not in content
    assert documents.write(document, "pdf").startswith(b"%PDF-")


def test_the_files_are_taken_away_from_the_page(editor: PageClient) -> None:
    for form, start in (("docx", b"PK"), ("odt", b"PK"), ("pdf", b"%PDF-"), ("html", b"<!doc")):
        answer = editor.get(f"{SHEET}/telecharger/{form}")
        assert answer.data.startswith(start)
        name = f"attachment; filename=armentieres-priorites.{form}"
        assert answer.headers["Content-Disposition"] == name
        assert "no-store" in answer.headers["Cache-Control"]


def test_a_framework_names_no_commune_and_says_so(
    editor: PageClient, session: orm.Session, world: World
) -> None:
    contract = session.merge(world.contract)
    contract.commune = None
    session.commit()
    assert isinstance(contract, Contract)
    assert "Ce contrat ne nomme pas de commune" in words(editor.get(SHEET))
