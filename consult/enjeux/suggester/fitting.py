"""Training a model: the only module that needs scikit-learn, loaded when a training is asked for.

A regression is fitted on the features of the words (`features`), for French; when the extra is
there, the neighbours of each sentence (`neighbours`) are learnt too, for every language. Documents
of one source are never split between learning and checking, or the check would flatter.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from consult.enjeux.suggester import encoder, neighbours_fitting
from consult.enjeux.suggester.features import Reading, place, read, weigh
from consult.enjeux.suggester.model import (
    BESIDE,
    FRENCH,
    OUTSIDE,
    RARITY_STEPS,
    Curve,
    Linear,
    Model,
)
from consult.enjeux.suggester.neighbours import Neighbours
from consult.enjeux.suggester.tables import TOP, Table
from consult.enjeux.suggester.vectors import WordVectors

if TYPE_CHECKING:
    import numpy as np

# The inverse strength of the pull towards zero, found on the development file.
STRENGTH: Final = 8.0
FOLDS: Final = 4
# A curve fitted on fewer documents would say more than they do.
FEWEST_TO_CHECK: Final = 100
# The encoder places sentences; a lone expression is closer to its neighbours in a dictionary than
# to what people say with it.
SENTENCE_WORDS: Final = 4
ENCODED_AT_ONCE: Final = 300
# All of them are compared with all: a training takes 4 bytes of memory for each pair.
MOST_SENTENCES: Final = 14_000
STEPS: Final = 500
# Beyond, the weights move and the choices do not.
TOLERANCE: Final = 1e-3
# Of a document with several enjeux, what the first weighs; the others share the rest.
FIRST_SHARE: Final = 0.7
# A weight is rounded to this many decimals in the file: machines differ beyond.
DECIMALS: Final = 4
# A gram or a pair met once teaches nothing; a stem met once is kept, for residents' vocabulary
# is wide and the sentences are few.
MET_TWICE: Final = 2


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


@dataclass(frozen=True, slots=True)
class Prepared:
    """Documents as numbers: a row each, and the fold each is checked in."""

    documents: tuple[Document, ...]
    classes: tuple[str, ...]
    rows: Any
    folds: np.ndarray[Any, Any]


def train(
    documents: Iterable[Document],
    vectors: WordVectors,
    about: Mapping[str, Any] | None = None,
    *,
    with_encoder: bool | None = None,
) -> Model:
    """A model of the documents; the same documents give the same model.

    `with_encoder` says whether to train for other languages too (by default, when the extra is
    installed). Raises ValueError for French documents of fewer than two classes.
    """
    kept = tuple(each for each in documents if each.text.strip())
    french = tuple(each for each in kept if each.lang == FRENCH)
    classes = tuple(sorted({label for each in french for label in each.labels}))
    if len(classes) < 2:
        raise ValueError("a model needs documents of two enjeux at least")
    readings = [read(each.text) for each in french]
    rarity = rarities(readings)
    names = tuple(sorted(rarity))
    rows = weighed(readings, rarity, names, vectors)
    said = Prepared(french, classes, rows, folds_of(french))
    words, table, unit, chances = _fit_words(said, names)
    if with_encoder is None:
        with_encoder = encoder.is_installed()
    near, whole, together = None, Curve(), Curve()
    if with_encoder and len(french) >= FEWEST_TO_CHECK:
        near, whole, together = _fit_sentences(kept, said, chances)
    return Model(
        classes=classes,
        features=table,
        unit=unit,
        rarity=rarity,
        words=words,
        neighbours=near,
        whole=whole,
        together=together,
        vectors=vectors,
        about=dict(about or {}),
    )


def weighed(
    readings: Sequence[Reading],
    rarity: Mapping[str, float],
    names: Sequence[str],
    vectors: WordVectors,
) -> Any:
    """A sparse matrix: a row a text, a column a feature, then one an axis of the vectors."""
    from scipy import sparse

    places = {name: number for number, name in enumerate(names)}
    data: list[float] = []
    columns: list[int] = []
    ends = [0]
    for reading in readings:
        for feature in weigh(reading, rarity):
            data.append(feature.weight)
            columns.append(places[feature.name])
        coordinates = [each.coordinates for each in place(reading, rarity, vectors)]
        for axis, values in enumerate(zip(*coordinates, strict=True)):
            data.append(sum(values))
            columns.append(len(names) + axis)
        ends.append(len(data))
    return sparse.csr_matrix(
        (data, columns, ends), shape=(len(readings), len(names) + vectors.size)
    )


def folds_of(documents: Sequence[Document]) -> np.ndarray[Any, Any]:
    """The fold of each document: one for all those of a source."""
    import numpy as np

    folds: dict[str, int] = {}
    sources = [each.source or f"#{number}" for number, each in enumerate(documents)]
    for each in sources:
        folds.setdefault(each, len(folds) % FOLDS)
    return np.array([folds[each] for each in sources])


def rarities(readings: Iterable[Reading]) -> dict[str, float]:
    """How rare each feature is (inverse document frequency), in the steps the file can hold."""
    frequency: Counter[str] = Counter()
    count = 0
    for reading in readings:
        count += 1
        frequency.update(reading.stems.keys())
        frequency.update(reading.characters.keys())
    return {
        name: round((math.log((1 + count) / (1 + met)) + 1) * RARITY_STEPS) / RARITY_STEPS
        for name, met in frequency.items()
        if met >= MET_TWICE or (name.startswith("w:") and " " not in name)
    }


def _fit_words(
    prepared: Prepared, names: Sequence[str]
) -> tuple[Linear, Table, float, np.ndarray[Any, Any]]:
    """The regression on the words, its table and unit, and its checked probabilities."""
    import numpy as np

    enough = len(prepared.documents) >= FEWEST_TO_CHECK
    chances = checked(prepared, STRENGTH) if enough else np.zeros(0)
    weights, bias = _regression(prepared, STRENGTH)
    on_features, axes = weights[:, : len(names)], weights[:, len(names) :]
    unit = round(float(np.abs(on_features).max()) / TOP, 6) or 1e-6
    numbers = np.clip(np.rint(on_features.T / unit), -TOP, TOP).astype(np.int8)
    table = Table(
        {name: number for number, name in enumerate(names)},
        len(prepared.classes),
        memoryview(numbers.tobytes()).cast("b"),
    )
    curve = _curve(prepared.documents, prepared.classes, chances)
    return Linear(_rounded(axes.T), _rounded([bias])[0], curve), table, unit, chances


def _fit_sentences(
    documents: Sequence[Document], said: Prepared, chances: np.ndarray[Any, Any]
) -> tuple[Neighbours, Curve, Curve]:
    """For every language together: the encoder puts what means the same at the same place.

    The second curve is that of the words (`said`, and their checked `chances`) and the encoder both.
    """
    import numpy as np

    classes = said.classes
    kept = [
        each
        for each in documents
        if len(each.text.split()) >= SENTENCE_WORDS and set(each.labels) <= set(classes)
    ]
    kept = _at_most(kept, MOST_SENTENCES)
    texts = [each.text for each in kept]
    starts = range(0, len(texts), ENCODED_AT_ONCE)
    rows = np.vstack([encoder.encode(texts[at : at + ENCODED_AT_ONCE]) for at in starts])
    shares = _shares(kept, classes)
    whole, sharp = neighbours_fitting.checked(rows, shares, folds_of(kept))
    places = {id(each): number for number, each in enumerate(kept)}
    both = [
        (number, places[id(each)])
        for number, each in enumerate(said.documents)
        if id(each) in places
    ]
    mixed = chances[[one for one, _ in both]] * whole[[other for _, other in both]] ** BESIDE
    mixed /= mixed.sum(axis=1, keepdims=True)
    shared = [said.documents[one] for one, _ in both]
    return (
        neighbours_fitting.fit(rows, shares, sharp),
        _curve(kept, classes, whole),
        _curve(shared, classes, mixed),
    )


def _at_most(documents: list[Document], number: int) -> list[Document]:
    """All of them, or as many chosen by their content: the same ones every time."""
    if len(documents) <= number:
        return documents
    digests = [hashlib.sha256(each.text.encode()).digest() for each in documents]
    last = sorted(digests)[number]
    return [each for each, digest in zip(documents, digests, strict=True) if digest < last]


def _shares(documents: Sequence[Document], classes: Sequence[str]) -> np.ndarray[Any, Any]:
    """(documents, classes): how much each document speaks for each class."""
    import numpy as np

    shares = np.zeros((len(documents), len(classes)), dtype=np.float32)
    for number, label, part in zip(*_labelled(documents, None), strict=True):
        shares[number, classes.index(label)] = part
    return shares


def _regression(
    prepared: Prepared, strength: float, only: Any = None
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Multinomial logistic regression: weights (classes, columns), each column's mean taken off."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    numbers, labels, parts = _labelled(prepared.documents, only)
    model = LogisticRegression(C=strength, max_iter=STEPS, tol=TOLERANCE, class_weight="balanced")
    model.fit(prepared.rows[numbers], labels, sample_weight=parts)
    weights = np.zeros((len(prepared.classes), prepared.rows.shape[1]))
    bias = np.zeros(len(prepared.classes))
    for row, label in enumerate(model.classes_):
        number = prepared.classes.index(label)
        weights[number], bias[number] = model.coef_[row], model.intercept_[row]
    return weights - weights.mean(axis=0), bias - bias.mean()


def _labelled(documents: Sequence[Document], only: Any) -> tuple[list[int], list[str], list[float]]:
    """A line for each enjeu of each document: its row, the enjeu, and how much it counts."""
    numbers, labels, parts = [], [], []
    for number, each in enumerate(documents):
        if only is not None and not only[number]:
            continue
        rest = len(each.labels) - 1
        for position, label in enumerate(each.labels):
            numbers.append(number)
            labels.append(label)
            first = FIRST_SHARE if rest else 1.0
            parts.append((1 - FIRST_SHARE) / rest if position else first)
    return numbers, labels, parts


def checked(prepared: Prepared, strength: float) -> np.ndarray[Any, Any]:
    """Probabilities (documents, classes) given to each document by a model that has not met it."""
    import numpy as np

    found = np.zeros((len(prepared.documents), len(prepared.classes)))
    for fold in sorted(set(prepared.folds.tolist())):
        inside = prepared.folds == fold
        weights, bias = _regression(prepared, strength, ~inside)
        logits = prepared.rows[inside] @ weights.T + bias
        logits -= logits.max(axis=1, keepdims=True)
        parts = np.exp(logits)
        found[inside] = parts / parts.sum(axis=1, keepdims=True)
    return found


def _curve(
    documents: Sequence[Document], classes: Sequence[str], chances: np.ndarray[Any, Any]
) -> Curve:
    """Fitted on every enjeu of every document, whether it was one of its labels (Platt, 1999)."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    if len(documents) < FEWEST_TO_CHECK:
        return Curve()
    found = np.clip(chances, 1e-6, 1 - 1e-6)
    truth = np.array([[each in d.labels for each in classes] for d in documents])
    judged = [number for number, each in enumerate(classes) if each != OUTSIDE]
    odds = np.log(found / (1 - found))[:, judged].reshape(-1, 1)
    model = LogisticRegression(C=1e6).fit(odds, truth[:, judged].ravel())
    return Curve(
        round(float(model.coef_[0][0]), DECIMALS), round(float(model.intercept_[0]), DECIMALS)
    )


def _rounded(rows: Any) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(round(float(value), DECIMALS) for value in row) for row in rows)


def with_about(model: Model, **told: Any) -> Model:
    return replace(model, about={**model.about, **told})
