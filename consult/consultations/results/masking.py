"""What may be read of the counts of one question. Pure: lists of whole numbers in, cells out.

« Fewer than 5 » stands for 1 to 4; « not published » for 5 or more, or for anything where a whole table
is withheld. Zeros are printed: nobody is in them. Totals that everyone knows (how many answered, how
many live in a quarter) are taken as known: nothing here relies on hiding one.

Each function keeps its promise for a reader who knows its rule: another list of counts, where a masked
one is different, is printed alike. What is masked beside a small count is chosen by its place in the
list, and whether that suffices by sums that everyone knows: neither tells anything of the values.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

from consult.web.flows import Arc, Node, may_differ
from consult.web.secrecy import FEW, SMALLEST_PUBLISHED, WITHHELD, Cell, Shown
from consult.web.secret_tables import bounded, is_small, mask_inside
from consult.web.withheld_tables import Counts, hide_each_other, shared_out, tables_of

MOST_HIDDEN = SMALLEST_PUBLISHED - 1
_ALL: Node = ("all", 0)


def exact(counts: Sequence[int]) -> list[Cell]:
    return [Cell(Shown.VALUE, count) for count in counts]


def mask_single(counts: Sequence[int]) -> list[Cell]:
    """Of a question with one answer; everyone knows their sum, the people who answered."""
    small = [index for index, count in enumerate(counts) if is_small(count)]
    if not small:
        return exact(counts)
    hidden = sum(counts[index] for index in small)
    companion: int | None = None
    if len(small) < 2 or not len(small) < hidden < MOST_HIDDEN * len(small):
        # One alone, or so many ones or fours: the sum of those masked would tell each of them.
        companion = _next_large(counts, small[0])
        # Enough for each of them to be anything from 1 to 4, the companion staying 5 or more.
        enough = MOST_HIDDEN * len(small) + SMALLEST_PUBLISHED
        if companion is None or hidden + counts[companion] < enough:
            return [WITHHELD] * len(counts)
    return _cells(counts, small, companion)


def mask_ticks(counts: Sequence[int], answered: int, most: int) -> list[Cell]:
    """Of a question with several answers: each of `answered` people ticked from 1 to `most`.

    Counts do not add up to anything printed, but their sum lies between `answered` and `most` times
    that: whoever subtracts the printed ones knows about the others.
    """
    small = [index for index, count in enumerate(counts) if is_small(count)]
    if not small:
        return exact(counts)
    if answered < SMALLEST_PUBLISHED:
        return [WITHHELD] * len(counts)
    printed = sum(counts) - sum(counts[index] for index in small)
    others = len(small) - 1
    least = max(1, answered - printed - MOST_HIDDEN * others)
    largest = min(MOST_HIDDEN, most * answered - printed - others)
    if least >= largest:
        return [WITHHELD] * len(counts)
    return _cells(counts, small, None)


def mask_crossing(counts: Sequence[Sequence[int]]) -> list[list[Cell]] | None:
    """Of rows of answers by columns of people, all the totals being known; None: nothing can be read."""
    if not counts or not counts[0]:
        return [[] for _row in counts]
    rows = tuple(sum(row) for row in counts)
    columns = tuple(sum(column) for column in zip(*counts, strict=True))
    alike = hide_each_other(
        tables_of(rows, columns),
        lambda table: mask_inside(table) is None,
        lambda table: [count for row in table for count in row],
    )
    return mask_inside(counts) if alike else None


def mask_tick_rows(
    counts: Sequence[Sequence[int]], answered: Sequence[int], most: int, printed: int
) -> list[list[Cell]] | None:
    """Of a question with several answers by columns of people; a row a choice.

    `answered[column]`: how many of its people answered, each with 1 to `most` ticks. The totals of the
    first `printed` rows are known; the others are those of choices that few people ticked, whose totals
    are masked. None where a masked count, or one of these totals, would not be in doubt.
    """
    alike = hide_each_other(
        _tick_tables(counts, answered, most, printed),
        lambda table: _mask_ticked(table, answered, most, printed) is None,
        lambda table: [
            *(count for row in table[:printed] for count in row),
            *map(sum, table[printed:]),
        ],
    )
    return _mask_ticked(counts, answered, most, printed) if alike else None


def bins(counts: dict[int, int], least: int = SMALLEST_PUBLISHED) -> list[tuple[int, int, int]]:
    """Numbers put together until each group has `least` people: (first, last, people).

    A step of 1, 2, 5, 10… makes ten groups at most; what is left at an end joins its neighbour.
    Nothing is masked then. Empty with fewer than `least` people.
    """
    if sum(counts.values()) < least:
        return []
    low, high = min(counts), max(counts)
    step = _step(high - low + 1)
    start = low // step * step
    found: list[tuple[int, int, int]] = []
    pending = 0
    first = start
    for begin in range(start, high + 1, step):
        pending += sum(counts.get(value, 0) for value in range(begin, begin + step))
        if pending >= least:
            found.append((first, begin + step - 1, pending))
            first, pending = begin + step, 0
    if first <= high and found:
        before, _end, people = found[-1]
        found[-1] = (before, (high // step + 1) * step - 1, people + pending)
    return found


def _step(width: int) -> int:
    scale = 1
    while True:
        for unit in (1, 2, 5):
            if width <= 10 * unit * scale:
                return unit * scale
        scale *= 10


def _mask_ticked(
    counts: Sequence[Sequence[int]], answered: Sequence[int], most: int, printed: int
) -> list[list[Cell]] | None:
    """A flow: ticks enter by the rows, go through the cells into the columns, and come back.

    In each column its people leave room or not. What changes keeps the known totals: people who would
    have ticked so are printed alike.
    """
    cells = [_mask_tick_row(row) for row in counts[:printed]]
    masked = [
        _tick(i, j, counts[i][j], answered[j])
        for i, shown in enumerate(cells)
        for j, cell in enumerate(shown)
        if cell.value is None
    ]
    rare = list(enumerate(counts))[printed:]
    totals = [Arc(_ALL, ("row", i), sum(row), 1, MOST_HIDDEN) for i, row in rare]
    free = [
        Arc(("row", i), ("column", j), row[j], 0, min(MOST_HIDDEN, people))
        for i, row in rare
        for j, people in enumerate(answered)
    ]
    ticks = [
        Arc(("column", j), _ALL, sum(row[j] for row in counts), people, most * people)
        for j, people in enumerate(answered)
    ]
    may_change = [*masked, *totals, *free, *ticks]
    in_doubt = all(may_differ(arc, may_change) for arc in (*masked, *totals))
    return cells if in_doubt else None


def _tick_tables(
    counts: Sequence[Sequence[int]], answered: Sequence[int], most: int, printed: int
) -> Iterator[Counts | None]:
    """All that people can have ticked, with the totals that are known; None for what they cannot."""
    ways = [
        [sum(row)] if i < printed else range(1, MOST_HIDDEN + 1) for i, row in enumerate(counts)
    ]
    for totals in product(*ways):
        for table in _tick_rows(totals, answered):
            ticks = [sum(column) for column in zip(*table, strict=True)]
            fits = all(n <= given <= most * n for n, given in zip(answered, ticks, strict=True))
            yield table if fits else None


def _tick_rows(totals: Sequence[int], answered: Sequence[int]) -> Iterator[Counts]:
    if not totals:
        yield ()
        return
    for first in shared_out(totals[0], answered):
        for others in _tick_rows(totals[1:], answered):
            yield (first, *others)


def _mask_tick_row(row: Sequence[int]) -> list[Cell]:
    """A small count that is alone takes the next large one along."""
    small = [column for column, count in enumerate(row) if is_small(count)]
    companion = _next_large(row, small[0]) if len(small) == 1 else None
    return _cells(row, small, companion)


def _tick(row: int, column: int, count: int, people: int) -> Arc:
    """One that is masked: nobody ticks twice."""
    arc = bounded(("row", row), ("column", column), count)
    return replace(arc, most=people if arc.most is None else min(arc.most, people))


def _next_large(counts: Sequence[int], start: int) -> int | None:
    """The first count of at least 5 after `start`, going round the list."""
    order = [(start + step) % len(counts) for step in range(1, len(counts))]
    return next((index for index in order if counts[index] >= SMALLEST_PUBLISHED), None)


def _cells(counts: Sequence[int], small: Sequence[int], companion: int | None) -> list[Cell]:
    return [
        FEW if index in small else WITHHELD if index == companion else Cell(Shown.VALUE, count)
        for index, count in enumerate(counts)
    ]
