"""Many people press « send » at once, on a database of their own: real commits, real locks."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from consult import schema
from consult.app import create_app
from consult.budget.models import Campaign, Idea
from consult.budget.operations import IdeaWords, propose
from consult.config import load_settings
from consult.contributions.models import Contribution, Receipt
from consult.contributions.operations import Place
from consult.db import transaction
from consult.extensions import db
from tests.conftest import drop_postgres, fresh_postgres, postgres_is_missing
from tests.factories import make_campaign, make_world

PEOPLE = 8


@pytest.fixture(params=["sqlite", "postgresql"])
def town(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An application whose database holds one open campaign."""
    environ = {"CONSULT_DATA": str(tmp_path)}
    name = f"consult_race_{os.getpid()}"
    if request.param == "postgresql":
        if reason := postgres_is_missing():
            pytest.skip(reason)
        environ["CONSULT_DATABASE_URL"] = fresh_postgres(name)
    app = create_app(load_settings(environ=environ))
    with app.app_context():
        schema.upgrade(db.engine)
        with transaction(db.session) as session:
            make_campaign(session, make_world(session))
    yield app
    with app.app_context():
        db.engine.dispose()
    if request.param == "postgresql":
        drop_postgres(name)


def all_at_once(app: Flask, key: Callable[[int], str]) -> list[str]:
    """The codes that PEOPLE get, each in a transaction of their own; `key` of the n-th form."""

    def send(n: int) -> str:
        with app.app_context(), transaction(db.session) as session:
            campaign = session.scalars(sa.select(Campaign)).one()
            words = IdeaWords(f"Idée {n}", "Des bancs.")
            return propose(session, campaign, key(n), words, place=Place()).code

    with ThreadPoolExecutor(PEOPLE) as pool:
        return list(pool.map(send, range(PEOPLE)))


def rows(app: Flask, table: type) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_ideas_sent_together_have_numbers_without_gap_nor_repeat(town: Flask) -> None:
    codes = all_at_once(town, lambda n: f"form-{n}")
    assert len(set(codes)) == PEOPLE
    with town.app_context():
        numbers = db.session.scalars(sa.select(Idea.number).order_by(Idea.number)).all()
    assert numbers == list(range(1, PEOPLE + 1))


def test_one_form_sent_many_times_together_is_one_idea(town: Flask) -> None:
    codes = all_at_once(town, lambda _: "the-same-form")
    assert len(set(codes)) == 1
    assert [rows(town, table) for table in (Idea, Contribution, Receipt)] == [1, 1, 1]
