"""How far the mix of the people heard is from that of the population."""

from __future__ import annotations

import math
from collections.abc import Sequence


def theil(heard: Sequence[float], population: Sequence[float]) -> float | None:
    """T = Σ p_i ln(p_i / q_i), with p the shares of those heard and q those of the population.

    The relative entropy that Henri Theil proposed to measure inequality (Economics and Information
    Theory, North-Holland, 1967, chapter 4), or Kullback-Leibler divergence (Annals of Mathematical
    Statistics 22, 1951): 0 when the mix is that of the population, larger the further it is. A group
    nobody was heard from adds nothing (x ln x tends to 0).

    Both are taken in any unit and brought to a sum of 1. None where it has no meaning: nobody heard,
    no population, or people heard from a group that has none.
    """
    if len(heard) != len(population) or min((*heard, *population), default=0) < 0:
        raise ValueError("as many shares heard as in the population, none of them negative")
    all_heard, everybody = sum(heard), sum(population)
    if not all_heard or not everybody:
        return None
    pairs = [(p / all_heard, q / everybody) for p, q in zip(heard, population, strict=True)]
    if any(p > 0 and q == 0 for p, q in pairs):
        return None
    # Rounding can leave a hair under zero, which the formula never is (Gibbs' inequality).
    return max(0.0, sum(p * math.log(p / q) for p, q in pairs if p > 0))
