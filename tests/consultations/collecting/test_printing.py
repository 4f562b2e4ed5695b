"""The questionnaire on paper, copy by copy, and the posters: read as the printer gives them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.consultations.collecting import copies, printing
from consult.consultations.collecting.conditions import Asked, told
from consult.consultations.collecting.marks import mark
from consult.consultations.collecting.models import PrintedCopy, Round
from consult.consultations.conditions.language import parse
from consult.consultations.models import Consultation, Entry
from consult.consultations.wordings.models import Wording
from consult.contributions.models import Channel
from consult.contributions.receipts import ALPHABET
from tests.conftest import browser
from tests.consultations.collecting.conftest import DESK, SITE, only, press
from tests.factories import World
from tests.pages import PageClient, squash
from tests.pdf import need_pdf, pages_of

CODE = re.compile(rf"\b[{ALPHABET}]{{5}}-[{ALPHABET}]{{5}}\b")


@pytest.fixture
def printed(make: Callable[..., Round]) -> Round:
    return make(Channel.PAPER, printed=3, hand_in="À l’accueil de la mairie")


def read(client: PageClient, address: str, folder: Path) -> list[str]:
    """The words of each page of the PDF at this address."""
    path, printing, _query = address.partition("/feuilles.pdf")
    answer = (
        client.post(address, data={"csrf_token": client.token(path)})
        if printing
        else client.get(address)
    )
    assert answer.status_code == 200, answer.status_code
    assert answer.mimetype == "application/pdf"
    file = folder / "page.pdf"
    file.write_bytes(answer.data)
    return [squash(page) for page in pages_of(file)]


def test_each_copy_has_its_number_its_pages_and_its_code(
    app: Flask, client: PageClient, world: World, printed: Round, tmp_path: Path
) -> None:
    need_pdf()
    client.sign_in(world.editor)
    pages = read(client, f"{DESK}/{printed.public_id}/feuilles.pdf?de=2&a=3", tmp_path)
    each = len(pages) // 2
    assert each >= 2
    for copy, mine in ((2, pages[:each]), (3, pages[each:])):
        for number, page in enumerate(mine, start=1):
            assert f"Collecte 1 · feuille {copy} ·" in page
            assert f"Page {number} / {each}" in page
        with app.test_request_context():
            assert CODE.findall(" ".join(mine)) == [copies.code_of(printed, copy)]
    text = " ".join(pages[:each])
    for told_so in (
        "À rendre le",
        "Où\u202f: À l’accueil de la mairie",
        "Cochez 2 cases au plus.",
        "5. Travaillez-vous ?",
        "À remplir seulement si vous avez coché « Non » à la question 5.",
        "Écrivez 1 à côté de ce qui compte le plus, puis 2, et ainsi de suite jusqu’à 2 au plus.",
        "La poste",
        "Écrivez un nombre entier, en chiffres.",
        "Où habitez-vous ?",
        "Votre âge",
        "Découpez ici et gardez cette partie.",
    ):
        assert squash(told_so) in text, told_so
    assert "Ne lisez pas les réponses" not in text, "for whoever asks aloud"


def test_large_print_is_large(
    client: PageClient, world: World, printed: Round, tmp_path: Path
) -> None:
    need_pdf()
    client.sign_in(world.editor)
    read(client, f"{DESK}/{printed.public_id}/feuilles.pdf?de=1&a=1&grand=1", tmp_path)
    sizes = _sizes(tmp_path / "page.pdf")
    assert min(sizes["Travaillez-vous"], sizes["Choix"], sizes["Cochez"], sizes["Oui"]) >= 18
    small = tmp_path / "small"
    small.mkdir()
    read(client, f"{DESK}/{printed.public_id}/feuilles.pdf?de=1&a=1", small)
    assert _sizes(small / "page.pdf")["Oui"] < 12


def _sizes(file: Path) -> dict[str, float]:
    """The height in points of the line where each word stands first, 1.16 times its letters’ size."""
    import subprocess

    done = subprocess.run(
        ["pdftotext", "-bbox", str(file), "-"], capture_output=True, text=True, check=True
    )
    found: dict[str, float] = {}
    for low, high, word in re.findall(r'yMin="([\d.]+)".*?yMax="([\d.]+)">([^<]+)<', done.stdout):
        found.setdefault(word, (float(high) - float(low)) / 1.16)
    return found


@pytest.mark.parametrize("asked", ["de=0", "de=1&a=4", "de=3&a=2", "de=x&a=9", "a=-1"])
def test_only_copies_that_were_made_are_printed(
    client: PageClient, world: World, printed: Round, asked: str
) -> None:
    client.sign_in(world.editor)
    page = f"{DESK}/{printed.public_id}"
    form = {"csrf_token": client.token(page)}
    assert client.post(f"{page}/feuilles.pdf?{asked}", data=form).status_code == 404
    assert client.get(f"{page}/feuilles.pdf").status_code == 405
    client.sign_in(world.animator)
    assert client.post(f"{page}/feuilles.pdf", data=form).status_code == 403


@pytest.mark.parametrize("number", ["", "0", "201", "x"])
def test_copies_are_made_a_few_at_a_time(
    client: PageClient, session: orm.Session, world: World, printed: Round, number: str
) -> None:
    client.sign_in(world.editor)
    page = f"{DESK}/{printed.public_id}"
    assert press(client, page, "imprimer", number=number).status_code == 422
    assert only(session, Round).copies == 3
    assert press(client, page, "imprimer", number="5").status_code == 303
    assert only(session, Round).copies == 8
    assert session.scalar(sa.select(sa.func.count()).select_from(PrintedCopy)) == 8
    lines = session.scalars(
        sa.select(AuditLine).where(AuditLine.action == "collecting_round.print")
    ).all()
    assert [line.details["number"] for line in lines] == [3, 5]


def test_nothing_stored_gives_a_code(app: Flask, session: orm.Session, printed: Round) -> None:
    with app.test_request_context():
        codes = {copies.code_of(printed, copy).replace("-", "") for copy in (1, 2, 3)}
    rows = [str(row) for row in session.execute(sa.select(PrintedCopy.__table__))]
    assert len(codes) == len(rows) == 3
    assert not [code for code in codes if code in " ".join(rows)]
    assert [row.digest for row in session.execute(sa.select(PrintedCopy.__table__))] == sorted(
        row.digest for row in session.execute(sa.select(PrintedCopy.__table__))
    ), "the order says nothing"


def test_conditions_are_told_in_plain_words(app: Flask) -> None:
    asked = {
        "travail": Asked(3, {"oui": "Oui", "non": "Non"}),
        "age": Asked(1, {}),
        "choix": Asked(2, {"a": "Le bus", "b": "Le vélo"}),
    }
    wanted = {
        "${travail} = 'non'": "vous avez coché « Non » à la question 3",
        "${travail} != 'non'": "vous n’avez pas coché « Non » à la question 3",
        "${age} >= 18": "votre réponse à la question 1 est : au moins 18",
        "${age} != ''": "vous avez répondu à la question 1",
        "${age} = ''": "vous n’avez pas répondu à la question 1",
        "not(selected(${choix}, 'a'))": "vous n’avez pas coché « Le bus » à la question 2",
        "count-selected(${choix}) > 1":
            "le nombre de cases cochées à la question 2 est : plus de 1",
        "selected(${choix}, 'a') and (${age} < 5 or ${age} > 9)":
            "vous avez coché « Le bus » à la question 2 et (votre réponse à la question 1 est : moins "
            "de 5 ou votre réponse à la question 1 est : plus de 9)",
        "not(${age} = 5)": "ceci n’est pas le cas : votre réponse à la question 1 est : exactement 5",
    }  # fmt: skip
    with app.test_request_context():
        for written, words in wanted.items():
            assert squash(told(parse(written), asked)) == squash(words), written


def test_the_signs_are_figures_then_letters() -> None:
    assert [mark(place) for place in (0, 8, 9, 34, 35)] == ["1", "9", "a", "z", ""]


@pytest.mark.parametrize("sheet", ["a4", "a3", "tracts"])
def test_anybody_prints_a_poster(
    client: PageClient,
    session: orm.Session,
    consultation: Consultation,
    sheet: str,
    tmp_path: Path,
) -> None:
    need_pdf()
    session.merge(consultation).what_changes = "Trois priorités iront au contrat."
    session.commit()
    (page,) = read(client, f"{SITE}/affiche/{sheet}.pdf", tmp_path)
    times = 4 if sheet == "tracts" else 1
    assert page.count("localhost/consultations/quartier") == times
    assert page.count("Sans compte") == times
    assert "La ville vous écoute, puis elle décide." in page
    assert ("Trois priorités iront au contrat." in page) is (sheet != "tracts")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Scan the square with your phone"),
        ("tr", "Telefonunuzla"),
        ("pt", "telemóvel"),
        ("pl", "telefonem"),
    ],
)
def test_a_poster_speaks_other_languages(
    client: PageClient, consultation: Consultation, language: str, words: str, tmp_path: Path
) -> None:
    need_pdf()
    (page,) = read(client, f"/{language}{SITE}/affiche/a4.pdf", tmp_path)
    assert words in page
    assert f"localhost/{language}/consultations/quartier" in page


def test_a_poster_says_what_the_team_wrote_in_its_language(
    client: PageClient, session: orm.Session, consultation: Consultation, tmp_path: Path
) -> None:
    need_pdf()
    session.add(
        Wording(
            consultation_id=consultation.id,
            variant="tr",
            part="title",
            text="Mahallenizde ne değişmeli?",
            french=consultation.title,
        )
    )
    session.commit()
    (page,) = read(client, f"/tr{SITE}/affiche/a4.pdf", tmp_path)
    assert "Mahallenizde ne değişmeli?" in squash(page)
    assert consultation.title not in squash(page)


def test_a_poster_in_arabic(
    client: PageClient, consultation: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Letters joined by the drawing do not come back as text: the words of the document are read."""
    seen: list[str] = []
    monkeypatch.setattr(printing, "pdf_of", lambda html: seen.append(html) or b"%PDF")
    assert client.get(f"/ar{SITE}/affiche/a4.pdf").status_code == 200
    (html,) = seen
    assert '<html lang="ar" dir="rtl">' in html
    assert f'<span lang="fr" dir="ltr">{consultation.title}</span>' in html
    assert "Scan the square" not in html


