"""Until when one may ask, print and type; who may read a sheet again."""

from __future__ import annotations

from datetime import date, datetime

from consult.accounts.models import User
from consult.consultations.collecting.models import CollectedSheet, Round
from consult.consultations.editing.permissions import can_write
from consult.consultations.models import Consultation, Entry
from consult.consultations.permissions import can_answer
from consult.contributions.models import Channel
from consult.web.i18n import local

ALOUD = (Channel.INTERVIEW, Channel.DOOR_TO_DOOR)
CHANNELS = (*ALOUD, Channel.PAPER)


def can_interview(round_: Round, now: datetime) -> bool:
    """While the consultation is open and the round is not stopped."""
    return (
        not round_.is_paper and round_.stopped_at is None and can_answer(round_.consultation, now)
    )


def can_type(round_: Round, now: datetime) -> bool:
    """From the opening on; after the closing too, for paper that was filled before."""
    consultation = round_.consultation
    begun = consultation.is_ready and consultation.opens_at <= now
    return round_.is_paper and begun and round_.stopped_at is None and bool(consultation.questions)


def can_have_been_filled(round_: Round, day: date, now: datetime) -> bool:
    """Whether paper filled on that day was filled while answers were received."""
    consultation = round_.consultation
    first, last = local(consultation.opens_at).date(), local(consultation.last_moment).date()
    return first <= day <= min(last, local(now).date())


def can_read_again(collected: CollectedSheet, user: User) -> bool:
    """What a sheet says is for whoever typed it; once they have left the team, for its editors."""
    if collected.by_id is None:
        return can_write(user)
    return collected.by_id == user.id


def link_works(round_: Round, now: datetime) -> bool:
    return round_.link_until is not None and now < round_.link_until


def can_be_called_to(consultation: Consultation) -> bool:
    """Whether a poster may call residents to it: not where only the team answers."""
    return bool(consultation.questions) and consultation.entry is not Entry.TEAM
