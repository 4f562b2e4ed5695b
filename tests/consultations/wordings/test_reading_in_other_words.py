"""What a resident reads: simple words by a switch, a language part by part, French where none is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest
from sqlalchemy import orm

from consult.audit.operations import SYSTEM
from consult.consultations.models import (
    AnswerSheet,
    Choice,
    Consultation,
    QuestionKind,
    QuestionRow,
)
from consult.consultations.wordings.operations import bring_in_line
from consult.contributions.models import Contribution
from consult.db import utcnow
from tests.consultations.conftest import Walker, add_question, counted
from tests.pages import PageClient, words

SIMPLE = {
    "title": "Votre quartier",
    "question/priorites/prompt": "Le plus important ?",
    "question/priorites/choice/c1": "Le travail",
}
ARABIC = {
    "title": "حيّكم غدًا",
    "question/priorites/prompt": "ما هو العاجل؟",
    "question/priorites/choice/c1": "العمل",
    "question/changer/prompt": "ما الذي يجب تغييره؟",
}
Say = Callable[..., None]


@pytest.fixture
def say(session: orm.Session, consultation: Consultation) -> Say:
    def write(**texts: Mapping[str, str]) -> None:
        bring_in_line(session, consultation, texts, by=SYSTEM)
        session.commit()

    return write


def test_the_switch_is_there_only_when_there_are_simple_words(
    client: PageClient, consultation: Consultation, say: Say
) -> None:
    page = "/consultations/quartier"
    assert "Langage simple" not in words(client.get(page))
    say(simple=SIMPLE)
    ordinary = client.get(page).text
    assert f'href="/simple{page}"' in ordinary
    assert "Qu’est-ce qui changerait votre quartier ?" in ordinary
    simple = client.get(f"/simple{page}").text
    assert "<h1>Votre quartier</h1>" in simple
    assert f'href="{page}">Texte habituel' in simple
    assert 'lang="fr"' in simple.split(">", 2)[1]
    assert "Set-Cookie" not in client.get(f"/simple{page}").headers


def test_simple_words_follow_from_screen_to_screen_and_end_with_the_consultation(
    client: PageClient, consultation: Consultation, say: Say
) -> None:
    say(simple=SIMPLE)
    begun = client.get("/simple/consultations/quartier/repondre").location
    assert begun.startswith("/simple/consultations/quartier/reponse/")
    walker = Walker(client, begun.rpartition("/")[0])
    first = walker.page(1).text
    assert "<h1>Le plus important ?</h1>" in first
    assert "<span>Le travail</span>" in first
    assert "<span>Choix 0 de priorites</span>" in first, "a part without simple words keeps its own"
    assert f'href="{begun.removeprefix("/simple")}">Texte habituel' in first
    assert walker.answer(1, ["c1"]).location.startswith("/simple/")
    assert walker.answer(3, "Des bancs").location.startswith("/simple/")
    check = words(walker.page("verifier"))
    assert "Le plus important ? Le travail" in check
    assert walker.send().location.startswith("/recu/"), "a receipt has one wording"


def test_what_simple_words_do_not_cover_has_one_address(client: PageClient, world) -> None:
    for path in ("/suivi", "/", "/espace", "/consultations.csv"):
        answer = client.get(f"/simple{path}")
        assert (answer.status_code, answer.location) == (308, path), path


def test_an_answer_given_in_simple_words_is_one_to_the_french_question(
    client: PageClient, session: orm.Session, consultation: Consultation, say: Say,
    sheet_of: Callable[[], AnswerSheet],
) -> None:  # fmt: skip
    say(simple={"question/changer/prompt": "Que voulez-vous changer ?", **SIMPLE})
    begun = client.get("/simple/consultations/quartier/repondre").location
    walker = Walker(client, begun.rpartition("/")[0])
    walker.answer(1, ["c1"])
    walker.answer(3, "Des bancs")
    walker.send()
    sheet = sheet_of()
    assert sheet.language == "fr"
    assert [each.choice.key for answer in sheet.answers for each in answer.chosen] == ["c1"]
    assert session.query(Contribution).one().prompt == "Que faut-il changer ?"


def test_a_language_is_read_part_by_part(
    client: PageClient, consultation: Consultation, say: Say
) -> None:
    say(ar=ARABIC)
    page = client.get("/ar/consultations/quartier").text
    assert f"<h1>{ARABIC['title']}</h1>" in page
    assert page.count("جزء من هذه الاستشارة بالفرنسية فقط") == 1
    begun = client.get("/ar/consultations/quartier/repondre").location
    first = client.get(begun).text
    assert f"<h1>{ARABIC['question/priorites/prompt']}</h1>" in first
    assert "<span>العمل</span>" in first
    assert '<span lang="fr" dir="ltr">Choix 0 de priorites</span>' in first
    second = client.get(begun.replace("/1", "/2")).text
    assert '<h1><span lang="fr" dir="ltr">Êtes-vous satisfait' in second


@pytest.mark.parametrize("path", ["/ar", "/ar/consultations"])
def test_lists_are_told_in_the_language(
    client: PageClient, consultation: Consultation, say: Say, path: str
) -> None:
    say(ar={**ARABIC, "summary": "أربعة أسئلة"})
    consultation.summary = "Quatre questions"
    page = client.get(path, follow_redirects=True).text
    assert f">{ARABIC['title']}</a>" in page


def test_the_reader_is_told_once_what_is_only_in_french(
    client: PageClient, session: orm.Session, consultation: Consultation, say: Say
) -> None:
    page = "/tr/consultations/quartier"
    assert "yalnızca Fransızca" in words(client.get(page))
    say(tr={"title": "Mahalleniz"})
    assert words(client.get(page)).count("Bu anketin bir bölümü yalnızca Fransızca") == 1
    whole = {f"question/{each.key}/prompt": "Soru" for each in consultation.questions}
    for key in ("priorites", "satisfaction"):
        whole |= {f"question/{key}/choice/c{n}": f"Cevap {n}" for n in range(4)}
    say(tr={"title": "Mahalleniz", **whole})
    assert "yalnızca Fransızca" not in words(client.get(page))


def test_what_is_asked_aloud_only_is_not_missed_by_residents(
    client: PageClient, session: orm.Session, consultation: Consultation, say: Say
) -> None:
    consultation.questions[:] = consultation.questions[2:3]
    consultation.questions[0].interviewer_help = "Relancez."
    session.commit()
    say(tr={"title": "Mahalleniz", "question/changer/prompt": "Soru"})
    assert "yalnızca Fransızca" not in words(client.get("/tr/consultations/quartier"))


def test_every_kind_of_answer_is_told_and_read_again_in_the_language(
    client: PageClient, session: orm.Session, consultation: Consultation, say: Say
) -> None:
    consultation.questions[:] = consultation.questions[:1]
    choices = {"a": "Un", "b": "Deux"}
    for key, kind, rows in (
        ("rang", QuestionKind.RANKING, ()),
        ("table", QuestionKind.MATRIX, ("l",)),
    ):
        add_question(
            session,
            consultation,
            key=key,
            kind=kind,
            prompt=f"Question {key}",
            help="Prenez le temps.",
            section="La fin",
            choices=[
                Choice(key=k, label=v, position=n) for n, (k, v) in enumerate(choices.items())
            ],
            rows=[QuestionRow(key=row, label="Ligne", position=0) for row in rows],
        )
    say(pl={
        **{f"question/{q}/choice/{k}": f"{q} {k} pl" for q in ("rang", "table") for k in choices},
        "question/rang/prompt": "Kolejność", "question/rang/help": "Spokojnie.",
        "question/table/prompt": "Tabela", "question/table/row/l": "Wiersz", "section/la-fin": "Koniec",
    })  # fmt: skip
    begun = client.get("/pl/consultations/quartier/repondre").location
    walker = Walker(client, begun.rpartition("/")[0])
    ranking = walker.page(2).text
    for expected in ("<h1>Kolejność</h1>", "Spokojnie.", "<span>rang a pl</span>", ">Koniec</p>"):
        assert expected in ranking, expected
    matrix = walker.page(3).text
    for expected in (">Tabela</h1>", "<legend>Wiersz</legend>", "<span>table b pl</span>"):
        assert expected in matrix, expected
    assert '<p class="hint" id="answer-hint"><span lang="fr">Prenez' in matrix
    walker.answer(2, answer=["b:1", "a:2"])
    walker.answer(3, **{"answer-l": "a"})
    check = walker.page("verifier").text
    for expected in ("<p>1. rang b pl</p>", "<p>2. rang a pl</p>", "Wiersz: table a pl"):
        assert expected in check, expected


def test_the_receipt_tells_the_question_in_the_language(
    client: PageClient, consultation: Consultation, say: Say
) -> None:
    say(ar=ARABIC)
    begun = client.get("/ar/consultations/quartier/repondre").location
    walker = Walker(client, begun.rpartition("/")[0])
    walker.answer(3, "بنوك")
    walker.answer(4, "السوق")
    receipt = walker.send().location
    followed = client.get(receipt.replace("/recu/", "/suivi/")).text
    assert f"<h2>{ARABIC['question/changer/prompt']}</h2>" in followed
    assert f"{ARABIC['title']} · " in followed
    assert '<h2><span lang="fr" dir="ltr">Que faut-il garder ?</span></h2>' in followed
    link = re.search(r'href="(/ar/suivi/[^"]+/corriger)"', followed)
    assert link is not None
    assert ARABIC["question/changer/prompt"] in client.get(link[1]).text
    french = client.get(receipt.replace("/ar/recu/", "/suivi/")).text
    assert "<h2>Que faut-il changer ?</h2>" in french


def test_a_closed_consultation_is_still_told_in_the_language(
    client: PageClient, session: orm.Session, consultation: Consultation, say: Say
) -> None:
    say(ar=ARABIC)
    consultation.closes_at = utcnow() - timedelta(days=1)
    session.commit()
    page = client.get("/ar/consultations/quartier/repondre").text
    assert f">{ARABIC['title']}</a>" in page


@pytest.mark.parametrize(("prefix", "more"), [("", 1), ("/simple", 1), ("/ar", 1)])
def test_words_cost_one_query(
    client: PageClient, consultation: Consultation, say: Say, prefix: str, more: int
) -> None:
    say(ar=ARABIC, simple=SIMPLE)
    with counted() as seen:
        client.get(f"{prefix}/consultations/quartier")
    assert len([each for each in seen.queries if "wording" in each]) == more
    assert len(seen.queries) <= 6
