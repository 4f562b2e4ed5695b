"""Who may do what of a study, and when. Pure: each says yes or no from what it is given."""

from __future__ import annotations

from datetime import datetime, timedelta

from consult.accounts.models import Role, User
from consult.budget.models import Campaign, Project, Verdict
from consult.budget.phases import Phase, phase
from consult.budget.studying.models import (
    Adaptation,
    AdaptationState,
    AppealState,
    Opinion,
    Ruling,
    RulingState,
    StudyAppeal,
)
from consult.contributions.models import Contribution, Status

# Ideas are studied as they come, until the vote opens: nothing changes under voters' eyes.
STUDY_PHASES = frozenset({Phase.DEPOSIT, Phase.ADMISSIBILITY, Phase.STUDY, Phase.BEFORE_VOTE})


def may_study(campaign: Campaign, now: datetime) -> bool:
    return phase(campaign, now) in STUDY_PHASES


def can_decide(actor: User) -> bool:
    """Editors rule, assign and decide; administrators too."""
    return actor.active and actor.has(Role.EDITOR)


def can_read_notes(actor: User) -> bool:
    """The whole team, and nobody else."""
    return actor.active and bool(actor.roles)


def can_rule(contribution: Contribution, ruling: Ruling | None) -> bool:
    """An idea that everyone can read, and that waits: nobody's other idea has a say in it."""
    waits = ruling is None or ruling.state in {RulingState.COMPLETED, RulingState.ASKED}
    return contribution.status is Status.PUBLISHED and waits


def can_ask(contribution: Contribution) -> bool:
    """Only of somebody who holds a code of their own."""
    return not contribution.receipt.shared


def can_complete(contribution: Contribution, ruling: Ruling | None) -> bool:
    """The author, once asked; the words are read again before everyone reads them."""
    return (
        ruling is not None
        and ruling.state is RulingState.ASKED
        and contribution.status is Status.PUBLISHED
        and not contribution.receipt.shared
    )


def can_change_project(project: Project) -> bool:
    return project.verdict is Verdict.STUDIED


def can_give(actor: User, opinion: Opinion) -> bool:
    """Whoever it was asked of, as long as nothing is decided; nobody in their place."""
    return (
        actor.active
        and opinion.assigned_to_id == actor.id
        and opinion.project.verdict is Verdict.STUDIED
    )


def can_drop(opinion: Opinion) -> bool:
    """An opinion that was given stays in the history."""
    return opinion.given_at is None and opinion.project.verdict is Verdict.STUDIED


def can_retain(project: Project, cap_eur: int | None, cost_eur: int | None) -> bool:
    """With a cost, that the règlement allows."""
    return (
        project.verdict is Verdict.STUDIED
        and cost_eur is not None
        and cost_eur > 0
        and (cap_eur is None or cost_eur <= cap_eur)
    )


def can_answer_adaptation(
    contribution: Contribution, adaptation: Adaptation, answered: bool
) -> bool:
    """An author, once; late answers count until the town has decided."""
    return (
        adaptation.state is AdaptationState.OPEN
        and not answered
        and not contribution.receipt.shared
        and contribution.status is not Status.WITHDRAWN
    )


def can_decide_without(adaptation: Adaptation, authors: int, now: datetime) -> bool:
    """Once authors had the time that was told them; at once when there is nobody to ask."""
    return adaptation.state is AdaptationState.OPEN and (
        authors == 0 or now >= adaptation.answer_until
    )


def appeal_ends(refused_at: datetime, campaign: Campaign) -> datetime:
    """The first instant when it is too late: the days of the règlement, and never once people vote."""
    ends = refused_at + timedelta(days=campaign.appeal_days)
    return min(ends, campaign.vote_opens_at) if campaign.vote_opens_at else ends


def can_appeal(
    contribution: Contribution, refused_at: datetime, campaign: Campaign, now: datetime
) -> bool:
    """The author alone behind their code, in time; once for each idea, as the table holds."""
    return (
        contribution.status is Status.PUBLISHED
        and not contribution.receipt.shared
        and now < appeal_ends(refused_at, campaign)
    )


def can_answer_appeal(actor: User, appeal: StudyAppeal) -> bool:
    """Any editor but the one who refused."""
    return (
        can_decide(actor)
        and appeal.state is AppealState.WAITING
        and appeal.refused_by_id != actor.id
    )
