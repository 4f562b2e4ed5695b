"""What waited on a phone, received by the site: once, whole, and never lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import orm
from werkzeug.test import TestResponse

from consult.audit.models import AuditLine
from consult.consultations.models import AnswerSheet, Consultation
from consult.contributions.models import Contribution
from consult.db import utcnow
from consult.web.i18n import day
from tests.consultations.conftest import Walker, counted
from tests.pages import PageClient

NAME = "0123456789abcdef" * 2
OTHER = "f" * 32
SCREENS = {
    "question:priorites": [["answer", "c0"], ["answer", "c2"]],
    "question:satisfaction": [["answer", "c1"]],
    "question:changer": [["answer", "Des bancs,\r\nde l’ombre."]],
    "question:garder": [["skip", "1"]],
    "place": [["place", "hors"]],
    "profile": [["age", "from_26_to_64"], ["skip", "1"]],
}
Replay = Callable[..., TestResponse]


@pytest.fixture
def replay(walker: Walker) -> Replay:
    """Send what a phone kept, as the worker does."""

    def send(
        screens: Any = SCREENS, *, token: str | None = None, language: str = "", **kept: Any
    ) -> TestResponse:
        address = f"{language}{walker.base}/hors-ligne"
        csrf = walker.client.get(address).get_json()["csrf"] if token is None else token
        body = {"screens": screens, "send": None, "name": None, **kept}
        return walker.client.post(address, json=body, headers={"X-CSRF-Token": csrf})

    return send


def submitted(session: orm.Session) -> int:
    return session.scalar(sa.select(sa.func.count()).where(AuditLine.action == "sheet.submit")) or 0


def test_all_is_saved_and_sent_in_one_request(
    replay: Replay, session: orm.Session, client: PageClient
) -> None:
    answer = replay(send=[["language", "fr"]], name=NAME).get_json()
    assert answer["errors"] == {}
    assert answer["receipt"].endswith(f"/recu/{answer['code']}")
    assert client.get(answer["receipt"]).status_code == 200
    (sheet,) = session.scalars(sa.select(AnswerSheet))
    ticked = {each.choice.key for given in sheet.answers for each in given.chosen}
    assert ticked == {"c0", "c1", "c2"}
    assert [each.text for each in session.scalars(sa.select(Contribution))] == [
        "Des bancs,\nde l’ombre."
    ]
    assert sheet.place_scope is not None
    assert submitted(session) == 1


def test_a_second_try_gives_the_same_receipt_and_adds_nothing(
    replay: Replay, session: orm.Session
) -> None:
    first = replay(send=[], name=NAME)
    again = replay(send=[], name=NAME)
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.get_json()["receipt"] == again.get_json()["receipt"]
    assert session.query(Contribution).count() == 1
    assert submitted(session) == 1


def test_the_last_button_whose_answer_was_lost_is_found_sent(
    replay: Replay, walker: Walker, session: orm.Session
) -> None:
    walker.answer(1, ["c0"])
    receipt = walker.send().location
    assert replay({}, send=[], name=NAME).get_json()["receipt"] == receipt
    assert submitted(session) == 1


def test_other_words_on_a_sheet_already_sent_are_refused_not_swallowed(
    replay: Replay, session: orm.Session
) -> None:
    replay(send=[], name=NAME)
    late = {"question:changer": [["answer", "Autre chose"]]}
    for answer in (replay(late), replay(late, send=[], name=OTHER)):
        assert answer.status_code == 409
        assert answer.get_json()["receipt"]
    assert session.query(Contribution).count() == 1


def test_answers_wait_on_the_site_until_the_last_button(replay: Replay, walker: Walker) -> None:
    answer = replay(SCREENS).get_json()
    assert "receipt" not in answer
    state = walker.client.get(f"{walker.base}/hors-ligne").get_json()
    assert state["known"] is True
    assert state["screens"]["question:priorites"] == [["answer", "c0"], ["answer", "c2"]]
    assert state["screens"]["question:changer"] == [["answer", "Des bancs,\nde l’ombre."]]
    assert state["screens"]["place"] == [["place", "hors"]]
    # Passed: nothing of it is kept.
    assert "question:garder" not in state["screens"]
    assert "profile" not in state["screens"]


def test_what_is_wrong_is_told_screen_by_screen_and_the_rest_is_kept(
    replay: Replay, session: orm.Session, consultation: Consultation
) -> None:
    consultation.questions[3].required = True
    session.commit()
    wrong = {
        **SCREENS,
        "question:priorites": [["answer", "c0"], ["answer", "c1"], ["answer", "c2"]],
        "place": [["place", "nulle-part"]],
        "profile": [["age", "mille ans"]],
    }
    answer = replay(wrong, send=[], name=NAME).get_json()
    assert answer["errors"] == {
        "question:priorites": "Choisissez 2 réponses au plus.",
        "question:garder": "Écrivez quelques mots.",
        "place": "Choisissez dans la liste.",
        "profile": "Choisissez dans la liste.",
    }
    (sheet,) = session.scalars(sa.select(AnswerSheet))
    assert sheet.submitted_at is None
    assert {each.question.key for each in sheet.answers} == {"satisfaction", "changer"}


def test_a_required_question_left_out_stops_the_sending(
    replay: Replay, session: orm.Session, consultation: Consultation
) -> None:
    consultation.questions[1].required = True
    session.commit()
    answer = replay({"question:garder": [["answer", "Tout"]]}, send=[], name=NAME).get_json()
    assert answer["errors"] == {"question:satisfaction": "Choisissez une réponse."}
    assert "receipt" not in answer


def test_a_question_taken_off_does_not_stop_the_others(
    replay: Replay, session: orm.Session
) -> None:
    screens = {**SCREENS, "question:ancienne": [["answer", "Perdue ?"]], "rien": []}
    answer = replay(screens, send=[], name=NAME).get_json()
    assert answer["gone"] == ["question:ancienne", "rien"]
    assert answer["receipt"]


def test_an_empty_sheet_is_not_sent(replay: Replay, session: orm.Session) -> None:
    answer = replay({"question:garder": [["skip", "1"]]}, send=[], name=NAME).get_json()
    assert answer["empty"] is True
    assert submitted(session) == 0


def test_a_consultation_closed_meanwhile_takes_nothing(
    replay: Replay, session: orm.Session, consultation: Consultation
) -> None:
    consultation.closes_at = utcnow()
    session.commit()
    answer = replay(send=[], name=NAME)
    assert answer.status_code == 409
    assert answer.get_json() == {
        "closed": True,
        "why": f"Vous pouviez répondre jusqu’au {day(utcnow())}.",
    }
    assert session.query(AnswerSheet).count() == 0


def test_without_the_token_of_the_session_nothing_is_written(
    replay: Replay, session: orm.Session
) -> None:
    assert replay(send=[], name=NAME, token="autre").status_code == 400
    assert session.query(AnswerSheet).count() == 0


def test_the_language_is_that_of_the_screens_or_the_one_said(
    replay: Replay, session: orm.Session
) -> None:
    replay({"question:changer": [["answer", "مقاعد"]]}, language="/ar")
    assert session.scalars(sa.select(AnswerSheet.language)).one() == "ar"
    replay({}, send=[["language", "tr"]], name=NAME)
    assert session.scalars(sa.select(Contribution.language)).one() == "tr"


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {"screens": []},
        {"screens": {"place": "hors"}},
        {"screens": {"place": [["place", 3]]}},
        {"screens": {}, "send": [], "name": "court"},
        {"screens": {}, "send": [], "name": NAME, "token": "autre"},
    ],
)
def test_what_no_worker_sends_is_refused(walker: Walker, session: orm.Session, body: Any) -> None:
    csrf = walker.client.get(f"{walker.base}/hors-ligne").get_json()["csrf"]
    answer = walker.client.post(
        f"{walker.base}/hors-ligne", json=body, headers={"X-CSRF-Token": csrf}
    )
    assert answer.status_code == 400
    assert session.query(AnswerSheet).count() == 0


def test_odd_fields_are_left_out(replay: Replay) -> None:
    assert replay({"question:garder": [["answer", "Tout", "trop"], ["answer"]]}).get_json() == {
        "errors": {},
        "gone": [],
        "empty": False,
    }


def test_what_was_begun_without_network_before_the_end_arrives_late_and_is_taken(
    replay: Replay,
    walker: Walker,
    begin: Callable[..., Walker],
    session: orm.Session,
    consultation: Consultation,
) -> None:
    def stamped(who: Walker) -> str:
        return str(who.client.get(f"{who.base}/hors-ligne").get_json()["begun"])

    mine, theirs = stamped(walker), stamped(begin())
    consultation.closes_at = utcnow() + timedelta(milliseconds=1)
    session.commit()
    for other in ("", mine[:-2], theirs):
        assert replay(send=[], name=NAME, begun=other).get_json()["closed"] is True
    assert session.scalar(sa.select(sa.func.count()).select_from(AnswerSheet)) == 0
    assert replay(send=[], name=NAME, begun=mine).get_json()["receipt"]
    assert session.scalars(sa.select(AnswerSheet)).one().late


def test_once_the_delay_is_over_nothing_is_taken_any_more(
    replay: Replay, walker: Walker, session: orm.Session, consultation: Consultation
) -> None:
    mine = walker.client.get(f"{walker.base}/hors-ligne").get_json()["begun"]
    consultation.closes_at = utcnow() + timedelta(milliseconds=1)
    consultation.late_days = 0
    session.commit()
    assert replay(send=[], name=NAME, begun=mine).get_json()["closed"] is True


@pytest.mark.parametrize("body", ["[" * 100_000, '{"a":' * 5_000, "null", "[]", '{"screens": 3}'])
def test_what_no_phone_sends_is_refused(walker: Walker, body: str) -> None:
    address = f"{walker.base}/hors-ligne"
    csrf = walker.client.get(address).get_json()["csrf"]
    headers = {"X-CSRF-Token": csrf, "Content-Type": "application/json"}
    assert walker.client.post(address, data=body, headers=headers).status_code == 400


def test_the_words_of_the_page_are_read_once_for_all_the_screens(
    replay: Replay, walker: Walker
) -> None:
    csrf = walker.client.get(f"{walker.base}/hors-ligne").get_json()["csrf"]
    with counted() as seen:
        assert replay(SCREENS, token=csrf, language="/ar").status_code == 200
    assert len([each for each in seen.queries if "FROM wording" in each]) == 1
