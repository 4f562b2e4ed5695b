"""Sorting a whole group at once. Nothing here commits."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import orm

from consult.accounts.models import User
from consult.contributions.lookalikes.queries import members_of, membership
from consult.contributions.models import Contribution, Status, Tag, Tagging
from consult.enjeux.models import Ambition, Enjeu
from consult.moderation.tagging import tag

MOST_SORTED = 500


class Place(NamedTuple):
    """How words are sorted: an animator's proposal is no sorting."""

    tagging: Tagging
    pairs: frozenset[tuple[int, int | None]]


class Likewise(NamedTuple):
    """`done` others were sorted the same way; `left` had been sorted otherwise by the team."""

    done: int
    left: int


def place_of(contribution: Contribution) -> Place:
    if contribution.tagging is Tagging.TO_DO:
        return Place(Tagging.TO_DO, frozenset())
    pairs = frozenset((each.enjeu_id, each.ambition_id) for each in contribution.tags)
    return Place(contribution.tagging, pairs)


def tag_likewise(
    session: orm.Session,
    contribution: Contribution,
    outcome: Tagging,
    *,
    was: Place,
    by: User,
    enjeux: Collection[Enjeu] = (),
    ambitions: Collection[Ambition] = (),
) -> Likewise:
    """Sort the published members of its group, which was sorted as `was` before this gesture.

    Those that the team sorted in another way keep it. Each has its own step and its own audit line.
    """
    group = membership(session, contribution)
    if group is None:
        return Likewise(0, 0)
    others = members_of(
        group.group_id,
        Contribution.status == Status.PUBLISHED,
        Contribution.id != contribution.id,
    ).options(
        orm.selectinload(Contribution.tags).joinedload(Tag.enjeu),
        orm.selectinload(Contribution.steps),
    )
    rows = session.scalars(
        others.limit(MOST_SORTED)
        .with_for_update(of=Contribution, key_share=True)
        .execution_options(populate_existing=True)
    )
    now = place_of(contribution)
    done = left = 0
    for each in rows.all():
        if place_of(each) not in {was, now}:
            left += 1
            continue
        done += tag(
            session,
            each,
            outcome,
            by=by,
            revision=each.revision,
            enjeux=enjeux,
            ambitions=ambitions,
        )
    return Likewise(done, left)


def sorted_mate(session: orm.Session, contribution: Contribution) -> Contribution | None:
    """A published member of its group that the team has sorted already: its boxes are proposed."""
    group = membership(session, contribution)
    if group is None:
        return None
    query = (
        members_of(
            group.group_id,
            Contribution.status == Status.PUBLISHED,
            Contribution.tagging == Tagging.TAGGED,
        )
        .options(
            orm.selectinload(Contribution.tags).joinedload(Tag.enjeu),
            orm.selectinload(Contribution.tags).joinedload(Tag.ambition),
        )
        .limit(1)
    )
    return session.scalars(query).first()
