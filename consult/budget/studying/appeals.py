"""An author contests a refusal, once; somebody else than who refused answers. Nothing commits."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.audit.operations import RESIDENT, record
from consult.budget.models import Idea, Verdict
from consult.budget.studying.models import (
    AppealAgainst,
    AppealState,
    Ruling,
    RulingState,
    StudyAppeal,
    StudyStep,
)
from consult.budget.studying.models import StudyStepKind as Kind
from consult.budget.studying.permissions import (
    appeal_ends,
    can_answer_appeal,
    can_appeal,
    can_decide,
)
from consult.budget.studying.ruling import readmit
from consult.budget.studying.steps import (
    StaleError,
    add_step,
    check_phase,
    hold_idea,
    hold_projects,
)
from consult.budget.studying.verdicts import study_again
from consult.db import utcnow


class TooLateError(Exception):
    """This refusal cannot be contested: it changed, it is too old, or it was contested already."""


class Refusal(NamedTuple):
    """What refused an idea: when, and who is not to answer its appeal."""

    against: AppealAgainst
    at: datetime
    by_id: int


def refusal_of(session: orm.Session, idea: Idea) -> Refusal | None:
    """The refusal that stands; None when nothing refuses the idea."""
    ruling = session.get(Ruling, idea.id)
    if ruling is not None and ruling.state is RulingState.REFUSED:
        return Refusal(AppealAgainst.RULING, ruling.at, ruling.by_id)
    project = idea.project
    if project is None or project.verdict is not Verdict.REJECTED:
        return None
    query = (
        sa.select(StudyStep)
        .where(StudyStep.project_id == project.id, StudyStep.kind == Kind.REJECTED)
        .order_by(StudyStep.id.desc())
        .limit(1)
    )
    step = session.scalars(query).first()
    if step is None or step.by_id is None:
        return None
    return Refusal(AppealAgainst.VERDICT, step.at, step.by_id)


def appeal_of(session: orm.Session, idea: Idea) -> StudyAppeal | None:
    return session.scalars(sa.select(StudyAppeal).where(StudyAppeal.idea_id == idea.id)).first()


def open_until(session: orm.Session, idea: Idea, now: datetime) -> datetime | None:
    """Until when its author may contest what refuses it; None when they may not."""
    refusal = refusal_of(session, idea)
    if refusal is None or appeal_of(session, idea) is not None:
        return None
    if not can_appeal(idea.contribution, refusal.at, idea.campaign, now):
        return None
    return appeal_ends(refusal.at, idea.campaign)


def submit(
    session: orm.Session, idea: Idea, sentence: str = "", *, at: datetime | None = None
) -> StudyAppeal:
    """The caller holds the contribution. Pressed twice, it is one. Raises TooLateError."""
    now = at or utcnow()
    idea = hold_idea(session, idea)
    known = appeal_of(session, idea)
    if known is not None and known.state is AppealState.WAITING:
        return known
    until = open_until(session, idea, now)
    refusal = refusal_of(session, idea)
    if until is None or refusal is None:
        raise TooLateError
    appeal = StudyAppeal(
        idea_id=idea.id,
        against=refusal.against,
        refused_by_id=refusal.by_id,
        sentence=sentence.strip(),
        created_at=now,
    )
    session.add(appeal)
    session.flush()
    add_step(session, Kind.APPEALED, idea=idea, project=idea.project, at=now)
    record(session, "study_appeal.submit", appeal, by=RESIDENT, number=idea.number)
    return appeal


def maintain(
    session: orm.Session,
    appeal: StudyAppeal,
    answer: str,
    *,
    by: User,
    at: datetime | None = None,
) -> None:
    """The refusal stands, and everyone is told why. ValueError without words.

    Raises PermissionError for whoever refused, StaleError when somebody else answered first.
    """
    if not answer.strip():
        raise ValueError("the author is told why")
    idea, now = _hold(session, appeal, by, at)
    _answer(appeal, AppealState.MAINTAINED, answer, by=by, at=now)
    add_step(session, Kind.APPEAL_MAINTAINED, idea=idea, project=idea.project, message=answer,
             by=by, at=now)  # fmt: skip
    record(session, "study_appeal.maintain", appeal, by=by, number=idea.number)


def accept(
    session: orm.Session,
    appeal: StudyAppeal,
    answer: str,
    *,
    by: User,
    at: datetime | None = None,
) -> None:
    """The idea is admitted, or its project is studied again: for all its authors at once.

    Raises as `maintain` does.
    """
    if not answer.strip():
        raise ValueError("the author is told why")
    idea, now = _hold(session, appeal, by, at)
    if appeal.against is AppealAgainst.RULING:
        readmit(session, idea, by=by, at=now)
        session.refresh(idea)
        together = [appeal]
    else:
        project = idea.project
        if project is None or project.verdict is not Verdict.REJECTED:
            raise StaleError
        study_again(project)
        query = sa.select(StudyAppeal).join(StudyAppeal.idea).where(
            Idea.project_id == project.id, StudyAppeal.state == AppealState.WAITING
        )  # fmt: skip
        together = list(session.scalars(query))
    for each in together:
        _answer(each, AppealState.ACCEPTED, answer, by=by, at=now)
        add_step(session, Kind.APPEAL_ACCEPTED, idea=each.idea, project=idea.project,
                 message=answer, by=by, at=now, against=appeal.against.value)  # fmt: skip
        record(session, "study_appeal.accept", each, by=by, number=each.idea.number)


def _hold(
    session: orm.Session, appeal: StudyAppeal, by: User, at: datetime | None
) -> tuple[Idea, datetime]:
    now = at or utcnow()
    idea = hold_idea(session, appeal.idea)
    if idea.project is not None:
        hold_projects(session, idea.project)
    session.refresh(appeal)
    check_phase(idea.campaign, now)
    if not can_decide(by) or appeal.refused_by_id == by.id:
        raise PermissionError
    if not can_answer_appeal(by, appeal):
        raise StaleError
    return idea, now


def _answer(
    appeal: StudyAppeal, state: AppealState, answer: str, *, by: User, at: datetime
) -> None:
    appeal.state, appeal.answer = state, answer.strip()
    appeal.answered_at, appeal.answered_by_id = at, by.id
