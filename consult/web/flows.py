"""Counts as a flow: what one unit more or less can do without anybody seeing it.

Each count is an arc of a network in which whatever enters a node leaves it. Two tables that agree on
every known number differ by units that go round cycles of unknown ones. So a count could be another one
exactly when one unit can go round a cycle through it, each count of the cycle staying in its bounds.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Node = tuple[str, int]


@dataclass(frozen=True)
class Arc:
    """One count: `value` units going from `tail` to `head`, known to be from `least` to `most`.

    `most` is None where nothing bounds it.
    """

    tail: Node
    head: Node
    value: int
    least: int = 0
    most: int | None = None

    def may_grow(self) -> bool:
        return self.most is None or self.value < self.most

    def may_shrink(self) -> bool:
        return self.value > self.least


def may_differ(arc: Arc, arcs: Iterable[Arc]) -> bool:
    """Whether `arc` could be one more or one less, when only `arcs` can change."""
    moves: dict[Node, list[Node]] = {}
    for each in arcs:
        if each == arc:
            continue
        if each.may_grow():
            moves.setdefault(each.tail, []).append(each.head)
        if each.may_shrink():
            moves.setdefault(each.head, []).append(each.tail)
    more = arc.may_grow() and _leads(arc.head, arc.tail, moves)
    return more or (arc.may_shrink() and _leads(arc.tail, arc.head, moves))


def cheapest_cycle(arc: Arc, costs: Sequence[tuple[Arc, int]]) -> list[Arc] | None:
    """The other arcs of the cycle through `arc` that costs least, whatever the values and the bounds.

    Of two that cost the same, the first in the order of the nodes. None where there is no cycle.
    """
    moves: dict[Node, list[tuple[Node, Arc, int]]] = {}
    for each, cost in costs:
        if each != arc:
            moves.setdefault(each.tail, []).append((each.head, each, cost))
            moves.setdefault(each.head, []).append((each.tail, each, cost))
    best: dict[Node, int] = {arc.head: 0}
    came: dict[Node, tuple[Node, Arc]] = {}
    queue = [(0, arc.head)]
    while queue:
        paid, node = heapq.heappop(queue)
        if node == arc.tail:
            return _walk_back(arc.head, arc.tail, came)
        for following, each, cost in moves.get(node, ()):
            further = paid + cost
            if further < best.get(following, further + 1):
                best[following] = further
                came[following] = (node, each)
                heapq.heappush(queue, (further, following))
    return None


def _leads(start: Node, end: Node, moves: dict[Node, list[Node]]) -> bool:
    seen = {start}
    waiting = deque([start])
    while waiting:
        node = waiting.popleft()
        if node == end:
            return True
        for following in moves.get(node, ()):
            if following not in seen:
                seen.add(following)
                waiting.append(following)
    return False


def _walk_back(start: Node, end: Node, came: dict[Node, tuple[Node, Arc]]) -> list[Arc]:
    path = []
    node = end
    while node != start:
        node, arc = came[node]
        path.append(arc)
    return path
