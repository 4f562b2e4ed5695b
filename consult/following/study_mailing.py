"""Telling by mail what the study decided or asks, to the authors who left an address. No commit.

None of these mails quotes an idea: it says what happened, and leads to the page of the receipt.
"""

from __future__ import annotations

import sqlalchemy as sa
from flask import render_template
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import orm

from consult.budget.models import Idea
from consult.budget.studying.models import StudyStep
from consult.budget.studying.models import StudyStepKind as Kind
from consult.budget.studying.steps import after_step
from consult.budget.studying.telling import line
from consult.contributions.models import Contribution, Status
from consult.following.contacts import topic
from consult.following.emails import link
from consult.following.links import Purpose
from consult.following.models import Contact
from consult.outbox.operations import PrivateMail, queue_private

ASKS = frozenset({Kind.ASKED, Kind.ADAPTATION_PROPOSED})
# Of these every author of the project is told; of those only the idea's own.
OF_THE_PROJECT = frozenset(
    {
        Kind.ADAPTATION_PROPOSED,
        Kind.ADAPTATION_AGREED,
        Kind.ADAPTATION_DECLINED,
        Kind.ADAPTATION_SILENT,
        Kind.RETAINED,
        Kind.REJECTED,
        Kind.REOPENED,
    }
)
OF_THE_IDEA = frozenset(
    {
        Kind.ASKED,
        Kind.ADMITTED,
        Kind.REFUSED,
        Kind.UNITED,
        Kind.PARTED,
        Kind.APPEAL_MAINTAINED,
        Kind.APPEAL_ACCEPTED,
    }
)


def tell_of_the_study() -> None:
    """Called once by the application: from then on each step that matters to authors tells them."""
    if tell_authors not in after_step:
        after_step.append(tell_authors)


def tell_authors(session: orm.Session, step: StudyStep) -> None:
    if step.idea_id is not None and step.kind in OF_THE_IDEA:
        mine = Idea.id == step.idea_id
    elif step.idea_id is None and step.kind in OF_THE_PROJECT:
        mine = Idea.project_id == step.project_id
    else:
        return
    found: dict[int, tuple[Contact, Idea]] = {}
    for contact, idea in session.execute(_to_tell(mine)):
        found.setdefault(contact.id, (contact, idea))
    mails = [_mail(contact, idea, step) for contact, idea in found.values()]
    queue_private(session, mails)
    for contact, _idea in found.values():
        contact.told_at = step.at


def _to_tell(mine: sa.ColumnElement[bool]) -> sa.Select[Contact, Idea]:
    """Held until the end: whoever erases their address waits, and then finds the mail to call back."""
    return (
        sa.select(Contact, Idea)
        .join(Contribution, Contribution.receipt_id == Contact.receipt_id)
        .join(Idea, Idea.contribution_id == Contribution.id)
        .where(mine, Contact.confirmed_at.is_not(None), Contribution.status != Status.WITHDRAWN)
        .order_by(Contact.id, Idea.number)
        .with_for_update(of=Contact)
    )


def _mail(contact: Contact, idea: Idea, step: StudyStep) -> PrivateMail:
    with force_locale(contact.language):
        told = line(step)
        return PrivateMail(
            recipient=contact.address,
            subject=_("Your idea: %(step)s", step=told.title),
            body=render_template(
                "emails/study_told.txt",
                idea=idea,
                campaign=idea.campaign,
                line=told,
                asks=step.kind in ASKS,
                link=link(contact, Purpose.FOLLOW),
                stop=link(contact, Purpose.STOP),
            ),
            topic=topic(contact),
        )
