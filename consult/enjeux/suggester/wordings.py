"""How residents would say an ambition: its official wording, widened by what was said near it.

A contract writes « Améliorer la prise en charge », people say « pas de médecin ». The tagged words
of the enjeu that share most with the ambition lend it theirs.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from consult.enjeux.suggester.features import Feature

LENDERS: Final = 8
# What the residents' words weigh beside the official ones.
LENT: Final = 0.7

# Features and their weights, brought to length one.
Wording = Mapping[str, float]


def norm(weights: Iterable[float]) -> float:
    return math.sqrt(sum(weight**2 for weight in weights))


def unit(weights: Mapping[str, float]) -> dict[str, float]:
    length = norm(weights.values())
    return {name: weight / length for name, weight in weights.items()} if length else {}


def nearness(features: Sequence[Feature], wording: Wording) -> float:
    """The cosine of words and a wording: 0 when they share nothing, 1 when they are the same."""
    length = norm(one.weight for one in features)
    shared = sum(one.weight * wording.get(one.name, 0.0) for one in features)
    return shared / length if length else 0.0


def widened(official: Sequence[Feature], spoken: Sequence[Sequence[Feature]]) -> Wording:
    """The official wording with the words of its nearest neighbours, the nearest lending most."""
    wording = unit({one.name: one.weight for one in official})
    near = sorted(
        ((nearness(features, wording), place) for place, features in enumerate(spoken)),
        key=lambda found: (-found[0], found[1]),
    )
    lent: dict[str, float] = {}
    for close, place in near[:LENDERS]:
        for feature in spoken[place]:
            lent[feature.name] = lent.get(feature.name, 0.0) + close * feature.weight
    total = dict(wording)
    for name, weight in unit(lent).items():
        total[name] = total.get(name, 0.0) + LENT * weight
    return unit(total)
