"""Making, recognising and stopping cards. Nothing here commits.

A code has eight signs of the receipts' alphabet, in two groups of four: 37 bits. Where ten thousand
cards are out, one guess in fifteen million is right, and a wrong one is counted by address.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.audit.operations import record
from consult.consultations.entry.models import Card, CardBatch
from consult.consultations.models import AnswerSheet, Consultation
from consult.contributions.receipts import ALPHABET, keyed, normalise, signs
from consult.db import utcnow

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


def make_batch(
    session: orm.Session, consultation: Consultation, *, label: str, number: int, by: User
) -> CardBatch:
    """Raises ValueError unless `number` lies between 1 and MOST."""
    if not 1 <= number <= MOST:
        raise ValueError(f"{MOST} cards at most")
    batch = CardBatch(consultation=consultation, label=label, number=number)
    session.add(batch)
    session.flush()
    # In an order that says nothing: a row's rank would tell which card it is.
    digests = sorted(_digest(_code(batch, rank)) for rank in range(1, number + 1))
    session.execute(sa.insert(Card), [{"batch_id": batch.id, "digest": each} for each in digests])
    record(session, "card_batch.make", batch, by=by, label=label, number=number)
    return batch


def stop_batch(session: orm.Session, batch: CardBatch, *, by: User) -> None:
    """No card of it opens a sheet any more. Done twice, it is done once."""
    if batch.stopped_at is None:
        batch.stopped_at = utcnow()
        record(session, "card_batch.stop", batch, by=by, label=batch.label)


def resume_batch(session: orm.Session, batch: CardBatch, *, by: User) -> None:
    """Its cards work again: stopping the wrong batch loses nothing."""
    if batch.stopped_at is not None:
        batch.stopped_at = None
        record(session, "card_batch.resume", batch, by=by, label=batch.label)


def note_printing(session: orm.Session, batch: CardBatch, *, by: User) -> None:
    """The codes are on a sheet of paper once more: the journal says whose."""
    record(session, "card_batch.print", batch, by=by, label=batch.label)


def printed(batch: CardBatch) -> Iterator[Printed]:
    for rank in range(1, batch.number + 1):
        yield Printed(rank, pretty(_code(batch, rank)))


@dataclass(frozen=True)
class Found:
    """A card in use: its code without breaks, and the batch it was printed with, by its public id."""

    code: str
    batch: str


def find_code(session: orm.Session, consultation: Consultation, typed: str) -> Found | None:
    """The card behind what was typed, however spaced or cased; None when no card in use bears it."""
    code = normalise(typed)
    if len(code) != LENGTH or any(sign not in ALPHABET for sign in code):
        return None
    query = (
        sa.select(CardBatch.public_id)
        .select_from(Card)
        .join(Card.batch)
        .where(
            Card.digest == _digest(code),
            CardBatch.consultation_id == consultation.id,
            CardBatch.stopped_at.is_(None),
        )
    )
    batch = session.scalar(query)
    return Found(code, batch) if batch else None


def is_stopped(session: orm.Session, consultation: Consultation, public_id: str) -> bool:
    """Whether the cards of this batch open nothing any more, not even what they had opened."""
    found = batch_of(session, consultation, public_id)
    return found is None or found.stopped_at is not None


def batches_of(session: orm.Session, consultation: Consultation) -> list[CardBatch]:
    query = sa.select(CardBatch).where(CardBatch.consultation_id == consultation.id)
    return list(session.scalars(query.order_by(CardBatch.id.desc())))


def batch_of(
    session: orm.Session, consultation: Consultation, public_id: str, *, lock: bool = False
) -> CardBatch | None:
    query = sa.select(CardBatch).where(
        CardBatch.consultation_id == consultation.id, CardBatch.public_id == public_id
    )
    return session.scalars(query.with_for_update() if lock else query).first()


def answers_sent(session: orm.Session, consultation: Consultation) -> int:
    """Of the whole consultation: which card they came from is not known."""
    query = sa.select(sa.func.count()).select_from(AnswerSheet)
    query = query.where(
        AnswerSheet.consultation_id == consultation.id, AnswerSheet.submitted_at.is_not(None)
    )
    return session.scalar(query) or 0


def pretty(code: str) -> str:
    """AC4K-RM3X: read aloud in two breaths, and not taken for a receipt's."""
    return f"{code[:GROUP]}-{code[GROUP:]}"


def _code(batch: CardBatch, rank: int) -> str:
    return signs(keyed("card", f"{batch.public_id}:{rank}"), LENGTH)


def _digest(code: str) -> str:
    return keyed("card-code", code)
