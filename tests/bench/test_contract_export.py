"""The whole volet of Armentières with 100 000 contributions behind its sentences, on SQLite.

`pytest tests/bench -n 0 -s` prints the figures.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

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
from tests.bench.towns import (
    NUMBER,
    empty_site,
    import_armentieres,
    milliseconds,
    once,
    page,
    signed_in,
)
from tests.factories import World

pytestmark = pytest.mark.xdist_group("bench")
SENTENCES = 200
SLUG = "armentieres"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, World]]:
    """Every contribution is published, and stands behind one of the sentences of the volet."""
    with empty_site(tmp_path_factory) as app:
        world = import_armentieres(db.session)
        db.session.commit()
        fill(db.session, world, NUMBER)
        db.session.execute(sa.update(Contribution).values(status=Status.PUBLISHED))
        cite(db.session, world)
        db.session.commit()
        yield app, world


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


def baseline() -> float:
    """One count of the people behind each sentence, by channel: what the figures are made of."""
    cited = sa.select(Contribution).join(Citation, Citation.contribution_id == Contribution.id)
    heard = people_by(cited, [Citation.statement_id, Contribution.channel])
    return milliseconds(lambda: db.session.execute(sa.select(heard)).all())


def read() -> readings.Reading:
    found = readings.read(db.session, SLUG)
    assert found
    return found


def test_counting_who_stands_behind_a_contract(town: tuple[Flask, World]) -> None:
    base = baseline()
    taken = milliseconds(read)
    assert sum(each.contributions for each in read().heard.values()) == NUMBER

    print(f"\nbaseline {base:.0f} ms, reading the contract {taken:.0f} ms ({taken / base:.1f}×)")
    # People by channel, then those who sent the same text: passes over the same rows, never one a
    # sentence.
    assert taken < 5 * base


def test_its_pages_cost_hardly_more_than_counting(town: tuple[Flask, World]) -> None:
    """For everyone, and for whoever writes it: the text and what it comes from."""
    app, world = town
    readers, editors = app.test_client(), signed_in(app, world.editor)
    base = baseline()
    spent = {
        path: milliseconds(page(client, path))
        for client, path in (
            (readers, f"/contrats/{SLUG}"),
            (readers, "/contrats"),
            (editors, f"/espace/contrat/{SLUG}"),
            (editors, f"/espace/contrat/{SLUG}/actions"),
            (editors, f"/espace/contrat/{SLUG}/publier"),
        )
    }
    told = ", ".join(f"{path} {taken:.0f} ms" for path, taken in spent.items())
    print(f"\nbaseline {base:.0f} ms; {told}")
    assert max(spent.values()) < 8 * base


@pytest.mark.parametrize("form", sorted(files.FORMS))
def test_making_the_file_costs_what_its_pages_cost(town: tuple[Flask, World], form: str) -> None:
    """However many contributions there are: they are counted, then only their sums are written."""
    app, _world = town
    reading = read()
    with app.test_request_context():
        # The first file of a form loads what makes it; the last ones made are kept.
        bare = files.write(db.session, without_words(reading), form)
        least = once(lambda: files.write(db.session, without_words(reading, "Mesure"), form))
        taken = once(lambda: files.write(db.session, reading, form))
        content = files.write(db.session, reading, form)
    print(
        f"\n{form}: {len(content):,} bytes in {taken:.2f} s ({least:.2f} s with nobody behind), "
        f"{len(content) / len(bare):.2f}× bare"
    )
    # A sentence is printed with one line about those behind it: some 400 bytes, never their words.
    assert len(content) < len(bare) + SENTENCES * 1_500
    assert taken < 4 * least


def without_words(reading: readings.Reading, version: str = "") -> readings.Reading:
    bare = with_counts(reading.document, {})
    return replace(reading, document=replace(bare, version=version))


def test_a_published_version_is_read_as_fast_as_the_working_text(town: tuple[Flask, World]) -> None:
    app, world = town
    before = milliseconds(read)
    contract = db.session.get_one(Contract, world.contract.id)
    taken = once(lambda: publish(db.session, contract, by=world.editor, note="Mesure."))
    db.session.commit()
    after = milliseconds(read)
    shown = milliseconds(page(app.test_client(), f"/contrats/{SLUG}"))

    print(
        f"\nworking text {before:.0f} ms, published version {after:.0f} ms, its page {shown:.0f} ms; "
        f"publishing {taken:.1f} s"
    )
    assert after < 1.5 * before
    assert shown < 3 * before
