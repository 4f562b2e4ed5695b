"""The weighted features of a text, each remembering the word it comes from.

Two families with one space of names: `w:` stems and pairs of neighbouring stems, `c:` runs of
characters. Each family is brought to length one, so that a long message weighs as a short one.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from consult.enjeux.suggester.text import Word, grams, words

# How much the characters count beside the words.
CHARACTERS: Final = 0.6
# The weight of a feature never met before, in the scale of the rarity of the others.
UNKNOWN: Final = 4.0


@dataclass(frozen=True, slots=True)
class Reading:
    """A text once read: its words, and each feature with the positions of its words."""

    words: tuple[Word, ...]
    stems: Mapping[str, tuple[int, ...]]
    characters: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature with its weight in this text and the positions of the words that carry it."""

    name: str
    weight: float
    positions: tuple[int, ...]


def read(text: str) -> Reading:
    """Every feature of a text, before any weighing."""
    found = tuple(words(text))
    stems: dict[str, list[int]] = {}
    characters: dict[str, list[int]] = {}
    for position, word in enumerate(found):
        stems.setdefault(f"w:{word.stem}", []).append(position)
        if position:
            pair = f"w:{found[position - 1].stem} {word.stem}"
            stems.setdefault(pair, []).append(position)
        for gram in grams(word.folded):
            characters.setdefault(f"c:{gram}", []).append(position)
    return Reading(
        found,
        {name: tuple(positions) for name, positions in stems.items()},
        {name: tuple(positions) for name, positions in characters.items()},
    )


def rarity(readings: Iterable[Reading]) -> dict[str, float]:
    """How rare each feature is (inverse document frequency); what was met once is left out.

    A stem met once is kept: the vocabulary of residents is wide and the sentences are few.
    """
    frequency: Counter[str] = Counter()
    count = 0
    for reading in readings:
        count += 1
        frequency.update(reading.stems.keys())
        frequency.update(reading.characters.keys())
    return {
        name: math.log((1 + count) / (1 + met)) + 1
        for name, met in frequency.items()
        if met > 1 or (name.startswith("w:") and " " not in name)
    }


def weigh(reading: Reading, idf: Mapping[str, float]) -> list[Feature]:
    """The known features of a text, weighed; empty when nothing in it was ever met."""
    return [
        *scaled(reading.stems, idf, 1.0),
        *scaled(reading.characters, idf, CHARACTERS),
    ]


def scaled(
    family: Mapping[str, tuple[int, ...]], idf: Mapping[str, float], length: float
) -> list[Feature]:
    """Unknown features take their part of the length: what is half understood weighs half."""
    weights = {
        name: (1 + math.log(len(positions))) * idf.get(name, UNKNOWN)
        for name, positions in family.items()
    }
    norm = math.sqrt(sum(weight**2 for weight in weights.values()))
    return [
        Feature(name, weight * length / norm, family[name])
        for name, weight in weights.items()
        if name in idf
    ]
