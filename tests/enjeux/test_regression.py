"""The pieces of the suggester's regression, each beside the plain computation it stands for."""

from __future__ import annotations

import zipfile
from io import BytesIO

import numpy as np
import pytest
from scipy import sparse

from consult.enjeux.suggester import calibrating_fitting, ridge
from consult.enjeux.suggester.calibrating import Calibration
from consult.enjeux.suggester.features import is_stem, is_word, place, read, weigh
from consult.enjeux.suggester.landmarks import Landmarks, read_landmarks, write_landmarks
from consult.enjeux.suggester.landmarks_fitting import REACH, Ground
from consult.enjeux.suggester.text import stem
from consult.enjeux.suggester.vectors import shipped_vectors

PULL = 0.7


def features(number: int = 60) -> tuple[list[object], np.ndarray, np.ndarray]:
    """A sparse part, a dense one, and shares of three classes that depend on them."""
    dice = np.random.default_rng(11)
    thin = sparse.csr_array(dice.random((number, 20)) * (dice.random((number, 20)) < 0.3))
    thick = dice.normal(size=(number, 5))
    whole = np.hstack([thin.toarray(), thick])
    shares = np.eye(3)[(whole @ dice.normal(size=(25, 3))).argmax(axis=1)]
    return [thin, thick], whole, shares


def plain(whole: np.ndarray, shares: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    base = shares.mean(axis=0)
    square = whole.T @ whole + PULL * np.eye(whole.shape[1])
    return np.linalg.solve(square, whole.T @ (shares - base)), base


def test_the_weights_are_those_of_the_normal_equations() -> None:
    parts, whole, shares = features()
    weights, base = ridge.fit(parts, shares, PULL)
    expected, mean = plain(whole, shares)
    assert np.vstack(weights) == pytest.approx(expected, abs=2e-3)
    assert base == pytest.approx(mean)


def test_a_fold_is_scored_by_what_the_others_teach() -> None:
    parts, whole, shares = features()
    folds = np.arange(len(shares)) % 4
    found = ridge.checked(parts, shares, folds, PULL)
    for fold in range(4):
        inside = folds == fold
        weights, base = plain(whole[~inside], shares[~inside])
        assert found[inside] == pytest.approx(whole[inside] @ weights + base, abs=5e-3)


def places(number: int = 90) -> np.ndarray:
    rows = np.random.default_rng(3).normal(size=(number, 6))
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True))


def test_where_every_text_is_a_landmark_the_map_is_the_kernel() -> None:
    rows = places()
    ground = Ground(rows, [f"text {number}" for number in range(len(rows))])
    mapped = ground.mapped(rows)
    kernel = np.exp(-REACH * ((rows[:, None] - rows[None]) ** 2).sum(axis=2))
    assert mapped @ mapped.T == pytest.approx(kernel, abs=0.01)


def test_landmarks_say_what_the_regression_on_their_map_says() -> None:
    rows = places()
    ground = Ground(rows[:30], [f"text {number}" for number in range(30)])
    weights = np.random.default_rng(4).normal(size=(30, 3))
    found = ground.landmarks(weights)
    for row, expected in zip(rows, ground.mapped(rows) @ weights, strict=True):
        assert found.scores(found.voices(row)) == pytest.approx(expected, abs=0.02)


def test_a_slope_is_how_the_score_grows() -> None:
    rows = places()
    found = Ground(rows[:30], [f"text {number}" for number in range(30)]).landmarks(
        np.random.default_rng(4).normal(size=(30, 3))
    )
    here, step = rows[40], 1e-5
    slope = found.slope(found.voices(here), 1)
    for axis in range(6):
        there = here.copy()
        there[axis] += step
        grown = found.scores(found.voices(there))[1] - found.scores(found.voices(here))[1]
        assert slope[axis] == pytest.approx(grown / step, rel=1e-3, abs=1e-3)


