"""A draft opens when somebody agrees to it, and not by its dates."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import orm

from consult.consultations import operations as answers
from consult.consultations.models import Consultation
from consult.consultations.states import State, state_of
from consult.db import utcnow
from tests.consultations.editing.conftest import BASE, Desk
from tests.pages import form_of, words


def state(desk: Desk, slug: str) -> State:
    return state_of(desk.read(slug), utcnow())


def test_it_opens_now_or_on_its_first_day(desk: Desk) -> None:
    later, now = desk.begin("question-ouverte", "Plus tard"), desk.begin("priorites", "Maintenant")
    page = words(desk.client.get(f"{BASE}/{later.slug}/ouvrir"))
    assert "Ouvrir le" in page
    assert "Elles servent" in words(desk.client.get(f"{BASE}/{now.slug}/ouvrir"))
    desk.press(later.slug, "ouvrir", when="later")
    desk.press(now.slug, "ouvrir", when="now")
    assert (state(desk, "plus-tard"), state(desk, "maintenant")) == (State.COMING, State.OPEN)
    assert desk.client.get("/consultations/plus-tard").status_code == 404
    assert desk.client.get("/consultations/maintenant").status_code == 200
    line = desk.acts()[-1]
    assert (line.action, line.actor.startswith("user:")) == ("consultation.open", True)


def test_it_does_not_open_without_a_question_or_after_its_last_day(
    desk: Desk, session: orm.Session
) -> None:
    empty, late = desk.begin(title="Vide"), desk.begin("priorites", "Passée")
    answer = desk.press(empty.slug, "ouvrir", when="now")
    assert (answer.status_code, "ajoutez une question" in words(answer)) == (422, True)
    found = desk.read(late.slug)
    found.opens_at, found.closes_at = utcnow() - timedelta(9), utcnow() - timedelta(1)
    session.commit()
    answer = desk.press(late.slug, "ouvrir", when="now")
    assert (answer.status_code, "choisissez-en un plus tard" in words(answer)) == (422, True)
    assert state(desk, late.slug) is State.DRAFT


def test_opening_twice_tells_it_once(desk: Desk) -> None:
    made = desk.begin("priorites", "Une fois")
    for _ in range(2):
        assert desk.press(made.slug, "ouvrir", when="now").status_code == 303
    assert [line.action for line in desk.acts()].count("consultation.open") == 1


def test_it_is_a_draft_again_until_somebody_has_begun_to_answer(
    desk: Desk, session: orm.Session, consultation: Consultation
) -> None:
    desk.press("quartier", "brouillon")
    assert state(desk, "quartier") is State.DRAFT
    desk.press("quartier", "ouvrir", when="now")
    answers.start_sheet(session, desk.read("quartier"), "quelqu-un")
    session.commit()
    desk.press("quartier", "brouillon")
    assert state(desk, "quartier") is State.OPEN
    assert "fermez-la plutôt" in words(desk.client.get(f"{BASE}/quartier"))


def test_closing_is_signed_and_stops_answers(desk: Desk, consultation: Consultation) -> None:
    desk.press("quartier", "fermer")
    assert state(desk, "quartier") is State.CLOSED
    assert desk.acts()[-1].actor.startswith("user:")
    assert "fermée" in words(desk.client.get("/consultations/quartier/repondre"))


def test_a_draft_is_deleted_and_put_back_with_all_it_had(desk: Desk) -> None:
    made = desk.begin("satisfaction", "À jeter")
    kept = [(q.key, q.shown_if, [c.label for c in q.choices]) for q in made.questions]
    dates = (made.opens_at, made.closes_at)
    page = desk.press(made.slug, "supprimer")
    assert "Le brouillon « À jeter » est supprimé." in words(page)
    assert desk.client.get(f"{BASE}/a-jeter").status_code == 404
    action, fields = form_of(page.get_data(as_text=True), 1)
    for _ in range(2):
        assert desk.client.post(action, data=fields).status_code == 303
    back = desk.read("a-jeter")
    assert [(q.key, q.shown_if, [c.label for c in q.choices]) for q in back.questions] == kept
    assert (back.is_ready, back.opens_at, back.closes_at) == (False, *dates)
    assert [line.action for line in desk.acts()] == [
        "consultation.create", "consultation.remove", "consultation.create",
    ]  # fmt: skip


def test_only_a_draft_that_nobody_answered_is_deleted(
    desk: Desk, session: orm.Session, consultation: Consultation
) -> None:
    desk.press("quartier", "supprimer")
    answers.start_sheet(session, desk.read("quartier"), "quelqu-un")
    desk.read("quartier").is_ready = False
    session.commit()
    desk.press("quartier", "supprimer")
    assert "Seul un brouillon" in words(desk.client.get(f"{BASE}/quartier"))


DRAFT = {
    "slug": "x", "contract": "armentieres", "commune": "armentieres", "title": "X",
    "degree": "consultation", "moment": "diagnostic", "opens": "2027-01-01",
    "closes": "2027-02-01", "questions": [],
}  # fmt: skip
QUESTION = {"key": "a", "kind": "long", "prompt": "Quoi ?"}
BAD = [
    {"title": "\x00"},
    {"intro": "\x00"},
    {"closes": "2026-01-01"},
    {"contract": "ailleurs"},
    {"questions": [{**QUESTION, "prompt": "\x00"}]},
    {"questions": [{**QUESTION, "shown_if": "${b} = 'x'"}]},
    {"questions": [QUESTION, QUESTION]},
]


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", '{"slug": "x"}', *(json.dumps({**DRAFT, **bad}) for bad in BAD)]
)
def test_what_did_not_come_from_the_page_makes_no_consultation(desk: Desk, content: str) -> None:
    token = desk.client.token(BASE)
    data = {"csrf_token": token, "content": content}
    answer = desk.client.post("/espace/nouvelle-consultation/remettre", data=data)
    assert answer.status_code == 400
    assert desk.acts() == []


def test_the_same_draft_well_said_comes_back(desk: Desk) -> None:
    token = desk.client.token(BASE)
    data = {"csrf_token": token, "content": json.dumps({**DRAFT, "questions": [QUESTION]})}
    assert desk.client.post("/espace/nouvelle-consultation/remettre", data=data).status_code == 303
    assert desk.keys("x") == ["a"]
