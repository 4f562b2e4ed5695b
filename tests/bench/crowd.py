"""Contributions that nobody wrote, the same at each run; half of them are copies of a shared text."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contributions.lookalikes.models import AlikeGroup, Fingerprint, FingerprintBand
from consult.contributions.lookalikes.wording import Wording
from consult.contributions.models import Channel, Contribution, Receipt, Source, Status, Tagging
from consult.territory.models import PlaceScope
from tests.factories import World

PROMPT = "Que faut-il changer ?"
BATCH = 2_000
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
# Shares of what is waiting, on the site, refused; as in a town that is a little late.
STATUSES = [Status.RECEIVED] * 30 + [Status.PUBLISHED] * 64 + [Status.REFUSED] * 6
SYLLABLES = (
    "bu cho dra fe gri ha jo ko lu mai noi pru qua ri so tra vu xa ze bon ver lin ta me ro ca pi"
).split()
SMALL = "le la les un une des de du et à en dans pour avec sur nous on il elle faut est".split()
# How many have the text of the largest campaign.
CAMPAIGN = 5_000


def texts(number: int) -> Iterator[str]:
    """Sentences of 3 to 45 words of a small language; half are copies, some with a slip or a greeting."""
    dice = random.Random(20270301)
    lexicon = ["".join(dice.choices(SYLLABLES, k=dice.randint(2, 4))) for _ in range(1_500)]
    weights = [1 / (rank + 3) for rank in range(len(lexicon))]
    written: list[str] = []
    campaign = _sentence(dice, lexicon, weights, 42)
    for position in range(number):
        if position % (number // CAMPAIGN or 1) == 0:
            yield _varied(dice, campaign)
        elif written and dice.random() < 0.47:
            yield _varied(dice, written[int(len(written) * dice.random() ** 3)])
        else:
            length = min(45, 3 + int(dice.expovariate(1 / 14)))
            written.append(_sentence(dice, lexicon, weights, length))
            yield written[-1]


def _sentence(dice: random.Random, lexicon: list[str], weights: list[float], length: int) -> str:
    rare = dice.choices(lexicon, weights, k=length)
    return " ".join(dice.choice(SMALL) if dice.random() < 0.4 else word for word in rare)


def _varied(dice: random.Random, text: str) -> str:
    chance = dice.random()
    if chance < 0.85:
        return text
    words = text.split(" ")
    place = dice.randrange(len(words))
    words[place] = f"Bonjour, {words[place]}" if chance < 0.93 else words[place] + words[place][-1]
    return " ".join(words)


def fill(session: orm.Session, world: World, number: int) -> int:
    """Write them as the site would have, in bulk; returns how many repeat another, letter for letter."""
    dice = random.Random(7)
    digests: dict[str, Wording] = {}
    met: Counter[str] = Counter()
    rows: list[dict[str, Any]] = []
    keys: list[str] = []
    for position, text in enumerate(texts(number), start=1):
        wording = Wording(world.vocabulary.id, PROMPT, "", text)
        digest = wording.digest
        digests.setdefault(digest, wording)
        met[digest] += 1
        keys.append(digest)
        rows.append(row(world, dice, position, text))
    receipts = [
        {"id": n, "code_digest": f"c{n}", "submission_digest": f"s{n}", "created_at": NOON}
        for n in range(1, number + 1)
    ]
    shared = {digest: n for n, digest in enumerate((d for d in met if met[d] > 1), start=1)}
    insert(session, Receipt, ({**each, "shared": False, "is_demo": False} for each in receipts))
    insert(session, Contribution, iter(rows))
    groups = ({"id": n, "public_id": f"g{n}", "created_at": NOON} for n in shared.values())
    insert(session, AlikeGroup, groups)
    insert(session, Fingerprint, (_print(n, key, shared) for n, key in enumerate(keys, start=1)))
    insert(
        session,
        FingerprintBand,
        ({"key": k, "digest": d} for d, wording in digests.items() for k in set(wording.bands)),
    )
    session.commit()
    return sum(times - 1 for times in met.values())


def _print(contribution_id: int, digest: str, shared: dict[str, int]) -> dict[str, Any]:
    group = shared.get(digest)
    return {
        "contribution_id": contribution_id,
        "digest": digest,
        "group_id": group,
        "wording": 1 if group else None,
    }


def row(world: World, dice: random.Random, position: int, text: str) -> dict[str, Any]:
    status = dice.choice(STATUSES)
    at = NOON + timedelta(minutes=position)
    return {
        "id": position,
        "public_id": f"{position:012x}",
        "receipt_id": position,
        "vocabulary_id": world.vocabulary.id,
        "commune_id": world.commune.id,
        "place_scope": PlaceScope.NOT_SAID,
        "channel": dice.choice([Channel.ONLINE] * 8 + [Channel.PAPER, Channel.WORKSHOP]),
        "source": Source.ANSWER,
        "source_title": "Consultation",
        "prompt": PROMPT,
        "title": "",
        "text": text,
        "language": "fr",
        "heard_from": 1,
        "status": status,
        "tagging": Tagging.TO_DO,
        "submitted_at": at,
        "published_at": at if status is Status.PUBLISHED else None,
        "revision": 0,
        "is_demo": False,
    }


def insert(session: orm.Session, table: type, rows: Iterator[dict[str, Any]]) -> None:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            session.execute(sa.insert(table), batch)
            batch = []
    if batch:
        session.execute(sa.insert(table), batch)
