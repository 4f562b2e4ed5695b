"""The mails to those who asked to be told. None of them quotes what the resident said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from flask import render_template
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import orm

from consult.following.contacts import topic
from consult.following.links import FOLLOWING, Purpose, lifetime, sign
from consult.following.models import Contact, Told, ToldKind
from consult.following.naming import sections_of
from consult.outbox.operations import PrivateMail, queue_private
from consult.web.page import absolute_url

# Of one receipt's sentences, so many are quoted in a mail; its page has them all.
MOST_QUOTED = 5


def ask_to_confirm(session: orm.Session, contact: Contact) -> None:
    with force_locale(contact.language):
        mail = PrivateMail(
            recipient=contact.address,
            subject=_("Confirm that you wish to be told"),
            body=render_template(
                "emails/contact_confirm.txt",
                link=link(contact, Purpose.CONFIRM),
                days=lifetime(Purpose.CONFIRM).days,
            ),
            topic=topic(contact),
        )
    queue_private(session, [mail])


class Quoted(NamedTuple):
    """A sentence of a mail, and the printed numbers of the sections where it stands."""

    text: str
    numbers: str
    several: bool


class Quotes(NamedTuple):
    """The first sentences of a kind, and how many others the page of the receipt tells."""

    first: list[Quoted]
    more: int

    @property
    def number(self) -> int:
        return len(self.first) + self.more


def mail_of(contact: Contact, told: Sequence[Told], *, contract: str, version: str) -> PrivateMail:
    """One mail, however many sentences entered or left. `contract` and `version` are their names."""
    entered = quotes([each for each in told if each.kind is ToldKind.ENTERED])
    with force_locale(contact.language):
        return PrivateMail(
            recipient=contact.address,
            subject=_("Your words are written into the contract")
            if entered.first
            else _("What became of your words"),
            body=render_template(
                "emails/told.txt",
                contract=contract,
                version=version,
                entered=entered,
                left=quotes([each for each in told if each.kind is ToldKind.LEFT]),
                apart=quotes([each for each in told if each.kind is ToldKind.APART]),
                link=link(contact, Purpose.FOLLOW),
                months=FOLLOWING.days // 30,
                stop=link(contact, Purpose.STOP),
            ),
            topic=topic(contact),
        )


def quotes(told: Sequence[Told]) -> Quotes:
    """Each sentence once, though it stands in several places and several answers are behind it."""
    found: dict[str, list[Told]] = {}
    for each in told:
        found.setdefault(each.text, []).append(each)
    every = []
    for text, group in found.items():
        numbers = sections_of(group)
        every.append(Quoted(text, ", ".join(numbers), len(numbers) > 1))
    return Quotes(every[:MOST_QUOTED], max(len(every) - MOST_QUOTED, 0))


_ENDPOINTS = {
    Purpose.CONFIRM: "following.confirm_contact",
    Purpose.FOLLOW: "following.show_by_link",
    Purpose.STOP: "following.stop_contact",
}


def link(contact: Contact, purpose: Purpose) -> str:
    token = sign(contact.public_id, purpose)
    return absolute_url(_ENDPOINTS[purpose], language=contact.language, token=token)
