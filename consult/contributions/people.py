"""People heard in words: those of one message count once, however many parts it was split into."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contributions.models import Contribution, Lineage

# What came in: the contribution itself, or the one that it is a part of.
ORIGIN = sa.func.coalesce(Lineage.from_contribution_id, Contribution.id)
OF_A_SPLIT = Lineage.contribution_id == Contribution.id


Group = sa.ColumnElement[Any] | orm.InstrumentedAttribute[Any]


def people_by(cited: sa.Select[Any], *groups: Group) -> sa.Subquery:
    """The columns `groups`, `contributions` and `people`, a row for each group of `cited`.

    `cited` selects from Contribution, once for each contribution and group. Parts of one message
    are several contributions and the same people.
    """
    heard = (
        cited.outerjoin(Lineage, OF_A_SPLIT)
        .with_only_columns(
            *groups,
            sa.func.count().label("contributions"),
            sa.func.max(Contribution.heard_from).label("people"),
        )
        .group_by(*groups, ORIGIN)
        .subquery()
    )
    keys = [heard.c[str(group.key)] for group in groups]
    return (
        sa.select(
            *keys,
            whole(sa.func.sum(heard.c.contributions)).label("contributions"),
            whole(sa.func.sum(heard.c.people)).label("people"),
        )
        .group_by(*keys)
        .subquery()
    )


def whole(total: sa.ColumnElement[Any]) -> sa.ColumnElement[int]:
    """PostgreSQL adds whole numbers up into a decimal one."""
    return sa.cast(total, sa.Integer)
