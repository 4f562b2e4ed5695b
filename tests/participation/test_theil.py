"""The index is 0 for a mix like the population, never negative, and not given where it means nothing."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.contributions.heard.theil import theil

COUNTS = st.lists(st.integers(0, 500), min_size=2, max_size=6)


def test_a_mix_like_the_population_is_at_zero() -> None:
    assert theil([20, 30, 50], [200, 300, 500]) == pytest.approx(0)


def test_the_value_is_that_of_the_formula() -> None:
    """Half and half heard in a town of one quarter and three: ½ ln 2 + ½ ln ⅔."""
    expected = 0.5 * math.log(2) + 0.5 * math.log(2 / 3)
    assert theil([5, 5], [25, 75]) == pytest.approx(expected)


def test_a_group_that_nobody_was_heard_from_adds_nothing() -> None:
    assert theil([10, 0], [50, 50]) == pytest.approx(math.log(2))


@pytest.mark.parametrize(
    ("heard", "population"),
    [([0, 0], [50, 50]), ([1, 2], [0, 0]), ([3, 1], [100, 0]), ([], [])],
)
def test_where_it_has_no_meaning_it_is_not_given(heard: list[int], population: list[int]) -> None:
    assert theil(heard, population) is None


@pytest.mark.parametrize(("heard", "population"), [([1], [1, 2]), ([-1, 2], [1, 1])])
def test_a_mistake_is_refused(heard: list[int], population: list[int]) -> None:
    with pytest.raises(ValueError, match="as many"):
        theil(heard, population)


@given(COUNTS, st.integers(1, 9))
def test_it_is_never_negative_nor_changed_by_the_unit(heard: list[int], times: int) -> None:
    population = list(range(1, len(heard) + 1))
    value = theil(heard, population)
    if value is None:
        assert not sum(heard)
        return
    assert value >= 0
    again = theil([times * each for each in heard], [7 * each for each in population])
    assert again == pytest.approx(value, abs=1e-9)
