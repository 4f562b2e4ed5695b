"""Sorting words among the enjeux of their contract. Nothing here commits."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import orm

from consult.accounts.models import User
from consult.audit.operations import record
from consult.contributions.companions import when_sorted
from consult.contributions.models import Contribution, StepKind, Tag, Tagging, TagOrigin
from consult.contributions.operations import add_step
from consult.db import utcnow
from consult.enjeux.models import Ambition, Enjeu
from consult.enjeux.queries import ambition_key
from consult.moderation import agreement
from consult.moderation.operations import StaleError
from consult.moderation.permissions import can_tag

Pair = tuple[Enjeu, Ambition | None]


def tag(
    session: orm.Session,
    contribution: Contribution,
    outcome: Tagging,
    *,
    by: User,
    revision: int,
    enjeux: Collection[Enjeu] = (),
    ambitions: Collection[Ambition] = (),
    at: datetime | None = None,
) -> bool:
    """Replace the tags of published words; False when they were exactly so already.

    `outcome` is TAGGED, OUTSIDE (no tag is kept) or UNDECIDED (the tags are what one hesitates
    between). An ambition brings its enjeu. What was decided of them under an enjeu that they leave
    goes: see `companions.when_sorted`. Raises ValueError for TAGGED without an enjeu or for
    another contract's, StaleError when the words changed since `revision`.
    """
    pairs = [] if outcome is Tagging.OUTSIDE else pairs_of(enjeux, ambitions)
    check(contribution, outcome, pairs)
    if is_so(contribution, outcome, pairs):
        return False
    if not can_tag(by, contribution) or contribution.revision != revision:
        raise StaleError
    now = at or utcnow()
    left = _sorted_under(contribution)
    contribution.tags.clear()
    session.flush()  # the old rows leave first: two tags never hold the same pair
    for enjeu, ambition in pairs:
        contribution.tags.append(Tag(enjeu=enjeu, ambition=ambition, origin=TagOrigin.STAFF))
    contribution.tagging = outcome
    contribution.handled_at = contribution.handled_at or now
    contribution.revision += 1
    if outcome is not Tagging.UNDECIDED:
        add_step(contribution, StepKind.TAGGED, at=now)
    agreement.keep(session, contribution, outcome, [enjeu.key for enjeu, _ in pairs], by=by)
    record(
        session,
        "contribution.tag",
        contribution,
        by=by,
        tagging=outcome.value,
        enjeux=sorted({enjeu.key for enjeu, _ in pairs}),
        ambitions=sorted(ambition_key(each) for _, each in pairs if each is not None),
        revision=revision,
    )
    left -= _sorted_under(contribution)
    for leave in when_sorted if left else ():
        leave(session, contribution, sorted(left), by)
    return True


def _sorted_under(contribution: Contribution) -> set[int]:
    """Ids of enjeux. A hesitation, or what an animator proposed, is no sorting."""
    if contribution.tagging is not Tagging.TAGGED:
        return set()
    return {each.enjeu_id for each in contribution.tags}


def pairs_of(enjeux: Collection[Enjeu], ambitions: Collection[Ambition]) -> list[Pair]:
    """One tag for each ambition, and one for each enjeu that has none, in the contract's order."""
    pairs: list[Pair] = [(ambition.enjeu, ambition) for ambition in ambitions]
    covered = {enjeu.id for enjeu, _ in pairs}
    pairs += [(enjeu, None) for enjeu in enjeux if enjeu.id not in covered]
    return sorted(pairs, key=lambda pair: (pair[0].position, pair[1].position if pair[1] else -1))


def check(contribution: Contribution, outcome: Tagging, pairs: list[Pair]) -> None:
    if outcome is Tagging.TO_DO:
        raise ValueError("sorting has an outcome")
    if outcome is Tagging.TAGGED and not pairs:
        raise ValueError("tagged words bear at least one enjeu")
    if any(enjeu.vocabulary_id != contribution.vocabulary_id for enjeu, _ in pairs):
        raise ValueError("an enjeu of another contract")


def is_so(contribution: Contribution, outcome: Tagging, pairs: list[Pair]) -> bool:
    """Already sorted this way by the staff: a button pressed twice sorts once."""
    if contribution.tagging is not outcome:
        return False
    wanted = {(enjeu.id, ambition.id if ambition else None) for enjeu, ambition in pairs}
    current = {(each.enjeu_id, each.ambition_id) for each in contribution.tags}
    return wanted == current and all(each.origin is TagOrigin.STAFF for each in contribution.tags)
