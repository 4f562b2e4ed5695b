"""Holding a consultation: its questionnaire does not change under an answer, nor while it is written."""

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


def lock(session: orm.Session, consultation: Consultation) -> None:
    """Two clicks, or two people, come one after the other; the closing date is read again then."""
    session.refresh(consultation, ["closes_at"], with_for_update=True)


def share(session: orm.Session, slug: str) -> None:
    """An answer is being given: whoever writes the questionnaire waits until the transaction ends.

    Answers do not wait for one another. Called before the questionnaire is read: what was taken off
    meanwhile is then not there any more.
    """
    session.execute(
        sa.select(Consultation.id)
        .where(Consultation.slug == slug)
        .with_for_update(read=True, key_share=True)
    )