def test_a_text_without_a_place_is_nowhere_on_the_map() -> None:
    rows = places(20)
    rows[3] = 0
    ground = Ground(rows, [f"text {number}" for number in range(20)])
    assert len(ground.points) == 19
    assert not ground.mapped(rows)[3].any()
    nowhere = Ground(np.zeros((4, 6)), ["a", "b", "c", "d"])
    assert nowhere.mapped(np.zeros((4, 6))).shape == (4, 0)
    assert nowhere.landmarks(np.zeros((0, 3))).points == ()


def test_landmarks_written_and_read_again_are_the_same() -> None:
    made = Landmarks(((0.6, 0.8), (1.0, 0.0)), ((0.1, -0.1), (0.2, -0.2)), 2.0)
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        write_landmarks(archive, made)
    with zipfile.ZipFile(file) as archive:
        assert read_landmarks(archive) == made


def test_scores_are_made_as_sure_as_they_are_right() -> None:
    """A hundred times too timid or too bold, the first choice ends with the share it is right."""
    dice = np.random.default_rng(8)
    truth = dice.integers(0, 4, 2000)
    scores = np.eye(4)[truth] + dice.normal(size=(2000, 4)) * 0.7
    right = (scores.argmax(axis=1) == truth).mean()
    for size in (0.2, 1.0):
        found = calibrating_fitting.fit(scores * size, np.eye(4)[truth], [0, 1, 2, 3])
        first = [max(found.probabilities(each)) for each in scores * size]
        assert np.mean(first) == pytest.approx(right, abs=0.03)


def test_few_words_get_the_usual_calibration() -> None:
    scores = np.zeros((calibrating_fitting.FEWEST - 1, 2))
    assert calibrating_fitting.fit(scores, np.eye(2)[:1].repeat(99, 0), [0, 1]) == (
        calibrating_fitting.USUAL
    )


def test_probabilities_add_up_whatever_the_scores() -> None:
    assert Calibration(9.0).probabilities([500.0, -500.0]) == [1.0, 0.0]
    assert sum(Calibration(3.0).probabilities([0.1, 0.5, -0.3])) == pytest.approx(1)


def test_grammar_counts_with_the_words_it_stands_beside() -> None:
    found = read("Plus de médecin, de la rue au médecin")
    runs = found.families["w"]
    assert {"w:plus de medecin", "w:de la", "w:medecin"} <= set(runs)
    assert (runs["w:de la"].positions, runs["w:de la"].telling) == ([], False)
    doctor = [place for place, word in enumerate(found.words) if word.folded == "medecin"]
    assert (runs["w:medecin"].times, runs["w:medecin"].positions) == (2, doctor)
    assert runs["w:plus de medecin"].positions == doctor[:1]
    assert f"p:medecin {stem('rue')}" in found.families["p"]


def test_sounds_meet_where_spellings_do_not() -> None:
    one, other = read("ortofoniste"), read("orthophoniste")
    assert set(one.families["s"]) == set(other.families["s"])
    assert not set(one.families["w"]) & set(other.families["w"])


def test_each_family_has_its_own_length_whatever_the_number_of_words() -> None:
    reading = read("le bus ne passe plus le soir dans notre rue")
    weights = weigh(reading, dict.fromkeys(reading.names(), 2.0))
    for family, length in (("w", 1.0), ("c", 0.8)):
        squares = sum(each.weight**2 for each in weights if each.name.startswith(f"{family}:"))
        assert squares == pytest.approx(length**2)
    placed = place(reading, {}, shipped_vectors())
    assert {reading.words[each.position].folded for each in placed} <= {"bus", "soir", "rue"}


def test_words_of_another_language_have_names_of_their_own() -> None:
    found = read("No doctor, no médecin", "en")
    assert {"en:w:doctor", "en:w:no doctor no"} <= set(found.families["w"])
    assert "en:c:<doc" in found.families["c"]
    assert not set(found.names()) & set(read("No doctor, no médecin").names())
    assert {name for name in found.names() if is_word(name)} == {
        "en:w:no",
        "en:w:doctor",
        "en:w:medecin",
    }
    assert not any(map(is_stem, found.names()))
