"""XLSForm on the site: read before it is kept, downloaded with what it loses."""

from __future__ import annotations

import json
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from consult.consultations.models import Consultation
from consult.consultations.xlsform.reading import read_workbook
from tests.consultations.editing.conftest import BASE, Desk
from tests.consultations.test_xlsform import YES_NO, workbook
from tests.pages import form_of, words

PAGE = "/espace/nouvelle-consultation/classeur"
SURVEY = """
    type | name | label | hint | guidance_hint | required | relevant | constraint | appearance
    note | hello | Bonjour. | | | | | |
    select_one yn | va | Ça va ? | | Lire lentement. | yes | | |
    text | pourquoi | Pourquoi ? | | | | ${va} = 'no' | |
    image | photo | Une photo | | | | | |
"""


def send(desk: Desk, content: bytes, name: str = "enquete.xlsx"):
    token = form_of(desk.client.get(PAGE).get_data(as_text=True), 1)[1]["csrf_token"]
    data = {"csrf_token": token, "action": "read", "file": (BytesIO(content), name),
            "commune": "armentieres", "vocabulary": "armentieres"}  # fmt: skip
    return desk.client.post(PAGE, data=data, content_type="multipart/form-data")


def test_losses_are_read_before_anything_is_created(desk: Desk) -> None:
    page = send(desk, workbook(SURVEY, YES_NO, "form_title | form_id\nEnquête | enquete"))
    assert page.status_code == 200
    said = words(page)
    assert "2 questions" in said
    assert "1 chose du classeur n’est pas gardée" in said
    assert "« Une photo » n’a pas de type de question ici" in said
    assert [line.action for line in desk.acts()] == []
    _action, fields = form_of(page.get_data(as_text=True), 1)
    answer = desk.client.post(PAGE, data={**fields, "title": "Enquête Kobo", "action": "keep"})
    assert answer.status_code == 303, words(answer)
    made = desk.read("enquete-kobo")
    assert (made.is_ready, made.intro) == (False, "Bonjour.")
    assert [(q.key, q.required, q.shown_if) for q in made.questions] == [
        ("va", True, ""),
        ("pourquoi", False, "${va} = 'no'"),
    ]
    assert made.questions[0].interviewer_help == "Lire lentement."


def bomb() -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as made:
        made.writestr("xl/worksheets/sheet1.xml", b"0" * 40_000_000)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"Bonjour", "n’a pas pu être lu comme un XLSForm"),
        (b"", "n’a pas pu être lu comme un XLSForm"),
        (b"x" * 1_000_001, "pèse plus de 1 Mo"),
        (bomb(), "pèse plus de 1 Mo"),
        (workbook("type | name | label\nimage | p | Photo"), "n’a pas pu être lu"),
    ],
)
def test_what_is_no_questionnaire_is_refused(desk: Desk, content: bytes, told: str) -> None:
    answer = send(desk, content)
    assert answer.status_code == 422
    assert told in words(answer)


@pytest.mark.parametrize(
    "questions",
    [
        "",
        "[]",
        "[{}]",
        json.dumps([{"key": "a", "kind": "single", "prompt": "?"}]),
        json.dumps([{"key": "a", "kind": "long", "prompt": "?", "shown_if": "${b} = 'c'"}]),
        json.dumps([{"key": "a", "kind": "long", "prompt": "?", "shown_if": "((("}]),
        json.dumps([{"key": "a", "kind": "long", "prompt": "?"}] * 2),
    ],
)
def test_what_was_read_cannot_be_changed_on_the_way_into_what_no_file_may_hold(
    desk: Desk, questions: str
) -> None:
    token = form_of(desk.client.get(PAGE).get_data(as_text=True), 1)[1]["csrf_token"]
    data = {"csrf_token": token, "action": "keep", "title": "Essai", "questions": questions,
            "commune": "armentieres", "vocabulary": "armentieres"}  # fmt: skip
    assert desk.client.post(PAGE, data=data).status_code == 422
    assert desk.acts() == []


def test_the_download_comes_back_the_same_and_its_losses_are_told(
    desk: Desk, consultation: Consultation
) -> None:
    page = words(desk.client.get(f"{BASE}/quartier/classeur"))
    assert "Le fichier ne peut pas tout contenir" in page
    assert "Laissés de côté" in page
    assert "Premier jour" in page
    answer = desk.client.get(f"{BASE}/quartier/classeur.xlsx")
    assert "quartier.xlsx" in answer.headers["Content-Disposition"]
    back = read_workbook(answer.data)
    assert [q.key for q in back.questions] == [q.key for q in consultation.questions]
