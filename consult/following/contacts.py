"""An address left to be told: asked for, confirmed, erased. Nothing here commits.

No audit line holds it. Whatever erases a contact calls back the mails that wait for it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import orm

from consult.audit.operations import RESIDENT, SYSTEM, record
from consult.contributions.models import Contribution, Receipt, Status
from consult.db import utcnow
from consult.following.models import Contact
from consult.outbox.operations import call_back

# A button pressed twice sends one mail.
AGAIN = timedelta(minutes=10)
CHUNK = 500


class AlreadyTold(ValueError):  # noqa: N818
    """An address is confirmed for this receipt: it is erased before another one is given."""


class NothingToTell(ValueError):  # noqa: N818
    """Every word behind this receipt was taken back: nobody is told of anything."""


@dataclass
class _Everyone:
    """What a line of the journal is about when it is about many at once."""

    id: None = None
    __tablename__ = "contact"


def can_be_told(receipt: Receipt, contributions: Sequence[Contribution]) -> bool:
    """Only of words that stay, behind a receipt that one person holds."""
    return not receipt.shared and any(each.status is not Status.WITHDRAWN for each in contributions)


def contact_of(session: orm.Session, receipt: Receipt) -> Contact | None:
    return session.scalars(sa.select(Contact).where(Contact.receipt_id == receipt.id)).first()


def find(session: orm.Session, public_id: str | None, *, lock: bool = False) -> Contact | None:
    """`lock` holds it, read afresh: an erasure at the same moment comes before or after."""
    query = sa.select(Contact).where(Contact.public_id == public_id)
    if lock:
        query = query.with_for_update(of=Contact).execution_options(populate_existing=True)
    return session.scalars(query.options(orm.joinedload(Contact.receipt, innerjoin=True))).first()


def ask(
    session: orm.Session,
    receipt: Receipt,
    address: str,
    *,
    language: str,
    at: datetime | None = None,
) -> Contact | None:
    """The contact to whom a mail of confirmation is due; None when one has just left.

    An address that nobody confirmed gives way to this one. Raises AlreadyTold, NothingToTell when no
    words are left, and ValueError for a receipt that a whole room shares.
    """
    if receipt.shared:
        raise ValueError("a room has no address")
    now = at or utcnow()
    session.execute(sa.select(Receipt.id).where(Receipt.id == receipt.id).with_for_update())
    # Whoever takes back the last words of the receipt holds it too: they are gone, or will find this.
    if not _has_words(session, receipt.id):
        raise NothingToTell
    known = contact_of(session, receipt)
    if known is not None and known.confirmed_at is not None:
        raise AlreadyTold
    if known is not None and known.address == address and now - known.created_at < AGAIN:
        return None
    if known is not None:
        _erase(session, [known])
    contact = Contact(receipt_id=receipt.id, address=address, language=language, created_at=now)
    session.add(contact)
    record(session, "contact.ask", contact, by=RESIDENT)
    return contact


def confirm(session: orm.Session, contact: Contact, *, at: datetime | None = None) -> None:
    """Done twice, it is done once."""
    if contact.confirmed_at is None:
        contact.confirmed_at = at or utcnow()
        record(session, "contact.confirm", contact, by=RESIDENT)


def forget(session: orm.Session, contact: Contact) -> None:
    """The address is erased at once, with the mails that wait for it."""
    record(session, "contact.forget", contact, by=RESIDENT)
    _erase(session, [contact])


def forget_when_all_is_withdrawn(session: orm.Session, receipt_id: int) -> None:
    """Nobody is told of words that are gone. The caller holds the receipt."""
    if _has_words(session, receipt_id):
        return
    known = session.scalars(sa.select(Contact).where(Contact.receipt_id == receipt_id)).first()
    if known is not None:
        forget(session, known)


def _has_words(session: orm.Session, receipt_id: int) -> bool:
    left = sa.select(Contribution.id).where(
        Contribution.receipt_id == receipt_id, Contribution.status != Status.WITHDRAWN
    )
    return session.scalars(left.limit(1)).first() is not None


def forget_old(session: orm.Session, now: datetime, *, pending_days: int, days: int) -> int:
    """Erase what nobody confirmed in time, and what told its last news too long ago; how many."""
    told = sa.func.coalesce(Contact.told_at, Contact.confirmed_at)
    old = (
        sa.select(Contact)
        .where(
            sa.or_(
                sa.and_(
                    Contact.confirmed_at.is_(None),
                    Contact.created_at < now - timedelta(days=pending_days),
                ),
                sa.and_(Contact.confirmed_at.is_not(None), told < now - timedelta(days=days)),
            )
        )
        .order_by(Contact.id)
        .limit(CHUNK)
        # One that a publication tells something at this moment is no longer old.
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    erased = 0
    while found := session.scalars(old).all():
        _erase(session, found)
        erased += len(found)
    if erased:
        record(session, "contact.forget_old", _Everyone(), by=SYSTEM, addresses=erased)
    return erased


def topic(contact: Contact) -> str:
    """What the mails of a contact are filed under in the outbox."""
    return f"contact:{contact.public_id}"


def _erase(session: orm.Session, contacts: Collection[Contact]) -> None:
    """A publication holds those whom it writes to: it has queued all its mails, or none, before us."""
    session.flush()
    mine = Contact.id.in_([each.id for each in contacts])
    session.execute(sa.select(Contact.id).where(mine).order_by(Contact.id).with_for_update())
    call_back(session, [topic(each) for each in contacts])
    session.execute(sa.delete(Contact).where(mine))
    for each in contacts:
        session.expunge(each)
