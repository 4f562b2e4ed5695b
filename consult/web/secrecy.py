"""Statistical secrecy: a published count below 5 people is masked, and what would reveal it too.

A distribution (women and men, the age bands) is published beside its total, so that one masked
count could be found by subtraction. Then a second count is masked with it: the next one in the
order of the page, never the smallest or the largest, because a choice that depends on the values
tells something of them. Where that does not suffice the whole distribution is withheld.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from consult.web.i18n import number

SMALLEST_PUBLISHED = 5


class Shown(enum.Enum):
    """How a count is told."""

    VALUE = "value"
    FEW = "few"
    WITHHELD = "withheld"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Cell:
    """`value` is set only when everyone may read it."""

    shown: Shown
    value: int | None = None


WITHHELD = Cell(Shown.WITHHELD)
FEW = Cell(Shown.FEW)
UNKNOWN = Cell(Shown.UNKNOWN)


def show(cell: Cell) -> str:
    """The count, or why it is not told, in words."""
    if cell.shown is Shown.FEW:
        return str(_("fewer than %(least)d", least=SMALLEST_PUBLISHED))
    if cell.shown is Shown.WITHHELD:
        return str(_("not published"))
    return str(_("not counted")) if cell.value is None else number(cell.value)


def mask_total(total: int | None) -> Cell:
    if total is None:
        return UNKNOWN
    return FEW if total < SMALLEST_PUBLISHED else Cell(Shown.VALUE, total)


def mask_parts(counts: Sequence[int | None], total: int | None) -> list[Cell]:
    """What may be read of each of `counts`, published beside `total`; None was not counted.

    The people of `total` that no count holds are a count of their own, that nobody prints.
    """
    if total is None:
        return [UNKNOWN] * len(counts)
    known = [count for count in counts if count is not None]
    rest = max(total - sum(known), 0)
    everything_hidden = [UNKNOWN if count is None else WITHHELD for count in counts]
    if total < SMALLEST_PUBLISHED:
        return everything_hidden
    small = {index for index, count in enumerate(counts) if _is_small(count)}
    if not small and not 0 < rest < SMALLEST_PUBLISHED:
        return [UNKNOWN if count is None else Cell(Shown.VALUE, count) for count in counts]
    companion: int | None = None
    if not _is_hidden_well(counts, small, companion, rest):
        companion = _next_published(counts, small)
        if companion is None or not _is_hidden_well(counts, small, companion, rest):
            return everything_hidden
    return [_cell(count, index in small, index == companion) for index, count in enumerate(counts)]


def mask_groups(groups: Sequence[Sequence[int]], total: int) -> list[tuple[Cell, list[Cell]]]:
    """A distribution in two levels: the groups share `total` out, and each its own counts.

    For each group, what may be read of it and of its counts. Under a group that is not published
    nothing is; under another its sum is the total that everyone knows. So no subtraction, down or
    across the levels, finds more than `mask_parts` lets be found in one of them.
    """
    heads = mask_parts([sum(counts) for counts in groups], total)
    return [
        (
            head,
            mask_parts(counts, head.value) if head.value is not None else [WITHHELD] * len(counts),
        )
        for head, counts in zip(heads, groups, strict=True)
    ]


def add_public(cell: Cell, people: int) -> Cell:
    """`cell` and `people` whom everyone knows already; a masked count stays one."""
    if cell.value is not None:
        return Cell(Shown.VALUE, cell.value + people)
    return WITHHELD if people and cell.shown is Shown.FEW else cell


def _is_small(count: int | None) -> bool:
    return count is not None and count < SMALLEST_PUBLISHED


def _is_hidden_well(
    counts: Sequence[int | None], small: set[int], companion: int | None, rest: int
) -> bool:
    """True when each small count could still be anything from 0 to 4 for whoever subtracts."""
    hidden = rest + sum(counts[index] or 0 for index in small)
    slack = rest > 0
    if companion is not None:
        hidden += counts[companion] or 0
        return hidden >= SMALLEST_PUBLISHED + SMALLEST_PUBLISHED - 1
    if not small:
        return False
    room = (SMALLEST_PUBLISHED - 1) * (len(small) - 1)
    return hidden >= SMALLEST_PUBLISHED - 1 and (slack or hidden <= room)


def _next_published(counts: Sequence[int | None], small: set[int]) -> int | None:
    """The first count of at least 5 after the first small one, going round the list."""
    start = min(small, default=0)
    order = [(start + step) % len(counts) for step in range(len(counts))]
    return next((i for i in order if counts[i] is not None and i not in small), None)


def _cell(count: int | None, is_small: bool, is_companion: bool) -> Cell:
    if count is None:
        return UNKNOWN
    if is_small:
        return FEW
    return WITHHELD if is_companion else Cell(Shown.VALUE, count)
