"""Ridge regression of the classes' shares, on many sparse features and a few dense ones together.

Regressing shares (Rifkin and Klautau, In Defense of One-Vs-All Classification, 2004) lets a sentence
of two enjeux speak for both, and did better than a logistic regression on every file left out. It
is solved on the side of the texts, by conjugate gradients (Hestenes and Stiefel, 1952), every class
and every fold at once. Needs numpy, loaded when a training is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np

STEPS: Final = 200
# What may be left of the residual; beyond, the weights move and the choices do not.
TOLERANCE: Final = 1e-3

# Feature matrices (texts, features), sparse or not, whose products add up.
Parts = Sequence[Any]


def fit(
    parts: Parts, shares: np.ndarray[Any, Any], pull: float
) -> tuple[list[Any], np.ndarray[Any, Any]]:
    """The weights (features, classes) of each part, and the base (classes) they add to.

    `pull` is the strength of the pull towards zero.
    """
    import numpy as np

    base = shares.mean(axis=0)
    every = np.ones((len(shares), 1))
    voices = _solved(parts, shares - base, every, pull)
    return [part.T @ voices for part in parts], base


def checked(
    parts: Parts, shares: np.ndarray[Any, Any], folds: np.ndarray[Any, Any], pull: float
) -> np.ndarray[Any, Any]:
    """Scores (texts, classes) given to each text by a regression that has not met its fold."""
    import numpy as np

    numbers = np.unique(folds)
    learnt = (folds[:, None] != numbers).astype(np.float64)
    bases = (learnt.T @ shares) / np.maximum(learnt.sum(axis=0), 1)[:, None]
    wanted = np.hstack([shares - base for base in bases])
    columns = np.repeat(learnt, shares.shape[1], axis=1)
    found = _products(parts, _solved(parts, wanted, columns, pull))
    scores = np.zeros(shares.shape)
    for place, (number, base) in enumerate(zip(numbers, bases, strict=True)):
        start = place * shares.shape[1]
        inside = folds == number
        scores[inside] = base + found[inside, start : start + shares.shape[1]]
    return scores


def _solved(
    parts: Parts, wanted: np.ndarray[Any, Any], learnt: np.ndarray[Any, Any], pull: float
) -> np.ndarray[Any, Any]:
    """The voice of each text in each column; none where `learnt` is zero."""
    import numpy as np

    voices = np.zeros(wanted.shape)
    left = wanted * learnt
    way = left.copy()
    size = (left**2).sum(axis=0)
    enough = size * TOLERANCE**2
    for _ in range(STEPS):
        if (size <= enough).all():
            break
        pushed = (_products(parts, way) + pull * way) * learnt
        step = size / np.maximum((way * pushed).sum(axis=0), np.finfo(float).tiny)
        voices += step * way
        left -= step * pushed
        after = (left**2).sum(axis=0)
        way = left + after / np.maximum(size, np.finfo(float).tiny) * way
        size = after
    return voices


def _products(parts: Parts, voices: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """What the voices of all texts are worth at each of them."""
    found: np.ndarray[Any, Any] = sum(part @ (part.T @ voices) for part in parts)
    return found
