"""Conditions are answered by two programs, the site's and the phone's: they answer the same."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from consult.consultations.conditions.evaluating import holds
from consult.consultations.conditions.language import (
    COMPARISONS,
    All,
    Compare,
    Condition,
    Count,
    Not,
    Reference,
    Selected,
)
from consult.consultations.conditions.language import Any as Either
from consult.consultations.conditions.tree import tree
from tests.e2e.conftest import Demo

keys = st.sampled_from(("age", "freins", "constructor", "__proto__"))
# Blanks of every kind, figures of other scripts, what only some languages read as a number.
nasty = st.text(alphabet="0123456789.-+_eE \t\n\xa0\u2003\x1c\ufeff١３ab'", max_size=8)
choices = st.sampled_from(("aucun", "garde", "60-et-plus", "l'école", "2", "2.0"))
numbers = st.decimals(-99, 99, places=2) | st.decimals(
    allow_nan=False, allow_infinity=False, min_value=-10, max_value=10, places=25
)
leaves = st.one_of(
    st.builds(Selected, keys, choices | nasty),
    st.builds(
        Compare, keys.map(Reference), st.sampled_from(COMPARISONS), choices | nasty | numbers
    ),
    st.builds(Compare, keys.map(Count), st.sampled_from(COMPARISONS), numbers),
)
conditions: st.SearchStrategy[Condition] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(All, st.lists(inner, min_size=2, max_size=3).map(tuple)),
        st.builds(Either, st.lists(inner, min_size=2, max_size=3).map(tuple)),
    ),
    max_leaves=5,
)
answered = st.dictionaries(
    keys,
    st.one_of(
        st.lists(choices, unique=True).map(tuple),
        st.integers(-999, 999).map(Decimal),
        nasty,
        numbers.map(lambda number: f"{number:f}"),
    ),
)
Ask = Callable[[list[Any]], list[Any]]


@pytest.fixture
def page(chromium: Browser, demo: Demo) -> Page:
    found = chromium.new_page()
    found.goto(f"{demo.url}/accessibilite")
    return found


def as_data(answers: dict[str, Any]) -> list[Any]:
    def one(answer: Any) -> Any:
        return list(answer) if isinstance(answer, tuple) else str(answer)

    return [[key, one(answer)] for key, answer in answers.items()]


EVALUATE = """async (asked) => {
  const { holds } = await import("/static/js/offline/conditions.js");
  return asked.map(([tree, answers]) => holds(tree, new Map(answers)));
}"""


def test_the_phone_answers_every_condition_as_the_site_does(page: Page) -> None:
    seen = set()

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(st.tuples(conditions, answered), min_size=4, max_size=8))
    def compare(asked: list[tuple[Condition, dict[str, Any]]]) -> None:
        expected = [holds(condition, answers) for condition, answers in asked]
        sent = [[tree(condition), as_data(answers)] for condition, answers in asked]
        assert page.evaluate(EVALUATE, sent) == expected
        seen.update(expected)

    compare()
    assert seen == {True, False}
