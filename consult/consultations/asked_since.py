"""From when on a question is put as it is: what earlier people were not asked, they did not pass over.

A question may still be added while answers are received; so may the condition of one that nobody has
answered. Whoever had sent their answers was not asked it. Once the consultation is closed, or its results
were published, it would be asked of nobody and counted all the same: it is refused.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import orm

from consult.consultations.models import Answer, AnswerSheet, Consultation, Question
from consult.consultations.results.models import ResultsPublication


class TooLateError(Exception):
    """People have answered, and nobody is asked any more."""


def is_too_late(session: orm.Session, consultation: Consultation, now: datetime) -> bool:
    """Two queries at most."""
    if not _began(session, consultation):
        return False
    published = ResultsPublication.consultation_id == consultation.id
    is_closed = consultation.is_ready and now >= consultation.closes_at
    return is_closed or bool(session.scalar(sa.select(sa.exists().where(published))))


def asked_from(session: orm.Session, consultation: Consultation, now: datetime) -> datetime | None:
    """For a question that is put from `now` on; None where nobody has begun to answer.

    Raises TooLateError.
    """
    if is_too_late(session, consultation, now):
        raise TooLateError
    return now if _began(session, consultation) else None


def was_there(question: Question) -> sa.ColumnElement[bool]:
    """Of the AnswerSheet that the query selects: the question was put, as far as time tells.

    An answer is proof of it: one that is entered later may bear an earlier date.
    """
    if question.added_at is None:
        return sa.true()
    mine = sa.and_(Answer.sheet_id == AnswerSheet.id, Answer.question_id == question.id)
    answered = sa.exists().where(mine).correlate(AnswerSheet)
    return sa.or_(AnswerSheet.submitted_at >= question.added_at, answered)


def _began(session: orm.Session, consultation: Consultation) -> bool:
    mine = AnswerSheet.consultation_id == consultation.id
    return bool(session.scalar(sa.select(sa.exists().where(mine))))
