"""« Looks like… »: what a moderator may find to be the same, with the words that differ."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contributions.lookalikes.difference import Piece, pieces
from consult.contributions.lookalikes.index import wording_of
from consult.contributions.lookalikes.models import Fingerprint
from consult.contributions.lookalikes.queries import are_apart, membership
from consult.contributions.lookalikes.search import near
from consult.contributions.models import Contribution, Status
from consult.moderation.copies.reading import said_in

MOST_PROPOSED = 3
MOST_FOUND = 20


@dataclass(frozen=True)
class Proposal:
    """`percent` of the text is in common; `pieces` compares the other text with this one."""

    contribution: Contribution
    percent: int
    pieces: list[Piece]


def proposals(
    session: orm.Session, contribution: Contribution, most: int = MOST_PROPOSED
) -> list[Proposal]:
    """The most alike first, one for each group; neither its own group nor what was kept apart."""
    if not contribution.text:
        return []
    mine = membership(session, contribution)
    groups = {mine.group_id} if mine else set()
    found: list[Proposal] = []
    for mate, _ in near(session.connection(), wording_of(contribution)):
        if len(found) == most:
            break
        if mate.group_id in groups or are_apart(session, contribution.id, mate.contribution_id):
            continue
        if mate.group_id is not None:
            groups.add(mate.group_id)
        other = session.get_one(Contribution, mate.contribution_id)
        if other.id != contribution.id:
            compared = pieces(said_in(contribution), said_in(other))
            found.append(Proposal(other, round(100 * mate.likeness), compared))
    return found


def others_with(
    session: orm.Session, contribution: Contribution, wanted: str
) -> list[Contribution]:
    """The latest MOST_FOUND of the same contract that contain `wanted`, to be joined by hand."""
    mine = membership(session, contribution)
    query = (
        sa.select(Contribution)
        .join(Fingerprint, Fingerprint.contribution_id == Contribution.id)
        .options(orm.joinedload(Contribution.perimeter))
        .where(
            Contribution.vocabulary_id == contribution.vocabulary_id,
            Contribution.id != contribution.id,
            Contribution.status != Status.WITHDRAWN,
            sa.or_(
                Contribution.title.icontains(wanted, autoescape=True),
                Contribution.text.icontains(wanted, autoescape=True),
            ),
        )
    )
    if mine is not None:
        query = query.where(Fingerprint.group_id.is_distinct_from(mine.group_id))
    return list(session.scalars(query.order_by(Contribution.id.desc()).limit(MOST_FOUND)))
