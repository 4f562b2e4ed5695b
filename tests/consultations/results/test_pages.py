"""What the team reads, what everyone reads once it is published, and the files of both."""

from __future__ import annotations

import csv
import json
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.cli import cli
from consult.consultations.models import Consultation, Question, QuestionKind
from consult.consultations.results.models import ResultsPublication
from consult.consultations.results.sheets import Export
from consult.contributions.models import Contribution, Source, Status
from consult.db import utcnow
from consult.territory.models import PlaceScope
from consult.territory.publics import AgeBand
from tests.consultations.results.people import SENT, answer, choices, make_survey
from tests.factories import World, make_contribution
from tests.pages import PageClient, words
from tests.web.test_budgets import counting, weight

TEAM = "/espace/consultations/enquete/resultats"
PUBLIC = "/consultations/enquete/resultats"


def publish(client: PageClient, by: str = ""):
    return client.submit(f"{TEAM}/apercu?selon={by}", form=1)


def leave(client: PageClient) -> None:
    with client.session_transaction() as cookie:
        cookie.clear()


@pytest.fixture
def others(session: orm.Session, world: World, survey: Consultation) -> None:
    """Thirty people who spoke otherwise in the same year; and some who live elsewhere answered."""
    for scope in (PlaceScope.ELSEWHERE_IN_TOWN, PlaceScope.OUTSIDE, None):
        answer(session, survey, {"famille": 0}, times=6, scope=scope)
    for n in range(30):
        made = make_contribution(session, world, f"Idée {n}", source=Source.IDEA)
        made.submitted_at = SENT
    session.commit()


def test_the_team_reads_exact_figures(editor: PageClient, survey: Consultation) -> None:
    text = words(editor.get(TEAM))
    assert "65 personnes ont répondu" in text
    assert "60 personnes ont répondu, 5 n’ont pas répondu" in text
    assert "32 personnes ont répondu (question posée à 32 personnes)" in text
    assert "Moyenne : 2,4. Médiane : 2." in text
    assert "1 texte est publié." in text
    assert "Des bancs." not in text


@pytest.mark.parametrize(
    "question", ["famille", "freins", "foyer", "ordre", "services/mairie", "lieu"]
)
@pytest.mark.parametrize("by", ["quartier", "age", "genre", "canal", "question-famille"])
def test_every_question_can_be_read_by_everything(
    editor: PageClient, survey: Consultation, question: str, by: str
) -> None:
    page = editor.get(f"{TEAM}?question={question}&selon={by}")
    assert page.status_code == 200
    if by == "question-famille" and question == "famille":
        assert "Choisissez deux questions différentes." in words(page)


def test_a_crossing_by_age_is_masked_for_the_team_too(
    editor: PageClient, session: orm.Session, survey: Consultation
) -> None:
    answer(session, survey, {"famille": 2}, times=3, age=AgeBand.UNDER_18)
    session.commit()
    text = words(editor.get(f"{TEAM}?question=famille&selon=age"))
    table = text.split("Lire une question selon qui a répondu")[1]
    assert "Moins de 18 ans" not in table.split("Les réponses qui disent")[0]
    exact = words(editor.get(f"{TEAM}?question=famille&selon=canal"))
    assert "Autre 3" in exact.split("Lire une question selon qui a répondu")[1]


def test_a_crossing_does_not_tell_the_team_the_age_of_who_gave_an_answer(
    editor: PageClient, session: orm.Session, world: World
) -> None:
    """The file of answers says who ticked what."""
    made = make_survey(session, world)
    for age, counts in (
        (AgeBand.FROM_18_TO_25, (12, 9, 6)),
        (AgeBand.OVER_64, (15, 8, 0)),
    ):
        for choice, people in enumerate(counts):
            answer(session, made, {"famille": choice}, times=people, age=age)
    session.commit()
    page = f"{TEAM}?question=famille&selon=age"
    assert "trop peu de personnes" in words(editor.get(page))
    answer(session, made, {"famille": 2}, times=7, age=AgeBand.OVER_64)
    session.commit()
    text = words(editor.get(page))
    assert "trop peu de personnes" not in text
    assert "Un 0 parle aussi" in text


