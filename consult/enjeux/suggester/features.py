"""The weighed features of a text, each remembering the words it comes from.

Three families: stems and pairs of neighbouring stems (`w:`), runs of characters (`c:`), and the
mean of the words' vectors. Each is brought to its own length, so that a long message weighs as a
short one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from consult.enjeux.suggester.text import Word, grams, words
from consult.enjeux.suggester.vectors import WordVectors

# How much the characters and the vectors count beside the words.
CHARACTERS: Final = 0.8
VECTORS: Final = 1.0
# The rarity of a feature never met before, in the scale of the others (see `rarity`).
UNKNOWN: Final = 4.0
# How fast a common word stops counting in the mean of the vectors (the « a » of Arora et al., A
# Simple but Tough-to-Beat Baseline for Sentence Embeddings, 2017, in the scale of rarity).
COMMON: Final = 2.0


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


@dataclass(frozen=True, slots=True)
class Placed:
    """A word's part of the mean vector: the position of the word, and its coordinates."""

    position: int
    coordinates: tuple[float, ...]


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


def weigh(reading: Reading, idf: Mapping[str, float]) -> list[Feature]:
    """The known features of a text, weighed; empty when nothing in it was ever met."""
    return [
        *_scaled(reading.stems, idf, 1.0),
        *_scaled(reading.characters, idf, CHARACTERS),
    ]


def place(reading: Reading, idf: Mapping[str, float], vectors: WordVectors) -> list[Placed]:
    """Each word's share of the text's vector; together they have the length VECTORS."""
    found = []
    for position, word in enumerate(reading.words):
        vector = vectors.of(word)
        if vector is not None:
            rare = idf.get(f"w:{word.stem}", UNKNOWN)
            found.append((position, rare / (rare + COMMON), vector))
    total = [0.0] * vectors.size
    for _, weight, vector in found:
        for axis, value in enumerate(vector):
            total[axis] += weight * value
    length = math.sqrt(sum(value * value for value in total))
    if not length:
        return []
    scale = VECTORS / length
    return [
        Placed(position, tuple(weight * scale * value for value in vector))
        for position, weight, vector in found
    ]


def _scaled(
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
