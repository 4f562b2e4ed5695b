"""Answers are read by two programs, the site's and the phone's: same faults, same values."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import sync_playwright
from werkzeug.datastructures import MultiDict

from consult.consultations.asking import value
from consult.consultations.forms import given_by, rehearsed_form
from consult.consultations.models import (
    AnswerSheet,
    Choice,
    Consultation,
    Question,
    QuestionKind,
    QuestionRow,
)
from consult.consultations.offline.kit import question_data
from consult.consultations.offline.screens import fields_of
from consult.consultations.operations import save_answer
from consult.contributions.models import Channel
from tests import factories
from tests.e2e.conftest import ARGUMENTS, CHROMIUM, Demo

nasty = st.text(alphabet="0123456789.-+_eE \t\n\xa0\u2003\x1c\ufeff١３ab'", max_size=8)

READ = """async (asked) => {
  const { fault, value } = await import("/static/js/offline/values.js");
  return asked.map(([question, fields]) => {
    const wrong = fault(question, fields);
    return [wrong, wrong ? null : value(question, fields)];
  });
}"""


def questions(consultation: Consultation) -> list[Question]:
    """One of each kind, optional and compulsory."""
    made = []
    for required in (False, True):
        for kind in QuestionKind:
            question = Question(
                key=f"{kind.value}{required}", kind=kind, prompt="?", position=len(made),
                required=required, max_choices=2 if kind is QuestionKind.MULTIPLE else None,
            )  # fmt: skip
            if kind.value in {"single", "multiple", "scale", "ranking", "matrix"}:
                question.choices = [
                    Choice(key=f"c{n}", position=n, label=f"C{n}") for n in range(3)
                ]
            if kind is QuestionKind.MATRIX:
                question.rows = [
                    QuestionRow(key=f"r{n}", position=n, label=f"R{n}") for n in range(2)
                ]
            consultation.questions.append(question)
            made.append(question)
    return made


def fields_for(question: Question) -> st.SearchStrategy[list[tuple[str, str]]]:
    ticks = st.sampled_from(["c0", "c1", "c2"]).map(lambda key: ("answer", key))
    match question.kind:
        case QuestionKind.MULTIPLE:
            made: Any = st.lists(ticks, unique=True)
        case QuestionKind.SINGLE | QuestionKind.SCALE:
            made = st.lists(ticks, max_size=1)
        case QuestionKind.RANKING:
            ranks = st.dictionaries(st.sampled_from(["c0", "c1", "c2"]), st.integers(1, 3))
            made = ranks.map(
                lambda given: [("answer", f"{key}:{rank}") for key, rank in given.items()]
            )
        case QuestionKind.MATRIX:
            cells = st.dictionaries(st.sampled_from(["r0", "r1"]), st.sampled_from(["c0", "c1"]))
            made = cells.map(lambda given: [(f"answer-{row}", key) for row, key in given.items()])
        case QuestionKind.PLACE:
            place = st.sampled_from(sorted(question_data(question, question)["reads"]))
            made = st.tuples(
                st.lists(place.map(lambda each: ("answer", each)), max_size=1), nasty
            ).map(lambda both: [*both[0], ("words", both[1])])
        case _:
            long = st.sampled_from(
                ["é" * 301, "e\u0301 \r\n fin", "1 786", "1\u202f786", "007", "12,5"]
            )
            made = (nasty | long).map(lambda text: [("answer", text)])
    return st.tuples(made, st.booleans()).map(
        lambda both: [*both[0], *([("skip", "1")] if both[1] else [])]
    )


def test_the_phone_reads_every_answer_as_the_site_does(
    app: Flask, session: Any, world: Any, demo: Demo
) -> None:
    consultation = factories.make_consultation(session, world)
    made = questions(consultation)
    session.flush()

    sent: list[Any] = []
    expected: list[Any] = []

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.data())
    def collect(data: st.DataObject) -> None:
        for question in made:
            fields = data.draw(fields_for(question))
            expected.append(site_reads(session, consultation, question, fields))
            sent.append([question_data(question, question), fields])

    with app.test_request_context("/"):
        collect()
    # While it runs, this thread has an event loop that the site refuses: only now.
    assert read_in_a_browser(demo, sent) == expected
    assert {bool(wrong) for wrong, _read in expected} == {True, False}


def read_in_a_browser(demo: Demo, sent: list[Any]) -> Any:
    if not CHROMIUM:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page()
        page.goto(f"{demo.url}/accessibilite")
        found = page.evaluate(READ, sent)
        browser.close()
        return found


def site_reads(
    session: Any, consultation: Consultation, question: Question, fields: Any
) -> list[Any]:
    """[what is wrong, what conditions read], as the phone tells it."""
    form = rehearsed_form(question, given=MultiDict(fields))
    taken = given_by(question, form, skipped=any(name == "skip" for name, _value in fields))
    if taken is None:
        wrong = str(next(iter(form.errors.values()))[0])
        return [wrong, None]
    undone = session.begin_nested()
    sheet = AnswerSheet(consultation=consultation, token_hash="x", channel=Channel.ONLINE)
    session.add(sheet)
    session.flush()
    saved = save_answer(session, sheet, question, taken)
    found = None
    if saved is not None:
        found = value(question, saved)
        again = rehearsed_form(question, given=MultiDict(fields_of(question, saved)))
        assert given_by(question, again, skipped=False) == taken
    undone.rollback()
    return ["", list(found) if isinstance(found, tuple) else None if found is None else str(found)]
