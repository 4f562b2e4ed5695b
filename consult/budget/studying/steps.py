"""Writing the history of a study, and holding what is decided upon. Nothing here commits.

Rows are always held in one order, so that two decisions wait for each other and never lock: the
contribution, the idea, the project.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.budget.models import Campaign, Idea, Project
from consult.budget.studying.models import StudyStep, StudyStepKind
from consult.budget.studying.permissions import may_study
from consult.contributions.models import Contribution
from consult.db import utcnow

Teller = Callable[[orm.Session, StudyStep], None]
# Called with each line just written: packages above tell the authors who asked to be told.
after_step: list[Teller] = []


class StaleError(Exception):
    """What was read changed since, or can no longer be decided."""


class OutOfPhaseError(StaleError):
    """The campaign is not, or no longer, at the time of its study."""


def add_step(
    session: orm.Session,
    kind: StudyStepKind,
    *,
    idea: Idea | None = None,
    project: Project | None = None,
    message: str = "",
    by: User | None = None,
    at: datetime | None = None,
    **facts: Any,
) -> StudyStep:
    step = StudyStep(
        idea_id=idea.id if idea else None,
        project_id=project.id if project else None,
        kind=kind,
        message=message.strip(),
        facts={key: value for key, value in facts.items() if value is not None},
        at=at or utcnow(),
        by_id=by.id if by else None,
    )
    session.add(step)
    session.flush()
    for tell in after_step:
        tell(session, step)
    return step


def check_phase(campaign: Campaign, now: datetime) -> None:
    if not may_study(campaign, now):
        raise OutOfPhaseError


def hold_idea(session: orm.Session, idea: Idea) -> Idea:
    """With its contribution, both read afresh."""
    mine = sa.select(Contribution).where(Contribution.id == idea.contribution_id)
    session.scalars(_held(mine, Contribution)).one()
    session.scalars(_held(sa.select(Idea).where(Idea.id == idea.id), Idea)).one()
    return idea


def hold_projects(session: orm.Session, *projects: Project) -> None:
    ids = [each.id for each in projects]
    query = sa.select(Project).where(Project.id.in_(ids)).order_by(Project.id)
    session.scalars(_held(query, Project)).all()


def hold_ideas_of(session: orm.Session, *projects: Project) -> list[Idea]:
    ids = [each.id for each in projects]
    query = sa.select(Idea).where(Idea.project_id.in_(ids)).order_by(Idea.id)
    return list(session.scalars(_held(query, Idea)))


def _held(query: sa.Select[Any], table: type[Any]) -> sa.Select[Any]:
    return query.with_for_update(of=table).execution_options(populate_existing=True)


def last_of_idea(session: orm.Session, idea: Idea) -> int:
    """The id of the last line about this idea, 0 without any: what a page was shown with."""
    query = sa.select(sa.func.max(StudyStep.id)).where(StudyStep.idea_id == idea.id)
    return session.scalar(query) or 0


def last_of_project(session: orm.Session, project: Project) -> int:
    """The same for all that was said of the project, its ideas' own lines included."""
    return last_of_projects(session, [project])


def last_of_projects(session: orm.Session, projects: Collection[Project]) -> int:
    ids = [each.id for each in projects]
    query = sa.select(sa.func.max(StudyStep.id)).where(StudyStep.project_id.in_(ids))
    return session.scalar(query) or 0


def check_seen(session: orm.Session, project: Project, seen: int | None) -> None:
    """Raises StaleError when something was written of the project since. None: nothing was read."""
    if seen is not None and last_of_project(session, project) != seen:
        raise StaleError
