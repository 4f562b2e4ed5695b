"""What the sentences nearest in meaning say, with points placed by hand."""

from __future__ import annotations

import zipfile
from io import BytesIO

import numpy as np
import pytest

from consult.enjeux.suggester.neighbours import (
    Neighbours,
    placed,
    quantised,
    read_neighbours,
    voices,
    write_neighbours,
)
from consult.enjeux.suggester.neighbours_fitting import checked, fit

DICE = np.random.default_rng(5)


def sentences(number: int, size: int = 256) -> tuple[np.ndarray, np.ndarray]:
    """Around three places of the sphere, one for each class; a third class has two shares."""
    centres = DICE.normal(size=(3, size))
    kinds = np.arange(number) % 3
    rows = centres[kinds] + DICE.normal(size=(number, size)) * 0.8
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    shares = np.eye(3, dtype=np.float32)[kinds]
    shares[kinds == 2] = (0.3, 0.0, 0.7)
    return rows.astype(np.float32), shares


def test_what_is_near_is_said_again() -> None:
    rows, shares = sentences(240)
    scores = fit(rows[:180], shares[:180]).scores(rows[180:])
    assert scores.shape == (60, 3)
    assert (scores.argmax(axis=1) == shares[180:].argmax(axis=1)).all()
    both = shares[180:, 0] == pytest.approx(0.3)
    assert (scores[both, 0] > scores[both, 1]).all()


def test_a_voice_fades_with_the_square_of_the_distance() -> None:
    some, points = DICE.normal(size=(4, 3)), DICE.normal(size=(5, 3))
    expected = [[np.exp(-2.0 * ((a - b) ** 2).sum()) for b in points] for a in some]
    assert voices(some.copy(), points, 2.0) == pytest.approx(np.array(expected))


def test_what_is_checked_was_never_met() -> None:
    """With labels that mean nothing, a model that peeked would find them again."""
    rows, shares = sentences(120)
    shares = shares[DICE.permutation(120)]
    scores = checked(rows, shares, np.arange(120) % 4)
    assert (scores.argmax(axis=1) == shares.argmax(axis=1)).mean() < 0.6


def test_written_and_read_again_it_says_the_same() -> None:
    rows, shares = sentences(90)
    made = fit(rows, shares)
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        write_neighbours(archive, made)
    with zipfile.ZipFile(file) as archive:
        again = read_neighbours(archive)
    assert isinstance(again, Neighbours)
    assert (again.scores(rows) == made.scores(rows)).all()


def test_a_file_of_words_alone_has_none() -> None:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("model.json", "{}")
    with zipfile.ZipFile(file) as archive:
        assert read_neighbours(archive) is None


def test_bytes_keep_a_hundredth() -> None:
    rows = DICE.normal(size=(20, 6))
    kept = quantised(rows).rows()
    assert np.abs(kept - rows).max() <= np.abs(rows).max() / 254 + 1e-6
    assert quantised(np.zeros((2, 6))).rows().tolist() == [[0.0] * 6] * 2


def test_an_empty_vector_is_placed_nowhere_and_harms_nothing() -> None:
    assert np.isfinite(placed(np.zeros((1, 4)), np.eye(4))).all()
