"""Many people press « send » at once, on a database of their own: real commits, real locks."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.budget.models import Campaign, Idea
from consult.budget.operations import IdeaWords, propose
from consult.contributions.models import Contribution, Receipt
from consult.contributions.operations import Place
from consult.db import transaction
from consult.extensions import db
from tests.factories import make_campaign, make_world

PEOPLE = 8


@pytest.fixture
def town(live_site: Flask) -> Flask:
    """An application whose database holds one open campaign."""
    with live_site.app_context(), transaction(db.session) as session:
        make_campaign(session, make_world(session))
    return live_site


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
