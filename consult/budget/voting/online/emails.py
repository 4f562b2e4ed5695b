"""The mail with the link to vote. The outbox erases its address once it has left."""

from __future__ import annotations

from flask import render_template
from flask_babel import gettext as _
from sqlalchemy import orm

from consult.budget.models import Campaign
from consult.contributions.receipts import keyed
from consult.doors import links
from consult.outbox.operations import PrivateMail, call_back, queue_private
from consult.web.page import absolute_url


def holder_of(campaign: Campaign, address: str) -> str:
    return links.holder_of_mail(f"campaign:{campaign.id}", address)


def read_link(campaign: Campaign, link: str) -> str | None:
    """The holder that it leads to; None when it was not made here, or for another campaign."""
    found = links.read(_salt(campaign), link)
    return found if isinstance(found, str) else None


def send_link(session: orm.Session, campaign: Campaign, address: str) -> None:
    """One mail waits at most for an address: pressed twice, the button sends one."""
    # Of another digest than the link's: what is left of a mail that was sent leads nowhere.
    topic = "vote:" + keyed("vote-topic", f"{campaign.id}:{address}")
    call_back(session, [topic])
    signed = links.sign(_salt(campaign), holder_of(campaign, address))
    mail = PrivateMail(
        recipient=address,
        subject=_("Your link to vote"),
        body=render_template(
            "emails/vote_link.txt",
            campaign=campaign,
            link=absolute_url("vote.mail_link", slug=campaign.slug, link=signed),
        ),
        topic=topic,
    )
    queue_private(session, [mail])


def _salt(campaign: Campaign) -> str:
    return f"vote:mail:{campaign.id}"
