"""The cards of a consultation: each opens one sheet of answers."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import orm

from consult.consultations.entry.models import Card, CardBatch
from consult.consultations.models import AnswerSheet, Consultation
from consult.doors.cards import Deck

DECK = Deck(CardBatch, Card, CardBatch.consultation_id, Card.batch_id)


def answers_sent(session: orm.Session, consultation: Consultation) -> int:
    """Of the whole consultation: which card they came from is not known."""
    query = sa.select(sa.func.count()).select_from(AnswerSheet)
    query = query.where(
        AnswerSheet.consultation_id == consultation.id, AnswerSheet.submitted_at.is_not(None)
    )
    return session.scalar(query) or 0
