"""A resident answers a question at the very moment when it is taken off: real commits, real locks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.accounts.models import Role, User, UserRole
from consult.consultations.editing import operations
from consult.consultations.editing.entries import entry_of
from consult.consultations.editing.received import FalsifyingError
from consult.consultations.holding import hold
from consult.consultations.models import Answer, Consultation, Question
from consult.db import transaction
from consult.extensions import db
from tests.factories import make_consultation, make_world
from tests.pages import browser, form_of

ROUNDS = 6


@pytest.fixture
def town(live_site: Flask) -> Flask:
    with live_site.app_context(), transaction(db.session) as session:
        world = make_world(session)
        for number in range(ROUNDS):
            make_consultation(session, world, slug=f"essai-{number}")
    return live_site


def editor() -> User:
    held = UserRole.role == Role.EDITOR
    return db.session.scalars(sa.select(User).join(User.held).where(held)).one()


def together(town: Flask, slug: str, act) -> int:
    """The status of an answer to the first question, sent while `act` is done to it."""
    resident = browser(town)
    start = resident.get(f"/consultations/{slug}/repondre").location
    action, fields = form_of(resident.get(start).get_data(as_text=True), 0)
    both = Barrier(2)

    def answer() -> int:
        both.wait()
        return resident.post(action, data={**fields, "answer": "c3"}).status_code

    def write() -> None:
        with town.app_context():
            both.wait()
            try:
                with transaction(db.session) as session:
                    found = hold(session, slug)
                    assert found is not None
                    act(session, found.questions[0])
            except FalsifyingError:
                pass

    with ThreadPoolExecutor(2) as pool:
        answered, written = pool.submit(answer), pool.submit(write)
        written.result()
        return answered.result()


def left(town: Flask, slug: str) -> tuple[bool, int]:
    """Whether the question is still there, and how many answers it has."""
    with town.app_context():
        mine = sa.select(Consultation.id).where(Consultation.slug == slug).scalar_subquery()
        asked = sa.select(Question).where(Question.consultation_id == mine)
        keys = {question.key for question in db.session.scalars(asked)}
        answers = db.session.scalar(
            sa.select(sa.func.count())
            .select_from(Answer)
            .join(Question)
            .where(Question.consultation_id == mine)
        )
        return "priorites" in keys, answers or 0


def test_a_question_goes_without_an_answer_or_stays_with_it(town: Flask) -> None:
    def remove(session, question: Question) -> None:
        operations.remove_question(session, question, by=editor())

    for number in range(ROUNDS):
        slug = f"essai-{number}"
        assert together(town, slug, remove) == 303
        assert left(town, slug) in {(True, 1), (False, 0)}


def test_a_choice_goes_before_it_is_ticked_or_stays(town: Flask) -> None:
    def shorten(session, question: Question) -> None:
        entry = entry_of(question)
        fewer = entry.model_copy(update={"choices": entry.choices[:3]})
        operations.edit_question(session, question, fewer, by=editor())

    for number in range(ROUNDS):
        slug = f"essai-{number}"
        status = together(town, slug, shorten)
        assert (status, left(town, slug)) in {(303, (True, 1)), (422, (True, 0))}
