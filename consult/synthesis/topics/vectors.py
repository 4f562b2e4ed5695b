"""Texts as vectors whose products tell how much two texts speak of the same thing.

A text's vector depends on its own words only, whatever else was said: a word weighs by its rarity in
French residents' words and by how much it speaks of one matter rather than another (both learnt by
the suggester's model), and lends a part of its weight to the words near it in the table of word
vectors. Averaging the word vectors instead brought all long texts together (measured, see the tests).

Imports numpy and scipy: itself imported only when groups are made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from consult.enjeux.suggester.features import UNKNOWN, is_stem
from consult.enjeux.suggester.model import Model, shipped_model
from consult.enjeux.suggester.vectors import shipped_vectors

# Cosine of two words' vectors from which they are near; from there on, up to LENT of the weight.
# All of these, with `clustering.LEAST`, were chosen on tests/synthesis/topics/read_by_hand.csv.
NEAR: Final = 0.6
LENT: Final = 0.7
LEAST_TOPICAL, MOST_TOPICAL = 0.2, 2.0
# How far the model's two opinions of a word are stretched: its weights, shared among the runs that
# a word is in, differ less from word to word than what the words speak of.
LEARNT_STRETCH, PLACED_STRETCH = 2.0, 1.5
_ROWS: Final = 1_000

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]


@dataclass
class Words:
    """`counts` (texts x words) are weights; `near` (words x words) is what each word lends."""

    counts: Any
    near: Any

    @cached_property
    def lengths(self) -> Floats:
        """Of each text's vector before it is brought to one; zero for a text without a word."""
        found = [np.zeros(0, np.float32)]
        for start in range(0, self.counts.shape[0], 10 * _ROWS):
            lent = self.counts[start : start + 10 * _ROWS] @ self.near
            squares = np.asarray(lent.multiply(lent).sum(axis=1)).ravel()
            found.append(np.sqrt(squares).astype(np.float32))
        return np.concatenate(found)

    def rows(self, chosen: Rows) -> Any:
        """Vectors of length one (texts x words, sparse) of the texts at `chosen`, which have words."""
        scale = sparse.diags_array(1 / self.lengths[chosen])
        return scale @ (self.counts[chosen] @ self.near)

    def mean(self, chosen: Rows) -> Floats:
        return np.asarray(self.rows(chosen).mean(axis=0), dtype=np.float32).ravel()

    def likeness(self, chosen: Rows, means: Floats) -> Floats:
        """(texts x groups): mean product of each text with the members of each group.

        `means` has a row a group. Exact, and cheap: the near words are spread once over the groups.
        """
        spread = self.near @ means.T
        found: Floats = np.asarray(self.counts[chosen] @ spread, np.float32)
        return found / self.lengths[chosen][:, None]


def look(texts: Sequence[Sequence[str]], told: Callable[[], None] = lambda: None) -> Words:
    """`texts` are lists of words' keys (see `reading`); `told` is called from time to time."""
    known = sorted({key for text in texts for key in text})
    place = {key: number for number, key in enumerate(known)}
    starts, columns, values = [0], [], []
    for text in texts:
        for key, times in sorted(Counter(text).items()):
            columns.append(place[key])
            values.append(1 + np.log(times))
        starts.append(len(columns))
    counts = sparse.csr_array(
        (np.asarray(values, np.float32), np.asarray(columns, np.int32), np.asarray(starts)),
        shape=(len(texts), len(known)),
    )
    told()
    unit = _unit_vectors(known)
    weighed = counts @ sparse.diags_array(_weights(known, unit))
    return Words(sparse.csr_array(weighed), _near(unit, told))


def _unit_vectors(known: Sequence[str]) -> Floats:
    """A row a word, centred on the whole table; zeros for a word that is not in it."""
    table = shipped_vectors().stems
    every = np.frombuffer(table.numbers, np.int8).reshape(-1, table.width).astype(np.float32)
    places = np.array([table.places.get(key, -1) for key in known], dtype=np.int64)
    found = np.where(places[:, None] >= 0, every[places] - every.mean(axis=0), np.float32(0))
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    unit: Floats = np.divide(found, lengths, out=np.zeros_like(found), where=lengths > 0)
    return unit


def _near(unit: Floats, told: Callable[[], None]) -> Any:
    """Each word lends all to itself, and to its neighbours by how near they are."""
    blocks = []
    for start in range(0, len(unit), _ROWS):
        cosines = unit[start : start + _ROWS] @ unit.T
        lent = np.where(cosines > NEAR, LENT * (cosines - NEAR) / (1 - NEAR), np.float32(0))
        own = np.arange(lent.shape[0])
        lent[own, start + own] = 1
        blocks.append(sparse.csr_array(lent.astype(np.float32)))
        told()
    return sparse.csr_array(sparse.vstack(blocks)) if blocks else sparse.csr_array((0, 0))


def _weights(known: Sequence[str], unit: Floats) -> Floats:
    """Rarity by topicality: how much a word speaks of one enjeu rather than another."""
    model = shipped_model()
    rarity = np.array([model.rarity.get(f"w:{key}", UNKNOWN) for key in known], np.float32)
    usual_learnt, usual_placed = _usual()
    learnt = (_learnt(model, known) / usual_learnt) ** LEARNT_STRETCH
    placed = (_placed(model, unit) / usual_placed) ** PLACED_STRETCH
    placed = np.where(unit.any(axis=1), placed, np.nan)
    both = np.stack([learnt, placed])
    # The geometric mean of what is known; a word of which nothing is known counts as any other.
    logs = np.log(np.maximum(both, 1e-6))
    known_of = np.maximum((~np.isnan(both)).sum(axis=0), 1)
    topical = np.exp(np.nansum(logs, axis=0) / known_of)
    weights: Floats = (rarity * np.clip(topical, LEAST_TOPICAL, MOST_TOPICAL)).astype(np.float32)
    return weights


def _learnt(model: Model, known: Sequence[str]) -> Floats:
    """By word, how far its weights in the model differ from class to class; NaN if it has none."""
    found = np.full(len(known), np.nan, np.float32)
    for number, key in enumerate(known):
        row = model.features.get(f"w:{key}")
        if row is not None:
            spread = np.frombuffer(row, np.int8).std() * model.unit
            found[number] = spread * model.rarity[f"w:{key}"]
    return found


def _placed(model: Model, unit: Floats) -> Floats:
    """The same, by the place of the word among the others."""
    landmarks = model.landmarks
    points = np.array(landmarks.points, np.float32)
    raw = unit + _table_centre()
    lengths = np.linalg.norm(raw, axis=1, keepdims=True)
    near = (raw / np.maximum(lengths, 1e-6)) @ points.T
    voices = np.exp(np.float32(2 * landmarks.reach) * (near - 1))
    spread: Floats = (voices @ np.array(landmarks.says, np.float32)).std(axis=1)
    return spread


@cache
def _table_centre() -> Floats:
    table = shipped_vectors().stems
    every = np.frombuffer(table.numbers, np.int8).reshape(-1, table.width).astype(np.float32)
    centre: Floats = every.mean(axis=0) / np.linalg.norm(every - every.mean(axis=0), axis=1).mean()
    return centre


@cache
def _usual() -> tuple[float, float]:
    """The median of both measures over the model's own words."""
    model = shipped_model()
    stems = [name[2:] for name in model.rarity if is_stem(name)]
    placed = _placed(model, _unit_vectors([each for each in stems if each in _places()]))
    return float(np.nanmedian(_learnt(model, stems))), float(np.median(placed))


def _places() -> Any:
    return shipped_vectors().stems.places
