"""A consultation, and someone who answers it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event, orm
from werkzeug.test import TestResponse

from consult.consultations.models import AnswerSheet, Consultation, Question
from consult.extensions import db
from tests.factories import World, make_consultation
from tests.pages import PageClient, form_of


@pytest.fixture
def consultation(session: orm.Session, world: World) -> Consultation:
    made = make_consultation(session, world)
    session.commit()
    return made


@dataclass
class Walker:
    """Someone who goes through the screens of one sheet."""

    client: PageClient
    base: str

    def page(self, screen: int | str) -> TestResponse:
        return self.client.get(f"{self.base}/{screen}")

    def answer(self, screen: int | str, value: Any = None, **data: Any) -> TestResponse:
        fields = {} if value is None else {"answer": value}
        return self.client.submit(f"{self.base}/{screen}", {**fields, **data})

    def send(self) -> TestResponse:
        return self.client.submit(f"{self.base}/verifier")

    def token(self) -> str:
        """The CSRF token of this person's session."""
        return form_of(self.page(1).get_data(as_text=True), 0)[1]["csrf_token"]

    def post(self, screen: int | str, **data: Any) -> TestResponse:
        return self.client.post(f"{self.base}/{screen}", data={"csrf_token": self.token(), **data})


@pytest.fixture
def begin(client: PageClient) -> Callable[..., Walker]:
    """Press « Commencer »."""

    def start(slug: str = "quartier") -> Walker:
        response = client.get(f"/consultations/{slug}/repondre")
        assert response.status_code == 302, response.status_code
        base, _, step = response.location.rpartition("/")
        assert step == "1"
        return Walker(client, base)

    return start


@pytest.fixture
def walker(begin: Callable[..., Walker], consultation: Consultation) -> Walker:
    return begin()


@pytest.fixture
def sheet_of(session: orm.Session) -> Callable[[], AnswerSheet]:
    """The only sheet there is, read afresh."""

    def read() -> AnswerSheet:
        session.expire_all()
        return session.scalars(sa.select(AnswerSheet)).one()

    return read


def add_question(session: orm.Session, consultation: Consultation, **values: Any) -> Question:
    """One more question, as the last screen."""
    question = Question(position=len(consultation.questions), **values)
    consultation.questions.append(question)
    session.commit()
    return question


class counted:  # noqa: N801
    """The SELECTs sent to the database inside the block."""

    def __init__(self) -> None:
        self.queries: list[str] = []

    def __enter__(self) -> counted:
        event.listen(db.engine, "before_cursor_execute", self.note)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(db.engine, "before_cursor_execute", self.note)

    def note(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            self.queries.append(statement)
