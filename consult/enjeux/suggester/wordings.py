"""How near a text is to the official wording of an ambition: the cosine of what they are made of.

A contract writes « Améliorer la prise en charge », people say « pas de médecin »: the features they
share are few, so the vectors of their words count as much.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from consult.enjeux.suggester.features import Feature, Placed, mean
from consult.enjeux.suggester.model import Model


@dataclass(frozen=True, slots=True)
class Wording:
    """A text once weighed: its features, the mean of its vectors, and the length of both together."""

    features: Mapping[str, float]
    vector: tuple[float, ...]
    length: float


# By key, « enjeu.ambition ».
Wordings = Mapping[str, Wording]


def wordings(texts: Mapping[str, str], model: Model) -> dict[str, Wording]:
    """Of the texts in the words of a model; one that says nothing is left out."""
    found = {}
    for key, text in texts.items():
        _, features, placed = model.look(text)
        wording = of(features, placed)
        if wording.length:
            found[key] = wording
    return found


def of(features: Sequence[Feature], placed: Sequence[Placed]) -> Wording:
    """Of the features that tell a matter: « de la » is in every ambition."""
    weights = {each.name: each.weight for each in features if each.telling}
    vector = tuple(mean(placed))
    squares = [*weights.values(), *vector]
    return Wording(weights, vector, math.sqrt(sum(value * value for value in squares)))


def nearness(one: Wording, other: Wording) -> float:
    """0 when they share nothing, 1 when they are the same."""
    if not one.length or not other.length:
        return 0.0
    shared = sum(weight * other.features.get(name, 0.0) for name, weight in one.features.items())
    shared += sum(a * b for a, b in zip(one.vector, other.vector, strict=False))
    return max(0.0, shared / (one.length * other.length))
