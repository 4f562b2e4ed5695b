"""Recevabilité: each idea is admitted, refused by a criterion, or its author asked. Nothing commits.

Source of the criteria: the règlement of the campaign (`criteria`, and `barred`: who or what it bars).
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.audit.operations import RESIDENT, record
from consult.budget import operations as budget
from consult.budget.models import Campaign, Idea, Project, Verdict
from consult.budget.studying.models import (
    Adaptation,
    Opinion,
    Ruling,
    RulingState,
    StudyAppeal,
    StudyStep,
    Union,
)
from consult.budget.studying.models import StudyStepKind as Kind
from consult.budget.studying.permissions import can_ask, can_complete, can_rule
from consult.budget.studying.steps import (
    StaleError,
    add_step,
    check_phase,
    hold_idea,
    hold_projects,
    last_of_idea,
)
from consult.contributions.models import Status
from consult.db import utcnow

_STEPS = {
    RulingState.ADMITTED: Kind.ADMITTED,
    RulingState.REFUSED: Kind.REFUSED,
    RulingState.ASKED: Kind.ASKED,
}
# What the journal calls each of them.
VERBS = {
    RulingState.ADMITTED: "admit",
    RulingState.REFUSED: "bar",
    RulingState.ASKED: "ask",
}


def criteria_of(campaign: Campaign) -> list[str]:
    """What an idea can be refused by: every line of the règlement's criteria, then of what it bars."""
    lines = f"{campaign.criteria}\n{campaign.barred}".split("\n")
    return list(dict.fromkeys(line.strip() for line in lines if line.strip()))


def rule(
    session: orm.Session,
    idea: Idea,
    state: RulingState,
    *,
    by: User,
    seen: int | None,
    answer: str = "",
    criterion: str = "",
    at: datetime | None = None,
) -> Ruling:
    """Admit, refuse or ask. An admitted idea becomes a project that carries its words and number.

    A refusal has a criterion of the règlement and an answer, a question has its words: ValueError
    without. `seen` is `last_of_idea` when the page was shown: StaleError when the idea was ruled since,
    when it is not one that everyone reads, or outside the study.
    """
    now = at or utcnow()
    idea = hold_idea(session, idea)
    ruling = ruling_of(session, idea)
    check_phase(idea.campaign, now)
    if not can_rule(idea.contribution, ruling):
        raise StaleError
    if seen is not None and last_of_idea(session, idea) != seen:
        raise StaleError
    _check_words(idea, state, answer, criterion)
    ruling = _keep(session, idea, ruling, state, by=by, answer=answer, criterion=criterion, at=now)
    project = _make_project(session, idea) if state is RulingState.ADMITTED else None
    add_step(
        session,
        _STEPS[state],
        idea=idea,
        project=project,
        message=answer,
        by=by,
        at=now,
        criterion=criterion or None,
    )
    verb = VERBS[state]
    record(session, f"idea.{verb}", idea, by=by, number=idea.number, criterion=criterion)
    return ruling


def _check_words(idea: Idea, state: RulingState, answer: str, criterion: str) -> None:
    if state is RulingState.COMPLETED:
        raise ValueError("only an author completes")
    if state is not RulingState.ADMITTED and not answer.strip():
        raise ValueError("the author is told why")
    if state is RulingState.REFUSED and criterion not in criteria_of(idea.campaign):
        raise ValueError("an idea is refused by a criterion of the règlement")
    if state is RulingState.ASKED and not can_ask(idea.contribution):
        raise ValueError("nobody could answer that question")


def _keep(
    session: orm.Session,
    idea: Idea,
    ruling: Ruling | None,
    state: RulingState,
    *,
    by: User,
    answer: str,
    criterion: str,
    at: datetime,
) -> Ruling:
    kept = ruling or Ruling(idea_id=idea.id)
    kept.state, kept.answer, kept.at, kept.by_id = state, answer.strip(), at, by.id
    kept.criterion = criterion if state is RulingState.REFUSED else ""
    session.add(kept)
    session.flush()
    return kept


