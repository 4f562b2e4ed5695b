"""Telling a stage of a winning project to its authors and its followers. Nothing here commits.

Called once for each stage (`consult.budget.delivering.operations`), in the transaction that writes it:
the mails leave only if the stage is kept. An address receives one mail, whatever it was left for.
"""

from __future__ import annotations

import sqlalchemy as sa
from flask import render_template
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import orm

from consult.audit.operations import SYSTEM, record
from consult.budget.delivering.models import LAST, DeliveryStep
from consult.budget.delivering.operations import after_stage
from consult.budget.models import Idea, Project
from consult.contributions.addresses import mailbox
from consult.contributions.models import Contribution, Status
from consult.following import contacts, emails, project_followers
from consult.following.links import Purpose
from consult.following.models import Contact, ProjectFollower
from consult.outbox.operations import PrivateMail, queue_private
from consult.web.page import absolute_url


def tell_of_stages() -> None:
    """Called once by the application: from then on reaching a stage tells."""
    if tell not in after_stage:
        after_stage.append(tell)


def tell(session: orm.Session, project: Project, step: DeliveryStep) -> None:
    authors, followers = _authors(session, project), project_followers.told_of(session, project)
    mails: list[PrivateMail] = []
    seen: set[str] = set()
    everyone: list[Contact | ProjectFollower] = [*authors, *followers]
    for who in everyone:
        box = mailbox(who.address)
        if box not in seen:
            seen.add(box)
            mails.append(_mail(who, project, step))
        who.told_at = step.told_at
    queue_private(session, mails)
    if step.stage in LAST:
        project_followers.forget_all(session, project)
    record(session, "delivery.tell", step, by=SYSTEM, project=project.id, mails=len(mails))


def _authors(session: orm.Session, project: Project) -> list[Contact]:
    """Confirmed addresses behind the project’s ideas; whoever erases theirs waits, or came before."""
    ideas = (
        sa.select(Contribution.receipt_id)
        .join(Idea, Idea.contribution_id == Contribution.id)
        .where(Idea.project_id == project.id, Contribution.status != Status.WITHDRAWN)
    )
    query = (
        sa.select(Contact)
        .where(Contact.confirmed_at.is_not(None), Contact.receipt_id.in_(ideas))
        .order_by(Contact.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(query))


def _mail(who: Contact | ProjectFollower, project: Project, step: DeliveryStep) -> PrivateMail:
    with force_locale(who.language):
        if isinstance(who, Contact):
            topic, stop = contacts.topic(who), emails.link(who, Purpose.STOP)
            mine = emails.link(who, Purpose.FOLLOW)
        else:
            topic, stop = project_followers.topic(who), project_followers.stop_link(who)
            mine = ""
        return PrivateMail(
            recipient=who.address,
            subject=_("News of a project: %(title)s", title=project.title[:150]),
            body=render_template(
                "emails/stage.txt",
                project=project,
                step=step,
                last=step.stage in LAST,
                mine=mine,
                stop=stop,
                link=absolute_url(
                    "realisations.show",
                    language=who.language,
                    slug=project.campaign.slug,
                    number=project.number,
                ),
            ),
            topic=topic,
        )
