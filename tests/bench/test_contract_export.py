"""The contract with 100 000 contributions behind its sentences, on SQLite.

`pytest tests/bench -n 0 -s` prints the figures. A machine is fast or slow: what is asserted is a
ratio to plain work done in the same run.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from statistics import median
from time import perf_counter

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from consult import schema
from consult.app import create_app
from consult.config import load_settings
from consult.contract import files, readings
from consult.contract.documents.frozen import with_counts
from consult.contract.models import Contract, Placement, PlacementKind
from consult.contract.versions import publish
from consult.contributions.models import Contribution, Status
from consult.contributions.voices import people_by
from consult.db import utcnow
from consult.extensions import db
from consult.synthesis.models import Citation, Statement
from tests.bench.crowd import BATCH, fill
from tests.factories import World, make_world

# One worker prepares the contributions, once.
pytestmark = pytest.mark.xdist_group("bench")
NUMBER = int(os.environ.get("CONSULT_BENCH", "100000"))
SENTENCES = 200
TIMES = 3


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, World]]:
    """Every contribution is published, and stands behind one of the sentences of a small volet."""
    data = tmp_path_factory.mktemp("bench")
    app = create_app(load_settings(environ={"CONSULT_DATA": str(data)}))
    with app.app_context():
        schema.upgrade(db.engine)
        world = make_world(db.session)
        db.session.commit()
        start = perf_counter()
        fill(db.session, world, NUMBER)
        db.session.execute(sa.update(Contribution).values(status=Status.PUBLISHED))
        cite(db.session, world)
        db.session.commit()
        print(f"\n{NUMBER} contributions, {SENTENCES} sentences: {perf_counter() - start:.0f} s")
        with db.engine.connect() as connection:
            connection.exec_driver_sql("ANALYZE")
        yield app, world
        db.engine.dispose()


def cite(session: orm.Session, world: World) -> None:
    enjeux = world.vocabulary.enjeux
    statements = [
        Statement(id=n, enjeu=enjeux[n % len(enjeux)], text=f"Phrase {n} des habitants.")
        for n in range(1, SENTENCES + 1)
    ]
    session.add_all(statements)
    session.flush()
    session.add_all(
        Placement(
            contract=world.contract,
            statement=each,
            kind=PlacementKind.COMPLEMENT,
            enjeu=each.enjeu,
        )
        for each in statements
    )
    now = utcnow()
    for begin in range(1, NUMBER + 1, BATCH):
        rows = [
            {"statement_id": n % SENTENCES + 1, "contribution_id": n, "created_at": now}
            for n in range(begin, min(begin + BATCH, NUMBER + 1))
        ]
        session.execute(sa.insert(Citation), rows)


def seconds(act: Callable[[], object], times: int = TIMES) -> float:
    taken = []
    for _ in range(times):
        start = perf_counter()
        act()
        taken.append(perf_counter() - start)
    return median(taken)


def baseline() -> float:
    """One count of the people behind each sentence, by channel: what the figures are made of."""
    cited = sa.select(Contribution).join(Citation, Citation.contribution_id == Contribution.id)
    heard = people_by(cited, [Citation.statement_id, Contribution.channel])
    return seconds(lambda: db.session.execute(sa.select(heard)).all())


def read() -> readings.Reading:
    found = readings.read(db.session, "armentieres")
    assert found
    return found


def test_counting_who_stands_behind_a_contract(town: tuple[Flask, World]) -> None:
    base = baseline()
    taken = seconds(read)
    reading = read()
    assert sum(each.contributions for each in reading.heard.values()) == NUMBER

    print(f"baseline {base:.3f} s · reading the contract {taken:.3f} s ({taken / base:.1f}×)")
    # People by channel, then those who sent the same text: passes over the same rows, never one a
    # sentence.
    assert taken < 6 * base + 1


@pytest.mark.parametrize("form", ["html", "json", "docx", "odt"])
def test_making_the_file_costs_what_its_pages_cost(town: tuple[Flask, World], form: str) -> None:
    """However many contributions there are: they are counted, then only their sums are written."""
    app, _world = town
    reading = read()
    with app.test_request_context():
        start = perf_counter()
        content = files.write(db.session, reading, form)
        taken = perf_counter() - start
        empty = files.write(db.session, without_words(reading), form)
    print(f"{form}: {len(content):,} bytes in {taken:.2f} s, {len(content) / len(empty):.2f}× bare")
    # A sentence is printed with one line about those behind it: some 400 bytes, never their words.
    assert len(content) < len(empty) + SENTENCES * 1_500


def without_words(reading: readings.Reading) -> readings.Reading:
    return replace(reading, document=with_counts(reading.document, {}))


def test_a_published_version_is_read_as_fast_as_the_working_text(town: tuple[Flask, World]) -> None:
    _app, world = town
    before = seconds(read)
    contract = db.session.get(Contract, world.contract.id)
    publish(db.session, contract, by=world.editor, note="Mesure.")
    db.session.flush()
    after = seconds(read)
    db.session.rollback()

    print(f"working text {before:.3f} s · published version {after:.3f} s")
    assert after < 1.5 * before + 0.1
