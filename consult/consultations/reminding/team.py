"""Mails to those who write consultations: a draft that nobody opened, an end that comes near."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import render_template
from flask_babel import gettext as _
from sqlalchemy import orm

from consult.accounts.models import Role, User, UserRole
from consult.consultations.models import AnswerSheet, Consultation
from consult.consultations.reminding.models import Moment, TeamReminder
from consult.contributions.places import perimeters_today
from consult.outbox.operations import queue
from consult.web.page import absolute_url

BEFORE = timedelta(days=3)


def remind(session: orm.Session, now: datetime) -> int:
    """How many mails were queued: one for each editor and each date that comes within three days."""
    editors = _editors(session)
    queued = 0
    for consultation in _coming(session, now, Consultation.opens_at, ~Consultation.is_ready):
        if _first_time(session, consultation, Moment.OPENING, consultation.opens_at):
            queued += _tell(
                session,
                editors,
                _("“%(title)s” is still a draft", title=consultation.title),
                "emails/team_opening.txt",
                consultation=consultation,
            )
    for consultation in _coming(session, now, Consultation.closes_at, Consultation.open_at(now)):
        if _first_time(session, consultation, Moment.CLOSING, consultation.closes_at):
            queued += _tell(
                session,
                editors,
                _("“%(title)s” ends soon", title=consultation.title),
                "emails/team_closing.txt",
                consultation=consultation,
                people=_answered(session, consultation),
                silent=_silent(session, consultation),
            )
    return queued


def _coming(
    session: orm.Session,
    now: datetime,
    moment: orm.InstrumentedAttribute[datetime],
    condition: sa.ColumnElement[bool],
) -> Sequence[Consultation]:
    query = sa.select(Consultation).where(condition, moment > now, moment <= now + BEFORE)
    return session.scalars(query.order_by(moment, Consultation.id)).all()


def _first_time(
    session: orm.Session, consultation: Consultation, moment: Moment, about: datetime
) -> bool:
    known = sa.select(TeamReminder.id).where(
        TeamReminder.consultation_id == consultation.id,
        TeamReminder.moment == moment,
        TeamReminder.about == about,
    )
    if session.scalar(known) is not None:
        return False
    session.add(TeamReminder(consultation_id=consultation.id, moment=moment, about=about))
    session.flush()
    return True


def _editors(session: orm.Session) -> Sequence[User]:
    held = sa.select(UserRole.user_id).where(UserRole.role == Role.EDITOR)
    return session.scalars(
        sa.select(User).where(User.active, User.id.in_(held)).order_by(User.id)
    ).all()


def _tell(
    session: orm.Session,
    editors: Sequence[User],
    subject: str,
    template: str,
    *,
    consultation: Consultation,
    **values: object,
) -> int:
    link = absolute_url("questionnaires.show", slug=consultation.slug)
    body = render_template(template, consultation=consultation, link=link, **values)
    for editor in editors:
        queue(session, recipient=editor.email, subject=subject, body=body)
    return len(editors)


def _answered(session: orm.Session, consultation: Consultation) -> int:
    query = sa.select(sa.func.count()).select_from(AnswerSheet)
    sent = AnswerSheet.submitted_at.is_not(None)
    return session.scalar(query.where(_of(consultation), sent)) or 0


def _silent(session: orm.Session, consultation: Consultation) -> list[str]:
    """The quarters of which nobody said to be, by name."""
    query = sa.select(AnswerSheet.perimeter_id).where(
        _of(consultation), AnswerSheet.submitted_at.is_not(None)
    )
    heard = set(session.scalars(query.distinct()))
    return [each.name for each in perimeters_today(consultation.commune) if each.id not in heard]


def _of(consultation: Consultation) -> sa.ColumnElement[bool]:
    return AnswerSheet.consultation_id == consultation.id
