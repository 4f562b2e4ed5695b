"""Publishing results, taking them back, saying which questions describe the person. Nothing commits."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import orm

from consult.audit.operations import SYSTEM, Signed, record
from consult.consultations.models import Consultation, Question
from consult.consultations.reading import DESCRIBING
from consult.consultations.results.models import ResultsPublication
from consult.consultations.results.queries import latest, was_crossed
from consult.consultations.results.release import (
    BATCH,
    changed_since,
    draft,
    enough_people,
)


class StillOpen(ValueError):  # noqa: N818
    """Results are published once everybody has answered."""


class TooFewPeople(ValueError):  # noqa: N818
    """Fewer than five people answered."""


class AlreadyPublished(ValueError):  # noqa: N818
    """Everyone reads them now: take them back first."""


def publish(
    session: orm.Session,
    consultation: Consultation,
    crossed_by: str,
    *,
    by: Signed | None,
    now: datetime,
) -> ResultsPublication:
    """Raises StillOpen, TooFewPeople or AlreadyPublished; see `release` for what is shown again."""
    # Two clicks, or two people, publish once.
    session.execute(
        sa.select(Consultation.id).where(Consultation.id == consultation.id).with_for_update()
    )
    last = latest(session, consultation)
    if last is not None and last.taken_back_at is None:
        raise AlreadyPublished
    if now < consultation.closes_at:
        raise StillOpen
    made = draft(session, consultation, crossed_by, now)
    if not enough_people(made.people):
        raise TooFewPeople
    figures, people, counted_at = made.figures, made.people, now
    if last is not None:
        changed = changed_since(session, consultation, last, people)
        # Whatever was published before, of others, by a dimension: new figures are read by none.
        if changed < BATCH and (changed or last.crossed_by):
            figures, people, counted_at = last.figures, last.people, last.counted_at
        elif was_crossed(session, consultation):
            figures = draft(session, consultation, "", now).figures
    shown = ResultsPublication(
        consultation_id=consultation.id,
        counted_at=counted_at,
        published_at=now,
        by_id=by.id if by is not None else None,
        people=people,
        crossed_by=figures["crossed_by"],
        figures=figures,
    )
    session.add(shown)
    record(
        session,
        "results.publish",
        consultation,
        by=by or SYSTEM,
        answers=people,
        crossed_by=figures["crossed_by"],
    )
    return shown


def take_back(
    session: orm.Session, consultation: Consultation, *, by: Signed | None, now: datetime
) -> bool:
    """Nobody reads them any more; False when nobody could."""
    last = latest(session, consultation)
    if last is None or last.taken_back_at is not None:
        return False
    last.taken_back_at = now
    record(session, "results.take_back", consultation, by=by or SYSTEM)
    return True


def describe(
    session: orm.Session, consultation: Consultation, keys: Collection[str], *, by: Signed
) -> list[Question]:
    """The questions of `keys`, and no other, describe the person. Returns those that changed.

    Raises LookupError for a key that is none of a question with one answer.
    """
    may = {q.key: q for q in consultation.questions if q.kind.value in DESCRIBING}
    if not set(keys) <= set(may):
        raise LookupError("not a question with one answer")
    changed = [q for key, q in may.items() if q.describes_person != (key in keys)]
    for question in changed:
        question.describes_person = question.key in keys
    if changed:
        described = sorted(keys)
        record(session, "results.describe", consultation, by=by, questions=described)
    return changed
