"""What of a year everyone may read, and from when: never a table that tells of one newcomer."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from consult.participation.release import (
    BATCH,
    arrivals,
    finished_months,
    month_start,
    told_months,
    year_shown_first,
)

# A year, and two more in which what was said then still reaches us.
MONTHS = st.lists(st.integers(0, 40), min_size=36, max_size=36)


def test_the_running_month_is_not_told() -> None:
    noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
    assert finished_months(2026, noon) == 10
    assert finished_months(2025, noon) == 22, "what was said then may still reach us"
    assert finished_months(2027, noon) == 0


def test_a_month_ends_at_midnight_in_the_town() -> None:
    """Half past eleven in universal time on 31 October is already November in Paris."""
    assert finished_months(2026, datetime(2026, 10, 31, 23, 30, tzinfo=UTC)) == 10
    assert finished_months(2026, datetime(2026, 10, 31, 22, 30, tzinfo=UTC)) == 9


def test_in_winter_the_year_before_is_shown_first() -> None:
    assert year_shown_first(datetime(2027, 2, 28, 12, tzinfo=UTC)) == 2026
    assert year_shown_first(datetime(2027, 3, 1, 12, tzinfo=UTC)) == 2027


def test_the_thirteenth_month_is_the_next_january() -> None:
    assert month_start(2026, 13) == date(2027, 1, 1)
    assert month_start(2026, -1) == date(2025, 11, 1)


def test_a_few_answers_wait_for_others() -> None:
    assert told_months([29, 0, 0, *[0] * 9], 3) == 0
    assert told_months([29, 1, 29, *[0] * 9], 3) == 2


def test_a_small_year_is_told_once_when_it_is_over() -> None:
    small = [3, *[0] * 10, 4]
    assert told_months(small, 11) == 0
    assert told_months(small, 12) == 12


def test_what_reaches_us_after_the_year_waits_for_a_batch_too() -> None:
    late = [3, *[0] * 11, 0, 29, 0, 1, 5]
    assert told_months(late, 12) == 12
    assert told_months(late, 15) == 12
    assert told_months(late, 16) == 16
    assert told_months(late, 17) == 16
    # What a year kept untold at its end leaves with what comes later.
    assert told_months([30, *[0] * 10, 10, 20], 12) == 1
    assert told_months([30, *[0] * 10, 10, 20], 13) == 13


def test_months_of_arrival_go_on_until_the_present_one() -> None:
    noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
    assert len(arrivals(2026, noon)) == len(arrivals(2027, noon)) == 11
    assert len(arrivals(2025, noon)) == 22
    assert arrivals(2025, noon)[-1] == datetime(2026, 10, 31, 23, tzinfo=UTC)


@given(MONTHS)
def test_two_states_of_a_page_differ_by_a_whole_batch_or_not_at_all(by_month: list[int]) -> None:
    """Whoever kept every state subtracts them in vain: no difference is about a few people."""
    told = [told_months(by_month, finished) for finished in range(37)]
    assert told == sorted(told)
    for before, after in pairwise(told):
        newcomers = sum(by_month[before:after])
        assert after == before or newcomers >= BATCH or (before == 0 and after == 12)
