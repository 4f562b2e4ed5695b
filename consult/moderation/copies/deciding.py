"""One gesture for all the members of a group that the moderator was shown. Nothing here commits."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.contributions.lookalikes.queries import members_of
from consult.contributions.models import Contribution
from consult.moderation import operations
from consult.moderation.copies.models import JointDecision, JointDecisionPart
from consult.moderation.copies.seen import Seen
from consult.moderation.models import Decision, DecisionKind, Reason
from consult.moderation.operations import StaleError
from consult.moderation.permissions import can_ask_to_rephrase, can_decide, can_undo


@dataclass(frozen=True)
class Decided:
    """`decided` is how many; `changed` of those shown are no longer as they were, and were left.

    `unanswerable` were left too: what a workshop said cannot be sent back to be rephrased.
    """

    joint: JointDecision
    decided: int
    changed: int
    unanswerable: int


def decide_together(
    session: orm.Session,
    group_id: int,
    seen: Seen,
    kind: DecisionKind,
    *,
    by: User,
    reason: Reason | None = None,
    sentence: str = "",
) -> Decided:
    """The same decision on each member of `seen` that still waits as it was shown.

    Each has its own decision, its own step on its receipt and its own line in the journal. Raises
    StaleError when none is left to decide.
    """
    members = _locked(session, members_of(group_id, Contribution.id.in_(list(seen))))
    waiting = [each for each in members if can_decide(each) and each.revision == seen[each.id]]
    chosen = [
        each for each in waiting if kind is not DecisionKind.REPHRASE or can_ask_to_rephrase(each)
    ]
    if not chosen:
        raise StaleError
    joint = JointDecision()
    session.add(joint)
    for each in chosen:
        decision = operations.decide(
            session,
            each,
            kind,
            by=by,
            revision=each.revision,
            reason=reason,
            sentence=sentence,
        )
        session.flush()
        session.add(JointDecisionPart(decision_id=decision.id, joint_id=joint.id))
    session.flush()
    return Decided(joint, len(chosen), len(seen) - len(waiting), len(waiting) - len(chosen))


def decisions_of(session: orm.Session, joint: JointDecision) -> list[Decision]:
    """With the words they are about; fewer than were taken, if some were undone one by one."""
    query = (
        sa.select(Decision)
        .join(JointDecisionPart, JointDecisionPart.decision_id == Decision.id)
        .where(JointDecisionPart.joint_id == joint.id)
        .options(orm.joinedload(Decision.contribution))
        .order_by(Decision.id)
    )
    return list(session.scalars(query))


def find_joint(session: orm.Session, public_id: str) -> JointDecision | None:
    query = sa.select(JointDecision).where(JointDecision.public_id == public_id)
    return session.scalars(query).first()


def undo_together(session: orm.Session, joint: JointDecision, *, by: User) -> tuple[int, int]:
    """How many wait again, and how many changed since and stay decided.

    Raises StaleError when nothing of it can be undone any more, or for somebody else's decision.
    """
    ids = [each.contribution_id for each in decisions_of(session, joint)]
    _locked(session, sa.select(Contribution).where(Contribution.id.in_(ids)))
    decisions = decisions_of(session, joint)
    undone = [each for each in decisions if can_undo(by, each.contribution, each)]
    if not undone:
        raise StaleError
    for each in undone:
        operations.undo(session, each, by=by)
    session.delete(joint)
    session.flush()
    return len(undone), len(decisions) - len(undone)


def _locked(session: orm.Session, query: sa.Select[Contribution]) -> list[Contribution]:
    """Always in the same order: two people who decide at once wait for each other, never in a ring."""
    return list(
        session.scalars(
            query.order_by(None)
            .order_by(Contribution.id)
            .options(orm.selectinload(Contribution.steps), orm.joinedload(Contribution.receipt))
            .with_for_update(of=Contribution)
            .execution_options(populate_existing=True)
        )
    )
