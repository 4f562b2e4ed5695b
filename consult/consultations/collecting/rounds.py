"""Making, stopping and resuming rounds, and their links. Nothing here commits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.audit.operations import record
from consult.consultations.collecting.models import Round
from consult.consultations.collecting.permissions import CHANNELS
from consult.consultations.models import Consultation
from consult.contributions.models import Channel
from consult.db import utcnow


@dataclass(frozen=True)
class Said:
    """What the team says of a round; of paper only: where to hand it in, when it was filled."""

    label: str
    hand_in: str = ""
    filled_on: date | None = None


def make_round(
    session: orm.Session, consultation: Consultation, channel: Channel, said: Said, *, by: User
) -> Round:
    """Raises ValueError for a channel that nobody gathers by."""
    if channel not in CHANNELS:
        raise ValueError("words are gathered aloud or on paper")
    # Two rounds made at once have two numbers.
    held = sa.select(Consultation.id).where(Consultation.id == consultation.id)
    session.execute(held.with_for_update())
    last = sa.select(sa.func.max(Round.number)).where(Round.consultation_id == consultation.id)
    made = Round(
        consultation=consultation,
        number=(session.scalar(last) or 0) + 1,
        channel=channel,
        label=said.label,
        hand_in=said.hand_in,
        filled_on=said.filled_on,
        by=by,
    )
    session.add(made)
    record(session, "collecting_round.make", made, by=by, channel=channel.value, label=said.label)
    return made


def edit_round(session: orm.Session, round_: Round, said: Said, *, by: User) -> bool:
    """False when nothing was changed."""
    before = Said(round_.label, round_.hand_in, round_.filled_on)
    if said == before:
        return False
    round_.label, round_.hand_in, round_.filled_on = said.label, said.hand_in, said.filled_on
    record(session, "collecting_round.edit", round_, by=by, label=said.label)
    return True


def stop_round(session: orm.Session, round_: Round, *, by: User) -> None:
    """Nothing new begins; what was begun or sent stays. Done twice, it is done once."""
    if round_.stopped_at is None:
        round_.stopped_at = utcnow()
        record(session, "collecting_round.stop", round_, by=by, label=round_.label)


def resume_round(session: orm.Session, round_: Round, *, by: User) -> None:
    if round_.stopped_at is not None:
        round_.stopped_at = None
        record(session, "collecting_round.resume", round_, by=by, label=round_.label)


def open_link(session: orm.Session, round_: Round, until: datetime, *, by: User) -> None:
    """A new link for volunteers; the one before opens nothing any more.

    Raises ValueError for paper, or a past `until`.
    """
    if round_.is_paper or until <= utcnow():
        raise ValueError("a link opens interviews, until a day to come")
    round_.link_serial += 1
    round_.link_until = until
    record(session, "collecting_round.link", round_, by=by, until=until.isoformat())


def withdraw_link(session: orm.Session, round_: Round, *, by: User) -> None:
    if round_.link_until is not None:
        round_.link_until = None
        record(session, "collecting_round.withdraw_link", round_, by=by, label=round_.label)
