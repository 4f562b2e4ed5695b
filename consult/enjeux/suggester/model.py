"""A trained model: what every feature of a text says for each enjeu, and how sure to be.

Its scores are sums, so it can give its reasons: the weight of a word is the sum of what its
features say. It is trained by `fitting`, which needs scikit-learn; reading and asking it needs
nothing but the standard library.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, field, replace
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from consult.enjeux.suggester import encoder
from consult.enjeux.suggester.calibrating import Calibration
from consult.enjeux.suggester.features import (
    Feature,
    Placed,
    Reading,
    mean,
    place,
    read,
    weigh,
)
from consult.enjeux.suggester.landmarks import (
    Landmarks,
    Scores,
    read_landmarks,
    write_landmarks,
)
from consult.enjeux.suggester.neighbours import Neighbours, read_neighbours, write_neighbours
from consult.enjeux.suggester.tables import (
    Table,
    read_table,
    write_member,
    write_table,
)
from consult.enjeux.suggester.text import FRENCH
from consult.enjeux.suggester.vectors import WordVectors, shipped_vectors

# Words of no enjeu: greetings, tests, remarks about the consultation itself.
OUTSIDE: Final = "hors"
SHIPPED: Final = Path(__file__).parent.parent / "model" / "six-enjeux.zip"
FORMAT: Final = 3
# A rarity is kept in a byte, in sixteenths.
RARITY_STEPS: Final = 16
# What the encoder's scores weigh beside those of the words, in French; and in another language,
# what those of the words weigh beside the encoder's.
BESIDE: Final = 0.5
WORDS_BESIDE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Model:
    """All that `rank.suggest` needs, for texts in French and, with the extra, in other languages.

    `features` has the weights of each feature, a byte a class, in units of `unit`; `rarity` is the
    inverse document frequency of each; `base`, the score of each class before a word is read.
    `landmarks` judge the mean of the word vectors. With the extra, `neighbours` judge the sentence
    as a whole. Scores become probabilities by `words`, by `together` with the extra, by `elsewhere`
    in another language.
    `about` tells what the model was trained on and how well it did on words kept apart.
    """

    classes: tuple[str, ...]
    features: Table
    unit: float
    rarity: Mapping[str, float]
    base: Scores
    landmarks: Landmarks
    neighbours: Neighbours | None
    words: Calibration
    together: Calibration
    elsewhere: Calibration
    vectors: WordVectors
    about: Mapping[str, Any] = field(default_factory=dict)
    version: str = ""

    def look(self, text: str) -> tuple[Reading, list[Feature], list[Placed]]:
        """In French."""
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
        scores = self._of_words(features, placed)
        if self.has_encoder:
            whole = self._of_sentence(text)
            scores = [one + BESIDE * other for one, other in zip(scores, whole, strict=True)]
        said = self.calibration().probabilities(scores)
        return dict(zip(self.classes, said, strict=True))

    def calibration(self, language: str = FRENCH) -> Calibration:
        if language != FRENCH:
            return self.elsewhere
        return self.together if self.has_encoder else self.words

    def _of_words(self, features: Sequence[Feature], placed: Sequence[Placed]) -> list[float]:
        total = list(self.base)
        if placed and self.landmarks.points:
            said = self.landmarks.scores(self.landmarks.voices(mean(placed)))
            total = [one + other for one, other in zip(total, said, strict=True)]
        for feature in features:
            row = self.features.get(feature.name)
            if row is not None:
                weight = feature.weight * self.unit
                for position, said_for in enumerate(row):
                    total[position] += weight * said_for
        return total

    def _of_sentence(self, text: str) -> list[float]:
        assert self.neighbours is not None
        found: list[float] = self.neighbours.scores(encoder.encode([text]))[0].tolist()
        return found

    def _in_another_language(self, text: str, language: str) -> dict[str, float] | None:
        if language not in encoder.LANGUAGES or not text.strip() or not self.has_encoder:
            return None
        words = self._of_words(weigh(read(text, language), self.rarity), ())
        whole = self._of_sentence(text)
        scores = [one + WORDS_BESIDE * other for one, other in zip(whole, words, strict=True)]
        said = self.elsewhere.probabilities(scores)
        return dict(zip(self.classes, said, strict=True))


@cache
def shipped_model(path: Path = SHIPPED) -> Model:
    return read_model(path, shipped_vectors())


def read_model(path: Path, vectors: WordVectors) -> Model:
    """Raises ValueError for a file of another format, which has to be trained again."""
    content = path.read_bytes()
    with zipfile.ZipFile(BytesIO(content)) as archive:
        told = json.loads(archive.read("model.json"))
        if told["format"] != FORMAT:
            raise ValueError(
                f"{path}: a model of format {told['format']}, not {FORMAT}; "
                "« consult enjeux train » makes a new one"
            )
        features = read_table(archive, "features")
        rarity = archive.read("rarity.bin")
        landmarks = read_landmarks(archive)
        neighbours = read_neighbours(archive)
    return Model(
        classes=tuple(told["classes"]),
        features=features,
        unit=told["unit"],
        rarity={name: rarity[row] / RARITY_STEPS for name, row in features.places.items()},
        base=tuple(told["base"]),
        landmarks=landmarks,
        neighbours=neighbours,
        words=Calibration(*told["words"]),
        together=Calibration(*told["together"]),
        elsewhere=Calibration(*told["elsewhere"]),
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
        "base": model.base,
        "words": astuple(model.words),
        "together": astuple(model.together),
        "elsewhere": astuple(model.elsewhere),
        "about": model.about,
    }
    names = list(model.features.places)
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        write_member(archive, "model.json", json.dumps(told, sort_keys=True).encode())
        write_table(archive, "features", names, bytes(model.features.numbers))
        steps = bytes(min(255, round(model.rarity[name] * RARITY_STEPS)) for name in names)
        write_member(archive, "rarity.bin", steps)
        write_landmarks(archive, model.landmarks)
        if model.neighbours is not None:
            write_neighbours(archive, model.neighbours)
    return out.getvalue()