def _make_project(session: orm.Session, idea: Idea) -> Project:
    said = idea.contribution
    # Where an idea would be built was not always asked: its author's own quarter says nothing of it.
    project = Project(
        campaign_id=idea.campaign_id,
        number=idea.number,
        title=said.title,
        text=said.text,
        place=idea.place,
        place_scope=idea.place_scope,
        perimeter_id=idea.perimeter_id,
    )
    session.add(project)
    session.flush()
    idea.project_id = project.id
    session.flush()
    session.expire(project, ["ideas"])
    return project


def complete(
    session: orm.Session, idea: Idea, words: budget.IdeaWords, *, at: datetime | None = None
) -> None:
    """The author answers the question with the whole idea said again; moderators read it first.

    The caller holds the contribution. Raises StaleError when nothing is asked of them any more.
    """
    idea = hold_idea(session, idea)
    ruling = ruling_of(session, idea)
    if ruling is None or not can_complete(idea.contribution, ruling):
        raise StaleError
    budget.correct_idea(session, idea, words)
    said = idea.contribution
    said.status, said.published_at, said.handled_at = Status.RECEIVED, None, None
    ruling.state = RulingState.COMPLETED
    add_step(session, Kind.COMPLETED, idea=idea, at=at)
    record(session, "idea.complete", idea, by=RESIDENT, number=idea.number)


def can_undo(session: orm.Session, idea: Idea, ruling: Ruling | None) -> bool:
    """As long as nothing was built on the last ruling: no appeal, no opinion, no decision."""
    if ruling is None or ruling.state is RulingState.COMPLETED:
        return False
    if _exists(session, StudyAppeal.idea_id == idea.id):
        return False
    project = idea.project
    if project is None:
        return ruling.state is not RulingState.ADMITTED
    later = sa.and_(
        StudyStep.project_id == project.id,
        sa.or_(StudyStep.idea_id.is_(None), StudyStep.idea_id != idea.id),
    )
    return (
        project.verdict is Verdict.STUDIED
        and project.number == idea.number
        and not _exists(session, later)
        and not _exists(session, Opinion.project_id == project.id)
        and not _exists(session, Adaptation.project_id == project.id)
        and not _exists(
            session, sa.or_(Union.project_id == project.id, Union.into_id == project.id)
        )
    )


def undo(session: orm.Session, idea: Idea, *, by: User, seen: int | None) -> None:
    """Take the last ruling back: the idea waits again, and the history says so.

    Raises StaleError when something was built on it, or when it is not the one that was shown.
    """
    idea = hold_idea(session, idea)
    if idea.project is not None:
        hold_projects(session, idea.project)
    ruling = ruling_of(session, idea)
    check_phase(idea.campaign, utcnow())
    if not can_undo(session, idea, ruling) or ruling is None:
        raise StaleError
    if seen is not None and last_of_idea(session, idea) != seen:
        raise StaleError
    was = ruling.state
    session.delete(ruling)
    project, idea.project_id = idea.project, None
    session.flush()
    if project is not None:
        lines = sa.update(StudyStep).where(StudyStep.project_id == project.id)
        session.execute(lines.values(project_id=None))
        session.expire(idea, ["project"])
        session.execute(sa.delete(Project).where(Project.id == project.id))
        session.expunge(project)
    add_step(session, Kind.RULING_UNDONE, idea=idea, by=by)
    record(session, "idea.undo_ruling", idea, by=by, number=idea.number, ruling=was.value)


def ruling_of(session: orm.Session, idea: Idea) -> Ruling | None:
    """Read afresh."""
    return session.get(Ruling, idea.id, populate_existing=True)


def readmit(session: orm.Session, idea: Idea, *, by: User, at: datetime) -> Project:
    """On appeal: the caller holds the idea, and writes the line."""
    ruling = ruling_of(session, idea)
    _keep(session, idea, ruling, RulingState.ADMITTED, by=by, answer="", criterion="", at=at)
    return _make_project(session, idea)


def _exists(session: orm.Session, condition: sa.ColumnElement[bool]) -> bool:
    return bool(session.scalar(sa.select(sa.exists().where(condition))))
