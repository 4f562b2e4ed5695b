"""Sheets that somebody asks aloud. Nothing here commits."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy import orm

from consult.accounts.models import User
from consult.audit.operations import RESIDENT, Signed, record
from consult.consultations.collecting.links import Ticket, read_ticket
from consult.consultations.collecting.models import CollectedSheet, Round
from consult.consultations.collecting.permissions import link_works
from consult.consultations.models import AnswerSheet, Consultation
from consult.db import utcnow
from consult.web.access import Audience

# A sheet is begun within half a day of its address being given, or a new address is asked for.
BEGUN_WITHIN = timedelta(hours=12)
# No device keeps longer what waits for the network: `js/offline/sheets.js` erases it then.
KEPT_FOR = timedelta(days=30)


class Refusal(enum.Enum):
    """Why an interview cannot begin."""

    ACCOUNT = "account"
    STOPPED = "stopped"
    LINK = "link"
    OLD = "old"


# Said to whoever asks aloud.
TOLD = {
    Refusal.ACCOUNT: _l(
        "The account that this interview was opened with may not ask any more. Ask the team."
    ),
    Refusal.STOPPED: _l("The team stopped this round before the interview began."),
    Refusal.LINK: _l(
        "The link that you were given ended before the interview began. Ask the team for another one."
    ),
    Refusal.OLD: _l(
        "This address was given too long ago. Open the link that you were given once more, or ask the "
        "team for another one."
    ),
}


@dataclass(frozen=True)
class Begun:
    """The round that gave an address, to the account `owner` or by its link.

    `refusal`: why no sheet can begin there any more.
    """

    round: Round
    refusal: Refusal | None
    owner: User | None


def behind(
    session: orm.Session, consultation: Consultation, token: str, begun_at: datetime | None = None
) -> Begun | None:
    """None for an address that no round of this consultation gave.

    `begun_at`: when it was opened, on a device that lost the network then. That the site said so is
    the proof that it could begin: see `offline.views.kept_state`.
    """
    ticket = read_ticket(consultation, token)
    if ticket is None:
        return None
    query = sa.select(Round).where(
        Round.public_id == ticket.round_id, Round.consultation_id == consultation.id
    )
    found = session.scalars(query).first()
    if found is None:
        return None
    owner = session.get(User, ticket.owner) if ticket.owner is not None else None
    return Begun(found, _refusal(found, ticket, owner, begun_at), owner)


def can_go_on(session: orm.Session, round_: Round, ticket: Ticket) -> bool:
    """Whether whoever held this address may have another one, as far as the round says."""
    owner = session.get(User, ticket.owner) if ticket.owner is not None else None
    return _closed(round_, ticket, owner) is None


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


def _refusal(
    round_: Round, ticket: Ticket, owner: User | None, begun_at: datetime | None
) -> Refusal | None:
    now = utcnow()
    if begun_at is None:
        is_old = now - ticket.given_at > BEGUN_WITHIN
        return _closed(round_, ticket, owner) or (Refusal.OLD if is_old else None)
    # What was stopped since stops nothing that had begun; somebody who left the team is not believed.
    if not ticket.serial and not _is_of_the_team(owner):
        return Refusal.ACCOUNT
    return Refusal.OLD if now - begun_at > KEPT_FOR else None


def _closed(round_: Round, ticket: Ticket, owner: User | None) -> Refusal | None:
    """What stops every address given to this account, or by this link."""
    if not ticket.serial and not _is_of_the_team(owner):
        return Refusal.ACCOUNT
    if round_.stopped_at is not None:
        return Refusal.STOPPED
    if not ticket.serial:
        return None
    is_last = ticket.serial == round_.link_serial
    return None if is_last and link_works(round_, utcnow()) else Refusal.LINK


def _is_of_the_team(owner: User | None) -> bool:
    return owner is not None and owner.may_enter(Audience.TEAM)
