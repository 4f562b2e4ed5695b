"""What a study keeps of words that change or leave: masked, taken back. Nothing here commits."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import orm

from consult.audit.operations import RESIDENT, Signed, record
from consult.budget.models import Idea, Project, Verdict
from consult.budget.regulation import can_change_vote
from consult.budget.studying.adapting import settle_after_leaving
from consult.budget.studying.models import (
    Adaptation,
    AdaptationAnswer,
    AdaptationState,
    AppealState,
    Opinion,
    Ruling,
    StudyAppeal,
    StudyStep,
)
from consult.budget.studying.models import StudyStepKind as Kind
from consult.budget.studying.steps import add_step, hold_projects
from consult.contributions.models import Contribution
from consult.db import utcnow


def follow_words(
    session: orm.Session, contribution: Contribution, was_title: str, was_text: str
) -> None:
    """A passage was masked, or shown again: the project that carries these very words says the same."""
    project = _born_of(session, contribution)
    if project is None:
        return
    if project.title == was_title:
        project.title = contribution.title
    if project.text == was_text:
        project.text = contribution.text
    session.flush()


def leave(session: orm.Session, idea: Idea, *, by: Signed | str = RESIDENT) -> None:
    """The author takes the idea back; the caller holds its contribution, and erases its own words.

    What the team answered goes, since it may quote them. The project leaves with its only idea; with
    others it goes on, in the words of the first of them when it had these ones. Once the vote has
    opened it stays as the town studied it: ballots name it.
    """
    _forget_answers(session, idea)
    project = idea.project
    if project is None:
        return
    hold_projects(session, project)
    others = sa.select(Idea).where(Idea.project_id == project.id, Idea.id != idea.id)
    left = list(session.scalars(others.order_by(Idea.number)))
    if left:
        idea.project_id = None
        session.flush()
        session.expire(project, ["ideas"])
        _stay(session, project, idea, left[0])
    elif can_change_vote(project.campaign, utcnow()):
        _go(session, project)
    record(session, "project.leave", project, by=by, number=project.number, stays=bool(left))


def _forget_answers(session: orm.Session, idea: Idea) -> None:
    session.execute(sa.update(Ruling).where(Ruling.idea_id == idea.id).values(answer=""))
    session.execute(
        sa.update(StudyAppeal)
        .where(StudyAppeal.idea_id == idea.id)
        .values(
            sentence="",
            answer="",
            state=sa.case(
                (StudyAppeal.state == AppealState.WAITING, AppealState.WITHDRAWN.value),
                else_=StudyAppeal.state,
            ),
        )
    )
    session.execute(sa.update(StudyStep).where(StudyStep.idea_id == idea.id).values(message=""))
    mine = AdaptationAnswer.receipt_id == idea.contribution.receipt_id
    session.execute(sa.delete(AdaptationAnswer).where(mine))


def _stay(session: orm.Session, project: Project, idea: Idea, first: Idea) -> None:
    if project.number == idea.number and project.text == idea.contribution.text:
        said = first.contribution
        project.title, project.text, project.place = said.title, said.text, first.place
    add_step(session, Kind.LEFT, project=project, others=True)
    settle_after_leaving(session, project, at=utcnow())


def _go(session: orm.Session, project: Project) -> None:
    """Its words, and all that was written about them, are erased; its number stays."""
    project.verdict, project.reason = Verdict.DROPPED, ""
    project.title = project.text = project.place = ""
    session.execute(
        sa.update(Opinion).where(Opinion.project_id == project.id).values(comment="", note="")
    )
    session.execute(
        sa.update(StudyStep).where(StudyStep.project_id == project.id).values(message="")
    )
    changed = sa.update(Adaptation).where(Adaptation.project_id == project.id)
    session.execute(changed.values(title="", text="", place="", why=""))
    session.execute(
        changed.where(Adaptation.state == AdaptationState.OPEN).values(
            state=AdaptationState.WITHDRAWN
        )
    )
    add_step(session, Kind.LEFT, project=project, others=False)


def _born_of(session: orm.Session, contribution: Contribution) -> Project | None:
    """The project that bears the number of these words' idea, whatever was united since."""
    query = (
        sa.select(Project)
        .join(
            Idea,
            sa.and_(Idea.campaign_id == Project.campaign_id, Idea.number == Project.number),
        )
        .where(Idea.contribution_id == contribution.id)
    )
    return session.scalars(query).first()
