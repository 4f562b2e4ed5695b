"""The coverage report with 100 000 contributions on SQLite; `pytest tests/bench -n 0 -s` tells."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.contract.coverage import queries
from consult.contract.coverage.fates import Fate
from consult.contract.coverage.queries import Asked
from consult.contract.coverage.sources import sources_of
from consult.contract.models import PlacementKind
from consult.contract.placements import Target, place
from consult.contributions.models import Contribution, Status, Tag, Tagging, TagOrigin
from consult.extensions import db
from consult.synthesis.models import Citation
from consult.synthesis.operations import write_statement
from tests.bench.towns import NUMBER, milliseconds, once
from tests.factories import World

pytestmark = pytest.mark.xdist_group("bench")


def test_the_report_stays_quick(town: tuple[Flask, World]) -> None:
    _app, world = town
    session = db.session
    published = Contribution.status == Status.PUBLISHED
    enjeux = [each.id for each in world.vocabulary.enjeux]
    ids = list(session.scalars(sa.select(Contribution.id).where(published)))
    session.execute(sa.update(Contribution).where(published).values(tagging=Tagging.TAGGED))
    tags = [
        {"contribution_id": each, "enjeu_id": enjeux[each % 6], "origin": TagOrigin.STAFF}
        for each in ids
    ]
    session.execute(sa.insert(Tag), tags)
    session.commit()
    for number in range(60):
        enjeu = world.vocabulary.enjeux[number % 6]
        mine = [each for each in ids if each % 6 == number % 6][number : number + 300]
        first = [session.get_one(Contribution, mine[0])]
        made = write_statement(session, enjeu, f"Phrase {number}.", first, by=world.editor)
        rows = [{"statement_id": made.id, "contribution_id": each} for each in mine[1:]]
        session.execute(sa.insert(Citation), rows)
        if number % 2:
            target = Target(PlacementKind.COMPLEMENT)
            place(session, made, world.contract, target, by=world.editor)
    session.commit()
    asked = Asked(world.vocabulary)

    def scan() -> None:
        session.scalar(sa.select(sa.func.sum(sa.func.length(Contribution.text))))

    def last_page() -> None:
        page = queries.without_outcome(session, asked, after=NUMBER - 100)
        queries.told(session, page.rows)
        session.expunge_all()

    def first_page() -> None:
        page = queries.without_outcome(session, asked, after=None)
        queries.told(session, page.rows)
        session.expunge_all()

    plain = milliseconds(scan)
    counted = milliseconds(lambda: queries.counts(session, asked))
    refused = milliseconds(lambda: queries.refusals(session, asked))
    lines = milliseconds(lambda: sources_of(session, world.vocabulary))
    first, last = milliseconds(first_page), milliseconds(last_page)
    rare = Asked(world.vocabulary, fate=Fate.UNPLACED)
    few = milliseconds(lambda: queries.without_outcome(session, rare, after=None))
    file = once(lambda: sum(1 for _ in queries.every_row(session, asked)))
    print(
        f"\nof {NUMBER}: plain scan {plain:.0f} ms, counts {counted:.0f}, refusals {refused:.0f}, "
        f"first page {first:.0f}, last page {last:.0f}, a rare case {few:.0f}, sources {lines:.0f}; "
        f"file of every line {file:.1f} s"
    )
    assert counted < 40 * plain
    assert max(first, last) < 10 * plain
