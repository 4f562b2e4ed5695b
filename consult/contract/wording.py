"""What differs between two texts, word by word. Knows nothing of contracts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Change = Literal["same", "added", "removed"]
_TOKEN = re.compile(r"\s+|\w+(?:[’'-]\w+)*|[^\w\s]")
_WORD = re.compile(r"\w+")
# Beyond this many pairs of words, frequent ones no longer count as landmarks: it stays quick.
MANY = 4_000_000
# Words that stay in the middle of a rewriting (« de », « la ») only make it harder to read.
FEWEST_KEPT = 3


@dataclass(frozen=True)
class Piece:
    change: Change
    text: str


def words(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces of both texts in reading order; what was removed stands before what replaces it."""
    one, two = _TOKEN.findall(before), _TOKEN.findall(after)
    matcher = SequenceMatcher(None, one, two, autojunk=len(one) * len(two) > MANY)
    pieces: list[Piece] = []
    for name, i1, i2, j1, j2 in matcher.get_opcodes():
        if name == "equal":
            pieces.append(Piece("same", "".join(one[i1:i2])))
            continue
        if i2 > i1:
            pieces.append(Piece("removed", "".join(one[i1:i2])))
        if j2 > j1:
            pieces.append(Piece("added", "".join(two[j1:j2])))
    return _readable(pieces)


def likeness(before: str, after: str, *, least: float) -> float:
    """0 to 1: the share of words that both texts have, in the same order; 0 when under `least`."""
    one, two = _WORD.findall(before.lower()), _WORD.findall(after.lower())
    matcher = SequenceMatcher(None, one, two, autojunk=len(one) * len(two) > MANY)
    # What is certainly under is told at once.
    if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
        return 0.0
    return matcher.ratio()


def _readable(pieces: list[Piece]) -> tuple[Piece, ...]:
    """A short stretch that stayed between two changes is told as removed and added again."""
    joined: list[Piece] = []
    run: list[Piece] = []
    for index, piece in enumerate(pieces):
        short = piece.change == "same" and _is_short(piece.text)
        inside = 0 < index < len(pieces) - 1
        if piece.change != "same" or (short and inside and run):
            run.append(piece)
            continue
        joined += _settled(run)
        run = []
        joined.append(piece)
    return (*joined, *_settled(run))


def _is_short(text: str) -> bool:
    return len(re.findall(r"\w+", text)) < FEWEST_KEPT and len(text) < 12


def _settled(run: list[Piece]) -> list[Piece]:
    """One removal then one addition; a stretch that stayed at the end of the run stays."""
    tail: list[Piece] = []
    while run and run[-1].change == "same":
        tail.insert(0, run.pop())
    if len(run) == 1:
        return [*run, *tail]
    removed = "".join(each.text for each in run if each.change != "added")
    added = "".join(each.text for each in run if each.change != "removed")
    sides: tuple[tuple[Change, str], ...] = (("removed", removed), ("added", added))
    changes = {each.change for each in run}
    return [Piece(kind, text) for kind, text in sides if text and kind in changes] + tail
