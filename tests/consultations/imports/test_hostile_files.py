"""Files that no tool writes, or that are made to harm: a sentence, never a fault of ours."""

from __future__ import annotations

import random
import re
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import sqlalchemy as sa
from openpyxl import Workbook
from sqlalchemy import orm

from consult.consultations.imports.columns_form import MOST_TO_DECIDE
from consult.consultations.imports.models import AnswerBatch
from consult.consultations.models import Choice, Consultation, Question, QuestionKind
from tests.consultations.imports.files import FILE, GIVEN, PAGE, again, send, sheets
from tests.factories import World, make_consultation
from tests.pages import PageClient, words

HUGE = "9" * 30
SHEET = "xl/worksheets/sheet1.xml"
NAMES = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(inside: bytes | None = None, name: str = SHEET) -> bytes:
    """A workbook of two lines; `inside` takes the place of its part `name`."""
    book, made, tampered = Workbook(), BytesIO(), BytesIO()
    assert book.active is not None
    book.active.append(["priorites", "changer"])
    book.active.append(["c0", "Des bancs"])
    book.save(made)
    with ZipFile(made) as source, ZipFile(tampered, "w", ZIP_DEFLATED) as target:
        for each in source.namelist():
            kept = inside is None or each != name
            target.writestr(each, source.read(each) if kept else inside)
    return tampered.getvalue()


def of_rows(rows: str) -> bytes:
    return workbook(
        f'<worksheet xmlns="{NAMES}"><sheetData>{rows}</sheetData></worksheet>'.encode()
    )


def line(number: int) -> str:
    return f'<row r="{number}"><c r="A{number}" t="inlineStr"><is><t>a</t></is></c></row>'


@pytest.fixture
def consultation(session: orm.Session, world: World) -> Consultation:
    """Over, with a ranking and a number beside the questions of `make_consultation`."""
    made = make_consultation(session, world, open_for=-3)
    ranking = Question(key="ordre", kind=QuestionKind.RANKING, prompt="Ordre", position=8)
    ranking.choices = [
        Choice(key=each, label=each.title(), position=0) for each in ("bus", "bancs")
    ]
    made.questions += [
        ranking, Question(key="foyer", kind=QuestionKind.NUMBER, prompt="Foyer", position=9)
    ]  # fmt: skip
    session.commit()
    return made


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Ordre [0];Ordre [99];Ordre [1]\nBus;Bus;Bancs\n", "Les réponses de 1 personne"),
        (f"Ordre [{HUGE}];Ordre [²];priorites\nBus;Bus;c0\n", "Les réponses de 1 personne"),
        (f"Foyer;priorites\n--5;c0\n{HUGE};c0\n", "« --5 » n’est pas un nombre entier"),
        ("Date;priorites\n0001-01-01;c0\n31/12/9999;c0\n", "« 0001-01-01 » n’est pas comprise"),
        ("priorites;%(x)s %s\nc0;%(y)s %d\n{0};<script>\n", "« {0} »"),
        ("priorites;priorites;PRIORITES\nc0;c1;c2\n", "Ce que contient chaque colonne"),
        ("priorites;" + ";".join(map(str, range(16_384))) + "\nc0\n", "plus de 400 colonnes"),
        ("priorites;x\n" + "x" * 140_000 + ";c0\n", "guillemet"),
        (b"priorites;changer\nc\x000;Des\x00bancs\n", "ni un fichier CSV, ni un classeur"),
        ("priorites;changer\nc0;Des\x00bancs\n".encode("utf-16"), "Les réponses de 1 personne"),
        ("é".encode("latin-1") * 900_000, "pèse plus de 1 Mo"),
        (workbook()[:900], "ce classeur ne s’ouvre pas"),
        (workbook(b"<a", "xl/workbook.xml"), "ce classeur ne s’ouvre pas"),
        (workbook(b"", "xl/styles.xml"), "ce classeur ne s’ouvre pas"),
        (of_rows(line(1) + line(10**11)), "ce classeur est trop lourd"),
        (of_rows(line(1) + line(1_000_000)), "ce classeur est trop lourd"),
        (of_rows('<row r="1"><c r="XFD1"><v>1</v></c></row>'), "plus de 400 colonnes"),
        (of_rows(line(1)) + b" " * 1_000_000, "pèse plus de 1 Mo"),
        (workbook(b" " * 31_000_000), "ce classeur est trop lourd"),
    ],
)
def test_a_file_is_read_or_refused_in_words(
    client: PageClient, world: World, consultation: Consultation, text: str | bytes, told: str
) -> None:
    client.sign_in(world.editor)
    page = send(client, text, consultation=consultation.slug)
    assert page.status_code in {200, 422}
    assert told in words(page)
    assert GIVEN["consent"] in page.text, "nothing typed is lost"


