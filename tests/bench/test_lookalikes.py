"""Look-alikes among 100 000 contributions on SQLite; `pytest tests/bench -n 0 -s` prints the figures.

A machine is fast or slow: what is asserted is a ratio to plain work done in the same run.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from statistics import median
from time import perf_counter

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from consult import schema
from consult.app import create_app
from consult.config import load_settings
from consult.contributions import receipts
from consult.contributions.lookalikes.index import wording_of
from consult.contributions.lookalikes.search import near
from consult.contributions.lookalikes.wording import similarity
from consult.contributions.models import Channel, Contribution, Source, Status
from consult.contributions.operations import Origin, Place, submit
from consult.extensions import db
from consult.moderation.copies.proposals import proposals
from consult.moderation.operations import ensure_reasons
from tests.bench.crowd import fill
from tests.factories import World, make_world

# One worker prepares the contributions, once.
pytestmark = pytest.mark.xdist_group("bench")
NUMBER = int(os.environ.get("CONSULT_BENCH", "100000"))
TIMES = 25


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, World]]:
    data = tmp_path_factory.mktemp("bench")
    app = create_app(load_settings(environ={"CONSULT_DATA": str(data)}))
    with app.app_context():
        schema.upgrade(db.engine)
        world = make_world(db.session)
        ensure_reasons(db.session)
        db.session.commit()
        start = perf_counter()
        copies = fill(db.session, world, NUMBER)
        print(
            f"\n{NUMBER} contributions, {copies} copies: {perf_counter() - start:.0f} s to prepare"
        )
        with db.engine.connect() as connection:
            connection.exec_driver_sql("ANALYZE")
        yield app, world
        db.engine.dispose()


def milliseconds(act: Callable[[], object], times: int = TIMES) -> float:
    """The median of several runs, after a first one that warms the caches."""
    act()
    spent = []
    for _ in range(times):
        start = perf_counter()
        act()
        spent.append((perf_counter() - start) * 1000)
    return median(spent)


def some_words(dice: random.Random) -> Contribution:
    """Long enough to be compared with others."""
    while True:
        found = db.session.get_one(Contribution, dice.randint(1, NUMBER))
        if not wording_of(found).is_short:
            return found


def test_a_search_among_all_costs_less_than_reading_a_thousand_texts(town) -> None:
    dice = random.Random(3)
    mine = wording_of(some_words(dice))
    thousand = list(db.session.scalars(sa.select(Contribution).limit(1_000)))
    scan = milliseconds(lambda: [similarity(mine, wording_of(each)) for each in thousand], 5)
    search = milliseconds(lambda: near(db.session.connection(), wording_of(some_words(dice))))
    campaign = db.session.get_one(Contribution, 1)
    largest = milliseconds(lambda: near(db.session.connection(), wording_of(campaign)))
    panel = milliseconds(lambda: proposals(db.session, some_words(dice)))
    print(
        f"scan of 1 000 texts {scan:.1f} ms; search {search:.1f} ms, in a campaign {largest:.1f} ms"
    )
    print(f"proposals of a page {panel:.1f} ms")
    assert max(search, largest, panel) < scan


def test_what_arrives_finds_its_copies_without_slowing(town) -> None:
    _app, world = town
    dice = random.Random(5)
    origin = Origin(
        Source.ANSWER, "Consultation", "Que faut-il changer ?", world.vocabulary, world.commune
    )

    def arrive() -> None:
        issued = receipts.issue(db.session, str(dice.random()))
        text = some_words(dice).text
        submit(db.session, issued.receipt, origin, text=text, channel=Channel.ONLINE, place=Place())
        db.session.flush()

    plain = milliseconds(lambda: [some_words(dice) for _ in range(200)])
    arrival = milliseconds(arrive)
    db.session.rollback()
    print(f"200 reads by key {plain:.1f} ms; an arrival {arrival:.1f} ms")
    assert arrival < 3 * plain


def test_the_queue_page_with_its_groups(town) -> None:
    app, world = town
    client = FlaskClient(app, app.response_class)
    with client.session_transaction() as cookie:
        cookie["_user_id"] = world.moderator.get_id()
        cookie["_fresh"] = True

    def page(path: str) -> Callable[[], object]:
        return lambda: client.get(path).get_data()

    waiting = sa.select(Contribution.id, Contribution.text).where(
        Contribution.status == Status.RECEIVED
    )
    plain = milliseconds(lambda: db.session.execute(waiting).all(), 9)
    queue = milliseconds(page("/espace/moderation"), 9)
    copies = milliseconds(page("/espace/moderation/copies"), 9)
    print(
        f"reading all that waits {plain:.0f} ms; queue page {queue:.0f} ms, copies {copies:.0f} ms"
    )
    assert queue < 6 * plain
    assert copies < 6 * plain
