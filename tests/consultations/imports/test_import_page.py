"""An editor imports a file of answers: read first, written when it is asked, each row once for ever."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.consultations.imports.models import AnswerBatch, ImportedSheet
from consult.consultations.models import AnswerSheet, Consultation, QuestionKind
from consult.contributions.models import Channel, Contribution, Source, Status
from consult.territory.publics import AgeBand
from tests.consultations.imports.files import FILE, PAGE, again, send, sheets, text_of
from tests.factories import World, make_consultation
from tests.pages import PageClient, words


def test_reading_first_writes_nothing(
    client: PageClient, session: orm.Session, world: World
) -> None:
    client.sign_in(world.editor)
    answer = send(client, text_of("limesurvey"))
    assert answer.status_code == 200
    told = words(answer)
    assert "LimeSurvey" in told
    assert "Les réponses de 3 personnes à importer" in told
    assert "Votre adresse e-mail" in told
    assert "1 ligne est laissée de côté : elle n’a jamais été envoyée" in told
    assert "une.personne@example.org" not in told
    for table in (AnswerSheet, Consultation, AnswerBatch, Contribution, AuditLine):
        count = session.scalar(sa.select(sa.func.count()).select_from(table))
        assert count == 0, table


def test_a_consultation_is_made_and_its_results_can_be_read(
    client: PageClient, session: orm.Session, world: World
) -> None:
    client.sign_in(world.editor)
    page = send(client, text_of("google-forms"))
    answer = again(client, page, "all")
    assert answer.status_code == 303, words(answer)
    made = session.scalars(sa.select(Consultation)).one()
    assert made.is_ready
    assert (made.slug, made.asks_profile) == ("votre-quartier-en-2023", True)
    assert [each.kind for each in made.questions] == [
        QuestionKind.MULTIPLE,
        QuestionKind.SINGLE,
        QuestionKind.SHORT,
    ]
    told = words(client.get(f"/espace/consultations/{made.slug}/resultats"))
    assert "6 personnes" in told
    first = sheets(session)[0]
    assert first.channel is Channel.IMPORT
    assert first.submitted_at is not None
    assert first.submitted_at.date().isoformat() == "2024-03-12"
    words_of_first = session.scalars(sa.select(Contribution).order_by(Contribution.id)).first()
    assert words_of_first is not None
    assert (words_of_first.status, words_of_first.source) == (Status.RECEIVED, Source.ANSWER)
    assert words_of_first.text == "Ouvrir la médiathèque le dimanche"
    assert words_of_first.said_on is not None
    assert words_of_first.said_on.isoformat() == "2024-03-12"
    desk = words(client.get(f"/consultations/{made.slug}"))
    assert "terminée" in desk.lower()


def test_rows_go_to_the_questions_of_a_consultation_that_is_here(
    client: PageClient, session: orm.Session, world: World
) -> None:
    make_consultation(session, world, open_for=-3)
    session.commit()
    client.sign_in(world.editor)
    page = send(client, FILE, consultation="quartier")
    told = words(page)
    assert "1 ligne répond exactement comme une autre" in told
    assert again(client, page, "all").status_code == 303
    first, second, third = sheets(session)
    chosen = {
        answer.question.key: [tick.choice.key for tick in answer.chosen] for answer in first.answers
    }
    assert chosen["priorites"] == ["c1", "c2"]
    assert chosen["satisfaction"] == ["c3"]
    assert first.perimeter_id == world.quarter.id
    assert first.receipt is not None
    assert first.receipt.age is AgeBand.FROM_26_TO_64
    assert (second.repeats, third.repeats) == (0, 1)
    batch = session.scalars(sa.select(AnswerBatch)).one()
    assert (batch.rows, batch.by_id, batch.tool) == (3, world.editor.id, "other")
    rows = session.scalars(sa.select(ImportedSheet).order_by(ImportedSheet.row)).all()
    assert [(each.row, each.external_id) for each in rows] == [(2, "A1"), (3, "A2"), (4, "A3")]
    actions = session.scalars(sa.select(AuditLine.action).order_by(AuditLine.id)).all()
    assert actions == ["answer_batch.start", "answer_batch.import"]


def test_the_same_file_again_brings_only_what_is_new(
    client: PageClient, session: orm.Session, world: World
) -> None:
    make_consultation(session, world, open_for=-3)
    session.commit()
    client.sign_in(world.editor)
    send(client, FILE, "all", consultation="quartier")
    answer = send(client, FILE, "all", consultation="quartier")
    assert answer.status_code == 422
    assert "Rien dans ce fichier n’est nouveau." in words(answer)
    longer = FILE + "A4;;;;c1;;\n"
    page = send(client, longer, consultation="quartier")
    assert "3 lignes sont déjà là" in words(page)
    assert again(client, page, "all").status_code == 303
    assert len(sheets(session)) == 4


def test_all_or_nothing_and_values_are_matched_by_hand(
    client: PageClient, session: orm.Session, world: World
) -> None:
    make_consultation(session, world, open_for=-3)
    session.commit()
    client.sign_in(world.editor)
    faulty = FILE + "A4;31/31/2023;Mars;34;c1;Moyen;\nA5;;;;c1;Moyen;\n"
    page = send(client, faulty, "all", consultation="quartier")
    assert page.status_code == 422
    told = words(page)
    assert "Ligne 5 : " in told
    assert "« Moyen »" in told
    assert "« Mars »" in told
    assert not sheets(session)
    # « Moyen » is the third column from the end, « Mars » the quarter; a day is only corrected.
    right = faulty.replace("31/31/2023", "31/12/2023")
    page = send(client, right, consultation="quartier")
    answer = again(client, page, "look", **{"v5.0": "c2", "v2.0": "hors"})
    assert "« Moyen » n’est aucune" not in words(answer)
    assert again(client, answer, "all").status_code == 303
    last = sheets(session)[-1]
    ticks = {a.question.key: a.chosen[0].choice.key for a in last.answers}
    assert ticks == {"priorites": "c1", "satisfaction": "c2"}
    mapping = session.scalars(sa.select(AnswerBatch)).one().mapping
    assert {"Moyen": "c2"} in [each.get("values") for each in mapping["columns"]]


def test_an_identifier_twice_in_the_file_is_a_fault(
    client: PageClient, session: orm.Session, world: World
) -> None:
    make_consultation(session, world, open_for=-3)
    session.commit()
    client.sign_in(world.editor)
    page = send(client, FILE.replace("A3;", "A1;"), consultation="quartier")
    assert "« A1 » est déjà à la ligne 2" in words(page)


@pytest.mark.parametrize("name", ["limesurvey", "decidim", "decidim-propositions", "framaforms"])
def test_each_tool_comes_in_as_it_is(
    client: PageClient, session: orm.Session, world: World, name: str
) -> None:
    client.sign_in(world.editor)
    page = send(client, text_of(name))
    changed = {"c10": "nothing"} if name == "limesurvey" else {}
    answer = again(client, page, "all", **changed)
    if answer.status_code == 422:
        answer = again(client, answer, "all")
    assert answer.status_code == 303, words(answer)
    assert sheets(session)
    made = session.scalars(sa.select(Consultation)).one()
    assert client.get(f"/espace/consultations/{made.slug}/resultats").status_code == 200


def test_a_workbook_is_read_as_its_rows_are_numbered(
    client: PageClient, session: orm.Session, world: World
) -> None:
    from openpyxl import Workbook

    make_consultation(session, world, open_for=-3)
    session.commit()
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Identifiant", "priorites", "changer"])
    sheet.append(["A1", "c0", "Deux lignes,\nen une cellule"])
    sheet.append([])
    sheet.append([17, "c9", None])
    stream = BytesIO()
    book.save(stream)
    client.sign_in(world.editor)
    page = send(client, stream.getvalue(), consultation="quartier", name="reponses.xlsx")
    assert "Ligne 4 : " in words(page)
    assert again(client, page, "all", a1="y").status_code == 303
    texts = session.scalars(sa.select(Contribution.text)).all()
    assert list(texts) == ["Deux lignes,\nen une cellule"]


def test_an_open_consultation_receives_answers_but_no_question(
    client: PageClient, session: orm.Session, world: World
) -> None:
    make_consultation(session, world)
    session.commit()
    client.sign_in(world.editor)
    text = "Identifiant;priorites;Une idée de plus\nA1;c0;Des fêtes\n"
    page = send(client, text, consultation="quartier")
    assert "new:long" not in page.get_data(as_text=True)
    answer = again(client, page, "all", c2="new:long")
    assert answer.status_code == 303
    made = session.scalars(sa.select(Consultation)).one()
    assert len(made.questions) == 4


def test_words_of_any_column_can_be_kept_in_a_consultation_that_is_over(
    client: PageClient, session: orm.Session, world: World
) -> None:
    make_consultation(session, world, open_for=-3)
    session.commit()
    client.sign_in(world.editor)
    text = "Identifiant;priorites;Une idée de plus\nA1;c0;Des fêtes\n"
    page = send(client, text, consultation="quartier")
    assert again(client, page, "all", c2="new:long").status_code == 303
    made = session.scalars(sa.select(Consultation)).one()
    assert made.questions[-1].prompt == "Une idée de plus"
    assert session.scalars(sa.select(Contribution.prompt)).all() == ["Une idée de plus"]


def test_the_mapping_is_downloaded_for_the_command(
    client: PageClient, session: orm.Session, world: World, tmp_path: Path
) -> None:
    from consult.consultations.imports.mapping import read_mapping

    client.sign_in(world.editor)
    page = send(client, text_of("google-forms"))
    answer = again(client, page, "mapping")
    assert answer.mimetype == "application/yaml"
    file = tmp_path / "carte.yaml"
    file.write_bytes(answer.data)
    mapping, _source = read_mapping(file)
    assert mapping.new is not None
    assert mapping.new.opens.date().isoformat() == "2024-03-11"
    assert [each.holds for each in mapping.columns][:2] == ["day", "question"]
    assert session.scalar(sa.select(sa.func.count()).select_from(Consultation)) == 0


@pytest.mark.parametrize(
    ("values", "text", "told"),
    [
        ({"consent": " "}, FILE, "de quel droit"),
        ({"title": ""}, FILE, "Donnez un titre"),
        ({}, b"\x81\x8d\x00", "ni un fichier CSV, ni un classeur"),
        ({}, "", "Ce fichier est vide"),
        ({"consultation": "ailleurs"}, FILE, ""),
    ],
)
def test_what_is_missing_is_told(
    client: PageClient, session: orm.Session, world: World, values: Any, text: Any, told: str
) -> None:
    client.sign_in(world.editor)
    answer = send(client, text, **values)
    assert answer.status_code == 422
    assert told in words(answer)


def test_only_editors_import(client: PageClient, world: World) -> None:
    client.sign_in(world.moderator)
    assert client.get(PAGE).status_code == 403
