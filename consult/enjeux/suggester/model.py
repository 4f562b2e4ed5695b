"""What is learnt from tagged words: for each enjeu, how much every feature speaks for it.

Complement naive Bayes: the weight of a feature for an enjeu compares how often it is met in the
words of that enjeu and in all the others. It needs one count of the sentences, so the model is
rebuilt in a second or two whenever a town has tagged more words, and it can give its reasons.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from consult.enjeux.suggester.calibration import Calibration, Trial, fit
from consult.enjeux.suggester.features import Feature, Reading, rarity, read, weigh
from consult.enjeux.suggester.wordings import Wording, widened

# Words of no enjeu: greetings, tests, remarks about the consultation itself.
OUTSIDE: Final = "hors"
SMOOTHING: Final = 0.1
FOLDS: Final = 4
# A shorter text teaches what its words mean, but says too little to be judged upon.
JUDGED_FROM_WORDS: Final = 4


@dataclass(frozen=True, slots=True)
class Document:
    """Tagged words to learn from; no enjeu at all means OUTSIDE.

    Documents of one `source` (one person, one workshop, one group of paraphrases) are never
    split between learning and checking, or the check would flatter.
    """

    text: str
    enjeux: tuple[str, ...]
    source: str = ""

    @property
    def labels(self) -> frozenset[str]:
        return frozenset(self.enjeux or (OUTSIDE,))


@dataclass(frozen=True, slots=True)
class Example:
    """A document once read and weighed, its labels as positions among the classes."""

    features: tuple[Feature, ...]
    labels: frozenset[int]
    fold: int
    judged: bool


@dataclass(frozen=True, slots=True)
class Model:
    """All that `suggest` needs. `weights` has one number a class, in the order of `classes`."""

    classes: tuple[str, ...]
    idf: Mapping[str, float]
    weights: Mapping[str, tuple[float, ...]]
    calibration: Calibration
    ambitions: Mapping[str, Wording]

    def features(self, text: str) -> tuple[Reading, list[Feature]]:
        reading = read(text)
        return reading, weigh(reading, self.idf)

    def evidence(self, features: Iterable[Feature]) -> tuple[float, ...]:
        return add_up(features, self.weights, len(self.classes))


def build_model(documents: Iterable[Document], ambitions: Mapping[str, str]) -> Model:
    """Learn from tagged words.

    `ambitions` maps a key « enjeu.ambition » to its title and objectives. The result depends only
    on the documents and their order.
    """
    kept = [document for document in documents if document.text.strip()]
    readings = [read(document.text) for document in kept]
    goals = {key: read(text) for key, text in ambitions.items()}
    idf = rarity([*readings, *goals.values()])
    classes = tuple(sorted({label for document in kept for label in document.labels}))
    examples = prepare(kept, readings, idf, classes)
    spoken = {
        label: [one.features for one in examples if place in one.labels]
        for place, label in enumerate(classes)
    }
    return Model(
        classes=classes,
        idf=idf,
        weights=learn(examples, len(classes)),
        calibration=calibrate(examples, classes),
        ambitions={
            key: widened(weigh(reading, idf), spoken.get(key.partition(".")[0], []))
            for key, reading in goals.items()
        },
    )


def prepare(
    documents: Sequence[Document],
    readings: Sequence[Reading],
    idf: Mapping[str, float],
    classes: Sequence[str],
) -> list[Example]:
    folds: dict[str, int] = {}
    places = {label: place for place, label in enumerate(classes)}
    examples = []
    for number, (document, reading) in enumerate(zip(documents, readings, strict=True)):
        source = document.source or f"#{number}"
        fold = folds.setdefault(source, len(folds) % FOLDS)
        labels = frozenset(places[label] for label in document.labels)
        judged = len(reading.words) >= JUDGED_FROM_WORDS
        examples.append(Example(tuple(weigh(reading, idf)), labels, fold, judged))
    return examples


def learn(examples: Iterable[Example], size: int) -> dict[str, tuple[float, ...]]:
    """The weight of every feature for every class: a log-odds against all the other classes."""
    total: dict[str, float] = {}
    within: list[dict[str, float]] = [{} for _ in range(size)]
    for example in examples:
        for feature in example.features:
            total[feature.name] = total.get(feature.name, 0.0) + feature.weight
        for place in example.labels:
            met = within[place]
            for feature in example.features:
                met[feature.name] = met.get(feature.name, 0.0) + feature.weight
    columns = [odds(total, met) for met in within]
    return {name: tuple(column[place] for column in columns) for place, name in enumerate(total)}


def odds(total: Mapping[str, float], met: Mapping[str, float]) -> list[float]:
    """For one class, the weight of each feature of `total`, in its order."""
    mass = sum(met.values()) + SMOOTHING * len(total)
    rest = sum(total.values()) - sum(met.values()) + SMOOTHING * len(total)
    level = math.log(mass / rest)
    weights = []
    for name, everywhere in total.items():
        here = met.get(name, 0.0)
        weights.append(math.log((here + SMOOTHING) / (everywhere - here + SMOOTHING)) - level)
    return weights


def add_up(
    features: Iterable[Feature], weights: Mapping[str, tuple[float, ...]], size: int
) -> tuple[float, ...]:
    evidence = [0.0] * size
    for feature in features:
        for place, weight in enumerate(weights.get(feature.name, ())):
            evidence[place] += feature.weight * weight
    return tuple(evidence)


def calibrate(examples: Sequence[Example], classes: Sequence[str]) -> Calibration:
    """Judge each fold with what the others teach, and draw the curve from those judgements."""
    trials = []
    for fold in sorted({example.fold for example in examples}):
        weights = learn((one for one in examples if one.fold != fold), len(classes))
        trials += [
            Trial(
                add_up(one.features, weights, len(classes)),
                tuple(place in one.labels for place in range(len(classes))),
            )
            for one in examples
            if one.fold == fold and one.judged
        ]
    return fit(trials, [place for place, label in enumerate(classes) if label != OUTSIDE])
