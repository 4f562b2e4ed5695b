"""Who may answer, and until when."""

from __future__ import annotations

from datetime import datetime

from consult.consultations.models import AnswerSheet, Consultation


def can_answer(consultation: Consultation, now: datetime) -> bool:
    """Anyone, while it is open; a consultation without a question cannot be answered."""
    return consultation.is_open(now) and bool(consultation.questions)


def can_change(sheet: AnswerSheet, now: datetime) -> bool:
    """The holder of its address, until it is sent."""
    return sheet.submitted_at is None and can_answer(sheet.consultation, now)
