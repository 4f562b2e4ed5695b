"""How many people speak: the one place that counts them.

A voice is somebody's receipt, however many of their words are counted together: whoever answers two
questions with the same words, sends three texts from one form, or whose message the team split, is
heard once. A workshop's receipt is shared by a whole room: there each line of the record is a voice
of its own, and the parts that the team split one line into are still that line.
Somebody who fills two forms has two receipts and cannot be recognised: nobody is asked who they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contributions.models import Contribution, Lineage, Receipt

Key = orm.InstrumentedAttribute[Any] | sa.ColumnElement[Any]
# Within one receipt: the line that came in when a room shares it, and nothing when it is a person's.
_LINE = sa.case(
    (Receipt.shared, sa.func.coalesce(Lineage.from_contribution_id, Contribution.id)), else_=0
)


def by_voice(
    query: sa.Select[Any], keys: Sequence[Key], *more: sa.ColumnElement[Any]
) -> sa.Subquery:
    """`query` selects from Contribution; a row for each voice under each value of `keys`.

    Columns: `keys`, receipt_id, contributions, people, then the aggregates `more`. Adding up `people`
    over the voices counts everybody once.
    """
    return (
        query.join(Receipt, Receipt.id == Contribution.receipt_id)
        .outerjoin(Lineage, Lineage.contribution_id == Contribution.id)
        .with_only_columns(
            *keys,
            Receipt.id.label("receipt_id"),
            sa.func.count().label("contributions"),
            sa.func.max(Contribution.heard_from).label("people"),
            *more,
            maintain_column_froms=True,
        )
        .group_by(*keys, Receipt.id, _LINE)
        .subquery()
    )


def people_by(
    query: sa.Select[Any], keys: Sequence[Key], **more: sa.ColumnElement[Any]
) -> sa.Subquery:
    """`query` selects from Contribution; a row for each value of `keys`.

    Columns: `keys`, contributions, people, then the sums of `more` under their names.
    """
    heard = by_voice(query, keys, *(column.label(name) for name, column in more.items()))
    columns = [heard.c[str(key.key)] for key in keys]
    sums = [whole(sa.func.sum(heard.c[name])).label(name) for name in _SUMMED + tuple(more)]
    return sa.select(*columns, *sums).group_by(*columns).subquery()


_SUMMED = ("contributions", "people")


def count_people(heard: Iterable[tuple[Hashable, Contribution]]) -> Counter[Any]:
    """People by key, of contributions already loaded with their receipts and their lineage."""
    voices: dict[tuple[Hashable, int, int], int] = {}
    for key, said in heard:
        voice = key, said.receipt_id, said.origin_id if said.receipt.shared else 0
        voices[voice] = max(voices.get(voice, 0), said.heard_from)
    found: Counter[Any] = Counter()
    for (key, _, _), people in voices.items():
        found[key] += people
    return found


def whole(total: sa.ColumnElement[Any]) -> sa.ColumnElement[int]:
    """PostgreSQL adds whole numbers up into a decimal one."""
    return sa.cast(total, sa.Integer)
