"""Ticking the transversal axes that published words speak of. Nothing here commits."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.audit.operations import record
from consult.contributions.axes import ContributionAxis
from consult.contributions.lookalikes.queries import members_of, membership
from consult.contributions.models import Contribution, Status
from consult.enjeux.models import TransversalAxis
from consult.moderation.copies.tagging import MOST_SORTED, place_of
from consult.moderation.operations import StaleError
from consult.moderation.permissions import can_tag


def mark_axes(
    session: orm.Session,
    contribution: Contribution,
    axes: Collection[TransversalAxis],
    *,
    by: User,
    revision: int,
) -> bool:
    """The axes of published words are exactly `axes`; False when they were so already.

    An axis that stays keeps who ticked it. Raises ValueError for another contract's axis, StaleError
    when the words changed since `revision`.
    """
    if any(axis.vocabulary_id != contribution.vocabulary_id for axis in axes):
        raise ValueError("an axis of another contract")
    known = _known(session, contribution)
    wanted = {axis.id: axis for axis in axes}
    if known.keys() == wanted.keys():
        return False
    if not can_tag(by, contribution) or contribution.revision != revision:
        raise StaleError
    for axis_id in known.keys() - wanted.keys():
        session.delete(known[axis_id])
    for axis_id in wanted.keys() - known.keys():
        session.add(ContributionAxis(contribution=contribution, axis=wanted[axis_id], user=by))
    session.flush()
    record(
        session,
        "contribution.mark_axes",
        contribution,
        by=by,
        axes=[axis.key for axis in sorted(axes, key=lambda axis: axis.position)],
        revision=revision,
    )
    return True


def mark_likewise(
    session: orm.Session,
    contribution: Contribution,
    axes: Collection[TransversalAxis],
    *,
    by: User,
) -> None:
    """The same for the published members of its group that are sorted like it and bear no axis yet."""
    group = membership(session, contribution)
    if group is None or not axes:
        return
    others = members_of(
        group.group_id, Contribution.status == Status.PUBLISHED, Contribution.id != contribution.id
    ).where(~sa.exists().where(ContributionAxis.contribution_id == Contribution.id))
    others = others.options(orm.selectinload(Contribution.tags))
    now = place_of(contribution)
    for each in session.scalars(others.limit(MOST_SORTED)).all():
        if place_of(each) == now:
            mark_axes(session, each, axes, by=by, revision=each.revision)


def _known(session: orm.Session, contribution: Contribution) -> dict[int, ContributionAxis]:
    query = sa.select(ContributionAxis).where(ContributionAxis.contribution_id == contribution.id)
    return {row.axis_id: row for row in session.scalars(query)}
