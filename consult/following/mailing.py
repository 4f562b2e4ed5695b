"""Queueing the mails of a telling: one for each address that was confirmed. Nothing here commits."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contributions.models import Contribution
from consult.following.emails import mail_of
from consult.following.models import Contact, Telling, TellingMail, Told
from consult.outbox.operations import queue_private

CHUNK = 500


def queue_mails(session: orm.Session, telling: Telling) -> int:
    """One for each contact whose words this telling told, once; how many were queued."""
    contract = telling.contract
    name = contract.subtitle or contract.title
    queued = 0
    while waiting := session.scalars(_not_mailed(telling).limit(CHUNK)).all():
        told = _told_to(session, telling, [each.receipt_id for each in waiting])
        version = telling.version_label
        mails = [
            mail_of(each, told[each.receipt_id], contract=name, version=version) for each in waiting
        ]
        messages = queue_private(session, mails)
        # At once: SQLite would be asked for each of them.
        mailed = sa.update(Contact).where(Contact.id.in_([each.id for each in waiting]))
        session.execute(mailed.values(told_at=telling.at))
        links = [{"message_id": each, "telling_id": telling.id} for each in messages]
        session.execute(sa.insert(TellingMail), links)
        queued += len(messages)
    return queued


def _not_mailed(telling: Telling) -> sa.Select[Contact]:
    """Held until the end: whoever erases their address waits, and then finds the mail to call back.

    One that was erased meanwhile is not among them.
    """
    told = (
        sa.select(Contribution.receipt_id)
        .join(Told, Told.contribution_id == Contribution.id)
        .where(Told.telling_id == telling.id)
    )
    return (
        sa.select(Contact)
        .where(
            Contact.confirmed_at.is_not(None),
            sa.or_(Contact.told_at.is_(None), Contact.told_at != telling.at),
            Contact.receipt_id.in_(told),
        )
        .order_by(Contact.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _told_to(
    session: orm.Session, telling: Telling, receipts: Sequence[int]
) -> dict[int, list[Told]]:
    """By receipt."""
    query = (
        sa.select(Contribution.receipt_id, Told)
        .join(Told, Told.contribution_id == Contribution.id)
        .where(Told.telling_id == telling.id, Contribution.receipt_id.in_(receipts))
        .order_by(Told.id)
    )
    found: dict[int, list[Told]] = {}
    for receipt_id, told in session.execute(query):
        found.setdefault(receipt_id, []).append(told)
    return found
