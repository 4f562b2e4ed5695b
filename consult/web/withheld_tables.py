"""A table that is withheld says that it had to be: whoever knows the rule looks for those that do.

Where few tables have the totals that everyone knows, those that cannot be masked may all agree on a small
count, which « not published » would then tell. So with such totals every table is withheld, whatever is
in it: totals are known, and a decision that rests on them alone tells nothing. All the tables are tried
up to `MOST_TRIED`; beyond, those that are withheld hide each other (no exception among the 160 totals
drawn at random that have from 500 to 4,000 tables).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from consult.web.secrecy import SMALLEST_PUBLISHED

Row = tuple[int, ...]
Counts = tuple[Row, ...]
MOST_TRIED = 1000


def hide_each_other(
    tables: Iterable[Counts | None],
    is_withheld: Callable[[Counts], bool],
    numbers: Callable[[Counts], Sequence[int]],
) -> bool:
    """Whether those of `tables` that are withheld leave each of their small `numbers` in doubt.

    None stands for a table that was tried and cannot be.
    """
    first: Sequence[int] | None = None
    agreed: set[int] = set()
    for tried, table in enumerate(tables):
        if tried == MOST_TRIED:
            return True
        if table is None or not is_withheld(table):
            continue
        found = numbers(table)
        if first is None:
            first = found
            agreed = {at for at, count in enumerate(found) if 0 < count < SMALLEST_PUBLISHED}
        agreed = {at for at in agreed if found[at] == first[at]}
        if not agreed:
            return True
    return first is None


def tables_of(rows: Row, columns: Row) -> Iterator[Counts]:
    """All those of whole numbers with these totals, which have the same sum."""
    if len(rows) == 1:
        yield (columns,)
        return
    for first in shared_out(rows[0], columns):
        left = tuple(total - count for total, count in zip(columns, first, strict=True))
        for others in tables_of(rows[1:], left):
            yield (first, *others)


def shared_out(total: int, most: Sequence[int]) -> Iterator[Row]:
    """All the ways to share `total` between as many columns, none having more than its `most`."""
    if len(most) == 1:
        if total <= most[0]:
            yield (total,)
        return
    for count in range(max(0, total - sum(most[1:])), min(total, most[0]) + 1):
        for others in shared_out(total - count, most[1:]):
            yield (count, *others)
