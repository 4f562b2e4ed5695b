"""Making the table of word vectors from the sentence encoder: done once, when the encoder changes.

Each stem of a list of French words is given the encoder's vector of its shortest forms; the axes
along which stems differ most are kept (principal components), a byte for each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from consult.enjeux.suggester import encoder
from consult.enjeux.suggester.tables import TOP
from consult.enjeux.suggester.text import STOP_WORDS, fold, sound, stem
from consult.enjeux.suggester.vectors import write_vectors

AXES: Final = 64
FORMS: Final = 2
BATCH: Final = 500
# The few largest coordinates are cut, so that the others use more of the byte.
KEPT: Final = 0.6
# Shorter words sound like too many others.
HEARD_FROM: Final = 3


def distil(forms: Iterable[str], path: Path, axes: int = AXES) -> int:
    """Write the table of the stems of `forms` (words, one spelling each); returns how many.

    Needs the extra `consult[multilingual]`.
    """
    import numpy as np

    families: dict[str, list[str]] = defaultdict(list)
    for form in forms:
        folded = fold(form)
        if len(folded) > 1 and folded.isalpha() and folded not in STOP_WORDS:
            families[stem(folded)].append(form)
    stems = sorted(families)
    chosen = [
        sorted(set(families[each]), key=lambda form: (len(form), form))[:FORMS] for each in stems
    ]
    flat = [form for forms in chosen for form in forms]
    rows = np.vstack(
        [encoder.encode(flat[start : start + BATCH]) for start in range(0, len(flat), BATCH)]
    ).astype(np.float64)
    owners = np.repeat(np.arange(len(stems)), [len(forms) for forms in chosen])
    means = np.zeros((len(stems), rows.shape[1]))
    np.add.at(means, owners, rows)
    means /= np.bincount(owners)[:, None]
    means -= means.mean(axis=0)
    _, directions = np.linalg.eigh(means.T @ means)
    placed = means @ directions[:, ::-1][:, :axes]
    scaled = np.rint(placed / (np.abs(placed).max() * KEPT) * TOP)
    numbers = np.clip(scaled, -TOP, TOP).astype(np.int8)
    write_vectors(path, stems, heard(stems), numbers.tobytes())
    return len(stems)


def heard(stems: Iterable[str]) -> dict[str, int]:
    """The place of each stem by its sound, where no other stem sounds the same."""
    found: dict[str, list[int]] = defaultdict(list)
    for place, each in enumerate(stems):
        if len(each) >= HEARD_FROM:
            found[sound(each)].append(place)
    return {
        key: places[0]
        for key, places in found.items()
        if len(places) == 1 and len(key) >= HEARD_FROM
    }
