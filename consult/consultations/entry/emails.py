"""The mail with the link of a consultation. The outbox erases its address once it has left."""

from __future__ import annotations

from flask import render_template
from flask_babel import gettext as _
from sqlalchemy import orm

from consult.consultations.entry.tokens import mail_link
from consult.consultations.models import Consultation
from consult.consultations.reminding.models import AskedReminder
from consult.consultations.reminding.residents import stop_link
from consult.contributions.receipts import keyed
from consult.outbox.operations import PrivateMail, call_back, queue_private
from consult.web.page import absolute_url


def send_link(
    session: orm.Session,
    consultation: Consultation,
    address: str,
    reminder: AskedReminder | None = None,
) -> None:
    """One mail waits at most for an address: pressed twice, the button sends one.

    It says how not to be reminded, where a `reminder` was asked for.
    """
    # Of another digest than the link's: what is left of a mail that was sent leads nowhere.
    topic = "entry:" + keyed("entry-topic", f"{consultation.id}:{address}")
    call_back(session, [topic])
    link = absolute_url(
        "consultations.mail_link",
        slug=consultation.slug,
        link=mail_link(consultation, address),
    )
    mail = PrivateMail(
        recipient=address,
        subject=_("Your link to answer"),
        body=render_template(
            "emails/entry_link.txt",
            consultation=consultation,
            link=link,
            stop=stop_link(reminder) if reminder else "",
        ),
        topic=topic,
    )
    queue_private(session, [mail])
