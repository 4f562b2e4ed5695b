"""Reading consultations as the team does: drafts too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import orm

from consult.consultations.models import AnswerSheet, Consultation, Question
from consult.consultations.queries import questionnaire
from consult.consultations.states import State, state_of

MOST_LISTED = 200


@dataclass(frozen=True)
class Row:
    """A consultation, how many questions it asks and how many answers were sent."""

    consultation: Consultation
    questions: int
    sheets: int


def by_state(session: orm.Session, now: datetime) -> dict[State, list[Row]]:
    """The latest 200, in one query: what is being written or answered first."""
    questions = (
        sa.select(sa.func.count())
        .where(Question.consultation_id == Consultation.id)
        .correlate(Consultation)
        .scalar_subquery()
    )
    sheets = (
        sa.select(sa.func.count())
        .where(
            AnswerSheet.consultation_id == Consultation.id, AnswerSheet.submitted_at.is_not(None)
        )
        .correlate(Consultation)
        .scalar_subquery()
    )
    found: dict[State, list[Row]] = {state: [] for state in State}
    query = (
        sa.select(Consultation, questions, sheets)
        .order_by(Consultation.closes_at.desc(), Consultation.id.desc())
        .limit(MOST_LISTED)
    )
    for consultation, asked, sent in session.execute(query):
        found[state_of(consultation, now)].append(Row(consultation, asked, sent))
    return found


def find(session: orm.Session, slug: str) -> Consultation | None:
    """Whatever its state, with its questionnaire."""
    return session.scalars(
        sa.select(Consultation).where(Consultation.slug == slug).options(*questionnaire())
    ).first()
