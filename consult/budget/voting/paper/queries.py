"""Reading a ballot box: what was typed, what differs, what is still to do."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.budget.models import Campaign
from consult.budget.voting.models import Check, PaperBatch, PaperKind, PaperTyping, Reading


def boxes_of(session: orm.Session, campaign: Campaign) -> list[PaperBatch]:
    query = sa.select(PaperBatch).where(PaperBatch.campaign_id == campaign.id)
    return list(session.scalars(query.order_by(PaperBatch.id)))


def box_of(
    session: orm.Session, campaign: Campaign, public_id: str, *, lock: bool = False
) -> PaperBatch | None:
    query = sa.select(PaperBatch).where(
        PaperBatch.campaign_id == campaign.id, PaperBatch.public_id == public_id
    )
    return session.scalars(query.with_for_update() if lock else query).first()


@dataclass
class Papers:
    """Every reading of a box's papers, by number."""

    box: PaperBatch
    readings: dict[int, dict[Reading, PaperTyping]] = field(default_factory=dict)

    @property
    def numbers(self) -> range:
        return range(1, (self.box.announced or 0) + 1)

    def of(self, number: int) -> dict[Reading, PaperTyping]:
        return self.readings.get(number, {})

    def needs_first(self, number: int) -> bool:
        return Reading.FIRST not in self.of(number)

    def needs_second(self, number: int) -> bool:
        if Reading.SECOND in self.of(number):
            return False
        return self.box.check is Check.DOUBLE or number in drawn(self.box)

    def next_for(self, user: User) -> int | None:
        """The first paper that this person may read: none that they read already."""
        for number in self.numbers:
            mine = any(each.by_id == user.id for each in self.of(number).values())
            if not mine and (self.needs_first(number) or self.needs_second(number)):
                return number
        return None

    def differing(self) -> list[int]:
        """Papers that two people read differently, and that nobody settled."""
        return [
            number
            for number, each in sorted(self.readings.items())
            if Reading.SETTLED not in each
            and Reading.SECOND in each
            and said(each[Reading.FIRST]) != said(each[Reading.SECOND])
        ]

    def waiting(self) -> tuple[int, int]:
        """How many papers wait for a first reading, and for a second."""
        first = sum(self.needs_first(number) for number in self.numbers)
        return first, sum(self.needs_second(number) for number in self.numbers)

    def final(self) -> list[PaperTyping]:
        """What each paper says in the end."""
        return [
            each.get(Reading.SETTLED) or each[Reading.FIRST]
            for _number, each in sorted(self.readings.items())
        ]


def said(typing: PaperTyping) -> tuple[PaperKind, dict[str, int]]:
    return typing.kind, typing.content


def drawn(box: PaperBatch) -> frozenset[int]:
    """The papers of the sample; none before all were typed once."""
    return frozenset(box.drawn.get("numbers", ()))


def papers_of(session: orm.Session, box: PaperBatch) -> Papers:
    query = sa.select(PaperTyping).where(PaperTyping.batch_id == box.id)
    readings: dict[int, dict[Reading, PaperTyping]] = defaultdict(dict)
    for typing in session.scalars(query.options(orm.joinedload(PaperTyping.by))):
        readings[typing.number][typing.reading] = typing
    return Papers(box, dict(readings))
