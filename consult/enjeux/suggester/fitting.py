"""Training a model: with the other `*_fitting`, all that needs scikit-learn, loaded when asked for.

A regression is fitted on the features of the words (`features`) and, in French, on the texts' places
among the word vectors (`landmarks`); when the extra is there, other languages are learnt as well,
and the neighbours of each sentence (`neighbours`). Documents of one source are never split between
learning and checking, or the check would flatter.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from consult.enjeux.suggester import calibrating_fitting, encoder, neighbours_fitting, ridge
from consult.enjeux.suggester.documents import Document, at_most, folds_of, shares_of
from consult.enjeux.suggester.features import Reading, is_word, mean, place, read, weigh
from consult.enjeux.suggester.landmarks_fitting import Ground
from consult.enjeux.suggester.model import BESIDE, OUTSIDE, RARITY_STEPS, WORDS_BESIDE, Model
from consult.enjeux.suggester.neighbours import Neighbours
from consult.enjeux.suggester.tables import TOP, Table
from consult.enjeux.suggester.vectors import WordVectors

if TYPE_CHECKING:
    import numpy as np

# The strength of the pull towards zero; like the lengths of the families, chosen by leaving out
# each training file in turn (each was written apart), and confirmed on the development file.
PULL: Final = 1.0
ENCODED_AT_ONCE: Final = 300
# All of them are compared with all: a training takes 4 bytes of memory for each pair.
MOST_SENTENCES: Final = 18_000
# A weight is rounded to this many decimals in the file: machines differ beyond.
DECIMALS: Final = 4
# A gram, a run or a pair met once teaches nothing; a stem or a sound met once is kept, for
# residents' vocabulary is wide and the sentences are few.
MET_TWICE: Final = 2


@dataclass(frozen=True, slots=True)
class Prepared:
    """Documents as numbers: what each speaks for, and the fold each is checked in."""

    documents: tuple[Document, ...]
    classes: tuple[str, ...]
    shares: np.ndarray[Any, Any]
    folds: np.ndarray[Any, Any]

    @property
    def judged(self) -> list[int]:
        """The classes that are suggested."""
        return [number for number, each in enumerate(self.classes) if each != OUTSIDE]


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
    french = tuple(each for each in kept if each.is_french)
    classes = tuple(sorted({label for each in french for label in each.labels}))
    if len(classes) < 2:
        raise ValueError("a model needs documents of two enjeux at least")
    if with_encoder is None:
        with_encoder = encoder.is_installed()
    with_encoder = with_encoder and len(french) >= calibrating_fitting.FEWEST
    known = (each for each in kept if set(each.labels) <= set(classes))
    said = prepared(known if with_encoder else french, classes)
    model, scores = _of_words(said, vectors)
    if with_encoder:
        model = _with_sentences(model, said, scores)
    return replace(model, about=dict(about or {}))


def prepared(documents: Iterable[Document], classes: tuple[str, ...]) -> Prepared:
    kept = tuple(documents)
    return Prepared(kept, classes, shares_of(kept, classes), folds_of(kept))


def rarities(readings: Iterable[Reading]) -> dict[str, float]:
    """How rare each feature is (inverse document frequency), in the steps the file can hold."""
    frequency: Counter[str] = Counter()
    count = 0
    for reading in readings:
        count += 1
        frequency.update(reading.names())
    return {
        name: round((math.log((1 + count) / (1 + met)) + 1) * RARITY_STEPS) / RARITY_STEPS
        for name, met in frequency.items()
        if met >= MET_TWICE or is_word(name) or name.startswith("s:")
    }


def weighed(readings: Sequence[Reading], rarity: Mapping[str, float], names: Sequence[str]) -> Any:
    """A sparse matrix: a row a text, a column a feature."""
    from scipy import sparse

    columns_of = {name: number for number, name in enumerate(names)}
    data: list[float] = []
    columns: list[int] = []
    ends = [0]
    for reading in readings:
        for feature in weigh(reading, rarity):
            data.append(feature.weight)
            columns.append(columns_of[feature.name])
        ends.append(len(data))
    return sparse.csr_array((data, columns, ends), shape=(len(readings), len(names)))


def places(
    documents: Sequence[Document],
    readings: Sequence[Reading],
    rarity: Mapping[str, float],
    vectors: WordVectors,
) -> np.ndarray[Any, Any]:
    """(texts, axes): where the French word vectors place each; zeros where no word has one."""
    import numpy as np

    found = np.zeros((len(readings), vectors.size))
    for number, (document, reading) in enumerate(zip(documents, readings, strict=True)):
        if document.is_french and (placed := place(reading, rarity, vectors)):
            found[number] = mean(placed)
    return found


def _of_words(said: Prepared, vectors: WordVectors) -> tuple[Model, np.ndarray[Any, Any]]:
    """A model of the words alone, and the scores it gives to each document that it has not met."""
    readings = [read(each.text, each.lang) for each in said.documents]
    rarity = rarities(readings)
    names = tuple(sorted(rarity))
    placed = places(said.documents, readings, rarity, vectors)
    ground = Ground(placed, [each.text for each in said.documents])
    parts = [weighed(readings, rarity, names), ground.mapped(placed)]
    (on_features, on_ground), base = ridge.fit(parts, said.shares, PULL)
    scores = ridge.checked(parts, said.shares, said.folds, PULL)
    table, unit = _table(names, on_features)
    checked = [
        number for number, each in enumerate(said.documents) if each.is_french and each.is_sentence
    ]
    model = Model(
        classes=said.classes,
        features=table,
        unit=unit,
        rarity=rarity,
        base=tuple(round(float(each), DECIMALS) for each in base),
        landmarks=ground.landmarks(on_ground),
        neighbours=None,
        words=calibrating_fitting.fit(scores[checked], said.shares[checked], said.judged),
        together=calibrating_fitting.USUAL,
        elsewhere=calibrating_fitting.USUAL,
        vectors=vectors,
    )
    return model, scores


def _table(names: Sequence[str], weights: np.ndarray[Any, Any]) -> tuple[Table, float]:
    """Weights (features, classes) in bytes, and what one step is worth."""
    import numpy as np

    unit = round(float(np.abs(weights).max()) / TOP, 6) or 1e-6
    numbers = np.clip(np.rint(weights / unit), -TOP, TOP).astype(np.int8)
    rows = {name: number for number, name in enumerate(names)}
    return Table(rows, weights.shape[1], memoryview(numbers.tobytes()).cast("b")), unit


def _with_sentences(model: Model, said: Prepared, scores: np.ndarray[Any, Any]) -> Model:
    """The same, with what whole sentences say: the encoder puts what means the same at one place.

    `scores` are those the words give to each document (`said`) without having met it.
    """
    sentences = at_most([each for each in said.documents if each.is_sentence], MOST_SENTENCES)
    kept = prepared(sentences, said.classes)
    neighbours, whole = _of_sentences(kept)
    rows = {id(each): number for number, each in enumerate(said.documents)}
    words = scores[[rows[id(each)] for each in kept.documents]]
    french = [number for number, each in enumerate(kept.documents) if each.is_french]
    others = [number for number, each in enumerate(kept.documents) if not each.is_french]
    together, elsewhere = words + BESIDE * whole, whole + WORDS_BESIDE * words
    return replace(
        model,
        neighbours=neighbours,
        together=calibrating_fitting.fit(together[french], kept.shares[french], kept.judged),
        elsewhere=calibrating_fitting.fit(elsewhere[others], kept.shares[others], kept.judged),
    )


def _of_sentences(kept: Prepared) -> tuple[Neighbours, np.ndarray[Any, Any]]:
    """What sentences say to their neighbours, and the scores so given to each without itself."""
    import numpy as np

    texts = [each.text for each in kept.documents]
    starts = range(0, len(texts), ENCODED_AT_ONCE)
    rows = np.vstack([encoder.encode(texts[at : at + ENCODED_AT_ONCE]) for at in starts])
    return (
        neighbours_fitting.fit(rows, kept.shares),
        neighbours_fitting.checked(rows, kept.shares, kept.folds),
    )


def with_about(model: Model, **told: Any) -> Model:
    return replace(model, about={**model.about, **told})
