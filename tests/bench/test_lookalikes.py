"""The desk and its look-alikes among 100 000 contributions on SQLite.

`pytest tests/bench -n 0 -s` prints the figures.
"""

from __future__ import annotations

import random

import pytest
import sqlalchemy as sa

from consult.contributions import receipts
from consult.contributions.lookalikes.index import wording_of
from consult.contributions.lookalikes.search import near
from consult.contributions.lookalikes.wording import similarity
from consult.contributions.models import Channel, Contribution, Source, Status
from consult.contributions.operations import Origin, Place, submit
from consult.db import transaction
from consult.extensions import db
from consult.moderation import claims
from consult.moderation.copies.proposals import proposals
from consult.moderation.filters import Filters
from consult.moderation.queries import TO_READ
from tests.bench.towns import NUMBER, milliseconds, page, signed_in

# One worker prepares the contributions, once.
pytestmark = pytest.mark.xdist_group("bench")
TIMES = 25
A_TENTH_OF_A_SECOND = 100


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
    search = milliseconds(
        lambda: near(db.session.connection(), wording_of(some_words(dice))), TIMES
    )
    campaign = db.session.get_one(Contribution, 1)
    largest = milliseconds(lambda: near(db.session.connection(), wording_of(campaign)), TIMES)
    panel = milliseconds(lambda: proposals(db.session, some_words(dice)), TIMES)
    print(
        f"scan of 1 000 texts {scan:.1f} ms; search {search:.1f} ms, in a campaign {largest:.1f} ms"
    )
    print(f"proposals of a page {panel:.1f} ms")
    assert max(search, largest, panel) < min(scan, A_TENTH_OF_A_SECOND)


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

    plain = milliseconds(lambda: [some_words(dice) for _ in range(200)], TIMES)
    arrival = milliseconds(arrive, TIMES)
    db.session.rollback()
    print(f"200 reads by key {plain:.1f} ms; an arrival {arrival:.1f} ms")
    assert arrival < 3 * plain


def test_the_queue_page_with_its_groups(town) -> None:
    app, world = town
    client = signed_in(app, world.moderator)
    plain = milliseconds(all_that_waits, 9)
    queue = milliseconds(page(client, "/espace/moderation"), 9)
    copies = milliseconds(page(client, "/espace/moderation/copies"), 9)
    print(
        f"\nreading all that waits {plain:.0f} ms; queue page {queue:.0f} ms, copies {copies:.0f} ms"
    )
    assert queue < 6 * plain
    assert copies < 6 * plain


def test_the_next_words_and_their_page(town) -> None:
    """Decide, claim the next words, read them: what a moderator waits for all day long."""
    app, world = town
    client = signed_in(app, world.moderator)
    plain = milliseconds(all_that_waits, 9)
    places: list[Contribution] = []

    def next_words() -> None:
        """As « pass »: those read last are left, and the next ones claimed."""
        with transaction(db.session) as session:
            by = session.merge(world.moderator)
            beyond = places[-1].id if places else None
            found = claims.take_next(session, TO_READ, Filters(), by=by, beyond=beyond)
            assert found
            places.append(found)

    taken = milliseconds(next_words, 9)
    shown = milliseconds(page(client, f"/espace/moderation/{places[-1].public_id}?seule=1"), 9)
    print(f"\nnext words {taken:.0f} ms, their page {shown:.0f} ms; all that waits {plain:.0f} ms")
    assert taken < 3 * plain
    assert shown < 6 * plain


def all_that_waits() -> list[sa.Row[tuple[int, str]]]:
    waiting = sa.select(Contribution.id, Contribution.text).where(
        Contribution.status == Status.RECEIVED
    )
    return list(db.session.execute(waiting).all())
