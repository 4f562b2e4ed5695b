"""From raw evidence to an honest score: of ten suggestions at 0.7, about seven are right.

One logistic curve is shared by all the enjeux. It reads two numbers: by how much the enjeu leads
(or trails) its best rival, and by how much it leads its rivals on average, « outside » included.
The first keeps a text that is outside from scoring; the second lets one that is about two enjeux
score high on both.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

NEWTON_STEPS: Final = 10
HALVINGS: Final = 8
# A light pull towards zero: the curve stays finite when the checked sentences are few or easy.
RIDGE: Final = 1.0

Vector = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Trial:
    """Evidence given to each class for words that the model had not learnt from, and the truth."""

    evidence: tuple[float, ...]
    right: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Calibration:
    """The curve; the defaults are those of a model too small to be checked."""

    over_best: float = 0.2
    over_mean: float = 0.4
    offset: float = -1.5

    def score(self, evidence: Sequence[float], position: int) -> float:
        best, mean, one = inputs(evidence, position)
        return logistic(self.over_best * best + self.over_mean * mean + self.offset * one)


def logistic(value: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))


def inputs(evidence: Sequence[float], position: int) -> Vector:
    own = evidence[position]
    rivals = [value for place, value in enumerate(evidence) if place != position] or [0.0]
    return own - max(rivals), own - sum(rivals) / len(rivals), 1.0


def fit(trials: Sequence[Trial], judged: Sequence[int]) -> Calibration:
    """The curve that best tells the trials' truth, over the `judged` classes (Newton's method)."""
    rows = [
        (inputs(trial.evidence, position), trial.right[position])
        for trial in trials
        for position in judged
    ]
    if not rows:
        return Calibration()
    curve: Vector = (0.0, 0.0, 0.0)
    for _ in range(NEWTON_STEPS):
        curve = halved_until_better(rows, curve, newton_step(rows, curve))
    return Calibration(*curve)


def halved_until_better(rows: Sequence[tuple[Vector, bool]], curve: Vector, step: Vector) -> Vector:
    """Newton's step can jump over the bottom; a shorter one along it never climbs."""
    before = loss(rows, curve)
    for halving in range(HALVINGS):
        size = 0.5**halving
        tried = (curve[0] - size * step[0], curve[1] - size * step[1], curve[2] - size * step[2])
        if loss(rows, tried) <= before:
            return tried
    return curve


def loss(rows: Sequence[tuple[Vector, bool]], curve: Vector) -> float:
    total = RIDGE * sum(value**2 for value in curve) / 2
    for point, right in rows:
        score = logistic(sum(a * b for a, b in zip(curve, point, strict=True)))
        total -= math.log(score if right else 1 - score)
    return total


def newton_step(rows: Sequence[tuple[Vector, bool]], curve: Vector) -> Vector:
    slope = [RIDGE * value for value in curve]
    bend = [[RIDGE if i == j else 0.0 for j in range(3)] for i in range(3)]
    for point, right in rows:
        score = logistic(sum(a * b for a, b in zip(curve, point, strict=True)))
        spread = score * (1 - score)
        for i in range(3):
            slope[i] += (score - right) * point[i]
            for j in range(3):
                bend[i][j] += spread * point[i] * point[j]
    return solve(bend, slope)


def solve(matrix: list[list[float]], target: list[float]) -> Vector:
    """Cramer's rule on three unknowns; the ridge keeps the determinant away from zero."""
    whole = determinant(matrix)
    found = []
    for column in range(3):
        changed = [
            [*row[:column], value, *row[column + 1 :]]
            for row, value in zip(matrix, target, strict=True)
        ]
        found.append(determinant(changed) / whole)
    return found[0], found[1], found[2]


def determinant(m: list[list[float]]) -> float:
    return (
        m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1])
        - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
        + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
    )
