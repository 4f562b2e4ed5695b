"""Who may decide, and what can still be decided."""

from __future__ import annotations

from datetime import datetime, timedelta

from consult.accounts.models import Role, User
from consult.contributions.models import Contribution, Status, Tagging
from consult.moderation.models import Decision, DecisionKind
from consult.moderation.review_models import Appeal, AppealState


def can_moderate(actor: User, contribution: Contribution) -> bool:  # noqa: ARG001
    """Any moderator, whatever the channel: even a workshop that they animated themselves."""
    return actor.has(Role.MODERATOR)


def can_decide(contribution: Contribution) -> bool:
    """Only words that wait: a decision taken is undone first, withdrawn words are gone."""
    return contribution.status is Status.RECEIVED


def can_take_down(contribution: Contribution) -> bool:
    """Published words, sorted, cited or written into the contract: what harms someone cannot stay."""
    return contribution.status is Status.PUBLISHED


def accepts(contribution: Contribution, kind: DecisionKind) -> bool:
    """Whether the words are in a state that this decision is about."""
    if kind is DecisionKind.REFUSE and can_take_down(contribution):
        return True
    return can_decide(contribution)


def can_ask_to_rephrase(contribution: Contribution) -> bool:
    """Only of an author: what a workshop said is behind a receipt that changes nothing."""
    return can_decide(contribution) and not contribution.receipt.shared


def can_mask(contribution: Contribution) -> bool:
    """Words that wait, or that everyone reads already."""
    return can_decide(contribution) or can_take_down(contribution)


def can_split(contribution: Contribution) -> bool:
    """Words that wait and were never sorted: no sentence cites them, so none has to choose a part."""
    return can_decide(contribution) and contribution.tagging is Tagging.TO_DO


def can_translate(contribution: Contribution) -> bool:
    """Words that the team may read: those withdrawn are erased, and so is their translation."""
    return bool(contribution.text)


def can_undo(actor: User, contribution: Contribution, decision: Decision | None) -> bool:
    """One's own last decision, as long as nothing else happened to the words since.

    What was decided on appeal stays: its author has been told that it was read twice.
    """
    return (
        decision is not None
        and decision.moderator_id == actor.id
        and not decision.on_appeal
        and contribution.status is not Status.WITHDRAWN
        and contribution.revision == decision.revision + 1
    )


def can_tag(actor: User, contribution: Contribution) -> bool:
    """Published words, sorted already or not."""
    return can_moderate(actor, contribution) and contribution.status is Status.PUBLISHED


def can_edit_reasons(actor: User) -> bool:
    """Administrators: the list is the town's public rule, not one moderator's."""
    return actor.has()


def can_appeal(
    contribution: Contribution, decision: Decision | None, now: datetime, *, days: int
) -> bool:
    """The author, alone behind their receipt, within `days` of the refusal they were told of.

    `decision` is the last one. Once for each refusal: the unique key of `appeal` holds that. A room
    shares its receipt: nobody can tell who in it would be appealing.
    """
    return (
        contribution.status is Status.REFUSED
        and not contribution.receipt.shared
        and decision is not None
        and decision.kind is DecisionKind.REFUSE
        and now < appeal_deadline(decision, days)
    )


def appeal_deadline(decision: Decision, days: int) -> datetime:
    return decision.created_at + timedelta(days=days)


def can_answer_appeal(actor: User, appeal: Appeal) -> bool:
    """Any moderator or administrator but the one who refused: nobody decides twice alone."""
    return (
        actor.has(Role.MODERATOR)
        and appeal.state is AppealState.WAITING
        and appeal.decision.moderator_id != actor.id
    )
