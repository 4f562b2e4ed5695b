"""How many people speak: one receipt is one person, however many of their words are counted together.

Whoever answers two questions with the same words, or sends three texts from one form, is one voice.
A workshop's receipt is shared by a whole room: there each contribution was heard from its own people.
Somebody who fills two forms has two receipts and cannot be recognised: nobody is asked who they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contributions.models import Contribution, Receipt

Key = orm.InstrumentedAttribute[Any] | sa.ColumnElement[Any]


def by_receipt(
    query: sa.Select[Any], keys: Sequence[Key], *more: sa.ColumnElement[Any]
) -> sa.Subquery:
    """`query` selects from Contribution; a row for each receipt under each value of `keys`.

    Columns: `keys`, contributions, people, then the aggregates `more`. Adding up `people` over the
    receipts counts everybody once.
    """
    people = sa.case(
        (Receipt.shared, sa.func.sum(Contribution.heard_from)),
        else_=sa.func.max(Contribution.heard_from),
    )
    return (
        query.join(Receipt, Receipt.id == Contribution.receipt_id)
        .with_only_columns(
            *keys,
            sa.func.count().label("contributions"),
            people.label("people"),
            *more,
            maintain_column_froms=True,
        )
        .group_by(*keys, Receipt.id, Receipt.shared)
        .subquery()
    )


def count_people(heard: Iterable[tuple[Hashable, Contribution]]) -> Counter[Any]:
    """People by key, of contributions already loaded with their receipts."""
    found: Counter[Any] = Counter()
    alone: dict[tuple[Hashable, int], int] = {}
    for key, contribution in heard:
        if contribution.receipt.shared:
            found[key] += contribution.heard_from
        else:
            person = key, contribution.receipt_id
            alone[person] = max(alone.get(person, 0), contribution.heard_from)
    for (key, _), people in alone.items():
        found[key] += people
    return found
