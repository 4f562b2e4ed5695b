"""Statistical secrecy of a table printed with its totals: what is masked cannot be found again.

A table of counts and its totals are a flow: what leaves « all » enters the rows, goes through the
cells into the columns, and comes back. Whoever subtracts knows each printed number, that « fewer
than 5 » stands for 1 to 4, and that « not published » stands for 5 or more (otherwise it would read
« fewer than 5 »). A masked number could be another one exactly when one unit can go round a cycle of
masked numbers, through it, without leaving these bounds: the other table then looks the same.

So every count from 1 to 4 is masked, and the cheapest cycle through it, inner cells before totals. The
reader may know this rule: which cycle is chosen depends on the place of each number and on whether it is
nothing, few, or 5 and more, never on the number itself. Then all the tables that agree on what is printed
are masked alike, and either each of them leaves every masked number in doubt, or none does: those are
withheld as a whole. Zeros are printed: none is nobody's. (J. P. Kelly, B. Golden and A. Assad, « Cell
suppression: disclosure protection for sensitive tabular data », Networks 22, 1992.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from consult.web.flows import Arc, Node, cheapest_cycle, may_differ
from consult.web.secrecy import FEW, SMALLEST_PUBLISHED, WITHHELD, Cell, Shown

# What masking one more number costs the reader: a total tells more than a cell.
_CELL, _ROW_TOTAL, _COLUMN_TOTAL, _GRAND_TOTAL = 1, 8, 10, 40
# A small count is masked already, but leaves so little room that a cycle through it often hides nothing.
_SMALL = 1

_ALL: Node = ("all", 0)
_BACK: Node = ("back", 0)


@dataclass(frozen=True)
class MaskedTable:
    """What may be read: `cells[row][column]`, a total for each row and column, and the whole."""

    cells: list[list[Cell]]
    row_totals: list[Cell]
    column_totals: list[Cell]
    total: Cell

    @property
    def is_masked(self) -> bool:
        shown = [*self.row_totals, *self.column_totals, self.total]
        shown += [cell for row in self.cells for cell in row]
        return any(cell.shown is not Shown.VALUE for cell in shown)


def mask_table(counts: Sequence[Sequence[int]]) -> MaskedTable:
    """Of rows of the same length, none of them negative."""
    rows, columns = len(counts), len(counts[0]) if counts else 0
    inner, totals = _cells_of(counts), _totals_of(counts, columns)
    costs = [_CELL] * len(inner)
    costs += [_ROW_TOTAL] * rows + [_COLUMN_TOTAL] * columns + [_GRAND_TOTAL]
    shown = _mask([*inner, *totals], costs)
    return _told(rows, columns, shown or [WITHHELD] * len(costs))


def mask_inside(counts: Sequence[Sequence[int]]) -> list[list[Cell]] | None:
    """The same where every total is known, from another table: only cells can be masked.

    So each masked cell is in a cycle of masked cells, along which no total moves: whatever else is
    printed of the same people with the same totals stays as it is. None where nothing can be read.
    """
    columns = len(counts[0]) if counts else 0
    arcs = _cells_of(counts)
    cells = _mask(arcs, [_CELL] * len(arcs))
    if cells is None:
        return None
    return [cells[i * columns : (i + 1) * columns] for i in range(len(counts))]


def bounded(tail: Node, head: Node, count: int) -> Arc:
    """A count that is masked: fewer than 5, or 5 and more, and what the reader knows of it."""
    if is_small(count):
        return Arc(tail, head, count, 1, SMALLEST_PUBLISHED - 1)
    return Arc(tail, head, count, SMALLEST_PUBLISHED)


def is_small(count: int) -> bool:
    return 0 < count < SMALLEST_PUBLISHED


def _cells_of(counts: Sequence[Sequence[int]]) -> list[Arc]:
    """Row after row."""
    return [
        bounded(("row", i), ("column", j), value)
        for i, row in enumerate(counts)
        for j, value in enumerate(row)
    ]


def _totals_of(counts: Sequence[Sequence[int]], columns: int) -> list[Arc]:
    """Of the rows, of the columns, and the whole."""
    arcs = [bounded(_ALL, ("row", i), sum(row)) for i, row in enumerate(counts)]
    arcs += [bounded(("column", j), _BACK, sum(row[j] for row in counts)) for j in range(columns)]
    return [*arcs, bounded(_BACK, _ALL, sum(map(sum, counts)))]


def _mask(arcs: Sequence[Arc], costs: Sequence[int]) -> list[Cell] | None:
    """What may be read of each number, `costs` being what it costs to mask it; None: nothing."""
    hidden = _pattern(arcs, costs)
    if hidden is None or not all(may_differ(arc, hidden) for arc in hidden):
        return None
    return [_cell(arc, arc in hidden) for arc in arcs]


def _pattern(arcs: Sequence[Arc], costs: Sequence[int]) -> set[Arc] | None:
    """The numbers to mask, whatever their exact values; None where one is alone."""
    hidden = {arc for arc in arcs if is_small(arc.value)}
    priced = [(arc, cost) for arc, cost in zip(arcs, costs, strict=True) if arc.value]
    for arc in [each for each in arcs if is_small(each.value)]:
        now = [(each, _price(each, cost, hidden)) for each, cost in priced]
        cycle = cheapest_cycle(arc, now)
        if cycle is None:
            return None
        hidden |= {*cycle}
    return hidden


def _price(arc: Arc, cost: int, hidden: set[Arc]) -> int:
    if is_small(arc.value):
        return _SMALL
    return 0 if arc in hidden else cost


def _cell(arc: Arc, is_hidden: bool) -> Cell:
    if not is_hidden:
        return Cell(Shown.VALUE, arc.value)
    return FEW if is_small(arc.value) else WITHHELD


def _told(rows: int, columns: int, cells: list[Cell]) -> MaskedTable:
    inner = rows * columns
    return MaskedTable(
        cells=[cells[i * columns : (i + 1) * columns] for i in range(rows)],
        row_totals=cells[inner : inner + rows],
        column_totals=cells[inner + rows : inner + rows + columns],
        total=cells[-1],
    )
