"""Who may answer, and until when."""

from __future__ import annotations

from datetime import datetime, timedelta

from consult.consultations.models import AnswerSheet, Consultation


def can_answer(consultation: Consultation, now: datetime, begun_at: datetime | None = None) -> bool:
    """Anyone, while it is open; a consultation without a question cannot be answered.

    Answers `begun_at` an instant when it was open are still received for its `late_days`.
    """
    if not consultation.questions:
        return False
    return consultation.is_open(now) or is_late(consultation, now, begun_at)


def is_late(consultation: Consultation, now: datetime, begun_at: datetime | None) -> bool:
    """Whether answers begun in time arrive after the closing, and are still received."""
    if begun_at is None or not consultation.is_ready:
        return False
    begun_in_time = consultation.opens_at <= begun_at < consultation.closes_at
    return begun_in_time and consultation.closes_at <= now < late_until(consultation)


def late_until(consultation: Consultation) -> datetime:
    """When answers begun before the closing are not received any more."""
    return consultation.closes_at + timedelta(days=consultation.late_days)


def can_change(sheet: AnswerSheet, now: datetime) -> bool:
    """The holder of its address, until it is sent."""
    return sheet.submitted_at is None and can_answer(sheet.consultation, now, sheet.created_at)
