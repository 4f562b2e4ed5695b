"""Who may decide, and what can still be decided."""

from __future__ import annotations

from consult.accounts.models import Role, User
from consult.contributions.models import Contribution, Status, Tagging
from consult.moderation.models import Decision, DecisionKind


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


def can_undo(actor: User, contribution: Contribution, decision: Decision | None) -> bool:
    """One's own last decision, as long as nothing else happened to the words since."""
    return (
        decision is not None
        and decision.moderator_id == actor.id
        and contribution.status is not Status.WITHDRAWN
        and contribution.revision == decision.revision + 1
    )


def can_tag(actor: User, contribution: Contribution) -> bool:
    """Published words, sorted already or not."""
    return can_moderate(actor, contribution) and contribution.status is Status.PUBLISHED