def test_a_nul_never_reaches_the_database(
    client: PageClient, session: orm.Session, world: World, consultation: Consultation
) -> None:
    """The page carries the file, its name and the values met: they come back as anybody sends them."""
    client.sign_in(world.editor)
    page = send(client, FILE + "A4;;;;Autre;;\n", consultation=consultation.slug)
    said = FILE.replace("Des bancs.", "Des \x00bancs.") + "A4;;;;Aut\x00re;;\n"
    sent: dict[str, Any] = {"content": said, "file_name": "a\x00.csv", "described": "a\x00b"}
    sent |= {"w4.0": "Aut\x00re", "v4.0": "c1\x00", "w4.1": "\x00", "v4.1": HUGE}
    answer = again(client, page, "all", **sent)
    assert answer.status_code == 303, words(answer)
    assert len(sheets(session)) == 4
    batch = session.scalars(sa.select(AnswerBatch)).one()
    assert (batch.file_name, batch.described) == ("a.csv", "ab")
    assert "\\u0000" not in str(batch.mapping)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1899-12-31"])
def test_days_that_are_not_possible_are_told(client: PageClient, world: World, day: str) -> None:
    client.sign_in(world.editor)
    for name in ("opens_on", "closes_on"):
        page = send(client, FILE, **{name: day})
        assert page.status_code == 422
        assert "Ce jour n’est pas possible." in words(page)
        assert f'value="{day}"' in page.text
    late = send(client, FILE, opens_on="2150-01-01")
    assert "Le dernier jour vient avant le premier." in words(late)
    assert send(client, FILE, closes_on="1900-06-01").status_code == 200


def test_a_name_too_long_for_a_question_is_told_and_can_be_left_aside(
    client: PageClient, session: orm.Session, world: World
) -> None:
    client.sign_in(world.editor)
    text = "Identifiant;" + "mot " * 750 + ";Une idée ?\nA1;oui;Des bancs\n"
    page = send(client, text, "all")
    assert page.status_code == 422
    assert "dépasse 1 000 caractères : il ne peut pas être une question" in words(page).replace(
        "\u202f", " "
    ).replace("\xa0", " ")
    answer = again(
        client, page, "look", c1="nothing", opens_on="2023-03-01", closes_on="2023-04-30"
    )
    assert again(client, answer, "all").status_code == 303
    assert len(sheets(session)) == 1


def test_a_wide_file_full_of_unknown_values_can_be_sent_back(
    client: PageClient, world: World, consultation: Consultation
) -> None:
    """As many fields as a browser may send: what is not shown is counted."""
    client.sign_in(world.editor)
    names = ";".join(["priorites", *(f"c{place}" for place in range(15))])
    rows = "".join(";".join(f"x{row}y{place}" for place in range(16)) + "\n" for row in range(30))
    page = send(client, f"{names}\n{rows}", consultation=consultation.slug)
    chosen = {f"c{place}": "q:satisfaction" for place in range(1, 16)}
    page = again(client, page, "look", **chosen)
    assert page.status_code == 200
    assert len(re.findall(r'name="w\d', page.text)) == MOST_TO_DECIDE
    assert "Et 20 autres valeurs." in words(page)
    assert "30 valeurs ne sont pas reconnues." in words(page)
    assert again(client, page, "look").status_code == 200


def test_whatever_is_sent_is_answered(
    client: PageClient, world: World, consultation: Consultation
) -> None:
    """Bytes turned over in a workbook; hostile values in every field, at random but always the same."""
    client.sign_in(world.editor)
    token = client.token(PAGE)
    draw = random.Random(4)
    hostile = [
        "",
        HUGE,
        "-1",
        "²",
        "x" * 3_000,
        "new:choice",
        "k:ordre:0",
        "é",
        "0001-01-01",
    ]
    whole = workbook()
    for turn in range(40):
        raw = bytearray(whole if turn % 2 else FILE.encode())
        for _byte in range(draw.randint(0, 6)):
            raw[draw.randrange(len(raw))] = draw.randrange(256)
        data: dict[str, Any] = {**GIVEN, "csrf_token": token, "consultation": consultation.slug}
        names = ["title", "consent", "opens_on", "closes_on", "degree", "moment",
                 "consultation", "columns_of", "action", "c0", "c1", "v1.0", "w1.0", "a1"]  # fmt: skip
        for name in draw.sample(names, 3):
            data[name] = draw.choice(hostile)
        data["file"] = (BytesIO(bytes(raw)), draw.choice(["a.csv", "a.xlsx", "\x00", "é" * 300]))
        answer = client.post(PAGE, data=data, content_type="multipart/form-data")
        assert answer.status_code in {200, 303, 422}, (turn, data)
