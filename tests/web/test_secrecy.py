"""A reader who knows the rule and can subtract must not find a count below 5."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pytest

from consult.web.secrecy import FEW, UNKNOWN, WITHHELD, Cell, Shown, mask_parts, mask_total


def value(count: int) -> Cell:
    return Cell(Shown.VALUE, count)


def tables(cells: int, total: int) -> Iterator[tuple[int, ...]]:
    """Every way to share at most `total` people out."""
    if not cells:
        yield ()
        return
    for first in range(total + 1):
        for others in tables(cells - 1, total - first):
            yield (first, *others)


def test_large_counts_are_published_as_they_are() -> None:
    assert mask_parts([12, 8], 20) == [value(12), value(8)]


def test_a_small_count_takes_another_with_it_so_that_nobody_subtracts() -> None:
    assert mask_parts([3, 20], 23) == [FEW, WITHHELD]


def test_only_two_age_bands_are_masked_when_that_is_enough() -> None:
    assert mask_parts([3, 10, 20, 7], 40) == [FEW, WITHHELD, value(20), value(7)]


def test_a_distribution_too_thin_to_be_protected_is_withheld_whole() -> None:
    assert mask_parts([4, 4], 8) == [WITHHELD, WITHHELD]
    assert mask_parts([0, 5], 5) == [WITHHELD, WITHHELD]


def test_a_total_below_five_is_masked_and_so_is_everything_under_it() -> None:
    assert mask_total(4) == FEW
    assert mask_parts([2, 2], 4) == [WITHHELD, WITHHELD]


def test_what_was_not_counted_is_not_zero() -> None:
    assert mask_total(None) == UNKNOWN
    assert mask_parts([None, 12], 12) == [UNKNOWN, value(12)]


def test_the_few_people_that_no_count_holds_are_protected_too() -> None:
    """12 women and 6 men of 20 would tell of 2 others."""
    masked = mask_parts([12, 6], 20)
    assert WITHHELD in masked


@pytest.mark.parametrize(("cells", "most"), [(1, 30), (2, 24), (3, 17), (4, 13)])
def test_whoever_knows_the_rule_finds_no_small_count(cells: int, most: int) -> None:
    """Of all the tables that look alike once masked, at least two disagree on each small count."""
    for total in range(5, most):
        alike: dict[tuple[Cell, ...], list[tuple[int, ...]]] = defaultdict(list)
        for table in tables(cells, total):
            alike[tuple(mask_parts(table, total))].append(table)
        for masked, candidates in alike.items():
            for index in range(cells):
                possible = {table[index] for table in candidates}
                assert len(possible) > 1 or min(possible) >= 5, (total, masked, candidates)


@pytest.mark.parametrize("cells", [1, 2, 3])
def test_no_small_rest_is_left_by_subtracting_what_is_printed(cells: int) -> None:
    for total in range(5, 16):
        for table in tables(cells, total):
            masked = mask_parts(table, total)
            if all(cell.shown is Shown.VALUE for cell in masked):
                rest = total - sum(cell.value or 0 for cell in masked)
                assert rest == 0 or rest >= 5, (table, total)
