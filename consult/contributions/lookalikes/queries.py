"""Groups of look-alikes among contributions that some condition chooses."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contributions.lookalikes.models import AlikeGroup, Fingerprint, KeptApart
from consult.contributions.models import Contribution

Conditions = Sequence[sa.ColumnElement[bool]]


class Membership(NamedTuple):
    """Where a contribution stands: `group` is the group's address."""

    contribution_id: int
    digest: str
    group_id: int
    group: str


def one_of_each_group(
    conditions: Conditions, *, each_wording: bool = False
) -> sa.ColumnElement[bool]:
    """Among the contributions that `conditions` choose: the first of each group, and those in none.

    With `each_wording`, the first of each text of each group.
    """
    keys = [Fingerprint.group_id, Fingerprint.wording]
    firsts = (
        sa.select(sa.func.min(Contribution.id))
        .join(Fingerprint, Fingerprint.contribution_id == Contribution.id)
        .where(Fingerprint.group_id.is_not(None), *conditions)
        .group_by(*(keys if each_wording else keys[:1]))
        .correlate(None)
    )
    grouped = sa.exists().where(
        Fingerprint.contribution_id == Contribution.id, Fingerprint.group_id.is_not(None)
    )
    return sa.or_(~grouped, Contribution.id.in_(firsts))


def memberships(session: orm.Session, ids: Collection[int]) -> dict[int, Membership]:
    """By contribution id; those in no group are absent."""
    query = (
        sa.select(
            Fingerprint.contribution_id, Fingerprint.digest, AlikeGroup.id, AlikeGroup.public_id
        )
        .join(AlikeGroup, AlikeGroup.id == Fingerprint.group_id)
        .where(Fingerprint.contribution_id.in_(ids))
    )
    return {row[0]: Membership(*row) for row in session.execute(query)}


def membership(session: orm.Session, contribution: Contribution) -> Membership | None:
    return memberships(session, [contribution.id]).get(contribution.id)


def find_group(session: orm.Session, public_id: str) -> AlikeGroup | None:
    return session.scalars(sa.select(AlikeGroup).where(AlikeGroup.public_id == public_id)).first()


def members_of(group_id: int, *conditions: sa.ColumnElement[bool]) -> sa.Select[Contribution]:
    """In the order they arrived."""
    return (
        sa.select(Contribution)
        .join(Fingerprint, Fingerprint.contribution_id == Contribution.id)
        .where(Fingerprint.group_id == group_id, *conditions)
        .order_by(Contribution.id)
    )


def sizes(
    session: orm.Session, group_ids: Collection[int], conditions: Conditions = ()
) -> dict[int, int]:
    """Members of each group that `conditions` choose; a group without any is absent."""
    counted = counts(session, Fingerprint.group_id, group_ids, [conditions])
    return {key: number for key, (number,) in counted.items() if number}


def counts(
    session: orm.Session,
    key: orm.InstrumentedAttribute[Any],
    among: Collection[Any],
    kinds: Sequence[Conditions],
) -> dict[Any, tuple[int, ...]]:
    """By value of `key`: how many contributions each of `kinds` chooses.

    The conditions are counted and not filtered on, so that the rows are found by `key`: a database
    that looked for them by their state would read everything that waits.
    """
    numbers = [sa.func.count(sa.case((sa.and_(sa.true(), *kind), 1))) for kind in kinds]
    query = (
        sa.select(key, *numbers)
        .join(Contribution, Contribution.id == Fingerprint.contribution_id)
        .where(key.in_(among))
        .group_by(key)
    )
    return {found: tuple(numbers) for found, *numbers in session.execute(query)}


def are_apart(session: orm.Session, one: int, other: int) -> bool:
    """Whether the team told these two, or any of the group of each, from one another."""
    ones, others = _with_their_group(one), _with_their_group(other)
    query = sa.select(KeptApart.id).where(
        sa.or_(
            sa.and_(KeptApart.one_id.in_(ones), KeptApart.other_id.in_(others)),
            sa.and_(KeptApart.one_id.in_(others), KeptApart.other_id.in_(ones)),
        )
    )
    return session.scalar(query.limit(1)) is not None


def _with_their_group(contribution_id: int) -> sa.Select[int]:
    own = sa.select(Fingerprint.group_id).where(Fingerprint.contribution_id == contribution_id)
    return sa.select(Fingerprint.contribution_id).where(
        sa.or_(
            Fingerprint.contribution_id == contribution_id,
            Fingerprint.group_id == own.scalar_subquery(),
        )
    )
