"""Reading what was published, and the consultation behind it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from consult.consultations.models import Consultation, Question
from consult.consultations.results.models import ResultsPublication
from consult.territory.models import Commune


def latest(session: orm.Session, consultation: Consultation) -> ResultsPublication | None:
    """The last time that results were published, taken back or not."""
    return session.scalars(
        sa.select(ResultsPublication)
        .where(ResultsPublication.consultation_id == consultation.id)
        .order_by(ResultsPublication.id.desc())
        .limit(1)
    ).first()


def published(session: orm.Session, consultation: Consultation) -> list[ResultsPublication]:
    """Every time, the first one first."""
    return list(
        session.scalars(
            sa.select(ResultsPublication)
            .where(ResultsPublication.consultation_id == consultation.id)
            .order_by(ResultsPublication.id)
        )
    )


def was_crossed(session: orm.Session, consultation: Consultation) -> bool:
    """Whether answers were ever published by a dimension."""
    found = sa.select(ResultsPublication.id).where(
        ResultsPublication.consultation_id == consultation.id, ResultsPublication.crossed_by != ""
    )
    return session.scalars(found.limit(1)).first() is not None


def read_now(session: orm.Session, slug: str) -> ResultsPublication | None:
    """What everyone reads of the consultation at this address, which comes with it. One query."""
    return session.scalars(
        sa.select(ResultsPublication)
        .join(ResultsPublication.consultation)
        .where(Consultation.slug == slug, ResultsPublication.taken_back_at.is_(None))
        .options(orm.contains_eager(ResultsPublication.consultation))
        .order_by(ResultsPublication.id.desc())
        .limit(1)
    ).first()


def by_slug(session: orm.Session, slug: str) -> Consultation | None:
    """With its questionnaire and its town's places, whatever its dates."""
    loads: tuple[Any, ...] = (
        orm.selectinload(Consultation.questions).options(
            orm.joinedload(Question.choices), orm.joinedload(Question.rows)
        ),
        orm.joinedload(Consultation.commune).selectinload(Commune.perimeters),
    )
    return session.scalars(
        sa.select(Consultation).where(Consultation.slug == slug).options(*loads)
    ).first()
