"""What may be read of the counts of one question. Pure: lists of whole numbers in, cells out.

« Fewer than 5 » stands for 1 to 4; « not published » for 5 or more, or for anything where a whole table
is withheld. Zeros are printed: nobody is in them. Totals that everyone knows (how many answered, how
many live in a quarter) are taken as known: nothing here relies on hiding one.

Each function keeps its promise for a reader who knows its rule: another list of counts, where a masked
one is different, is printed alike. What is masked beside a small count is chosen by its place in the
list, and whether that suffices by sums that everyone knows: neither tells anything of the values.
"""

from __future__ import annotations

from collections.abc import Sequence

from consult.web.secrecy import FEW, SMALLEST_PUBLISHED, WITHHELD, Cell, Shown
from consult.web.secret_tables import mask_inside

MOST_HIDDEN = SMALLEST_PUBLISHED - 1


def exact(counts: Sequence[int]) -> list[Cell]:
    return [Cell(Shown.VALUE, count) for count in counts]


def mask_single(counts: Sequence[int]) -> list[Cell]:
    """Of a question with one answer; everyone knows their sum, the people who answered."""
    small = [index for index, count in enumerate(counts) if _is_small(count)]
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
    small = [index for index, count in enumerate(counts) if _is_small(count)]
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
    return mask_inside(counts)


def mask_tick_rows(
    counts: Sequence[Sequence[int]], answered: Sequence[int], most: int, printed: int
) -> list[list[Cell]] | None:
    """Of a question with several answers by columns of people; a row a choice, its total known.

    `answered[column]`: how many of its people answered, each with 1 to `most` ticks. One tick of a row
    can be thought of in another column only where these bounds leave room in both. Only the first
    `printed` rows are; None where one of them has a small count that nothing hides.
    """
    ticks = [sum(row[column] for row in counts) for column in range(len(answered))]
    room = [
        (total - people, most * people - total)
        for total, people in zip(ticks, answered, strict=True)
    ]
    rows = [_mask_tick_row(row, answered, room) for row in counts[:printed]]
    return None if None in rows else [row for row in rows if row is not None]


def can_change(
    counts: Sequence[Sequence[int]], answered: Sequence[int], most: int, hidden: int
) -> bool:
    """Whether the total of a choice that is not printed, `hidden` of 1 to 4, could be one more or less.

    The choice is the last row of `counts`; the other rows and the people of each column stay.
    """
    own = counts[-1]
    for column, people in enumerate(answered):
        ticks = sum(row[column] for row in counts)
        if hidden < MOST_HIDDEN and own[column] < people and ticks < most * people:
            return True
        if hidden > 1 and own[column] and ticks > people:
            return True
    return False


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


def _mask_tick_row(
    row: Sequence[int], answered: Sequence[int], room: Sequence[tuple[int, int]]
) -> list[Cell] | None:
    small = [column for column, count in enumerate(row) if _is_small(count)]
    if not small:
        return exact(row)
    companion = _next_large(row, small[0]) if len(small) == 1 else None
    hidden = {*small} if companion is None else {*small, companion}
    for column in small:
        others = [each for each in hidden if each != column]
        if not any(_may_trade(row, answered, room, column, other) for other in others):
            return None
    return _cells(row, small, companion)


def _may_trade(
    row: Sequence[int],
    answered: Sequence[int],
    room: Sequence[tuple[int, int]],
    one: int,
    other: int,
) -> bool:
    """Whether a tick could be in the other column instead, each staying as it is printed."""
    for giver, taker in ((one, other), (other, one)):
        gives = room[giver][0] > 0 and row[giver] not in (1, SMALLEST_PUBLISHED)
        takes = room[taker][1] > 0 and row[taker] < answered[taker] and row[taker] != MOST_HIDDEN
        if gives and takes:
            return True
    return False


def _is_small(count: int) -> bool:
    return 0 < count < SMALLEST_PUBLISHED


def _next_large(counts: Sequence[int], start: int) -> int | None:
    """The first count of at least 5 after `start`, going round the list."""
    order = [(start + step) % len(counts) for step in range(1, len(counts))]
    return next((index for index in order if counts[index] >= SMALLEST_PUBLISHED), None)


def _cells(counts: Sequence[int], small: Sequence[int], companion: int | None) -> list[Cell]:
    return [
        FEW if index in small else WITHHELD if index == companion else Cell(Shown.VALUE, count)
        for index, count in enumerate(counts)
    ]
