"""What the study says of a project, told to everyone with its reason. Nothing here commits."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.audit.operations import record
from consult.budget.models import Idea, Project, Verdict
from consult.budget.studying.models import (
    Adaptation,
    AdaptationState,
    AppealState,
    Opinion,
    StudyAppeal,
)
from consult.budget.studying.models import StudyStepKind as Kind
from consult.budget.studying.permissions import can_change_project, can_retain
from consult.budget.studying.steps import (
    StaleError,
    add_step,
    check_phase,
    check_seen,
    hold_projects,
)
from consult.db import utcnow


class CostError(ValueError):
    """A project goes to the vote with a cost, that the règlement allows."""


class OpinionsMissingError(ValueError):
    """Opinions are waited for: decide without them, and say why."""


class AdaptationOpenError(StaleError):
    """Its authors are being asked about other words."""


def retain(
    session: orm.Session,
    project: Project,
    *,
    cost_eur: int | None,
    by: User,
    seen: int | None,
    running_cost_eur: int | None = None,
    months: int | None = None,
    reason: str = "",
    without: str = "",
    at: datetime | None = None,
) -> None:
    """The project goes to the vote, with its cost in whole euros, within the cap of the règlement.

    `without`: why it is decided before all the opinions are in. Raises CostError,
    OpinionsMissingError, and StaleError when something was written since `seen`.
    """
    now = _ready(session, project, seen, without, at)
    if not can_retain(project, project.campaign.cap_eur, cost_eur):
        raise CostError
    project.verdict, project.reason = Verdict.RETAINED, reason.strip()
    project.cost_eur, project.running_cost_eur = cost_eur, running_cost_eur
    project.months = months
    add_step(
        session,
        Kind.RETAINED,
        project=project,
        message=reason,
        by=by,
        at=now,
        cost_eur=cost_eur,
        running_cost_eur=running_cost_eur,
        months=months,
        without=without.strip() or None,
    )
    record(session, "project.retain", project, by=by, number=project.number, amount=cost_eur)


def reject(
    session: orm.Session,
    project: Project,
    reason: str,
    *,
    by: User,
    seen: int | None,
    without: str = "",
    at: datetime | None = None,
) -> None:
    """Not retained; everyone reads why. ValueError without a reason; the rest as for `retain`."""
    if not reason.strip():
        raise ValueError("everyone is told why")
    now = _ready(session, project, seen, without, at)
    project.verdict, project.reason = Verdict.REJECTED, reason.strip()
    add_step(session, Kind.REJECTED, project=project, message=reason, by=by, at=now,
             without=without.strip() or None)  # fmt: skip
    record(session, "project.reject", project, by=by, number=project.number)


def _ready(
    session: orm.Session, project: Project, seen: int | None, without: str, at: datetime | None
) -> datetime:
    now = at or utcnow()
    hold_projects(session, project)
    check_phase(project.campaign, now)
    if not can_change_project(project):
        raise StaleError
    check_seen(session, project, seen)
    if open_adaptation(session, project) is not None:
        raise AdaptationOpenError
    if not without.strip() and missing(session, project):
        raise OpinionsMissingError
    return now


def reopen(
    session: orm.Session, project: Project, reason: str, *, by: User, seen: int | None
) -> None:
    """A verdict is taken back before the vote opens: the project is studied again.

    Raises ValueError without a reason, StaleError when it is not decided, or contested: whoever
    answers the appeal decides.
    """
    hold_projects(session, project)
    check_phase(project.campaign, utcnow())
    check_seen(session, project, seen)
    if project.verdict not in {Verdict.RETAINED, Verdict.REJECTED} or contested(session, project):
        raise StaleError
    if not reason.strip():
        raise ValueError("everyone is told why")
    was = project.verdict
    study_again(project)
    add_step(session, Kind.REOPENED, project=project, message=reason, by=by)
    record(session, "project.reopen", project, by=by, number=project.number, verdict=was.value)


def study_again(project: Project) -> None:
    """The costs of the services stay in their opinions; that of the verdict goes with it."""
    project.verdict, project.reason = Verdict.STUDIED, ""


def missing(session: orm.Session, project: Project) -> bool:
    """Whether an opinion that was asked is waited for, or none was asked at all."""
    query = sa.select(Opinion.given_at).where(Opinion.project_id == project.id)
    given = session.scalars(query).all()
    return not given or any(each is None for each in given)


def open_adaptation(session: orm.Session, project: Project) -> Adaptation | None:
    query = sa.select(Adaptation).where(
        Adaptation.project_id == project.id, Adaptation.state == AdaptationState.OPEN
    )
    return session.scalars(query).first()


def contested(session: orm.Session, project: Project) -> bool:
    query = (
        sa.select(StudyAppeal.id)
        .join(Idea, Idea.id == StudyAppeal.idea_id)
        .where(Idea.project_id == project.id, StudyAppeal.state == AppealState.WAITING)
    )
    return session.scalars(query.limit(1)).first() is not None
