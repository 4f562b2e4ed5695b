"""Ranked tags for a text, each with its score and the words that speak for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import mul
from typing import Final, Literal

from consult.enjeux.suggester.features import Feature, Placed, Reading, mean
from consult.enjeux.suggester.model import OUTSIDE, Model
from consult.enjeux.suggester.text import FRENCH
from consult.enjeux.suggester.wordings import Wording, Wordings, nearness, of

# From this score on, a tag is more often right than wrong.
CONFIDENT: Final = 0.5
WORDS_SHOWN: Final = 3
# Ambitions are looked for under the enjeux that lead, and only a few are worth reading.
ENJEUX_SEARCHED: Final = 2
AMBITIONS_SHOWN: Final = 3
# Below, a few letters in common are all that is shared.
NEAR_ENOUGH: Final = 0.05


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A tag that may fit. `key` is an enjeu's, or « enjeu.ambition »; `words` are the text's own.

    The score of an enjeu is a probability checked on held-out words. That of an ambition is its
    enjeu's, lessened by how far the words stand from the ambition's: it ranks, no more. In another
    language than French the words that weighed are not known: `words` is empty.
    """

    kind: Literal["enjeu", "ambition"]
    key: str
    score: float
    words: tuple[str, ...]


def rank(text: str, model: Model, language: str = FRENCH) -> list[tuple[str, float]]:
    """Every class with its probability, OUTSIDE included, the likeliest first.

    Words that cannot be understood are outside: there is nothing to place them by.
    """
    found = model.probabilities(text, language)
    if found is None:
        found = {each: float(each == OUTSIDE) for each in (*model.classes, OUTSIDE)}
    return sorted(found.items(), key=lambda one: (-one[1], one[0]))


def suggest(
    text: str, model: Model, wordings: Wordings, language: str = FRENCH
) -> list[Suggestion]:
    """Enjeux, best first, then ambitions, best first; nothing when no word is understood.

    Every enjeu has its own score and several can be high. OUTSIDE is never suggested: when it
    leads with more than half of the probability, nothing is.
    """
    if language != FRENCH:
        return _without_reasons(text, model, language)
    reading, features, placed = model.look(text)
    if not features and not placed:
        return []
    found = model.of_evidence(text, features, placed)
    if found.get(OUTSIDE, 0.0) > CONFIDENT:
        return []
    calibration = model.calibration()
    voices = model.landmarks.voices(mean(placed)) if placed else []
    enjeux = [
        Suggestion(
            "enjeu",
            label,
            round(calibration.chance(found[label]), 4),
            telling_words(reading, _in_favour(reading, features, placed, model, position, voices)),
        )
        for position, label in enumerate(model.classes)
        if label != OUTSIDE
    ]
    enjeux.sort(key=lambda one: (-one.score, one.key))
    return enjeux + _ambitions(reading, features, placed, wordings, enjeux[:ENJEUX_SEARCHED])


def by_wording(text: str, model: Model, enjeux: Wordings, ambitions: Wordings) -> list[Suggestion]:
    """For enjeux that nothing was learnt of: those whose own wording is nearest.

    A score here is a nearness, never a probability: it stays below CONFIDENT.
    """
    reading, features, placed = model.look(text)
    said = of(features, placed)
    found = [
        Suggestion(
            "enjeu",
            key,
            round(CONFIDENT * close * 0.99, 4),
            telling_words(reading, _shared(reading, features, placed, wording)),
        )
        for key, wording in enjeux.items()
        if (close := nearness(said, wording)) >= NEAR_ENOUGH
    ]
    found.sort(key=lambda one: (-one.score, one.key))
    return found + _ambitions(reading, features, placed, ambitions, found[:ENJEUX_SEARCHED])


def _without_reasons(text: str, model: Model, language: str) -> list[Suggestion]:
    found = model.probabilities(text, language)
    if found is None or found.get(OUTSIDE, 0.0) > CONFIDENT:
        return []
    calibration = model.calibration(language)
    enjeux = [
        Suggestion("enjeu", label, round(calibration.chance(found[label]), 4), ())
        for label in model.classes
        if label != OUTSIDE
    ]
    return sorted(enjeux, key=lambda one: (-one.score, one.key))


def _ambitions(
    reading: Reading,
    features: Sequence[Feature],
    placed: Sequence[Placed],
    wordings: Wordings,
    enjeux: Iterable[Suggestion],
) -> list[Suggestion]:
    """The ambitions of the leading enjeux whose own wording is nearest."""
    leading = {enjeu.key: enjeu.score for enjeu in enjeux}
    said = of(features, placed)
    found = []
    for key, wording in wordings.items():
        score = leading.get(key.partition(".")[0], 0.0)
        close = nearness(said, wording) if score else 0.0
        if close >= NEAR_ENOUGH:
            favour = _shared(reading, features, placed, wording)
            words = telling_words(reading, favour)
            found.append(Suggestion("ambition", key, round(score * close, 4), words))
    found.sort(key=lambda one: (-one.score, one.key))
    return found[:AMBITIONS_SHOWN]


def _in_favour(
    reading: Reading,
    features: Sequence[Feature],
    placed: Sequence[Placed],
    model: Model,
    position: int,
    voices: Sequence[float],
) -> list[float]:
    """What each word of meaning says for one class, in its score; grammar says it with them."""
    favour = [0.0] * len(reading.words)
    for feature in features:
        row = model.features.get(feature.name)
        if row is not None and feature.positions:
            share = feature.weight * row[position] * model.unit / len(feature.positions)
            for word in feature.positions:
                favour[word] += share
    slope = model.landmarks.slope(voices, position) if placed else []
    for each in placed:
        favour[each.position] += sum(map(mul, each.coordinates, slope))
    return favour


def _shared(
    reading: Reading, features: Sequence[Feature], placed: Sequence[Placed], wording: Wording
) -> list[float]:
    """What each word of the text has in common with a wording."""
    favour = [0.0] * len(reading.words)
    for feature in features:
        if feature.telling:
            shared = feature.weight * wording.features.get(feature.name, 0.0)
            for word in feature.positions:
                favour[word] += shared / len(feature.positions)
    for each in placed:
        favour[each.position] += sum(map(mul, each.coordinates, wording.vector))
    return favour


def telling_words(reading: Reading, favour: Sequence[float]) -> tuple[str, ...]:
    """The words that weigh most, in the order of their weight; only those in favour, each once.

    Never grammar: « de la » explains nothing, whatever it weighs beside another word.
    """
    total: dict[str, float] = {}
    written: dict[str, str] = {}
    for word, weight in zip(reading.words, favour, strict=True):
        if word.grammar:
            continue
        written.setdefault(word.stem, word.surface)
        total[word.stem] = total.get(word.stem, 0.0) + weight
    ranked = sorted(total.items(), key=lambda item: -item[1])
    return tuple(written[stem] for stem, weight in ranked[:WORDS_SHOWN] if weight > 0)
