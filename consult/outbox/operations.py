"""Queueing a mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import sqlalchemy as sa
from sqlalchemy import orm

from consult.outbox.models import OutboxMessage

CHUNK = 500


def queue(session: orm.Session, *, recipient: str, subject: str, body: str) -> OutboxMessage:
    """Add a mail to the current transaction: it leaves only if what caused it is kept."""
    message = OutboxMessage(recipient=recipient, subject=subject, body=body)
    session.add(message)
    session.flush()
    return message


@dataclass(frozen=True)
class PrivateMail:
    """To a resident, whose address is told nowhere. `topic` names what it is about: one of each."""

    recipient: str
    subject: str
    body: str
    topic: str


def queue_private(session: orm.Session, mails: Sequence[PrivateMail]) -> list[int]:
    """The same for many at once, in three queries; returns the ids of the messages."""
    if not mails:
        return []
    session.flush()
    last = session.scalar(sa.select(sa.func.max(OutboxMessage.id))) or 0
    session.execute(sa.insert(OutboxMessage), [{**asdict(each), "private": True} for each in mails])
    mine = OutboxMessage.topic.in_([each.topic for each in mails])
    return list(session.scalars(sa.select(OutboxMessage.id).where(OutboxMessage.id > last, mine)))


def call_back(session: orm.Session, topics: list[str]) -> None:
    """Delete the mails about `topics` that have not left: nobody receives them any more."""
    for start in range(0, len(topics), CHUNK):
        about = OutboxMessage.topic.in_(topics[start : start + CHUNK])
        session.execute(sa.delete(OutboxMessage).where(about, OutboxMessage.sent_at.is_(None)))
