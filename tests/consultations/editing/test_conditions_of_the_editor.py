"""« Only if this question is that answer »: chosen in lists or written, refused when it cannot work."""

from __future__ import annotations

from contextlib import AbstractContextManager

import pytest
from flask import current_app
from sqlalchemy import orm

from consult.consultations.conditions.language import parse
from consult.consultations.editing.asking_if import compose, decompose, told, triggers
from consult.consultations.editing.entries import entries_of
from consult.consultations.models import Consultation
from tests.consultations.editing.conftest import BASE, Desk
from tests.pages import words


@pytest.fixture
def draft(desk: Desk, session: orm.Session, consultation: Consultation) -> str:
    consultation.is_ready = False
    session.commit()
    return consultation.slug


@pytest.mark.parametrize(
    ("trigger", "is_it", "written"),
    [
        ("priorites=c1", "oui", "selected(${priorites}, 'c1')"),
        ("priorites=c1", "non", "not(selected(${priorites}, 'c1'))"),
        ("satisfaction=c2", "oui", "${satisfaction} = 'c2'"),
        ("satisfaction=c2", "non", "${satisfaction} != 'c2'"),
        ("changer=", "oui", "${changer} != ''"),
        ("changer=", "non", "${changer} = ''"),
    ],
)
def test_the_commonest_condition_is_chosen_in_two_lists(
    desk: Desk, draft: str, trigger: str, is_it: str, written: str
) -> None:
    url = f"{BASE}/{draft}/questions/garder"
    answer = desk.save(url, asked_if="simple", trigger=trigger, trigger_is=is_it)
    assert answer.status_code == 303
    assert desk.read(draft).questions[3].shown_if == written
    again = desk.fields(url)
    assert (again["asked_if"], again["trigger"], again["trigger_is"]) == ("simple", trigger, is_it)
    assert desk.save(url, asked_if="tous").status_code == 303
    assert desk.read(draft).questions[3].shown_if == ""


def test_what_lists_cannot_say_is_written_and_shown_as_written(desk: Desk, draft: str) -> None:
    condition = "count-selected(${priorites}) > 1 and ${satisfaction} = 'c0'"
    url = f"{BASE}/{draft}/questions/garder"
    assert desk.save(url, asked_if="ecrite", shown_if=condition).status_code == 303
    again = desk.fields(url)
    assert (again["asked_if"], again["shown_if"]) == ("ecrite", condition)
    page = words(desk.client.get(f"{BASE}/{draft}"))
    assert "le nombre de réponses à" in page
    assert "est « Choix 0 de satisfaction »" in page


@pytest.mark.parametrize(
    ("condition", "told_words"),
    [
        ("${garder} = 'x'", "ne peut pas dépendre de sa propre réponse"),
        ("${absente} = 'x'", "ne s’appelle"),
        ("${satisfaction} = 'c9'", "n’est pas un des choix"),
        ("${changer} > 3", "ne demande pas un nombre"),
        ("selected(${changer}, 'x')", "ne propose pas de choix"),
        ("${satisfaction} = ", "n’est pas finie"),
        ("${satisfaction} ~ 'c1'", "n’est pas comprise à partir de"),
        ("bonjour", "n’est pas comprise."),
        ("", "Écrivez la condition"),
    ],
)
def test_a_condition_that_cannot_work_is_refused_with_its_reason_and_kept_on_the_page(
    desk: Desk, draft: str, condition: str, told_words: str
) -> None:
    url = f"{BASE}/{draft}/questions/garder"
    answer = desk.save(url, asked_if="ecrite", shown_if=condition, prompt="Gardé sur la page.")
    assert answer.status_code == 422
    assert told_words in words(answer)
    assert "Gardé sur la page." in answer.get_data(as_text=True)
    assert desk.read(draft).questions[3].shown_if == ""


def test_a_later_question_is_refused(desk: Desk, draft: str) -> None:
    url = f"{BASE}/{draft}/questions/satisfaction"
    answer = desk.save(url, asked_if="ecrite", shown_if="${garder} != ''")
    assert answer.status_code == 422
    assert "est posée plus loin" in words(answer)


def test_a_move_that_would_ask_before_the_answer_is_refused(
    desk: Desk, draft: str, session: orm.Session
) -> None:
    desk.read(draft).questions[1].shown_if = "selected(${priorites}, 'c0')"
    session.commit()
    desk.press(draft, "questions/satisfaction/place", place=0)
    assert "Elle reste à sa place" in words(desk.client.get(f"{BASE}/{draft}"))
    assert desk.keys(draft)[0] == "priorites"


def test_taking_away_the_choice_of_a_condition_is_refused_where_it_is_done(
    desk: Desk, draft: str, session: orm.Session
) -> None:
    desk.read(draft).questions[1].shown_if = "selected(${priorites}, 'c0')"
    session.commit()
    url = f"{BASE}/{draft}/questions/priorites"
    fields = desk.fields(url)
    shorter = {name: fields[name][1:] for name in fields if name.startswith("choices-")}
    answer = desk.save(url, **shorter)
    assert answer.status_code == 422
    assert "ne tient plus" in words(answer)
    assert len(desk.read(draft).questions[0].choices) == 4


def test_an_answer_that_the_page_did_not_offer_is_refused(desk: Desk, draft: str) -> None:
    for trigger in ("", "absente=c0", "priorites", "changer=l'un \"ou\" l'autre"):
        answer = desk.save(f"{BASE}/{draft}/questions/garder", asked_if="simple", trigger=trigger)
        assert answer.status_code == 422
        assert "Choisissez une réponse à une question d’avant." in words(answer)


def test_each_condition_of_the_lists_is_read_back_as_it_was_chosen(
    session: orm.Session, consultation: Consultation
) -> None:
    entries = entries_of(consultation)
    for trigger in triggers(entries, consultation.commune):
        for value, _words in trigger.answers:
            for is_it in (True, False):
                made = compose(value, is_it=is_it, earlier=entries)
                assert decompose(made, entries, consultation.commune) == (value, is_it)


def test_a_condition_is_told_in_words(session: orm.Session, consultation: Consultation) -> None:
    prompts = {entry.key: entry for entry in entries_of(consultation)}
    condition = parse(
        "not(${changer} = '') or (${satisfaction} = 'c1' and ${satisfaction} != 'c2')"
    )
    with in_a_request():
        said = told(condition, prompts)
    assert "sauf si" in said
    assert " ou (" in said
    assert "n’est pas" in said


def in_a_request() -> AbstractContextManager[object]:
    """Sentences are told in a request's language."""
    return current_app.test_request_context("/")
