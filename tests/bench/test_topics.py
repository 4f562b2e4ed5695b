"""One enjeu of 100 000 contributions grouped on SQLite; `pytest tests/bench/test_topics.py -n 0 -s`.

The words are those of the suggester's training sentences, cut and put together again: nearly all
the texts differ. What is asserted is a minute of this process's own work, whatever else the machine
does, and a ratio to reading the same texts, done in the same run.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter, process_time

import pytest
import sqlalchemy as sa
from flask import Flask

import consult
from consult.contributions.lookalikes.models import Fingerprint
from consult.contributions.models import Contribution, Receipt, Status, Tag, Tagging, TagOrigin
from consult.db import transaction
from consult.extensions import db
from consult.synthesis.queries import balance
from consult.synthesis.topics import running
from consult.synthesis.topics.loading import read_units
from consult.synthesis.topics.models import Topic, TopicMember, TopicRun
from consult.synthesis.topics.reading import read
from consult.synthesis.topics.scope import EVERYTHING
from tests.bench.crowd import NOON, PROMPT, insert, row
from tests.bench.towns import NUMBER, empty_site, milliseconds, once, page, signed_in
from tests.factories import World, make_world

pytestmark = pytest.mark.xdist_group("bench")
TRAINING = Path(consult.__file__).parent / "enjeux" / "training"
FILES = ("adults", "elders-and-workshops", "everyday", "implicit", "themes", "youth")
A_MINUTE = 60


def sentences() -> tuple[list[str], list[str]]:
    """Those of one enjeu, and those of all the others."""
    rows = []
    for name in FILES:
        with (TRAINING / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            rows += list(csv.DictReader(lines))
    mine = [row["text"] for row in rows if row["enjeu"] == "vivre-ensemble"]
    return mine, [row["text"] for row in rows if row["enjeu"] != "vivre-ensemble"]


def texts(number: int) -> Iterator[str]:
    """Some matters come back much more often than others, as in a town."""
    dice = random.Random(20270401)
    mine, others = sentences()
    weights = [1 / (rank + 5) for rank in range(len(mine))]
    for _ in range(number):
        first, second = dice.choices(mine, weights, k=2)
        chance = dice.random()
        if chance < 0.05:
            yield first
        elif chance < 0.4:
            yield f"{first} {dice.choice(others)}"
        elif chance < 0.7:
            yield f"{first} {second}"
        else:
            words = first.split()
            for _ in range(1 + len(words) // 4):
                words[dice.randrange(len(words))] = dice.choice(dice.choice(others).split())
            yield " ".join(words)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, World]]:
    with empty_site(tmp_path_factory) as app:
        world = make_world(db.session)
        db.session.commit()
        fill(world)
        yield app, world


def fill(world: World) -> None:
    """All published and sorted under one enjeu."""
    dice = random.Random(9)
    enjeu = world.enjeu("vivre-ensemble").id
    state = {"status": Status.PUBLISHED, "tagging": Tagging.TAGGED, "published_at": NOON}
    rows = [
        {**row(world, dice, position, text), **state, "prompt": PROMPT}
        for position, text in enumerate(texts(NUMBER), start=1)
    ]
    numbers = range(1, NUMBER + 1)
    receipt = {"shared": False, "is_demo": False, "created_at": NOON}
    insert(
        db.session,
        Receipt,
        (
            {**receipt, "id": n, "code_digest": f"c{n}", "submission_digest": f"s{n}"}
            for n in numbers
        ),
    )
    insert(db.session, Contribution, iter(rows))
    tag = {"enjeu_id": enjeu, "ambition_id": None, "origin": TagOrigin.STAFF}
    insert(db.session, Tag, ({**tag, "id": n, "contribution_id": n} for n in numbers))
    alone = {"group_id": None, "wording": None}
    insert(
        db.session,
        Fingerprint,
        ({**alone, "contribution_id": n, "digest": f"{n:032x}"} for n in numbers),
    )
    db.session.commit()


def propose(world: World) -> tuple[float, float, TopicRun]:
    """Seconds of work, seconds by the clock, and the run."""
    enjeu = db.session.merge(world.enjeu("vivre-ensemble"))
    with transaction(db.session) as session:
        run, _ = running.ask(session, enjeu, EVERYTHING, by=None)
        run_id = run.id
    clock, work = perf_counter(), process_time()
    running.run_apart(run_id)
    spent = process_time() - work, perf_counter() - clock
    db.session.expire_all()
    return *spent, db.session.get_one(TopicRun, run_id)


def test_one_enjeu_of_a_hundred_thousand_contributions_in_less_than_a_minute(town) -> None:
    app, world = town
    enjeu = db.session.merge(world.enjeu("vivre-ensemble"))

    def read_all() -> None:
        for unit in read_units(db.session, enjeu, EVERYTHING):
            read(unit.text)

    plain = once(read_all)
    db.session.rollback()
    first, clock, run = propose(world)
    print(
        f"\n{NUMBER} contributions: reading them {plain:.1f} s;"
        f" proposing {first:.1f} s of work, {clock:.1f} s by the clock:"
        f" {run.groups} groups, {run.contributions - run.grouped} alone"
    )
    before = members()
    again, clock, _ = propose(world)
    same = sum(before[each] == topic for each, topic in members().items())
    print(
        f"proposing again {again:.1f} s ({clock:.1f} s), {same} contributions in the group they were in"
    )
    assert same == len(before)
    assert max(first, again) < A_MINUTE
    assert max(first, again) < 12 * plain
    client = signed_in(app, world.editor)
    counted = milliseconds(lambda: balance(db.session, enjeu))
    largest = db.session.scalars(
        sa.select(Topic.public_id)
        .join(TopicMember, TopicMember.topic_id == Topic.id)
        .group_by(Topic.id)
        .order_by(sa.func.count().desc())
    ).first()
    place = "/espace/synthese/armentieres/vivre-ensemble"
    pages = {
        "groups": f"{place}/groupes",
        "largest group": f"/espace/synthese/groupe/{largest}",
        "outside": f"{place}/dehors",
    }
    spent = {name: milliseconds(page(client, path)) for name, path in pages.items()}
    told = ", ".join(f"{name} {taken:.0f} ms" for name, taken in spent.items())
    print(f"counter {counted:.0f} ms; pages: {told}")
    # No page reads the words of the whole enjeu.
    assert max(counted, *spent.values()) / 1000 < plain


def members() -> dict[int, int]:
    query = sa.select(TopicMember.contribution_id, TopicMember.topic_id)
    return {row.contribution_id: row.topic_id for row in db.session.execute(query)}
