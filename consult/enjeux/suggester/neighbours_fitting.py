"""Learning what each sentence says to its neighbours: kernel ridge regression, in closed form.

Needs scipy, loaded when a training is asked for. The shares of the classes are what is regressed
(Rifkin and Klautau, In Defense of One-Vs-All Classification, 2004), so that a sentence of two
enjeux speaks for both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from consult.enjeux.suggester.neighbours import Neighbours, placed, quantised, voices

if TYPE_CHECKING:
    import numpy as np

# The axes along which the sentences differ most; with all 512 the development file gains nothing.
WIDTH: Final = 192
# Found on the development file, as the pull towards saying nothing.
REACH: Final = 2.0
PULL: Final = 0.2


def fit(rows: np.ndarray[Any, Any], shares: np.ndarray[Any, Any]) -> Neighbours:
    """`rows` (sentences, the encoder's size) and the share of each class in each, adding up to 1."""
    axes = quantised(_axes(rows))
    points = quantised(placed(rows, axes.rows()))
    says = quantised(_says(points.rows(), shares))
    return Neighbours(axes, points, says, REACH)


def checked(
    rows: np.ndarray[Any, Any], shares: np.ndarray[Any, Any], folds: np.ndarray[Any, Any]
) -> np.ndarray[Any, Any]:
    """Scores (sentences, classes) given to each sentence without what its own fold says."""
    import numpy as np

    points = placed(rows, _axes(rows))
    said = np.zeros(shares.shape, dtype=np.float32)
    for fold in sorted(set(folds.tolist())):
        inside = folds == fold
        says = _says(points[~inside], shares[~inside])
        said[inside] = voices(points[inside], points[~inside], REACH) @ says
    return said


def _axes(rows: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """(the encoder's size, WIDTH): principal axes, each with its largest number positive."""
    import numpy as np

    square = rows.astype(np.float64)
    _values, vectors = np.linalg.eigh(square.T @ square)
    axes = vectors[:, ::-1][:, :WIDTH]
    largest = axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])]
    return np.asarray(axes * np.sign(largest), dtype=np.float32)


def _says(points: np.ndarray[Any, Any], shares: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    import numpy as np
    from scipy.linalg import cho_factor, cho_solve

    near = voices(points, points, REACH)
    near[np.diag_indices(len(near))] += np.float32(PULL)
    wanted = (shares - 1 / shares.shape[1]).astype(np.float32)
    return np.asarray(cho_solve(cho_factor(near, lower=True, overwrite_a=True), wanted))
