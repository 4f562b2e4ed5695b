"""What a line of the queue tells of its group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contributions.lookalikes.models import Fingerprint
from consult.contributions.lookalikes.queries import (
    Conditions,
    counts,
    membership,
    memberships,
    sizes,
)
from consult.contributions.models import Channel, Contribution, Status
from consult.moderation.copies.seen import MOST_TOGETHER, Shown, written

WAITS = Contribution.status == Status.RECEIVED
PUBLISHED = Contribution.status == Status.PUBLISHED


@dataclass(frozen=True)
class Copies:
    """`waiting` members of the group stand in the line, `online` of them sent from a phone or computer.

    `published` contributions have the very same words as this one; `identical` are those of the group
    that wait with these words, and `seen` says in which state.
    """

    group: str
    waiting: int
    online: int
    published: int
    identical: int
    seen: str


def copies_of(
    session: orm.Session, contributions: Sequence[Contribution], conditions: Conditions = (WAITS,)
) -> dict[int, Copies]:
    """By contribution id, for those in a group; four queries, however many there are."""
    known = memberships(session, [each.id for each in contributions])
    if not known:
        return {}
    groups = {each.group_id for each in known.values()}
    digests = {each.digest for each in known.values()}
    online = [*conditions, Contribution.channel == Channel.ONLINE]
    waiting = counts(session, Fingerprint.group_id, groups, [conditions, online])
    published = counts(session, Fingerprint.digest, digests, [[PUBLISHED]])
    same = _waiting_with(session, {each for each in digests if published[each][0]})
    return {
        key: Copies(
            group=each.group,
            waiting=waiting[each.group_id][0],
            online=waiting[each.group_id][1],
            published=published[each.digest][0],
            identical=len(same.get((each.group_id, each.digest), ())),
            seen=written(same.get((each.group_id, each.digest), ())),
        )
        for key, each in known.items()
    }


def to_read_together(session: orm.Session, contribution: Contribution) -> str | None:
    """The address of its group, when others of it wait too."""
    if contribution.status is not Status.RECEIVED:
        return None
    found = membership(session, contribution)
    if found is None or sizes(session, [found.group_id], [WAITS]).get(found.group_id, 0) < 2:
        return None
    return found.group


def _waiting_with(session: orm.Session, digests: set[str]) -> dict[tuple[int, str], list[Shown]]:
    """MOST_TOGETHER at most for each group and text."""
    if not digests:
        return {}
    query = (
        sa.select(Fingerprint.group_id, Fingerprint.digest, Contribution.id, Contribution.revision)
        .join(Contribution, Contribution.id == Fingerprint.contribution_id)
        .where(Fingerprint.digest.in_(digests), Fingerprint.group_id.is_not(None), WAITS)
        .order_by(Contribution.id)
    )
    found: dict[tuple[int, str], list[Shown]] = {}
    for group_id, digest, contribution_id, revision in session.execute(query):
        same = found.setdefault((group_id or 0, digest), [])
        if len(same) < MOST_TOGETHER:
            same.append((contribution_id, revision))
    return found
