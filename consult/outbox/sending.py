"""Sending what waits: at least once, never inside a long transaction.

A message is first claimed (its next try is put off and the claim committed), then sent, then marked.
If the worker dies in between, the message is tried again later; a second worker never takes it
meanwhile. Once a server has accepted a mail its body, which may hold a link that opens a session,
is erased, except in the demonstration where it can be read on a page. A resident's address is erased
with it, always.
"""

from __future__ import annotations

import logging
import smtplib
import ssl
from collections.abc import Callable
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from urllib.parse import parse_qs, unquote, urlsplit

import sqlalchemy as sa
from sqlalchemy import orm

from consult.config import ConfigurationError, Settings
from consult.db import transaction, utcnow
from consult.outbox.models import MOST_ATTEMPTS, OutboxMessage

log = logging.getLogger(__name__)

SECONDS = 20
Deliver = Callable[[EmailMessage], None]


def send_due(sessions: orm.sessionmaker[orm.Session], settings: Settings, deliver: Deliver) -> int:
    """Try every message that is due; returns how many were accepted."""
    sent = 0
    while (claimed := _claim_next(sessions)) is not None:
        sent += _send(sessions, claimed, settings, deliver)
    return sent


def _claim_next(sessions: orm.sessionmaker[orm.Session]) -> int | None:
    now = utcnow()
    with sessions() as session, transaction(session):
        message = session.scalars(
            sa.select(OutboxMessage)
            .where(
                OutboxMessage.sent_at.is_(None),
                OutboxMessage.due_at <= now,
                OutboxMessage.attempts < MOST_ATTEMPTS,
            )
            .order_by(OutboxMessage.due_at, OutboxMessage.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).first()
        if message is None:
            return None
        message.due_at = now + timedelta(minutes=2**message.attempts)
        message.attempts += 1
        return message.id


def _send(
    sessions: orm.sessionmaker[orm.Session], message_id: int, settings: Settings, deliver: Deliver
) -> bool:
    with sessions() as session:
        message = session.get(OutboxMessage, message_id)
    if message is None:  # called back meanwhile: its receiver erased their address
        return False
    error = ""
    try:
        deliver(compose(message, settings.mail_from, message.created_at))
    except (OSError, ValueError, smtplib.SMTPException) as failure:
        # ValueError: an address that no mail can bear must not hold back the others.
        error = told(failure, private=message.private)
        log.warning("mail %s was not accepted: %s", message_id, error)
    with sessions() as session, transaction(session):
        message = session.get(OutboxMessage, message_id)
        if message is None:
            return not error
        message.last_error = error
        if not error:
            message.sent_at = utcnow()
        if not settings.demo and (not error or (message.private and message.given_up)):
            message.body = ""
        if message.private and (not error or message.given_up):
            message.recipient = ""
    return not error


def told(failure: Exception, *, private: bool) -> str:
    """What went wrong, for the page of mails and the log. A server's own words can name the address."""
    name = type(failure).__name__
    if not private:
        return f"{name}: {failure}"[:500]
    if isinstance(failure, smtplib.SMTPRecipientsRefused):
        codes = sorted({str(code) for code, _ in failure.recipients.values()})
    elif isinstance(failure, smtplib.SMTPResponseException):
        codes = [str(failure.smtp_code)]
    else:
        codes = []
    return " ".join([name, *codes])


def compose(message: OutboxMessage, sender: str, date: datetime) -> EmailMessage:
    """A plain-text mail; a line break smuggled into a header raises ValueError."""
    mail = EmailMessage()
    mail["From"] = Address(addr_spec=sender)
    mail["To"] = Address(addr_spec=message.recipient)
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(date)
    mail["Message-ID"] = make_msgid(idstring=str(message.id), domain=sender.rpartition("@")[2])
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.body)
    return mail


def smtp(url: str) -> Deliver:
    """A deliverer for `smtp://user:password@host:port?starttls=yes` or `smtps://…`.

    Raises ConfigurationError on another kind of address.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ConfigurationError(
            "CONSULT_MAIL_URL must look like smtp://user:password@host:587?starttls=yes"
        )
    starttls = parse_qs(parts.query).get("starttls", ["no"])[0] in {"1", "yes", "true"}
    context = ssl.create_default_context()

    def deliver(mail: EmailMessage) -> None:
        with _connect(parts.scheme, str(parts.hostname), parts.port, context) as server:
            if starttls:
                server.starttls(context=context)
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(mail)

    return deliver


def _connect(scheme: str, host: str, port: int | None, context: ssl.SSLContext) -> smtplib.SMTP:
    if scheme == "smtps":
        return smtplib.SMTP_SSL(host, port or 465, timeout=SECONDS, context=context)
    return smtplib.SMTP(host, port or 25, timeout=SECONDS)


def print_mail(mail: EmailMessage) -> None:
    """The demonstration's deliverer. Who receives it is nobody's affair but theirs."""
    log.info("mail: %s\n%s", mail["Subject"], mail.get_content())
