"""Keyset pagination: the same cost on the last page as on the first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy import orm

T = TypeVar("T")

# Keys are integers of four bytes in PostgreSQL.
LARGEST_KEY = 2**31 - 1


@dataclass(frozen=True)
class Page(Generic[T]):
    """A slice of rows; `after` is the key to ask for the next one, None at the end."""

    rows: list[T]
    after: int | None


def possible_key(asked: int) -> int:
    """The nearest key that a column holds: an address can ask for anything, a database cannot."""
    return max(0, min(asked, LARGEST_KEY))


def keyset(
    session: orm.Session,
    query: sa.Select[Any],
    key: orm.InstrumentedAttribute[int],
    *,
    after: int | None,
    size: int,
    newest_first: bool = False,
) -> Page[Any]:
    """Rows of `query` beyond `after` along the unique integer `key`, at most `size` of them."""
    if after is not None:
        after = possible_key(after)
        query = query.where(key < after if newest_first else key > after)
    query = query.order_by(key.desc() if newest_first else key).limit(size + 1)
    rows = list(session.scalars(query))
    more = len(rows) > size
    rows = rows[:size]
    return Page(rows, getattr(rows[-1], key.key) if more else None)
