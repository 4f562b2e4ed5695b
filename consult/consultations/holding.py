"""Holding a consultation while its questionnaire changes."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import orm

from consult.consultations.models import Choice, Consultation, Question


def hold(session: orm.Session, slug: str) -> Consultation | None:
    """The consultation of this slug; an answer being given waits until the transaction ends."""
    found = session.scalars(
        sa.select(Consultation).where(Consultation.slug == slug).with_for_update()
    ).first()
    if found is not None:
        mine = sa.select(Question.id).where(Question.consultation_id == found.id)
        session.execute(mine.order_by(Question.id).with_for_update())
        session.execute(
            sa.select(Choice.id)
            .where(Choice.question_id.in_(mine))
            .order_by(Choice.id)
            .with_for_update()
        )
    return found
