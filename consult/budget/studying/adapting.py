"""Other words for a project: nothing changes before its authors agree. Nothing here commits.

One author who declines is enough: nobody's idea is changed against their will. Once their time is over
the town may decide without those who did not answer, and the history says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.audit.operations import RESIDENT, record
from consult.budget.models import Idea, Project
from consult.budget.studying.models import Adaptation, AdaptationAnswer, AdaptationState
from consult.budget.studying.models import StudyStepKind as Kind
from consult.budget.studying.permissions import (
    can_answer_adaptation,
    can_change_project,
    can_decide_without,
)
from consult.budget.studying.steps import (
    StaleError,
    add_step,
    check_phase,
    check_seen,
    hold_projects,
)
from consult.budget.studying.verdicts import CostError, open_adaptation
from consult.contributions.models import Contribution, Receipt, Status
from consult.db import utcnow


@dataclass(frozen=True)
class Changed:
    """The project as it would be; `cost_eur` in whole euros, None when it is not known yet."""

    title: str
    text: str
    place: str = ""
    cost_eur: int | None = None


@dataclass(frozen=True)
class Heard:
    """How many authors agree and decline, of how many that can answer."""

    agree: int
    decline: int
    authors: int

    @property
    def silent(self) -> int:
        return max(self.authors - self.agree - self.decline, 0)


def propose(
    session: orm.Session,
    project: Project,
    changed: Changed,
    why: str,
    *,
    days: int,
    by: User,
    seen: int | None,
    at: datetime | None = None,
) -> Adaptation:
    """Ask the authors, for `days` days. ValueError when nothing changes or without a reason.

    Raises CostError above the cap of the règlement, StaleError when the project is decided or asked
    about already.
    """
    now = at or utcnow()
    hold_projects(session, project)
    check_phase(project.campaign, now)
    if not can_change_project(project) or open_adaptation(session, project) is not None:
        raise StaleError
    check_seen(session, project, seen)
    if not changed.title.strip() or not changed.text.strip() or not why.strip():
        raise ValueError("an adaptation has words and a reason")
    if changed == as_it_is(project):
        raise ValueError("nothing changes")
    cap = project.campaign.cap_eur
    if changed.cost_eur is not None and cap is not None and changed.cost_eur > cap:
        raise CostError
    adaptation = Adaptation(
        project=project,
        title=changed.title,
        text=changed.text,
        place=changed.place,
        cost_eur=changed.cost_eur,
        why=why.strip(),
        answer_until=now + timedelta(days=days),
        by_id=by.id,
        created_at=now,
    )
    session.add(adaptation)
    session.flush()
    add_step(session, Kind.ADAPTATION_PROPOSED, project=project, message=why, by=by, at=now,
             until=adaptation.answer_until.isoformat())  # fmt: skip
    record(session, "adaptation.propose", adaptation, by=by, project=project.number, days=days)
    return adaptation


def as_it_is(project: Project) -> Changed:
    return Changed(project.title, project.text, project.place, project.cost_eur)


def answer(
    session: orm.Session,
    adaptation: Adaptation,
    contribution: Contribution,
    *,
    agrees: bool,
    at: datetime | None = None,
) -> None:
    """An author agrees or declines, once; the last one to agree changes the project.

    The caller holds the contribution. Pressed twice, it is said once; raises StaleError for another
    answer than the one given, or when the town no longer asks.
    """
    now = at or utcnow()
    project = adaptation.project
    hold_projects(session, project)
    session.refresh(adaptation)
    session.expire(adaptation, ["answers"])
    receipt = contribution.receipt_id
    given = next((each for each in adaptation.answers if each.receipt_id == receipt), None)
    if given is not None and given.agrees is agrees:
        return
    if not can_answer_adaptation(contribution, adaptation, given is not None):
        raise StaleError
    if receipt not in authors(session, project):
        raise StaleError
    check_phase(project.campaign, now)
    adaptation.answers.append(AdaptationAnswer(receipt_id=receipt, agrees=agrees, created_at=now))
    session.flush()
    record(session, "adaptation.answer", adaptation, by=RESIDENT, project=project.number,
           agrees=agrees)  # fmt: skip
    so_far = heard(session, adaptation)
    if so_far.decline:
        _settle(session, adaptation, AdaptationState.DECLINED, so_far, at=now)
    elif not so_far.silent:
        _settle(session, adaptation, AdaptationState.AGREED, so_far, at=now)


def decide_without(
    session: orm.Session,
    adaptation: Adaptation,
    *,
    by: User,
    message: str = "",
    at: datetime | None = None,
) -> None:
    """The project changes though authors did not answer in the time they were told.

    Raises StaleError before that, or when it is settled.
    """
    now = at or utcnow()
    project = adaptation.project
    hold_projects(session, project)
    session.refresh(adaptation)
    check_phase(project.campaign, now)
    so_far = heard(session, adaptation)
    if not can_decide_without(adaptation, so_far.authors, now):
        raise StaleError
    _settle(session, adaptation, AdaptationState.SILENT, so_far, by=by, at=now, message=message)


def withdraw(session: orm.Session, adaptation: Adaptation, *, by: User) -> None:
    """The team asks no longer, and the project stays as it is. StaleError when it is settled."""
    hold_projects(session, adaptation.project)
    session.refresh(adaptation)
    if adaptation.state is not AdaptationState.OPEN:
        raise StaleError
    so_far = heard(session, adaptation)
    _settle(session, adaptation, AdaptationState.WITHDRAWN, so_far, by=by, at=utcnow())


_STEPS = {
    AdaptationState.AGREED: Kind.ADAPTATION_AGREED,
    AdaptationState.DECLINED: Kind.ADAPTATION_DECLINED,
    AdaptationState.SILENT: Kind.ADAPTATION_SILENT,
    AdaptationState.WITHDRAWN: Kind.ADAPTATION_WITHDRAWN,
}


def _settle(
    session: orm.Session,
    adaptation: Adaptation,
    state: AdaptationState,
    so_far: Heard,
    *,
    at: datetime,
    by: User | None = None,
    message: str = "",
) -> None:
    adaptation.state, adaptation.settled_at = state, at
    project = adaptation.project
    if state in {AdaptationState.AGREED, AdaptationState.SILENT}:
        project.title, project.text = adaptation.title, adaptation.text
        project.place = adaptation.place
        project.cost_eur = adaptation.cost_eur
    add_step(
        session,
        _STEPS[state],
        project=project,
        message=message,
        by=by,
        at=at,
        agree=so_far.agree,
        decline=so_far.decline,
        silent=so_far.silent,
    )
    record(
        session,
        "adaptation.settle",
        adaptation,
        by=by or RESIDENT,
        project=project.number,
        adaptation=state.value,
    )


def settle_after_leaving(session: orm.Session, project: Project, *, at: datetime) -> None:
    """An author took their idea back: those who stay may all have agreed already."""
    adaptation = open_adaptation(session, project)
    if adaptation is None:
        return
    so_far = heard(session, adaptation)
    if so_far.authors and not so_far.silent and not so_far.decline:
        _settle(session, adaptation, AdaptationState.AGREED, so_far, at=at)


def heard(session: orm.Session, adaptation: Adaptation) -> Heard:
    """Only of those who still are authors of the project."""
    known = authors(session, adaptation.project)
    query = sa.select(AdaptationAnswer.receipt_id, AdaptationAnswer.agrees).where(
        AdaptationAnswer.adaptation_id == adaptation.id
    )
    said = [agrees for receipt, agrees in session.execute(query) if receipt in known]
    return Heard(said.count(True), said.count(False), len(known))


def authors(session: orm.Session, project: Project) -> set[int]:
    """Receipts of those who can answer with a code of their own."""
    query = (
        sa.select(Contribution.receipt_id)
        .join(Idea, Idea.contribution_id == Contribution.id)
        .join(Receipt, Receipt.id == Contribution.receipt_id)
        .where(
            Idea.project_id == project.id,
            Contribution.status != Status.WITHDRAWN,
            sa.not_(Receipt.shared),
        )
    )
    return set(session.scalars(query))
