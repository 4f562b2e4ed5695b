"""Which state of which contributions was on the screen, carried by the page's form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

# Decided in one gesture, and shown by one page; a larger group takes several.
MOST_TOGETHER = 200
_PAIR = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")

# The id of a contribution and its revision.
Shown = tuple[int, int]
Seen = Mapping[int, int]


def written(shown: Iterable[Shown]) -> str:
    """« 12-0.15-3 »."""
    return ".".join(f"{number}-{revision}" for number, revision in shown)


def read(given: str | None) -> Seen:
    """Revision by contribution id; nothing for what a page of ours does not write."""
    found = [_PAIR.fullmatch(pair) for pair in (given or "").split(".")[:MOST_TOGETHER]]
    return {int(pair[1]): int(pair[2]) for pair in found if pair}