def test_only_editors_enter(client: PageClient, world: World, survey: Consultation) -> None:
    assert client.get(TEAM).status_code == 302
    client.sign_in(world.moderator)
    for path in (TEAM, f"{TEAM}/segments", f"{TEAM}/reponses.csv", f"{TEAM}/apercu"):
        assert client.get(path).status_code == 403
    assert client.post(f"{TEAM}/publier").status_code == 403


def test_nothing_is_public_before_it_is_published(client: PageClient, survey: Consultation) -> None:
    for path in (PUBLIC, f"{PUBLIC}.csv", f"{PUBLIC}.json", f"{PUBLIC}.xlsx", f"{PUBLIC}/selon"):
        assert client.get(path).status_code == 404


def test_publishing_shows_masked_figures_to_everyone(
    client: PageClient, session: orm.Session, world: World, survey: Consultation
) -> None:
    client.sign_in(world.editor)
    shown = words(client.get(f"{TEAM}/apercu?selon=question-famille"))
    assert "moins de 30 autres personnes" in shown
    answered = publish(client, "question-famille")
    assert answered.status_code == 303
    leave(client)
    page = client.get(PUBLIC)
    text = words(page)
    assert "65 personnes ont répondu à « Vivre ici »." in text
    # Three people of « Autre » are masked, and another answer with them.
    assert "Autre moins de 5 –" in text
    assert "Seul non publié –" in text
    assert "En couple 40 63,5 %" in text
    assert "Qui avons-nous entendu ?" in text
    assert "ETag" in page.headers
    assert "public" in page.headers["Cache-Control"]
    assert "Set-Cookie" not in page.headers
    again = client.get(PUBLIC, headers={"If-None-Match": page.headers["ETag"]})
    assert again.status_code == 304
    crossed = words(client.get(f"{PUBLIC}/selon"))
    assert "Tous les autres, ensemble (23 personnes)" in crossed
    assert "En couple (40 personnes)" in crossed
    line = session.scalars(sa.select(AuditLine).where(AuditLine.action == "results.publish")).one()
    assert line.details == {"answers": 65, "crossed_by": "question-famille"}


def test_who_spoke_waits_until_enough_others_did(
    client: PageClient, world: World, survey: Consultation, others: None
) -> None:
    client.sign_in(world.editor)
    publish(client, "quartier")
    leave(client)
    text = words(client.get(PUBLIC))
    assert "Qui a répondu, à côté de la population" in text
    assert "Attargette-Chanzy 35 49,3 %" in text
    crossed = words(client.get(f"{PUBLIC}/selon"))
    assert "Attargette-Chanzy (35 personnes)" in crossed
    assert "Le prix 32" not in crossed


def test_a_quarter_asked_for_too_early_is_left_out(
    client: PageClient, world: World, session: orm.Session, survey: Consultation
) -> None:
    client.sign_in(world.editor)
    publish(client, "quartier")
    assert "sans les tableaux" in words(client.get(TEAM))
    figures = session.scalars(sa.select(ResultsPublication)).one().figures
    assert figures["crossing"] is None
    assert figures["heard"] == []


