"""Choosing landmarks among the texts learnt from, and a map on which a regression is a kernel one.

Needs numpy and scipy, loaded when a training is asked for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from consult.enjeux.suggester.landmarks import Landmarks

if TYPE_CHECKING:
    import numpy as np

NUMBER: Final = 400
REACH: Final = 2.0
# Added to a landmark's nearness to itself, so that two of nearly the same place do no harm.
JITTER: Final = 1e-3
# What the file keeps; machines differ beyond.
DECIMALS: Final = 4


class Ground:
    """Landmarks chosen among `places` (texts, axes; a row of zeros for a text without a place)."""

    def __init__(self, places: np.ndarray[Any, Any], texts: Sequence[str]) -> None:
        import numpy as np

        order = sorted(
            np.flatnonzero(places.any(axis=1)).tolist(),
            key=lambda number: hashlib.sha256(texts[number].encode()).digest(),
        )
        # Rounded before anything is learnt from them: what is fitted is what will be read.
        self.points = np.unique(np.round(places[order[:NUMBER]], DECIMALS), axis=0)
        self._near = self._voices(self.points)
        self._near[np.diag_indices(len(self.points))] += JITTER

    def mapped(self, places: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """(texts, landmarks): rows whose products are the kernel's; zeros where there is no place."""
        from scipy.linalg import cholesky, solve_triangular

        if not len(self.points):
            return self._voices(places)
        lower = cholesky(self._near, lower=True)
        rows: np.ndarray[Any, Any] = solve_triangular(lower, self._voices(places).T, lower=True).T
        return rows

    def landmarks(self, weights: np.ndarray[Any, Any]) -> Landmarks:
        """What each landmark says, from the weights (landmarks, classes) of a regression on the map."""
        from scipy.linalg import cholesky, solve_triangular

        says = weights
        if len(self.points):
            lower = cholesky(self._near, lower=True)
            says = solve_triangular(lower, weights, lower=True, trans="T")
        return Landmarks(_rounded(self.points), _rounded(says), REACH)

    def _voices(self, places: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        import numpy as np

        near = np.exp(2 * REACH * (places @ self.points.T - 1))
        return np.asarray(near * places.any(axis=1, keepdims=True))


def _rounded(rows: np.ndarray[Any, Any]) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(round(float(value), DECIMALS) for value in row) for row in rows)
