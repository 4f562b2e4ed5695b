"""The weighed features of a text, each remembering the words it comes from.

Four families: runs of one to three stems, grammar kept (`w:`, for « plus de médecin » is not « de
médecin »), runs of characters (`c:`), how the words sound (`s:`) and pairs of stems a few words
apart (`p:`). Each is brought to its own length, so that a long message weighs as a short one. Beside
them, the mean of the words' vectors places the text among all the others.

A text in another language has runs of words and of characters, under names of its language's own.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from consult.enjeux.suggester.text import FRENCH, Word, every_word, foreign_words, grams, sound
from consult.enjeux.suggester.vectors import WordVectors

# Chosen by leaving out each training file in turn, as are `fitting`'s numbers: how long the weights
# of each family are together.
LENGTHS: Final = {"w": 1.0, "c": 0.8, "s": 0.55, "p": 0.55}
LONGEST_RUN: Final = 3
# How many words of meaning apart two stems still make a pair.
APART: Final = 4
# Two letters sound like too many others.
HEARD_FROM: Final = 3
# The rarity of a feature never met before, in the scale of the others (see `rarity`).
UNKNOWN: Final = 4.0
# How fast a common word stops counting in the mean of the vectors (the « a » of Arora et al., A
# Simple but Tough-to-Beat Baseline for Sentence Embeddings, 2017, in the scale of rarity).
COMMON: Final = 2.0


@dataclass(slots=True)
class Met:
    """A feature in a text: how many `times`, and the positions of the words of meaning behind it.

    `telling` is false when grammar has a part in it.
    """

    times: int
    positions: list[int]
    telling: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """A text once read: its words, and for each family, what was met by name."""

    words: tuple[Word, ...]
    families: Mapping[str, Mapping[str, Met]]

    def names(self) -> Iterator[str]:
        """Of every feature, each once."""
        for family in self.families.values():
            yield from family


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature with its weight in this text and the positions of the words that carry it."""

    name: str
    weight: float
    positions: Sequence[int]
    telling: bool = True


@dataclass(frozen=True, slots=True)
class Placed:
    """A word's part of the mean vector: the position of the word, and its coordinates."""

    position: int
    coordinates: tuple[float, ...]


def read(text: str, language: str = FRENCH) -> Reading:
    """Every feature of a text, before any weighing."""
    return _read_french(text) if language == FRENCH else _read_foreign(text, language)


def _read_foreign(text: str, language: str) -> Reading:
    found = tuple(foreign_words(text))
    families: dict[str, dict[str, Met]] = {each: {} for each in LENGTHS}
    _runs(found, families["w"], f"{language}:w")
    for position, word in enumerate(found):
        for gram in grams(word.folded):
            _meet(families["c"], f"{language}:c:{gram}", [position])
    return Reading(found, families)


def _read_french(text: str) -> Reading:
    found = tuple(every_word(text))
    meant = [(position, word) for position, word in enumerate(found) if not word.grammar]
    families: dict[str, dict[str, Met]] = {each: {} for each in LENGTHS}
    _runs(found, families["w"], "w")
    for number, (position, word) in enumerate(meant):
        for gram in grams(word.folded):
            _meet(families["c"], f"c:{gram}", [position])
        if len(word.folded) >= HEARD_FROM and (heard := sound(word.folded)):
            _meet(families["s"], f"s:{heard}", [position])
        for other, neighbour in meant[number + 1 : number + 1 + APART]:
            first, last = sorted((word.stem, neighbour.stem))
            _meet(families["p"], f"p:{first} {last}", [position, other])
    return Reading(found, families)


def is_word(name: str) -> bool:
    """Whether a feature is a word alone, in any language."""
    family, _, run = name.rpartition(":")
    return family.endswith("w") and " " not in run


def is_stem(name: str) -> bool:
    """Whether a feature is a French word alone."""
    return name.startswith("w:") and is_word(name)


def weigh(reading: Reading, rarity: Mapping[str, float]) -> list[Feature]:
    """The known features of a text, weighed; empty when nothing in it was ever met."""
    return [
        feature
        for family, length in LENGTHS.items()
        for feature in _scaled(reading.families[family], rarity, length)
    ]


def place(reading: Reading, rarity: Mapping[str, float], vectors: WordVectors) -> list[Placed]:
    """Each word's share of the text's vector; together they have length one."""
    found = []
    for position, word in enumerate(reading.words):
        vector = None if word.grammar else vectors.of(word)
        if vector is not None:
            rare = rarity.get(f"w:{word.stem}", UNKNOWN)
            found.append((position, rare / (rare + COMMON), vector))
    total = [0.0] * vectors.size
    for _, weight, vector in found:
        for axis, value in enumerate(vector):
            total[axis] += weight * value
    length = math.sqrt(sum(value * value for value in total))
    if not length:
        return []
    return [
        Placed(position, tuple(weight / length * value for value in vector))
        for position, weight, vector in found
    ]


def mean(placed: Sequence[Placed]) -> list[float]:
    """The text's own place; empty when no word of it has one."""
    return [sum(axis) for axis in zip(*(each.coordinates for each in placed), strict=True)]


def _runs(found: Sequence[Word], family: dict[str, Met], prefix: str) -> None:
    for size in range(1, LONGEST_RUN + 1):
        for start in range(len(found) - size + 1):
            run = found[start : start + size]
            meant = [start + number for number, word in enumerate(run) if not word.grammar]
            _meet(
                family, f"{prefix}:{' '.join(word.stem for word in run)}", meant, len(meant) == size
            )


def _meet(family: dict[str, Met], name: str, positions: list[int], telling: bool = True) -> None:
    met = family.get(name)
    if met is None:
        family[name] = Met(1, positions, telling)
    else:
        met.times += 1
        met.positions = met.positions + positions


def _scaled(
    family: Mapping[str, Met], rarity: Mapping[str, float], length: float
) -> Iterator[Feature]:
    """Unknown features take their part of the length: what is half understood weighs half."""
    weights = {
        name: (1 + math.log(met.times)) * rarity.get(name, UNKNOWN) for name, met in family.items()
    }
    norm = math.sqrt(sum(weight**2 for weight in weights.values()))
    for name, weight in weights.items():
        if name in rarity:
            met = family[name]
            yield Feature(name, weight * length / norm, met.positions, met.telling)
