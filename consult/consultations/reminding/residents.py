"""« Remind me before the end if I have not answered »: one mail, and the address is erased."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import current_app, render_template
from flask_babel import force_locale
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import orm
from sqlalchemy.exc import IntegrityError

from consult.accounts.tokens import hash_token
from consult.consultations.entry.tokens import Door, holder_of_mail, mail_link, token_of
from consult.consultations.models import AnswerSheet, Consultation, Entry
from consult.consultations.reminding.models import AskedReminder
from consult.db import utcnow
from consult.outbox.operations import PrivateMail, queue_private
from consult.web.page import absolute_url

BEFORE = timedelta(days=2)
CHUNK = 500


def can_ask(consultation: Consultation, now: datetime) -> bool:
    """Until the day of the reminders: after it the mail has left, or would leave at once."""
    return now < consultation.closes_at - BEFORE


def ask(
    session: orm.Session, consultation: Consultation, address: str, language: str
) -> AskedReminder:
    """Asked twice, it is one reminder. Raises ValueError once it is too late for one."""
    if not can_ask(consultation, utcnow()):
        raise ValueError("the day of the reminders is past")
    token_hash = _token_hash(consultation, address)
    found = session.scalars(
        sa.select(AskedReminder).where(AskedReminder.token_hash == token_hash)
    ).first()
    if found is None:
        found = AskedReminder(
            consultation_id=consultation.id,
            address=address,
            language=language,
            token_hash=token_hash,
        )
        try:
            with session.begin_nested():
                session.add(found)
        except IntegrityError:
            # The same button, pressed twice: the other click made it.
            return session.scalars(
                sa.select(AskedReminder).where(AskedReminder.token_hash == token_hash)
            ).one()
    return found


def forget_answered(session: orm.Session, sheet: AnswerSheet) -> None:
    """Who has answered is not reminded: the address goes with the sending."""
    mine = AskedReminder.token_hash == sheet.token_hash
    session.execute(sa.delete(AskedReminder).where(mine))


def forget(session: orm.Session, public_id: str) -> None:
    """Done twice, it is done once."""
    session.execute(sa.delete(AskedReminder).where(AskedReminder.public_id == public_id))


def remind(session: orm.Session, now: datetime) -> int:
    """Queue the mails of what closes soon; erase the addresses of what is over. How many mails."""
    over = sa.select(Consultation.id).where(Consultation.closes_at <= now)
    session.execute(sa.delete(AskedReminder).where(AskedReminder.consultation_id.in_(over)))
    queued = 0
    while asked := session.scalars(_due(now)).all():
        sent = _sent(session, asked)
        mails = [_mail(each) for each in asked if each.token_hash not in sent]
        queue_private(session, mails)
        ids = [each.id for each in asked]
        session.execute(sa.delete(AskedReminder).where(AskedReminder.id.in_(ids)))
        session.expunge_all()
        queued += len(mails)
    return queued


def stop_link(reminder: AskedReminder) -> str:
    return absolute_url(
        "consultations.stop_reminder",
        slug=reminder.consultation.slug,
        link=_signer().dumps(reminder.public_id),
    )


def read_stop_link(link: str) -> str | None:
    try:
        found = _signer().loads(link)
    except BadSignature:
        return None
    return found if isinstance(found, str) else None


def _due(now: datetime) -> sa.Select[AskedReminder]:
    soon = sa.and_(Consultation.open_at(now), Consultation.closes_at <= now + BEFORE)
    return (
        sa.select(AskedReminder)
        .join(AskedReminder.consultation)
        .where(soon)
        .options(orm.contains_eager(AskedReminder.consultation))
        .order_by(AskedReminder.id)
        .limit(CHUNK)
        .with_for_update(of=AskedReminder)
    )


def _sent(session: orm.Session, asked: Sequence[AskedReminder]) -> set[str]:
    """The digests of the sheets that were sent meanwhile."""
    hashes = [each.token_hash for each in asked]
    query = sa.select(AnswerSheet.token_hash).where(
        AnswerSheet.token_hash.in_(hashes), AnswerSheet.submitted_at.is_not(None)
    )
    return set(session.scalars(query))


def _mail(reminder: AskedReminder) -> PrivateMail:
    consultation = reminder.consultation
    with force_locale(reminder.language):
        link = absolute_url(
            "consultations.mail_link",
            language=reminder.language,
            slug=consultation.slug,
            link=mail_link(consultation, reminder.address),
        )
        return PrivateMail(
            recipient=reminder.address,
            subject=_("You can still answer"),
            body=render_template("emails/entry_reminder.txt", consultation=consultation, link=link),
            topic=f"reminder:{reminder.public_id}",
        )


def _token_hash(consultation: Consultation, address: str) -> str:
    return hash_token(
        token_of(consultation, Door(Entry.MAIL), holder_of_mail(consultation, address))
    )


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="entry:reminder")
