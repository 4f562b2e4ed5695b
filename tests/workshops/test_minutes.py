"""The compte-rendu: what everyone reads, what the team reads, and the Word document."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
import sqlalchemy as sa
from docx import Document
from sqlalchemy import event, orm

from consult.contributions.models import Contribution, Status
from consult.workshops import speech
from consult.workshops.exports import file_name
from consult.workshops.models import ItemKind, NextStep, Part, Workshop
from tests.factories import World
from tests.pages import PageClient, words
from tests.workshops.saying import base, open_workshop, write_down


@pytest.fixture
def closed(session: orm.Session, world: World) -> Workshop:
    """Five things said: one published, one refused, one unread, one reply, one confidential."""
    workshop = open_workshop(
        session,
        world,
        title="Café papote du Bizet",
        place="Salle <du> Bizet & co",
        women=12,
        men=3,
        confidential="Notes de couloir.",
        parts=[Part(position=0, title="Tour de parole", minutes=20)],
        next_steps=[NextStep(position=0, what="Réparer le banc", who="Service technique")],
        quarters=[session.merge(world.quarter)],
    )
    part = workshop.parts[0]
    write_down(
        session,
        workshop,
        "Parole publiée.",
        part=part,
        dots=7,
        heard_from=12,
        enjeux=(world.enjeu("sante"),),
    )
    write_down(session, workshop, "Parole refusée.", part=part)
    write_down(session, workshop, "Parole pas encore lue.", heard_from=3)
    write_down(session, workshop, "La mairie répond.", ItemKind.REPLY)
    write_down(session, workshop, "Parole de couloir.", confidential=True)
    speech.close(session, workshop, workshop.animator)
    states = {"Parole publiée.": Status.PUBLISHED, "Parole refusée.": Status.REFUSED}
    for contribution in session.scalars(sa.select(Contribution)):
        contribution.status = states.get(contribution.text, Status.RECEIVED)
    session.commit()
    return workshop


def document(client: PageClient, workshop: Workshop) -> tuple[Any, str]:
    """The Word document, and all the text of its file."""
    answer = client.get(f"{base(workshop)}/compte-rendu.docx")
    assert answer.status_code == 200
    archive = zipfile.ZipFile(io.BytesIO(answer.data))
    parts = (archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml"))
    return Document(io.BytesIO(answer.data)), "".join(parts)


def test_the_public_reads_only_what_was_published(client: PageClient, closed: Workshop) -> None:
    page = words(client.get(f"/ateliers/{closed.public_id}"))
    for told in ("Parole publiée.", "La mairie répond.", "12 personnes", "7 gommettes", "Santé"):
        assert told.lower() in page.lower() or told == "Santé", told
    for hidden in ("refusée.", "encore lue.", "couloir", "3 personnes"):
        assert hidden not in page, hidden
    assert "1 parole attend d’être lue." in page
    assert "1 parole n’est pas publiée." in page
    assert "Réparer le banc" in page


def test_before_it_is_closed_a_report_does_not_exist_for_the_public(
    client: PageClient, session: orm.Session, world: World
) -> None:
    workshop = open_workshop(session, world)
    write_down(session, workshop, "Une parole.")
    assert client.get(f"/ateliers/{workshop.public_id}").status_code == 404


def test_small_counts_are_masked_for_everyone(
    client: PageClient, closed: Workshop, world: World
) -> None:
    public = words(client.get(f"/ateliers/{closed.public_id}"))
    assert "Personnes présentes 15 Femmes non publié Hommes moins de 5" in public
    client.sign_in(world.animator)
    assert "Hommes moins de 5" in words(client.get(f"{base(closed)}/compte-rendu"))
    _document, text = document(client, closed)
    assert "moins de 5" in text
    assert ">12<" not in text


def test_the_team_also_reads_what_waits(client: PageClient, closed: Workshop, world: World) -> None:
    client.sign_in(world.animator)
    page = words(client.get(f"{base(closed)}/compte-rendu"))
    assert "Parole pas encore lue." in page
    assert "gardez-le dans l’équipe" in page
    for hidden in ("refusée.", "couloir"):
        assert hidden not in page, hidden


def test_words_erased_by_their_author_are_in_no_report(
    client: PageClient, closed: Workshop, session: orm.Session, world: World
) -> None:
    contribution = session.scalars(
        sa.select(Contribution).where(Contribution.text == "Parole publiée.")
    ).one()
    contribution.text, contribution.status = "", Status.WITHDRAWN
    session.commit()
    assert "Parole publiée." not in words(client.get(f"/ateliers/{closed.public_id}"))
    client.sign_in(world.animator)
    assert "Parole publiée." not in words(client.get(f"{base(closed)}/compte-rendu"))
    assert "Parole publiée." not in words(client.get(base(closed)))
    assert "Parole publiée." not in document(client, closed)[1]


def test_the_word_document_has_real_headings_and_tables(
    client: PageClient, closed: Workshop, world: World
) -> None:
    client.sign_in(world.animator)
    made, text = document(client, closed)
    headings = [p.text for p in made.paragraphs if p.style.name.startswith(("Heading", "Title"))]
    assert headings == [
        "Café papote du Bizet",
        "La rencontre",
        "Qui est venu",
        "Ce qui a été dit",
        "Tour de parole (20\xa0min)",
        "Dit aussi",
        "Les suites",
    ]
    assert len(made.tables) == 5
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    assert "Parole publiée." in cells
    assert "Salle <du> Bizet & co" in cells
    assert "Réparer le banc" in cells
    assert "couloir" not in text
    assert "{{" not in text
    assert "{%" not in text
    assert made.core_properties.title == "Café papote du Bizet"


def test_an_open_record_has_a_document_too(
    client: PageClient, session: orm.Session, world: World
) -> None:
    workshop = open_workshop(session, world)
    client.sign_in(world.animator)
    made, _text = document(client, workshop)
    assert "Rien n’est encore écrit." in [paragraph.text for paragraph in made.paragraphs]
    assert "Rien à lire ici" in words(client.get(f"{base(workshop)}/compte-rendu"))


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Café papote", "compte-rendu-2026-11-03-cafe-papote.docx"),
        ("../../etc/passwd", "compte-rendu-2026-11-03-etc-passwd.docx"),
        ("مقهى", "compte-rendu-2026-11-03.docx"),
    ],
)
def test_the_document_s_name_is_plain(
    title: str, name: str, session: orm.Session, world: World
) -> None:
    assert file_name(open_workshop(session, world, title=title)) == name


def test_the_public_report_costs_six_queries_at_most(
    client: PageClient, closed: Workshop, session: orm.Session, world: World
) -> None:
    for number in range(20):
        write_down(session, closed, f"Parole {number}", enjeux=(world.enjeu("sante"),))
    for contribution in session.scalars(sa.select(Contribution)):
        contribution.status = Status.PUBLISHED
    session.commit()
    asked: list[str] = []

    def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            asked.append(statement)

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", count)
    page = client.get(f"/ateliers/{closed.public_id}")
    event.remove(connection, "before_cursor_execute", count)
    assert "Parole 19" in words(page)
    assert 0 < len(asked) <= 6, asked


def test_the_public_report_sets_no_cookie(client: PageClient, closed: Workshop) -> None:
    assert "Set-Cookie" not in client.get(f"/ateliers/{closed.public_id}").headers
