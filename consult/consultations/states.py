"""Where a consultation stands: told by its dates, once the team has agreed to open it."""

from __future__ import annotations

import enum
from datetime import datetime

from consult.consultations.models import Consultation


class State(enum.Enum):
    DRAFT = "draft"  # being written: nobody outside the team sees it, whatever its dates say
    COMING = "coming"
    OPEN = "open"
    CLOSED = "closed"


def state_of(consultation: Consultation, now: datetime) -> State:
    if not consultation.is_ready:
        return State.DRAFT
    if consultation.is_open(now):
        return State.OPEN
    return State.COMING if now < consultation.opens_at else State.CLOSED