def test_a_poster_leads_to_the_door(
    client: PageClient, session: orm.Session, consultation: Consultation, tmp_path: Path
) -> None:
    need_pdf()
    session.merge(consultation).entry = Entry.CARD
    session.commit()
    (page,) = read(client, f"{SITE}/affiche/a4.pdf", tmp_path)
    assert "Avec la carte que la ville vous donne." in page
    session.merge(consultation).entry = Entry.TEAM
    session.commit()
    assert client.get(f"{SITE}/affiche/a4.pdf").status_code == 404


def test_a_poster_before_the_opening_is_for_the_team(
    app: Flask, client: PageClient, session: orm.Session, world: World, consultation: Consultation
) -> None:
    need_pdf()
    session.merge(consultation).is_ready = False
    session.commit()
    assert client.get(f"{SITE}/affiche/a4.pdf").status_code == 404
    assert browser(app, world.editor).get(f"{SITE}/affiche/a4.pdf").status_code == 200
    assert client.get(f"{SITE}/affiche/a5.pdf").status_code == 404


def test_the_page_of_the_consultation_leads_to_all_of_it(
    client: PageClient, world: World, consultation: Consultation
) -> None:
    client.sign_in(world.editor)
    page = client.get("/espace/consultations/quartier").text
    for address in (DESK, f"{SITE}/affiche/a4.pdf", f"/ar{SITE}/affiche/a4.pdf"):
        assert f'{address}"' in page
