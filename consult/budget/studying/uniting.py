"""Two projects that say the same become one, all their authors kept. Nothing here commits."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.audit.operations import record
from consult.budget.models import Idea, Project, Verdict
from consult.budget.studying.models import StudyStep, Union
from consult.budget.studying.models import StudyStepKind as Kind
from consult.budget.studying.permissions import can_change_project
from consult.budget.studying.steps import (
    StaleError,
    add_step,
    check_phase,
    check_seen,
    hold_ideas_of,
    hold_projects,
)
from consult.budget.studying.verdicts import open_adaptation
from consult.db import utcnow


def unite(
    session: orm.Session,
    project: Project,
    into: Project,
    reason: str,
    *,
    by: User,
    seen: int | None = None,
) -> Union:
    """The ideas of `project` join those of `into`, which goes on alone; their authors read so.

    Raises ValueError without a reason or for a project with itself, StaleError when one of them is
    decided, or has words that its authors are being asked about.
    """
    if not reason.strip() or project.id == into.id or project.campaign_id != into.campaign_id:
        raise ValueError("two projects of one campaign are united, and everyone is told why")
    everyone = hold_ideas_of(session, project, into)
    ideas = [each for each in everyone if each.project_id == project.id]
    hold_projects(session, project, into)
    check_phase(project.campaign, utcnow())
    if not (can_change_project(project) and can_change_project(into)):
        raise StaleError
    if open_adaptation(session, project) or open_adaptation(session, into):
        raise StaleError
    check_seen(session, project, seen)
    known = session.get(Union, project.id)
    if known is not None:
        session.delete(known)
        session.flush()
    union = Union(project_id=project.id, into_id=into.id, idea_ids=[each.id for each in ideas])
    session.add(union)
    for idea in ideas:
        idea.project_id = into.id
    project.verdict, project.reason = Verdict.DROPPED, reason.strip()
    session.flush()
    _expire(session, project, into, ideas)
    add_step(session, Kind.UNITED, project=project, message=reason, by=by, into=into.number)
    add_step(session, Kind.UNITED, project=into, message=reason, by=by, of=project.number)
    for idea in everyone:
        add_step(session, Kind.UNITED, idea=idea, message=reason, by=by,
                 of=project.number, into=into.number)  # fmt: skip
    record(session, "project.unite", project, by=by, number=project.number, into=into.number)
    return union


def can_part(session: orm.Session, union: Union) -> bool:
    """While nothing else was written of either project, and every idea is where it went."""
    into = union.into
    if union.project.verdict is not Verdict.DROPPED or not can_change_project(into):
        return False
    pair = (union.project_id, union.into_id)
    last = sa.select(StudyStep).where(StudyStep.project_id.in_(pair)).order_by(StudyStep.id.desc())
    latest = session.scalars(last.limit(2)).all()
    return [each.kind for each in latest] == [Kind.UNITED, Kind.UNITED] and {
        each.project_id for each in latest
    } == set(pair)


def part(session: orm.Session, project: Project, *, by: User) -> None:
    """Take a union back. Raises StaleError when something else was decided since."""
    union = session.get(Union, project.id, populate_existing=True)
    if union is None:
        raise StaleError
    into = union.into
    held = hold_ideas_of(session, project, into)
    hold_projects(session, project, into)
    check_phase(project.campaign, utcnow())
    if not can_part(session, union):
        raise StaleError
    back = [each for each in held if each.id in set(union.idea_ids)]
    for idea in back:
        idea.project_id = project.id
    project.verdict, project.reason = Verdict.STUDIED, ""
    session.delete(union)
    session.flush()
    _expire(session, project, into, back)
    add_step(session, Kind.PARTED, project=project, by=by, into=into.number)
    add_step(session, Kind.PARTED, project=into, by=by, of=project.number)
    for idea in held:
        add_step(session, Kind.PARTED, idea=idea, by=by, of=project.number, into=into.number)
    record(session, "project.part", project, by=by, number=project.number, into=into.number)


def _expire(session: orm.Session, project: Project, into: Project, ideas: list[Idea]) -> None:
    for each in (project, into):
        session.expire(each, ["ideas"])
    for idea in ideas:
        session.expire(idea, ["project"])
