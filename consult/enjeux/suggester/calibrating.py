"""From scores to probabilities, and from these to the chance that a person would choose the same."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Calibration:
    """Fitted on words that the model had not met.

    `sharp` is how decided the scores are (Guo et al., On Calibration of Modern Neural Networks,
    2017); `slope` and `offset` bring the log-odds of one enjeu to the chance that it is one of
    those a person would give, when several are right (Platt, 1999).
    """

    sharp: float
    slope: float = 1.0
    offset: float = 0.0

    def probabilities(self, scores: Sequence[float]) -> list[float]:
        """Of each class, adding up to one."""
        top = max(scores)
        parts = [math.exp(self.sharp * (value - top)) for value in scores]
        total = sum(parts)
        return [part / total for part in parts]

    def chance(self, probability: float) -> float:
        p = min(max(probability, 1e-6), 1 - 1e-6)
        return 1 / (1 + math.exp(-self.slope * math.log(p / (1 - p)) - self.offset))
