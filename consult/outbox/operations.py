"""Queueing a mail."""

from __future__ import annotations

from sqlalchemy import orm

from consult.outbox.models import OutboxMessage


def queue(session: orm.Session, *, recipient: str, subject: str, body: str) -> OutboxMessage:
    """Add a mail to the current transaction: it leaves only if what caused it is kept."""
    message = OutboxMessage(recipient=recipient, subject=subject, body=body)
    session.add(message)
    session.flush()
    return message
