"""A trained model: what every feature of a text says for each enjeu, and how sure to be.

The model is linear, so it can give its reasons: the weight of a word is the sum of what its
features say. It is trained by `fitting`, which needs scikit-learn; reading and asking it needs
nothing but the standard library.
"""

from __future__ import annotations

import hashlib
import json
import math
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from consult.enjeux.suggester import encoder
from consult.enjeux.suggester.features import Feature, Placed, Reading, place, read, weigh
from consult.enjeux.suggester.neighbours import Neighbours, read_neighbours, write_neighbours
from consult.enjeux.suggester.tables import (
    Table,
    read_table,
    write_member,
    write_table,
)
from consult.enjeux.suggester.vectors import WordVectors, shipped_vectors

# Words of no enjeu: greetings, tests, remarks about the consultation itself.
OUTSIDE: Final = "hors"
FRENCH: Final = "fr"
SHIPPED: Final = Path(__file__).parent.parent / "model" / "six-enjeux.zip"
FORMAT: Final = 2
# A rarity is kept in a byte, in sixteenths.
RARITY_STEPS: Final = 16
# What the encoder weighs beside the words, in French: found on the development file.
BESIDE: Final = 0.5

Scores = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Curve:
    """From a class's log-odds to the chance that a person would choose it too (Platt, 1999)."""

    slope: float = 1.0
    offset: float = 0.0

    def score(self, probability: float) -> float:
        p = min(max(probability, 1e-6), 1 - 1e-6)
        return 1 / (1 + math.exp(-self.slope * math.log(p / (1 - p)) - self.offset))


@dataclass(frozen=True, slots=True)
class Linear:
    """Weights on vectors: one row an axis, one column a class."""

    axes: tuple[Scores, ...]
    bias: Scores
    curve: Curve = Curve()

    def logits(self, vector: Sequence[float]) -> list[float]:
        total = list(self.bias)
        for value, weights in zip(vector, self.axes, strict=True):
            for position, weight in enumerate(weights):
                total[position] += value * weight
        return total


@dataclass(frozen=True, slots=True)
class Model:
    """All that `rank.suggest` needs, for texts in French and, with the extra, in other languages.

    `features` has the weights of each feature, a byte a class, in units of `unit`; `rarity` is the
    inverse document frequency of each. `words` weighs the mean of the word vectors. With the extra,
    `neighbours` judge the sentence as a whole: `whole` is their curve, `together` that of both.
    `about` tells what the model was trained on and how well it did on words kept apart.
    """

    classes: tuple[str, ...]
    features: Table
    unit: float
    rarity: Mapping[str, float]
    words: Linear
    neighbours: Neighbours | None
    whole: Curve
    together: Curve
    vectors: WordVectors
    about: Mapping[str, Any] = field(default_factory=dict)
    version: str = ""

    def look(self, text: str) -> tuple[Reading, list[Feature], list[Placed]]:
        reading = read(text)
        return (
            reading,
            weigh(reading, self.rarity),
            place(reading, self.rarity, self.vectors),
        )

    def probabilities(self, text: str, language: str = FRENCH) -> dict[str, float] | None:
        """Of each class, adding up to one; None where nothing in the text can be understood."""
        if language != FRENCH:
            return self._in_another_language(text, language)
        _, features, placed = self.look(text)
        if not features and not placed:
            return None
        return self.of_evidence(text, features, placed)

    @property
    def has_encoder(self) -> bool:
        return self.neighbours is not None and encoder.is_installed()

    def alone(self) -> Model:
        """The same model as it answers without the extra."""
        return replace(self, neighbours=None)

    def of_evidence(
        self, text: str, features: Sequence[Feature], placed: Sequence[Placed]
    ) -> dict[str, float]:
        """In French: what the words say and, with the extra, what the whole sentence says."""
        said = self._of_words(features, placed)
        if self.has_encoder:
            whole = self._of_sentence(text)
            said = [one * other**BESIDE for one, other in zip(said, whole, strict=True)]
            total = sum(said)
            said = [each / total for each in said]
        return dict(zip(self.classes, said, strict=True))

    def _of_words(self, features: Sequence[Feature], placed: Sequence[Placed]) -> list[float]:
        mean = [sum(axis) for axis in zip(*(each.coordinates for each in placed), strict=True)]
        total = self.words.logits(mean) if mean else list(self.words.bias)
        for feature in features:
            row = self.features.get(feature.name)
            if row is not None:
                for position, weight in enumerate(row):
                    total[position] += feature.weight * weight * self.unit
        return softmax(total)

    def _of_sentence(self, text: str) -> list[float]:
        assert self.neighbours is not None
        found: list[float] = self.neighbours.probabilities(encoder.encode([text]))[0].tolist()
        return found

    def curve(self, language: str = FRENCH) -> Curve:
        if language != FRENCH:
            return self.whole
        return self.together if self.has_encoder else self.words.curve

    def _in_another_language(self, text: str, language: str) -> dict[str, float] | None:
        if language not in encoder.LANGUAGES or not text.strip() or not self.has_encoder:
            return None
        return dict(zip(self.classes, self._of_sentence(text), strict=True))


def softmax(logits: Sequence[float]) -> list[float]:
    top = max(logits)
    parts = [math.exp(value - top) for value in logits]
    total = sum(parts)
    return [part / total for part in parts]


@cache
def shipped_model(path: Path = SHIPPED) -> Model:
    return read_model(path, shipped_vectors())


def read_model(path: Path, vectors: WordVectors) -> Model:
    """Raises ValueError for a file of another format."""
    content = path.read_bytes()
    with zipfile.ZipFile(BytesIO(content)) as archive:
        told = json.loads(archive.read("model.json"))
        if told["format"] != FORMAT:
            raise ValueError(f"{path}: a model of format {told['format']}, not {FORMAT}")
        features = read_table(archive, "features")
        rarity = archive.read("rarity.bin")
        neighbours = read_neighbours(archive)
    return Model(
        classes=tuple(told["classes"]),
        features=features,
        unit=told["unit"],
        rarity={name: rarity[row] / RARITY_STEPS for name, row in features.places.items()},
        words=_linear(told["words"]),
        neighbours=neighbours,
        whole=Curve(*told["whole"]),
        together=Curve(*told["together"]),
        vectors=vectors,
        about=told["about"],
        version=hashlib.sha256(content).hexdigest()[:12],
    )


def model_bytes(model: Model) -> bytes:
    """The file of a model; the same model gives the same bytes."""
    told = {
        "format": FORMAT,
        "classes": model.classes,
        "unit": model.unit,
        "words": _told(model.words),
        "whole": [model.whole.slope, model.whole.offset],
        "together": [model.together.slope, model.together.offset],
        "about": model.about,
    }
    names = list(model.features.places)
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        write_member(archive, "model.json", json.dumps(told, sort_keys=True).encode())
        write_table(archive, "features", names, bytes(model.features.numbers))
        steps = bytes(min(255, round(model.rarity[name] * RARITY_STEPS)) for name in names)
        write_member(archive, "rarity.bin", steps)
        if model.neighbours is not None:
            write_neighbours(archive, model.neighbours)
    return out.getvalue()


def _linear(told: Mapping[str, Any]) -> Linear:
    return Linear(
        tuple(tuple(axis) for axis in told["axes"]), tuple(told["bias"]), Curve(*told["curve"])
    )


def _told(linear: Linear) -> dict[str, Any]:
    return {
        "axes": linear.axes,
        "bias": linear.bias,
        "curve": [linear.curve.slope, linear.curve.offset],
    }
