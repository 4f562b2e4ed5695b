"""Publishing results, taking them back, saying which questions describe the person. Nothing commits."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import orm

from consult.audit.operations import SYSTEM, Signed, record
from consult.consultations.holding import lock
from consult.consultations.models import Consultation, Question
from consult.consultations.reading import DESCRIBING
from consult.consultations.results.figures import kept_back
from consult.consultations.results.models import ResultsPublication
from consult.consultations.results.queries import latest, published, was_crossed
from consult.consultations.results.release import (
    BATCH,
    Draft,
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
    lock(session, consultation)
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
        if _tells_apart(session, consultation, made):
            figures, people, counted_at = last.figures, last.people, last.counted_at
        elif was_crossed(session, consultation):
            # Of others, by a dimension: new figures are read by none.
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
    lock(session, consultation)
    last = latest(session, consultation)
    if last is None or last.taken_back_at is not None:
        return False
    last.taken_back_at = now
    record(session, "results.take_back", consultation, by=by or SYSTEM)
    return True


def _tells_apart(session: orm.Session, consultation: Consultation, made: Draft) -> bool:
    """Whether new figures, beside any that were published before, would tell of a few people.

    Of the same people or nearly: figures read by a dimension, or of others, are not compared with new
    ones; and what the new ones keep back, because the rest would follow from it, nobody has read yet.
    """
    kept = kept_back(made.figures)
    for earlier in published(session, consultation):
        changed = changed_since(session, consultation, earlier, made.people)
        if changed >= BATCH:
            continue
        if changed or earlier.crossed_by or kept - kept_back(earlier.figures):
            return True
    return False


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
