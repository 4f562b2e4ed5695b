"""Ranked tags for a text, each with its score and the words that speak for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from consult.enjeux.suggester.features import Feature, Reading
from consult.enjeux.suggester.model import OUTSIDE, Model
from consult.enjeux.suggester.wordings import nearness

# From this score on, a tag is more often right than wrong.
CONFIDENT: Final = 0.5
WORDS_SHOWN: Final = 3
# Ambitions are looked for under the enjeux that lead, and only a few are worth reading.
ENJEUX_SEARCHED: Final = 2
AMBITIONS_SHOWN: Final = 3
# Below, a few letters in common are all that is shared.
NEAR_ENOUGH: Final = 0.03


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A tag that may fit. `key` is an enjeu's, or « enjeu.ambition »; `words` are the text's own.

    The score of an enjeu is a probability checked on held-out words. That of an ambition is its
    enjeu's, lessened by how far the words stand from the ambition's: it ranks, no more.
    """

    kind: Literal["enjeu", "ambition"]
    key: str
    score: float
    words: tuple[str, ...]


def suggest(text: str, model: Model) -> list[Suggestion]:
    """Enjeux, best first, then ambitions, best first; nothing when no word is known.

    Every enjeu has its own score and several can be high; one that no word speaks for is left
    out. OUTSIDE is never suggested: the more it leads, the lower every score.
    """
    reading, features = model.features(text)
    if not features:
        return []
    evidence = model.evidence(features)
    enjeux = [
        Suggestion(
            "enjeu",
            label,
            round(model.calibration.score(evidence, place), 4),
            telling_words(reading, features, column(features, model, place)),
        )
        for place, label in enumerate(model.classes)
        if label != OUTSIDE
    ]
    enjeux = [one for one in enjeux if one.words]
    enjeux.sort(key=lambda one: (-one.score, one.key))
    return enjeux + ambitions(reading, features, model, enjeux[:ENJEUX_SEARCHED])


def column(features: Sequence[Feature], model: Model, place: int) -> dict[str, float]:
    """What the features of a text weigh for one class."""
    return {
        one.name: model.weights[one.name][place] for one in features if one.name in model.weights
    }


def ambitions(
    reading: Reading, features: Sequence[Feature], model: Model, enjeux: Sequence[Suggestion]
) -> list[Suggestion]:
    """The ambitions of the leading enjeux whose own wording is nearest (cosine)."""
    leading = {enjeu.key: enjeu.score for enjeu in enjeux}
    found = []
    for key, wording in model.ambitions.items():
        score = leading.get(key.partition(".")[0], 0.0)
        close = nearness(features, wording)
        if score and close >= NEAR_ENOUGH:
            words = telling_words(reading, features, wording)
            found.append(Suggestion("ambition", key, round(score * close, 4), words))
    found.sort(key=lambda one: (-one.score, one.key))
    return found[:AMBITIONS_SHOWN]


def telling_words(
    reading: Reading, features: Sequence[Feature], weights: Mapping[str, float]
) -> tuple[str, ...]:
    """The words of the text that weigh most, in the order of their weight; only those in favour."""
    favour: dict[str, float] = {}
    written: dict[str, str] = {}
    for feature in features:
        share = feature.weight * weights.get(feature.name, 0.0) / len(feature.positions)
        for position in feature.positions:
            word = reading.words[position]
            written.setdefault(word.stem, word.surface)
            favour[word.stem] = favour.get(word.stem, 0.0) + share
    ranked = sorted(favour.items(), key=lambda item: -item[1])
    return tuple(written[stem] for stem, weight in ranked[:WORDS_SHOWN] if weight > 0)
