"""From texts to proposed groups: no database here, the same texts always give the same groups.

Imports numpy through `clustering`: itself imported only when groups are made.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from consult.synthesis.topics import clustering
from consult.synthesis.topics.reading import Said, read, surfaces
from consult.synthesis.topics.telling import distinctive
from consult.synthesis.topics.units import Unit
from consult.synthesis.topics.vectors import Rows, Words, look

READ, LOOKED, GROUPED = 40, 55, 70
_STEP: Final = 2_000

Told = Callable[[int], None]


@dataclass
class Group:
    """`topic` is a group that the team keeps, or None for a new one. By contribution id, `nearness`
    of those to propose there, and of those who are there already.
    """

    topic: int | None
    words: list[str]
    nearness: dict[int, float] = field(default_factory=dict)


def propose(units: Sequence[Unit], told: Told = lambda _percent: None) -> list[Group]:
    """The kept groups with what is near to them, then new ones, the largest first.

    `told` hears percents, up to GROUPED: writing them down is the rest.
    """
    units = sorted(units, key=_content)
    texts = []
    for number, unit in enumerate(units):
        texts.append(read(unit.text, unit.language))
        if number % _STEP == 0:
            told(READ * number // len(units))
    words = look([[each.key for each in said] for said in texts], lambda: told(READ))
    told(LOOKED)
    kept = _kept(units)
    joined, new = _sort(units, words, kept, lambda: told(LOOKED + 5))
    told(GROUPED)
    teller = _Teller(texts)
    groups = [
        _group(units, words, np.concatenate([kept[topic], joined[topic]]), teller, topic)
        for topic in kept
    ]
    return groups + [_group(units, words, rows, teller) for rows in new]


def _content(unit: Unit) -> bytes:
    """An order that neither ids nor arrival change, and that looks like a draw."""
    return hashlib.blake2b(unit.text.encode(), digest_size=16).digest()


def _kept(units: Sequence[Unit]) -> dict[int, Rows]:
    """By kept group, the rows of its texts."""
    rows: dict[int, list[int]] = defaultdict(list)
    for row, unit in enumerate(units):
        if unit.kept is not None:
            rows[unit.kept].append(row)
    return {topic: np.array(each) for topic, each in rows.items()}


def _sort(
    units: Sequence[Unit], words: Words, kept: dict[int, Rows], told: Callable[[], None]
) -> tuple[dict[int, Rows], list[Rows]]:
    """Rows that join each kept group, and rows of the new groups."""
    speaking = words.lengths > 0
    anchors = {topic: rows[speaking[rows]] for topic, rows in kept.items()}
    anchors = {topic: rows for topic, rows in anchors.items() if len(rows)}
    number = {topic: place for place, topic in enumerate(anchors)}
    free = np.array([row for row, unit in enumerate(units) if unit.kept is None], dtype=np.int64)
    heard = free[speaking[free]]
    refused = [
        frozenset(number[each] for each in units[row].refused if each in number) for row in heard
    ]
    label, _ = clustering.join_kept(words, heard, list(anchors.values()), refused)
    joined = {topic: np.zeros(0, np.int64) for topic in kept}
    joined |= {topic: heard[label == place] for topic, place in number.items()}
    new = clustering.group(words, heard[label < 0], told)
    # A text that several people sent is a group by itself.
    grouped = {int(row) for rows in new for row in rows} | {int(row) for row in heard[label >= 0]}
    shared = [row for row in free if int(row) not in grouped and len(units[row].members) > 1]
    new += [np.array([row]) for row in shared]
    return joined, sorted(new, key=lambda rows: (-_people(units, rows), int(rows[0])))


def _people(units: Sequence[Unit], rows: Rows) -> int:
    return sum(len(units[row].members) for row in rows)


def _group(
    units: Sequence[Unit], words: Words, rows: Rows, teller: _Teller, topic: int | None = None
) -> Group:
    heard = rows[words.lengths[rows] > 0]
    near = dict.fromkeys((int(row) for row in rows), 0.0)
    if len(heard):
        mean = words.mean(heard)
        cosines = words.likeness(heard, mean[None, :])[:, 0] / np.linalg.norm(mean)
        near |= {int(row): float(each) for row, each in zip(heard, cosines, strict=True)}
    group = Group(topic, teller.words(rows))
    for row, nearness in near.items():
        for member in units[row].members:
            group.nearness[member] = round(min(max(nearness, 0.0), 1.0), 6)
    return group


class _Teller:
    """Counts the words of all the texts once, to tell those of each group."""

    def __init__(self, texts: Sequence[Sequence[Said]]) -> None:
        self.texts = [{each.key for each in said} for said in texts]
        self.everywhere: Counter[str] = Counter()
        self.written: dict[str, Counter[str]] = defaultdict(Counter)
        for key, surface in surfaces(texts):
            self.everywhere[key] += 1
            self.written[key][surface] += 1

    def words(self, rows: Rows) -> list[str]:
        """Written as most people write them."""
        inside: Counter[str] = Counter()
        for row in rows:
            inside.update(self.texts[row])
        found = distinctive(inside, len(rows), self.everywhere, len(self.texts))
        return [min(self.written[key].items(), key=lambda n: (-n[1], n[0]))[0] for key in found]