def test_the_page_and_the_open_data_say_the_same(
    client: PageClient, world: World, survey: Consultation, others: None
) -> None:
    client.sign_in(world.editor)
    publish(client, "quartier")
    leave(client)
    text = client.get(f"{PUBLIC}.csv").get_data(as_text=True)
    rows = list(csv.reader(StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    found = {(r[1], r[2], r[4], r[5]): r[6] for r in rows}
    assert found["Votre famille", "Réponses", "Toutes les personnes", "En couple"] == "40"
    assert found["Votre famille", "Réponses", "Toutes les personnes", "Autre"] == "moins de 5"
    assert found["", "Qui a parlé", "Par quartier", "Attargette-Chanzy"] == "35"
    told = json.loads(client.get(f"{PUBLIC}.json").data)
    assert told["format"] == 1
    assert told["people"] == 83
    book = load_workbook(BytesIO(client.get(f"{PUBLIC}.xlsx").data), read_only=True)
    sheet = [[("" if v is None else str(v)) for v in row] for row in book.active.values]
    assert [len(rows), rows[5][6]] == [len(sheet), sheet[5][6]]
    for private in ("Des bancs", "online", "token", SENT.isoformat()):
        assert private not in text


def test_staff_says_which_answers_describe_the_person(
    client: PageClient, session: orm.Session, world: World, survey: Consultation
) -> None:
    client.sign_in(world.editor)
    token = client.token(TEAM)
    sent = {"csrf_token": token, "questions": ["bien"]}
    assert client.post(f"{TEAM}/situations", data=sent).status_code == 303
    session.expire_all()
    described = sa.select(Question.key).where(Question.describes_person)
    assert list(session.scalars(described)) == ["bien"]
    line = session.scalars(sa.select(AuditLine).where(AuditLine.action == "results.describe")).one()
    assert line.details == {"questions": ["bien"]}
    bad = {"csrf_token": token, "questions": ["freins"]}
    assert client.post(f"{TEAM}/situations", data=bad).status_code == 422
    assert "Situations" not in words(client.get(TEAM)).split("Lire une question")[0]


def test_every_answer_is_a_row_without_what_nobody_published(
    editor: PageClient, survey: Consultation
) -> None:
    text = editor.get(f"{TEAM}/reponses.csv", buffered=True).get_data(as_text=True)
    head, *rows = csv.reader(StringIO(text.removeprefix("\ufeff")), delimiter=";")
    assert len(rows) == 65
    assert head[:5] == ["Ligne", "Reçu le", "Après la fin", "Canal", "Quartier"]
    first = dict(zip(head, rows[0], strict=True))
    assert first["Qu’est-ce qui vous gêne ? – Le bus"] == "1"
    assert first["Qu’est-ce qui vous gêne ? – Le prix"] == "0"
    assert first["Classez – École"] == "2"
    assert first["Les services – La poste"] == "Mal"
    assert (first["Où ?"], first["Combien êtes-vous ?"]) == ("Attargette-Chanzy", "1")
    assert first["Quel bus ?"] == "Le 1"
    second = dict(zip(head, rows[20], strict=True))
    assert second["Quel bus ?"] == "non posée"
    assert second["Canal"] == "Sur papier"
    told = [row[head.index("Que changer ?")] for row in rows]
    assert [each for each in told if each] == ["Des bancs.", "(texte non publié)"]
    assert "18 à 25" not in text
    assert "Un mot" not in text
    answered = json.loads(editor.get(f"{TEAM}/reponses.json", buffered=True).data)
    assert answered["columns"] == head
    assert len(answered["answers"]) == 65
    book = load_workbook(
        BytesIO(editor.get(f"{TEAM}/reponses.xlsx", buffered=True).data), read_only=True
    )
    assert next(list(row) for row in book.active.values) == head


def test_words_that_look_like_a_formula_are_words(
    editor: PageClient, session: orm.Session, survey: Consultation
) -> None:
    session.execute(sa.update(Contribution).values(status=Status.PUBLISHED))
    session.commit()
    assert "'=Un mot." in editor.get(f"{TEAM}/reponses.csv", buffered=True).get_data(as_text=True)
    book = load_workbook(
        BytesIO(editor.get(f"{TEAM}/reponses.xlsx", buffered=True).data), read_only=True
    )
    found = [cell for row in book.active.rows for cell in row if cell.value == "=Un mot."]
    assert [cell.data_type for cell in found] == ["s"]


def test_segments_are_told_in_words(editor: PageClient, survey: Consultation) -> None:
    text = words(editor.get(f"{TEAM}/segments"))
    assert "Groupe A" in text
    assert "Plus souvent que les autres, elles répondent :" in text


def test_public_pages_ask_few_questions_and_weigh_little(
    client: PageClient, world: World, survey: Consultation, others: None
) -> None:
    import re

    client.sign_in(world.editor)
    publish(client, "quartier")
    leave(client)
    for path in (PUBLIC, f"{PUBLIC}/selon", f"{PUBLIC}.csv"):
        with counting() as seen:
            page = client.get(path)
        assert page.status_code == 200
        assert len(seen) <= 6, seen
        if not path.endswith("csv"):
            linked = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', page.text))
            assert weight(client, path) + sum(weight(client, each) for each in linked) <= 14_600


def test_an_erased_crowd_leaves_an_empty_page(
    editor: PageClient, session: orm.Session, world: World
) -> None:
    make_survey(session, world)
    session.commit()
    assert "Personne n’a encore répondu." in words(editor.get(TEAM))
    assert editor.get("/espace/consultations/rien/resultats").status_code == 404
    assert editor.get(f"{TEAM}/reponses.doc").status_code == 404


def test_a_question_asked_of_the_masked_is_not_published(
    client: PageClient, session: orm.Session, world: World
) -> None:
    """Twelve people of whom two chose « Autre »: how many were asked why would tell how many they are."""
    survey = make_survey(session, world, open_for=-3)
    why = Question(
        position=9, key="pourquoi", kind=QuestionKind.SINGLE, prompt="Pourquoi ?",
        shown_if="${famille} = 'c2' or ${famille} = 'c1'", choices=choices("Oui", "Non"),
    )  # fmt: skip
    survey.questions.append(why)
    session.flush()
    answer(session, survey, {"famille": 0}, times=20)
    answer(session, survey, {"famille": 1, "pourquoi": 0}, times=30)
    answer(session, survey, {"famille": 2, "pourquoi": 1}, times=3)
    session.commit()
    client.sign_in(world.editor)
    publish(client)
    told = {q["key"]: q for q in json.loads(client.get(f"{PUBLIC}.json").data)["questions"]}
    assert [line["cell"]["shown"] for line in told["famille"]["tables"][0]["lines"]] == [
        "withheld", "value", "few"
    ]  # fmt: skip
    # Asked: 33 people, so 3 of « Autre » beside the 30 printed. Masked and not masked are both asked.
    assert told["pourquoi"]["told"] == "withheld"
    assert told["pourquoi"]["asked"]["people"] is None


def test_the_command_writes_the_files(live_site: Flask, tmp_path, monkeypatch) -> None:
    from consult.extensions import db
    from tests.factories import make_world

    with live_site.test_request_context():
        world = make_world(db.session)
        survey = make_survey(db.session, world, open_for=-3)
        answer(db.session, survey, {"famille": 0, "freins": [1]}, times=12)
        db.session.commit()
        exported = Export(db.session, survey)
        assert exported.total() == 12
    settings = live_site.config["SETTINGS"]
    monkeypatch.setenv("CONSULT_DATABASE_URL", settings.database_url)
    data = ["--data", str(settings.data)]
    for suffix in ("csv", "xlsx", "json"):
        file = tmp_path / f"reponses.{suffix}"
        done = CliRunner().invoke(cli, ["consultations", "export", "enquete", str(file), *data])
        assert done.exit_code == 0, done.output
        assert "12 people" in done.output
        assert file.stat().st_size > 100
    wrong = CliRunner().invoke(cli, ["consultations", "export", "enquete", "f.doc", *data])
    assert wrong.exit_code == 1
    unpublished = CliRunner().invoke(
        cli, ["consultations", "export", "enquete", str(file), "--open-data", *data]
    )
    assert "are not published" in unpublished.output


def test_published_results_are_reached_from_the_consultation_and_the_list(
    client: PageClient, session: orm.Session, world: World, survey: Consultation
) -> None:
    survey.opens_at, survey.closes_at = utcnow() - timedelta(days=9), utcnow() - timedelta(days=1)
    session.commit()
    pages = ("/consultations", f"/consultations/{survey.slug}")
    assert all(PUBLIC not in client.get(each).text for each in pages)
    client.sign_in(world.editor)
    publish(client)
    leave(client)
    assert all(PUBLIC in client.get(each).text for each in pages)
    client.sign_in(world.editor)
    client.submit(TEAM, form=1)
    leave(client)
    assert all(PUBLIC not in client.get(each).text for each in pages)
