"""A draft is agreed on, taken back, deleted, put back. Nothing here commits."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.audit.operations import record
from consult.consultations.editing.entries import entries_of
from consult.consultations.editing.operations import About, check, create
from consult.consultations.editing.received import FalsifyingError, Why, received
from consult.consultations.models import Consultation, Degree, Entry, Moment, Question
from consult.consultations.reading import ConsultationEntry
from consult.consultations.wordings.models import Wording
from consult.consultations.wordings.operations import bring_in_line, texts_of
from consult.db import utcnow
from consult.enjeux.models import Vocabulary
from consult.reference_rows import references
from consult.territory.models import Commune

# What a draft holds itself, and that goes with it.
OWN_TABLES = frozenset({Question.__tablename__, Wording.__tablename__})
TEXTS = ("summary", "intro", "what_changes")


class NotReadyError(Exception):
    """There is nothing to answer, or no time left to do it (`closed`)."""

    def __init__(self, *, closed: bool) -> None:
        super().__init__("its last day is past" if closed else "it asks nothing")
        self.closed = closed


def make_ready(
    session: orm.Session, consultation: Consultation, *, at_once: bool, by: User
) -> bool:
    """Agree that it opens, `at_once` or at its date; False when it was agreed already.

    Raises NotReadyError or ConditionsError.
    """
    if consultation.is_ready:
        return False
    now = utcnow()
    if not consultation.questions:
        raise NotReadyError(closed=False)
    if consultation.closes_at <= now:
        raise NotReadyError(closed=True)
    check(entries_of(consultation))
    if at_once:
        consultation.opens_at = min(consultation.opens_at, now)
    consultation.is_ready = True
    record(
        session,
        "consultation.open",
        consultation,
        by=by,
        since=consultation.opens_at.isoformat(),
        until=consultation.closes_at.isoformat(),
    )
    return True


def back_to_draft(session: orm.Session, consultation: Consultation, *, by: User) -> bool:
    """False when it was one. Raises FalsifyingError once somebody began to answer: then it closes."""
    if not consultation.is_ready:
        return False
    if received(session, consultation).sheets:
        raise FalsifyingError({"consultation": Why.KEPT})
    consultation.is_ready = False
    record(session, "consultation.back_to_draft", consultation, by=by)
    return True


def remove_draft(
    session: orm.Session, consultation: Consultation, *, by: User
) -> ConsultationEntry:
    """With its questions; what it was is returned, for `put_draft_back`.

    Raises FalsifyingError for one that was opened, or that anything refers to.
    """
    table = Consultation.metadata.tables[Consultation.__tablename__]
    used = references(session, table, [consultation.id], besides=OWN_TABLES)
    if consultation.is_ready or used:
        raise FalsifyingError({"consultation": Why.KEPT})
    entry = ConsultationEntry.model_construct(
        **{name: getattr(consultation, name) for name in ("slug", "title", *TEXTS)},
        contract=consultation.vocabulary.key,
        commune=consultation.commune.key,
        degree=consultation.degree.value,
        moment=consultation.moment.value,
        opens=consultation.opens_at,
        closes=consultation.closes_at,
        profile=consultation.asks_profile,
        entry=consultation.entry.value,
        late_days=consultation.late_days,
        questions=tuple(entries_of(consultation)),
        wordings=texts_of(session, consultation),
    )
    record(session, "consultation.remove", consultation, by=by, key=consultation.slug)
    session.delete(consultation)
    session.flush()
    return entry


def put_draft_back(session: orm.Session, entry: ConsultationEntry, *, by: User) -> Consultation:
    """A draft again; sent twice, it comes back once. Raises ConditionsError, or LookupError without
    its commune or its contract.
    """
    here = session.scalars(sa.select(Consultation).where(Consultation.slug == entry.slug)).first()
    if here is not None and here.title == entry.title:
        return here
    commune = session.scalars(sa.select(Commune).where(Commune.key == entry.commune)).first()
    vocabulary = session.scalars(
        sa.select(Vocabulary).where(Vocabulary.key == entry.contract)
    ).first()
    if commune is None or vocabulary is None:
        raise LookupError(entry.contract)
    about = About(
        **{name: getattr(entry, name) for name in ("title", *TEXTS)},
        degree=Degree(entry.degree),
        moment=Moment(entry.moment),
        commune=commune,
        vocabulary=vocabulary,
        opens_at=entry.opens,
        closes_at=entry.closes,
        asks_profile=entry.profile,
        entry=Entry(entry.entry),
        late_days=entry.late_days,
    )
    made = create(session, about, entry.questions, by=by)
    if here is None:
        made.slug = entry.slug
    session.flush()
    bring_in_line(session, made, entry.wordings, by=by)
    return made
