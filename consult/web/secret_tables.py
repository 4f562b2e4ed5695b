"""Statistical secrecy of a table printed with its totals: what is masked cannot be found again.

A table of counts and its totals are a flow: what leaves « all » enters the rows, goes through the
cells into the columns, and comes back. Whoever subtracts knows each printed number, that « fewer
than 5 » stands for 1 to 4, and that « not published » stands for 5 or more (otherwise it would read
« fewer than 5 »). A masked number could be another one exactly when one unit can go round a cycle of
masked numbers, through it, without leaving these bounds: the other table then looks the same.

So every count from 1 to 4 is masked, and for each that is in no such cycle the cheapest one is
masked with it, inner cells before totals. Where none exists the whole table is withheld. Zeros are
printed: these tables count decisions, and none is nobody's. (J. P. Kelly, B. Golden and A. Assad,
« Cell suppression: disclosure protection for sensitive tabular data », Networks 22, 1992.)
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

from consult.web.secrecy import FEW, SMALLEST_PUBLISHED, WITHHELD, Cell, Shown

# What masking one more number costs the reader: a total tells more than a cell.
_CELL, _ROW_TOTAL, _COLUMN_TOTAL, _GRAND_TOTAL = 1, 8, 10, 40

Node = tuple[str, int]
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


@dataclass(frozen=True)
class _Arc:
    """One number of the table: `value` units going from `tail` to `head`."""

    tail: Node
    head: Node
    value: int
    cost: int

    @property
    def is_small(self) -> bool:
        return 0 < self.value < SMALLEST_PUBLISHED

    def may_grow(self) -> bool:
        """Masked, it could be read as one more."""
        return self.value >= SMALLEST_PUBLISHED or 0 < self.value < SMALLEST_PUBLISHED - 1

    def may_shrink(self) -> bool:
        return self.value > SMALLEST_PUBLISHED or 1 < self.value < SMALLEST_PUBLISHED


def mask_table(counts: Sequence[Sequence[int]]) -> MaskedTable:
    """Of rows of the same length, none of them negative."""
    rows, columns = len(counts), len(counts[0]) if counts else 0
    arcs = _arcs(counts, columns)
    hidden = {arc for arc in arcs if arc.is_small}
    for arc in [each for each in arcs if each.is_small]:
        cycle = _cheapest_cycle(arc, arcs, hidden)
        if cycle is None:
            return _told(rows, columns, [WITHHELD] * len(arcs))
        hidden |= cycle
    return _told(rows, columns, [_cell(arc, arc in hidden) for arc in arcs])


def mask_inside(counts: Sequence[Sequence[int]]) -> list[list[Cell]] | None:
    """The same where every total is known, from another table: only cells can be masked.

    So each masked cell is in a cycle of masked cells, along which no total moves: whatever else is
    printed of the same people with the same totals stays as it is. None where there is no such cycle.
    """
    columns = len(counts[0]) if counts else 0
    arcs = _arcs(counts, columns)[: len(counts) * columns]
    hidden = {arc for arc in arcs if arc.is_small}
    for arc in [each for each in arcs if each.is_small]:
        cycle = _cheapest_cycle(arc, arcs, hidden)
        if cycle is None:
            return None
        hidden |= cycle
    cells = [_cell(arc, arc in hidden) for arc in arcs]
    return [cells[i * columns : (i + 1) * columns] for i in range(len(counts))]


def _arcs(counts: Sequence[Sequence[int]], columns: int) -> list[_Arc]:
    """The cells row after row, then the totals of rows, of columns, and the whole."""
    arcs = [
        _Arc(("row", i), ("column", j), value, _CELL)
        for i, row in enumerate(counts)
        for j, value in enumerate(row)
    ]
    arcs += [_Arc(_ALL, ("row", i), sum(row), _ROW_TOTAL) for i, row in enumerate(counts)]
    arcs += [
        _Arc(("column", j), _BACK, sum(row[j] for row in counts), _COLUMN_TOTAL)
        for j in range(columns)
    ]
    return [*arcs, _Arc(_BACK, _ALL, sum(map(sum, counts)), _GRAND_TOTAL)]


def _cheapest_cycle(arc: _Arc, arcs: list[_Arc], hidden: set[_Arc]) -> set[_Arc] | None:
    """What must be masked for `arc` to be readable as one more or one less; itself included."""
    ways = []
    if arc.may_grow():
        ways.append(_path(arc.head, arc.tail, arc, arcs, hidden))
    if arc.may_shrink():
        ways.append(_path(arc.tail, arc.head, arc, arcs, hidden))
    found = [way for way in ways if way is not None]
    if not found:
        return None
    _, path = min(found, key=lambda way: way[0])
    return {arc, *path}


def _path(
    start: Node, end: Node, without: _Arc, arcs: list[_Arc], hidden: set[_Arc]
) -> tuple[int, list[_Arc]] | None:
    """Dijkstra over what one unit can do: each number that changes is masked already, or costs."""
    moves: dict[Node, list[tuple[Node, _Arc]]] = {}
    for arc in arcs:
        if arc == without:
            continue
        if arc.may_grow():
            moves.setdefault(arc.tail, []).append((arc.head, arc))
        if arc.may_shrink():
            moves.setdefault(arc.head, []).append((arc.tail, arc))
    best: dict[Node, int] = {start: 0}
    came: dict[Node, tuple[Node, _Arc]] = {}
    queue = [(0, start)]
    while queue:
        cost, node = heapq.heappop(queue)
        if node == end:
            return cost, _walk_back(start, end, came)
        for following, arc in moves.get(node, ()):
            further = cost + (0 if arc in hidden else arc.cost)
            if further < best.get(following, further + 1):
                best[following] = further
                came[following] = (node, arc)
                heapq.heappush(queue, (further, following))
    return None


def _walk_back(start: Node, end: Node, came: dict[Node, tuple[Node, _Arc]]) -> list[_Arc]:
    path = []
    node = end
    while node != start:
        node, arc = came[node]
        path.append(arc)
    return path


def _cell(arc: _Arc, is_hidden: bool) -> Cell:
    if not is_hidden:
        return Cell(Shown.VALUE, arc.value)
    return FEW if arc.is_small else WITHHELD


def _told(rows: int, columns: int, cells: list[Cell]) -> MaskedTable:
    inner = rows * columns
    return MaskedTable(
        cells=[cells[i * columns : (i + 1) * columns] for i in range(rows)],
        row_totals=cells[inner : inner + rows],
        column_totals=cells[inner + rows : inner + rows + columns],
        total=cells[-1],
    )
