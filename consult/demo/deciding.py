"""What the demonstration's team did of the words: moderation and tags, through its own operations."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from consult.contributions.models import Contribution, Status, Tagging
from consult.demo.files import Entry
from consult.demo.places import Town
from consult.moderation import operations as moderation
from consult.moderation import tagging
from consult.moderation.models import DecisionKind, Reason
from consult.moderation.translating import translate

DECISIONS = {
    Status.PUBLISHED: DecisionKind.PUBLISH,
    Status.REFUSED: DecisionKind.REFUSE,
    Status.REPHRASE_ASKED: DecisionKind.REPHRASE,
}
# The team reads the next day, and sorts the day after.
READING = timedelta(hours=20)
SORTING = timedelta(hours=44)


def handle(town: Town, contribution: Contribution, entry: Entry) -> None:
    """Bring the words to the state that `entry` gives them."""
    if entry.get("french"):
        translate(
            town.session,
            contribution,
            language=contribution.language,
            title="",
            text=entry["french"],
            by=town.team["moderator"],
            revision=contribution.revision,
        )
    state = Status(entry.get("state") or Status.RECEIVED.value)
    if state is Status.RECEIVED:
        return
    reason = entry.get("reason")
    moderation.decide(
        town.session,
        contribution,
        DECISIONS[state],
        by=town.team["moderator"],
        revision=contribution.revision,
        reason=reason_of(town, reason) if reason else None,
        sentence=entry.get("sentence") or "",
        at=min(contribution.submitted_at + READING, town.now),
    )
    if state is Status.PUBLISHED:
        sort(town, contribution, entry)


def sort(town: Town, contribution: Contribution, entry: Entry) -> None:
    """Words without a « tagging » are sorted when their enjeux are given, and wait otherwise."""
    keys = entry.get("enjeux") or []
    outcome = Tagging(entry.get("tagging") or (Tagging.TAGGED if keys else Tagging.TO_DO).value)
    if outcome is Tagging.TO_DO:
        return
    tagging.tag(
        town.session,
        contribution,
        outcome,
        by=town.team["moderator"],
        revision=contribution.revision,
        enjeux=[town.enjeux[key] for key in keys],
        ambitions=[town.ambition(key) for key in entry.get("ambitions") or []],
        at=min(contribution.submitted_at + SORTING, town.now),
    )


def reason_of(town: Town, key: str) -> Reason:
    return town.session.scalars(sa.select(Reason).where(Reason.key == key)).one()
