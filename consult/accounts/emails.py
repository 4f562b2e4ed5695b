"""The mails that open a door. They hold a link and nothing else about the person."""

from __future__ import annotations

from flask import render_template
from flask_babel import gettext as _
from sqlalchemy import orm

from consult.accounts.models import LinkPurpose, User
from consult.accounts.operations import LIFETIMES, new_link
from consult.audit.operations import Signed
from consult.outbox.operations import queue
from consult.web.page import absolute_url


def send_sign_in_link(session: orm.Session, user: User) -> None:
    token = new_link(session, user, LinkPurpose.SIGN_IN, by=user)
    minutes = int(LIFETIMES[LinkPurpose.SIGN_IN].total_seconds() // 60)
    body = render_template(
        "emails/sign_in_link.txt",
        link=absolute_url("accounts.claim", token=token),
        minutes=minutes,
    )
    queue(session, recipient=user.email, subject=_("Your link to sign in"), body=body)


def send_invitation(session: orm.Session, user: User, *, by: Signed | str) -> None:
    token = new_link(session, user, LinkPurpose.INVITATION, by=by)
    body = render_template(
        "emails/invitation.txt",
        link=absolute_url("accounts.accept_invitation", token=token),
        days=LIFETIMES[LinkPurpose.INVITATION].days,
    )
    queue(session, recipient=user.email, subject=_("Choose your password"), body=body)
