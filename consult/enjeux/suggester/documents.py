"""Tagged words to learn from, and what a training counts of them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from consult.enjeux.suggester.model import OUTSIDE
from consult.enjeux.suggester.text import FRENCH

if TYPE_CHECKING:
    import numpy as np

FOLDS: Final = 4
# Of a document with several enjeux, what the first weighs; the others share the rest.
FIRST_SHARE: Final = 0.8
# The encoder places sentences: a lone expression is closer to its neighbours in a dictionary than
# to what people say with it. It is also easier, so that it would make the scores too sure.
SENTENCE_WORDS: Final = 4


@dataclass(frozen=True, slots=True)
class Document:
    """Tagged words to learn from, the first enjeu being the main one; none at all means OUTSIDE.

    Documents of one `source` (a person, a workshop, a group of paraphrases) are kept together.
    """

    text: str
    enjeux: tuple[str, ...]
    source: str = ""
    lang: str = FRENCH

    @property
    def labels(self) -> tuple[str, ...]:
        return self.enjeux or (OUTSIDE,)

    @property
    def is_french(self) -> bool:
        return self.lang == FRENCH

    @property
    def is_sentence(self) -> bool:
        return len(self.text.split()) >= SENTENCE_WORDS


def folds_of(documents: Sequence[Document]) -> np.ndarray[Any, Any]:
    """The fold of each document: one for all those of a source."""
    import numpy as np

    folds: dict[str, int] = {}
    sources = [each.source or f"#{number}" for number, each in enumerate(documents)]
    for each in sources:
        folds.setdefault(each, len(folds) % FOLDS)
    return np.array([folds[each] for each in sources])


def shares_of(documents: Sequence[Document], classes: Sequence[str]) -> np.ndarray[Any, Any]:
    """(documents, classes): how much each document speaks for each class, adding up to one."""
    import numpy as np

    shares = np.zeros((len(documents), len(classes)), dtype=np.float32)
    for number, each in enumerate(documents):
        rest = len(each.labels) - 1
        for position, label in enumerate(each.labels):
            first = FIRST_SHARE if rest else 1.0
            part = (1 - FIRST_SHARE) / rest if position else first
            shares[number, classes.index(label)] = part
    return shares


def labels_of(documents: Sequence[Document], classes: Sequence[str]) -> np.ndarray[Any, Any]:
    """(documents, classes): whether each class is one of a document's."""
    return shares_of(documents, classes) > 0


def at_most(documents: list[Document], number: int) -> list[Document]:
    """All of them, or as many chosen by their content: the same ones every time."""
    if len(documents) <= number:
        return documents
    digests = [hashlib.sha256(each.text.encode()).digest() for each in documents]
    last = sorted(digests)[number]
    return [each for each, digest in zip(documents, digests, strict=True) if digest < last]
