"""The consultation that a file of answers comes to: one that is here, or made for it. Nothing commits."""

from __future__ import annotations

from typing import TypeVar

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy import orm

from consult.accounts.models import User
from consult.audit.operations import SYSTEM, record
from consult.consultations.editing.entries import new_question
from consult.consultations.holding import hold
from consult.consultations.imports.mapping import Mapping, NewEntry
from consult.consultations.models import Consultation, Degree, Entry, Moment
from consult.consultations.states import State, state_of
from consult.db import utcnow
from consult.enjeux.models import Vocabulary
from consult.territory.models import Commune
from consult.web.tables import FileError

Keyed = TypeVar("Keyed", Vocabulary, Commune)


def settle(session: orm.Session, mapping: Mapping, *, by: User | None) -> Consultation:
    """The consultation, with the questions that the mapping adds to it; audited, held.

    Raises FileError when it is not there and nothing says how to make it, or when it cannot take
    answers from a file.
    """
    found = hold(session, mapping.consultation)
    if found is None:
        if mapping.new is None:
            raise FileError(
                1, _("no consultation is called “%(name)s”.", name=mapping.consultation)
            )
        found = _made(session, mapping, mapping.new, by)
    _make_ready(session, found, by)
    _add_questions(session, found, mapping, by)
    return found


def takes_new_questions(consultation: Consultation) -> bool:
    """Not while residents answer it, or are about to: nobody is asked a question of a file."""
    return state_of(consultation, utcnow()) is State.CLOSED


def takes_answers(consultation: Consultation) -> bool:
    """A draft does once its last day is past: it is then a consultation that was held elsewhere."""
    return consultation.is_ready or consultation.closes_at <= utcnow()


def _made(session: orm.Session, mapping: Mapping, new: NewEntry, by: User | None) -> Consultation:
    if new.closes > utcnow():
        raise FileError(1, _("a consultation made from a file is over: its last day is past."))
    if new.closes <= new.opens:
        raise FileError(1, _("The last day comes before the first one."))
    made = Consultation(
        slug=mapping.consultation,
        title=new.title,
        degree=Degree(new.degree),
        moment=Moment(new.moment),
        vocabulary=_keyed(session, Vocabulary, new.contract),
        commune=_keyed(session, Commune, new.commune),
        opens_at=new.opens,
        closes_at=new.closes,
        asks_profile=mapping.asks_profile,
        is_ready=True,
        entry=Entry.ANYONE,
    )
    session.add(made)
    record(session, "consultation.create", made, by=by or SYSTEM, key=made.slug)
    return made


def _make_ready(session: orm.Session, consultation: Consultation, by: User | None) -> None:
    if consultation.is_ready:
        return
    if not takes_answers(consultation):
        raise FileError(
            1,
            _("this consultation is a draft: open it first, or give it dates that are past."),
        )
    consultation.is_ready = True
    record(
        session,
        "consultation.open",
        consultation,
        by=by or SYSTEM,
        since=consultation.opens_at.isoformat(),
        until=consultation.closes_at.isoformat(),
    )


def _add_questions(
    session: orm.Session, consultation: Consultation, mapping: Mapping, by: User | None
) -> None:
    here = {question.key for question in consultation.questions}
    new = [entry for entry in mapping.questions if entry.key not in here]
    if new and here and not takes_new_questions(consultation):
        raise FileError(
            1, _("this consultation is not over: a file adds no question to it meanwhile.")
        )
    for entry in new:
        place = len(consultation.questions)
        consultation.questions.append(new_question(entry, place))
        record(
            session,
            "question.add",
            consultation,
            by=by or SYSTEM,
            key=entry.key,
            number=place + 1,
        )


def _keyed(session: orm.Session, model: type[Keyed], key: str) -> Keyed:
    found = session.scalars(sa.select(model).where(model.key == key)).first()
    if found is None:
        what = _("contract") if model is Vocabulary else _("commune")
        raise FileError(1, _("the %(what)s “%(key)s” is not here.", what=what, key=key))
    return found
