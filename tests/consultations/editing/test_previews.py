"""The resident's screen, shown to the team: as it is typed, and all of them in turn; nothing is kept."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.consultations import operations
from consult.consultations.models import AnswerSheet, Consultation, Question, QuestionKind
from consult.contributions.models import Channel
from tests.consultations.conftest import add_question
from tests.consultations.editing.conftest import BASE, Desk, lines_of
from tests.pages import PageClient, words

PREVIEW = f"{BASE}/quartier/apercu-question"
WALK = f"{BASE}/quartier/apercu"


def kept(session: orm.Session) -> tuple[int, int, str]:
    """What a preview must leave as it was."""
    session.commit()
    session.expire_all()
    sheets = session.scalar(sa.select(sa.func.count()).select_from(AnswerSheet))
    lines = session.scalar(sa.select(sa.func.count()).select_from(AuditLine))
    return sheets or 0, lines or 0, session.scalars(sa.select(Question.prompt)).first() or ""


def test_the_screen_of_what_is_typed_is_shown_and_written_nowhere(
    desk: Desk, session: orm.Session, consultation: Consultation
) -> None:
    before = kept(session)
    fields = desk.fields(f"{BASE}/quartier/questions/priorites")
    typed = {
        **fields,
        **lines_of(["Un choix tout neuf", "Un autre"]),
        "prompt": "En train d’être tapée",
        "interviewer_help": "Parlez lentement.",
    }
    page = desk.client.post(f"{PREVIEW}?question=priorites", data=typed)
    assert page.status_code == 200
    for seen in ("En train d’être tapée", "Un choix tout neuf", "Parlez lentement."):
        assert seen in words(page)
    assert 'method="dialog"' in page.get_data(as_text=True), "what is pressed there goes nowhere"
    assert kept(session) == before


@pytest.mark.parametrize("kind", [kind.value for kind in QuestionKind])
def test_every_kind_is_shown_however_unfinished(
    desk: Desk, consultation: Consultation, kind: str
) -> None:
    fields = desk.fields(f"{BASE}/quartier/ajouter?type={kind}")
    page = desk.client.post(PREVIEW, data=fields)
    assert page.status_code == 200
    assert "Votre question" in words(page)
    offers = kind in {"single", "multiple", "scale", "ranking", "matrix"}
    assert ("Premier choix" in words(page)) is offers


def test_without_scripts_the_frame_shows_what_is_saved(
    desk: Desk, consultation: Consultation
) -> None:
    page = desk.client.get(f"{PREVIEW}?question=priorites")
    assert "Choix 3 de priorites" in words(page)
    assert "elle apparaît ici" in words(desk.client.get(PREVIEW))
    editor = desk.client.get(f"{BASE}/quartier/questions/priorites").get_data(as_text=True)
    assert f'src="{PREVIEW}?question=priorites"' in editor
    assert 'formtarget="apercu"' in editor


def test_only_the_editor_frames_and_only_the_preview_is_framed(
    desk: Desk, consultation: Consultation
) -> None:
    def policy(path: str) -> str:
        return desk.client.get(path).headers["Content-Security-Policy"]

    plain = policy(f"{BASE}/quartier")
    assert policy(f"{BASE}/quartier/questions/priorites") == f"{plain}; frame-src 'self'"
    framed = plain.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    assert policy(f"{PREVIEW}?question=priorites") == framed
    assert policy(PREVIEW) == framed
    assert "frame-ancestors 'none'" in plain
    for path in (WALK, f"{WALK}/1", "/consultations/quartier"):
        assert policy(path) == plain


def walk_on(client: PageClient, path: str, **answers: str | list[str]) -> str:
    """Answer the screen at `path` as its form does; the address of the next one."""
    query = parse_qs(urlsplit(path).query)
    asked = {**query, "suite": "1", **answers}
    answer = client.get(urlsplit(path).path, query_string=asked)
    assert answer.status_code == 302, words(answer)
    return answer.location


def test_the_whole_questionnaire_is_walked_and_nothing_is_recorded(
    desk: Desk, session: orm.Session, consultation: Consultation
) -> None:
    consultation.is_ready = False
    session.commit()
    before = kept(session)
    start = words(desk.client.get(WALK))
    assert "rien n’est enregistré" in start
    assert "Commencer" in start
    second = walk_on(desk.client, f"{WALK}/1", answer=["c0", "c2"])
    third = walk_on(desk.client, second, answer="c1")
    fourth = walk_on(desk.client, third, answer="Des bancs, et de l’ombre.")
    back = desk.client.get(third)
    assert "Étape 3 sur 6" in back.get_data(as_text=True)
    place = walk_on(desk.client, fourth, skip="1")
    assert "Où habitez-vous" in words(desk.client.get(place))
    state = urlsplit(place).query
    assert desk.client.get(f"{WALK}/vous?{state}").status_code == 200
    end = words(desk.client.get(f"{WALK}/fin?{state}"))
    for told in ("Choix 0 de priorites", "Choix 2 de priorites", "Choix 1 de satisfaction",
                 "Des bancs, et de l’ombre.", "Pas de réponse"):  # fmt: skip
        assert told in end
    assert "rien n’est enregistré" in end
    assert kept(session) == before


def test_conditions_are_followed_and_what_was_not_asked_is_told(
    desk: Desk, session: orm.Session, consultation: Consultation
) -> None:
    consultation.questions[1].shown_if = "selected(${priorites}, 'c3')"
    session.commit()
    skipping = walk_on(desk.client, f"{WALK}/1", answer="c0")
    assert urlsplit(skipping).path.endswith("/apercu/3")
    assert urlsplit(walk_on(desk.client, f"{WALK}/1", answer="c3")).path.endswith("/apercu/2")
    end = words(desk.client.get(f"{WALK}/fin?{urlsplit(skipping).query}"))
    assert "ces questions n’ont pas été posées" in end
    assert "Êtes-vous satisfait de votre quartier" in end


def test_mistakes_are_told_as_to_a_resident(desk: Desk, consultation: Consultation) -> None:
    asked = {"suite": "1", "answer": ["c0", "c1", "c2"]}
    answer = desk.client.get(f"{WALK}/1", query_string=asked)
    assert answer.status_code == 422
    assert "2 réponses au plus" in words(answer)


def test_the_rarer_kinds_are_walked_too(
    desk: Desk, session: orm.Session, consultation: Consultation
) -> None:
    from consult.consultations.models import Choice, QuestionRow

    def choices() -> list[Choice]:
        return [Choice(key=f"c{n}", position=n, label=f"C{n}") for n in range(2)]

    rows = [QuestionRow(key="bus", position=0, label="Le bus")]
    for key, kind, more in (
        ("ordre", QuestionKind.RANKING, {"choices": choices()}),
        ("table", QuestionKind.MATRIX, {"choices": choices(), "rows": rows}),
        ("nombre", QuestionKind.NUMBER, {}),
        ("lieu", QuestionKind.PLACE, {}),
    ):
        add_question(session, consultation, key=key, kind=kind, prompt=key.capitalize(), **more)
    at = walk_on(desk.client, f"{WALK}/5", answer=["c1:1", "c0:2"])
    at = walk_on(desk.client, at, **{"answer-bus": "c1"})
    at = walk_on(desk.client, at, answer="1 786")
    at = walk_on(desk.client, at, answer="quartier-attargette-chanzy", words="Au coin")
    end = words(desk.client.get(f"{WALK}/fin?{urlsplit(at).query}"))
    for told in ("1. C1 2. C0", "Le bus\u202f: C1", "1786", "Attargette-Chanzy", "Au coin"):
        assert told.replace("\u202f", " ") in end, end


@pytest.mark.parametrize(
    "state",
    [
        "x",
        "[]",
        "{}",
        '{"priorites": 3}',
        '{"priorites": [4, "zz"]}',
        '{"changer": []}',
        "{" * 9000,
        "[" * 5000,
        '{"changer": "\\ud800"}',
        '{"changer": "\\u0000"}',
        '{"changer": [[[["x"]]]]}',
    ],
)
def test_an_address_made_by_hand_breaks_nothing(
    desk: Desk, consultation: Consultation, state: str
) -> None:
    for screen in ("1", "quartier", "vous", "fin"):
        answer = desk.client.get(f"{WALK}/{screen}", query_string={"deja": state})
        assert answer.status_code == 200
        assert "\x00" not in answer.text
    assert desk.client.get(f"{WALK}/99").status_code == 404


def test_who_asks_aloud_reads_the_help_and_who_answers_alone_does_not(
    client: PageClient, session: orm.Session, consultation: Consultation
) -> None:
    consultation.questions[0].interviewer_help = "Lisez toute la liste."
    for token, channel in (("a" * 32, Channel.INTERVIEW), ("b" * 32, Channel.DOOR_TO_DOOR),
                           ("c" * 32, Channel.ONLINE)):  # fmt: skip
        operations.start_sheet(session, consultation, token, channel=channel)
    session.commit()

    def page(token: str) -> str:
        return words(client.get(f"/consultations/quartier/reponse/{token}/1"))

    assert "Lisez toute la liste." in page("a" * 32)
    assert "Lisez toute la liste." in page("b" * 32)
    assert "Lisez toute la liste." not in page("c" * 32)
