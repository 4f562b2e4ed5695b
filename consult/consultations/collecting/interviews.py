"""Sheets that somebody asks aloud. Nothing here commits."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.audit.operations import RESIDENT, Signed, record
from consult.consultations.collecting.links import Ticket, read_ticket
from consult.consultations.collecting.models import CollectedSheet, Round
from consult.consultations.collecting.permissions import can_interview, link_works
from consult.consultations.models import AnswerSheet, Consultation
from consult.db import utcnow


@dataclass(frozen=True)
class Begun:
    """The round that gave an address, and whether a sheet can still begin there."""

    round: Round
    may_begin: bool


def behind(session: orm.Session, consultation: Consultation, token: str) -> Begun | None:
    """None for an address that no round of this consultation gave."""
    ticket = read_ticket(consultation, token)
    if ticket is None:
        return None
    query = sa.select(Round).where(
        Round.public_id == ticket.round_id, Round.consultation_id == consultation.id
    )
    found = session.scalars(query).first()
    if found is None:
        return None
    fresh = read_ticket(consultation, token, fresh=True) is not None
    return Begun(found, fresh and _may_begin(found, ticket))


def keep(session: orm.Session, sheet: AnswerSheet, round_: Round, *, by: User | None) -> None:
    """Write down where a sheet that has just begun comes from. Done twice, it is done once."""
    if session.get(CollectedSheet, sheet.id) is None:
        session.add(CollectedSheet(sheet_id=sheet.id, round_id=round_.id, by=by))
        session.flush()


def hand_over(session: orm.Session, collected: CollectedSheet) -> None:
    """The receipt is in its holder's hands: from now on no address of the sheet shows it."""
    if collected.sheet.submitted_at is None:
        raise ValueError("nothing was sent")
    collected.handed_at = collected.handed_at or utcnow()
    session.flush()


def erase(session: orm.Session, collected: CollectedSheet, *, by: Signed | str = RESIDENT) -> None:
    """An interview that was broken off leaves nothing but a line of the journal.

    Raises ValueError once it was sent: only its author takes words back then.
    """
    sheet = collected.sheet
    if sheet.submitted_at is not None:
        raise ValueError("this sheet was sent")
    record(session, "collecting_round.erase", collected.round, by=by)
    session.delete(collected)
    session.flush()
    session.delete(sheet)
    session.flush()


def _may_begin(round_: Round, ticket: Ticket) -> bool:
    now = utcnow()
    by_link = ticket.serial == round_.link_serial and link_works(round_, now)
    return can_interview(round_, now) and (ticket.serial == 0 or by_link)
