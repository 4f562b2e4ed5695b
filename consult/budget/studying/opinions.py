"""Asking the services what they think of a project, and what they answer. Nothing here commits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.audit.operations import record
from consult.budget.models import Project
from consult.budget.studying.models import Domain, Opinion, Stance
from consult.budget.studying.models import StudyStepKind as Kind
from consult.budget.studying.permissions import can_change_project, can_drop, can_give
from consult.budget.studying.steps import StaleError, add_step, check_phase, hold_projects
from consult.db import utcnow


class AskedAlreadyError(ValueError):
    """This person was asked this very opinion."""


@dataclass(frozen=True)
class Given:
    """What a service answers: money in whole euros, the running cost a year, months to build it.

    `comment` is for everyone, `note` for the team.
    """

    stance: Stance
    comment: str
    cost_eur: int | None = None
    running_cost_eur: int | None = None
    months: int | None = None
    note: str = ""


def ask(
    session: orm.Session,
    project: Project,
    domain: Domain,
    assigned_to: User,
    due_on: date,
    *,
    by: User,
    at: datetime | None = None,
) -> Opinion:
    """Raises StaleError for a project that is decided, AskedAlreadyError, and ValueError for an
    account that is closed.
    """
    now = at or utcnow()
    hold_projects(session, project)
    check_phase(project.campaign, now)
    if not can_change_project(project):
        raise StaleError
    if not assigned_to.active:
        raise ValueError("nobody would answer")
    known = sa.select(Opinion.id).where(
        Opinion.project_id == project.id,
        Opinion.domain == domain,
        Opinion.assigned_to_id == assigned_to.id,
    )
    if session.scalar(known) is not None:
        raise AskedAlreadyError
    opinion = Opinion(
        project=project, domain=domain, assigned_to=assigned_to, due_on=due_on, created_at=now
    )
    session.add(opinion)
    session.flush()
    add_step(session, Kind.OPINION_ASKED, project=project, by=by, at=now,
             domain=domain.value, due_on=due_on.isoformat())  # fmt: skip
    record(session, "opinion.ask", opinion, by=by, project=project.number, domain=domain.value)
    return opinion


def change(
    session: orm.Session, opinion: Opinion, assigned_to: User, due_on: date, *, by: User
) -> None:
    """Somebody else answers, or on another day: the team's own affair, without a public line.

    Raises StaleError once it was given, AskedAlreadyError when that person answers it already.
    """
    hold_projects(session, opinion.project)
    session.refresh(opinion)
    check_phase(opinion.project.campaign, utcnow())
    if not can_drop(opinion):
        raise StaleError
    other = sa.select(Opinion.id).where(
        Opinion.project_id == opinion.project_id,
        Opinion.domain == opinion.domain,
        Opinion.assigned_to_id == assigned_to.id,
        Opinion.id != opinion.id,
    )
    if session.scalar(other) is not None or not assigned_to.active:
        raise AskedAlreadyError
    opinion.assigned_to, opinion.due_on = assigned_to, due_on
    record(session, "opinion.change", opinion, by=by, project=opinion.project.number)


def drop(session: orm.Session, opinion: Opinion, *, by: User) -> None:
    """It is no longer waited for. Raises StaleError once it was given."""
    hold_projects(session, opinion.project)
    session.refresh(opinion)
    check_phase(opinion.project.campaign, utcnow())
    if not can_drop(opinion):
        raise StaleError
    project, domain = opinion.project, opinion.domain
    record(session, "opinion.drop", opinion, by=by, project=project.number, domain=domain.value)
    session.delete(opinion)
    add_step(session, Kind.OPINION_DROPPED, project=project, by=by, domain=domain.value)


def give(
    session: orm.Session,
    opinion: Opinion,
    given: Given,
    *,
    by: User,
    at: datetime | None = None,
) -> None:
    """Write one's opinion, or write it again before the verdict: each time is a line of the history.

    Raises PermissionError for somebody else's, StaleError once the project is decided or outside the
    study, ValueError without a comment.
    """
    now = at or utcnow()
    hold_projects(session, opinion.project)
    session.refresh(opinion)
    if opinion.assigned_to_id != by.id:
        raise PermissionError
    check_phase(opinion.project.campaign, now)
    if not can_give(by, opinion):
        raise StaleError
    if not given.comment.strip():
        raise ValueError("an opinion is explained to everyone")
    if given == read(opinion):
        return
    opinion.stance, opinion.comment, opinion.note = given.stance, given.comment, given.note
    opinion.cost_eur, opinion.running_cost_eur = given.cost_eur, given.running_cost_eur
    opinion.months = given.months
    opinion.given_at = opinion.given_at or now
    service = by.structure.name if by.structure else None
    add_step(
        session,
        Kind.OPINION_GIVEN,
        project=opinion.project,
        message=given.comment,
        by=by,
        at=now,
        domain=opinion.domain.value,
        stance=given.stance.value,
        cost_eur=given.cost_eur,
        running_cost_eur=given.running_cost_eur,
        months=given.months,
        service=service,
    )
    record(
        session,
        "opinion.give",
        opinion,
        by=by,
        project=opinion.project.number,
        domain=opinion.domain.value,
        stance=given.stance.value,
    )


def read(opinion: Opinion) -> Given | None:
    """What was given; None while it waits."""
    if opinion.stance is None:
        return None
    return Given(
        opinion.stance,
        opinion.comment,
        opinion.cost_eur,
        opinion.running_cost_eur,
        opinion.months,
        opinion.note,
    )
