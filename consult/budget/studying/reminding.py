"""One mail a day at most to each person, with what is late or due within three days. No commit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from flask import render_template
from flask_babel import gettext as _
from sqlalchemy import orm
from sqlalchemy.exc import IntegrityError

from consult.accounts.models import Role, User, UserRole
from consult.audit.operations import SYSTEM, record
from consult.budget.models import Campaign, Project
from consult.budget.studying import queries
from consult.budget.studying.models import Adaptation, AdaptationState, Opinion, StudyReminder
from consult.budget.studying.permissions import may_study
from consult.outbox.operations import queue
from consult.web.i18n import local
from consult.web.page import absolute_url

BEFORE = timedelta(days=3)


@dataclass
class Due:
    """What one person is reminded of: opinions of theirs, and lines for those who decide."""

    late: list[Opinion] = field(default_factory=list)
    soon: list[Opinion] = field(default_factory=list)
    decisions: list[Decisions] = field(default_factory=list)


@dataclass(frozen=True)
class Decisions:
    """Of one campaign: ideas to rule before `until`, appeals, adaptations whose time is over."""

    campaign: Campaign
    to_rule: int
    until: datetime | None
    appeals: int
    silent: int


def remind(session: orm.Session, now: datetime) -> int:
    """How many mails were queued. Run again the same day, it queues none."""
    today = local(now).date()
    due: dict[int, Due] = {}
    people: dict[int, User] = {}
    campaigns = [each for each in session.scalars(sa.select(Campaign)) if may_study(each, now)]
    for opinion in _opinions(session, campaigns, today):
        people[opinion.assigned_to_id] = opinion.assigned_to
        mine = due.setdefault(opinion.assigned_to_id, Due())
        (mine.late if opinion.due_on < today else mine.soon).append(opinion)
    decisions = [each for campaign in campaigns if (each := _decisions(session, campaign, now))]
    for editor in _editors(session) if decisions else ():
        people[editor.id] = editor
        due.setdefault(editor.id, Due()).decisions.extend(decisions)
    queued = 0
    for user_id, what in due.items():
        if _first_time(session, people[user_id], today):
            _tell(session, people[user_id], what)
            queued += 1
    return queued


def _opinions(
    session: orm.Session, campaigns: Sequence[Campaign], today: date
) -> Sequence[Opinion]:
    query = (
        sa.select(Opinion)
        .join(Opinion.project)
        .join(Opinion.assigned_to)
        .where(
            Project.campaign_id.in_([each.id for each in campaigns]),
            queries.waited_for(),
            Opinion.due_on <= today + BEFORE,
            User.active,
        )
        .options(
            orm.contains_eager(Opinion.project).joinedload(Project.campaign),
            orm.contains_eager(Opinion.assigned_to),
        )
        .order_by(Opinion.due_on, Opinion.id)
    )
    return session.scalars(query).all()


def _decisions(session: orm.Session, campaign: Campaign, now: datetime) -> Decisions | None:
    """None when nothing presses there."""
    counts = queries.counts(session, campaign)
    until = campaign.admissibility_closes_at
    presses = until is not None and until <= now + BEFORE
    silent = session.scalar(
        sa.select(sa.func.count())
        .select_from(Adaptation)
        .join(Adaptation.project)
        .where(
            Project.campaign_id == campaign.id,
            Adaptation.state == AdaptationState.OPEN,
            Adaptation.answer_until <= now,
        )
    )
    found = Decisions(
        campaign, counts.to_rule if presses else 0, until, counts.appeals, silent or 0
    )
    return found if found.to_rule or found.appeals or found.silent else None


def _editors(session: orm.Session) -> Sequence[User]:
    held = sa.select(UserRole.user_id).where(UserRole.role == Role.EDITOR)
    query = sa.select(User).where(User.active, User.id.in_(held))
    return session.scalars(query.order_by(User.id)).all()


def _first_time(session: orm.Session, user: User, today: date) -> bool:
    """The unique key holds it when two run at once."""
    try:
        with session.begin_nested():
            session.add(StudyReminder(user_id=user.id, day=today))
    except IntegrityError:
        return False
    return True


def _tell(session: orm.Session, user: User, due: Due) -> None:
    number = len(due.late) + len(due.soon)
    subject = _("Opinions are waited for from you") if number else _("Decisions wait for the team")
    body = render_template("emails/study_due.txt", due=due, link=absolute_url("campaigns.index"))
    queue(session, recipient=user.email, subject=subject, body=body)
    record(session, "study.remind", user, by=SYSTEM, mails=1)
