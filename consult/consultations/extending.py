"""A consultation that people can answer for longer than they were told: everyone is told so."""

from __future__ import annotations

from datetime import datetime

from consult.consultations.models import Consultation
from consult.db import utcnow


def note_extension(consultation: Consultation, closes_at: datetime) -> None:
    """Keep the first last day that residents read, before `closes_at` takes its place.

    Not of a draft, nor of one that has not opened: nobody was told anything.
    """
    opened = consultation.is_ready and consultation.opens_at <= utcnow()
    first = consultation.extended_from or consultation.closes_at
    consultation.extended_from = first if opened and closes_at > first else None
