"""How sure scores are, from those given to words that were not learnt from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from consult.enjeux.suggester.calibrating import Calibration

if TYPE_CHECKING:
    import numpy as np

SHARPNESSES: Final = tuple(0.25 * step for step in range(4, 81))
# A calibration fitted on fewer words would say more than they do; this one is in between.
FEWEST: Final = 100
USUAL: Final = Calibration(6.0)
DECIMALS: Final = 4


def fit(
    scores: np.ndarray[Any, Any], shares: np.ndarray[Any, Any], judged: list[int]
) -> Calibration:
    """Of `scores` (texts, classes) given to words that have `shares` of the classes.

    The sharpness is the one under which a choice among those given is likeliest: the score of a
    first choice says how often it is right. The curve is fitted on every class of `judged`, whether
    it has a share.
    """
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    if len(scores) < FEWEST:
        return USUAL
    given = shares > 0
    sharp = max(SHARPNESSES, key=lambda each: _likelihood(softmax(scores, each), given))
    chances = np.clip(softmax(scores, sharp), 1e-6, 1 - 1e-6)
    odds = np.log(chances / (1 - chances))[:, judged].reshape(-1, 1)
    curve = LogisticRegression(C=1e6).fit(odds, given[:, judged].ravel())
    slope, offset = float(curve.coef_[0][0]), float(curve.intercept_[0])
    return Calibration(sharp, round(slope, DECIMALS), round(offset, DECIMALS))


def softmax(scores: np.ndarray[Any, Any], sharp: float) -> np.ndarray[Any, Any]:
    """Probabilities (texts, classes) of scores."""
    import numpy as np

    parts = np.exp(sharp * (scores - scores.max(axis=1, keepdims=True)))
    return np.asarray(parts / parts.sum(axis=1, keepdims=True))


def _likelihood(chances: np.ndarray[Any, Any], given: np.ndarray[Any, Any]) -> float:
    import numpy as np

    return float(np.log(np.maximum((chances * given).sum(axis=1), 1e-9)).sum())
