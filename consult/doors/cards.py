"""Making, recognising and stopping cards. Nothing here commits.

A code has eight signs of the receipts' alphabet, in two groups of four: 37 bits. Where ten thousand
cards are out, one guess in fifteen million is right, and a wrong one is counted by address.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy import orm

from consult.audit.operations import Signed, record
from consult.contributions.receipts import ALPHABET, keyed, normalise, signs
from consult.db import utcnow
from consult.doors.models import BatchColumns, CardColumns

Batch = TypeVar("Batch", bound=BatchColumns)

LENGTH = 8
GROUP = 4
PER_PAGE = 10
# What prints while somebody waits: about fifteen seconds.
MOST = 200


@dataclass(frozen=True)
class Printed:
    """A card as it is printed: its rank in the batch from 1, and its code in two groups."""

    number: int
    code: str


@dataclass(frozen=True)
class Found:
    """A card in use: its code without breaks, and the batch it was printed with, by its public id."""

    code: str
    batch: str


@dataclass(frozen=True)
class Deck(Generic[Batch]):
    """The cards of one feature. `owner` is the column of `batch` that says what they open, by id;
    `batch_id` that of `card` that says its batch.
    """

    batch: type[Batch]
    card: type[CardColumns]
    owner: orm.InstrumentedAttribute[int]
    batch_id: orm.InstrumentedAttribute[int]

    def make(
        self, session: orm.Session, owner: int, *, label: str, number: int, by: Signed
    ) -> Batch:
        """Raises ValueError unless `number` lies between 1 and MOST."""
        if not 1 <= number <= MOST:
            raise ValueError(f"{MOST} cards at most")
        values: dict[str, Any] = {self.owner.key: owner, "label": label, "number": number}
        made = self.batch(**values)
        session.add(made)
        session.flush()
        # In an order that says nothing: a row's rank would tell which card it is.
        digests = sorted(code_digest(_code(made, rank)) for rank in range(1, number + 1))
        rows = [{self.batch_id.key: made.id, "digest": each} for each in digests]
        session.execute(sa.insert(self.card), rows)
        record(session, "card_batch.make", made, by=by, label=label, number=number)
        return made

    def find(self, session: orm.Session, owner: int, typed: str) -> Found | None:
        """The card behind what was typed, however spaced or cased; None when none in use bears it."""
        code = normalise(typed)
        if len(code) != LENGTH or any(sign not in ALPHABET for sign in code):
            return None
        query = (
            sa.select(self.batch.public_id)
            .select_from(self.card)
            .join(self.batch, self.batch.id == self.batch_id)
            .where(
                self.card.digest == code_digest(code),
                self.owner == owner,
                self.batch.stopped_at.is_(None),
            )
        )
        batch = session.scalar(query)
        return Found(code, batch) if batch else None

    def is_stopped(self, session: orm.Session, owner: int, public_id: str) -> bool:
        """Whether the cards of this batch open nothing any more, not even what they had opened."""
        found = self.batch_of(session, owner, public_id)
        return found is None or found.stopped_at is not None

    def batches_of(self, session: orm.Session, owner: int) -> list[Batch]:
        query = sa.select(self.batch).where(self.owner == owner)
        return list(session.scalars(query.order_by(self.batch.id.desc())))

    def batch_of(
        self, session: orm.Session, owner: int, public_id: str, *, lock: bool = False
    ) -> Batch | None:
        query = sa.select(self.batch).where(self.owner == owner, self.batch.public_id == public_id)
        return session.scalars(query.with_for_update() if lock else query).first()


def stop_batch(session: orm.Session, batch: BatchColumns, *, by: Signed) -> None:
    """No card of it opens anything any more. Done twice, it is done once."""
    if batch.stopped_at is None:
        batch.stopped_at = utcnow()
        record(session, "card_batch.stop", batch, by=by, label=batch.label)


def resume_batch(session: orm.Session, batch: BatchColumns, *, by: Signed) -> None:
    """Its cards work again: stopping the wrong batch loses nothing."""
    if batch.stopped_at is not None:
        batch.stopped_at = None
        record(session, "card_batch.resume", batch, by=by, label=batch.label)


def note_printing(session: orm.Session, batch: BatchColumns, *, by: Signed) -> None:
    """The codes are on a sheet of paper once more: the journal says whose."""
    record(session, "card_batch.print", batch, by=by, label=batch.label)


def printed(batch: BatchColumns) -> Iterator[Printed]:
    for rank in range(1, batch.number + 1):
        yield Printed(rank, pretty(_code(batch, rank)))


def pretty(code: str) -> str:
    """AC4K-RM3X: read aloud in two breaths, and not taken for a receipt's."""
    return f"{code[:GROUP]}-{code[GROUP:]}"


def code_digest(code: str) -> str:
    return keyed("card-code", code)


def _code(batch: BatchColumns, rank: int) -> str:
    return signs(keyed("card", f"{batch.public_id}:{rank}"), LENGTH)
