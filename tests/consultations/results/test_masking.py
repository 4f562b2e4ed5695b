"""Lists of small counts, all of them: whoever reads what is shown and knows the rule is left in doubt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consult.consultations.results.masking import (
    bins,
    mask_crossing,
    mask_single,
    mask_tick_rows,
    mask_ticks,
)
from consult.web.secrecy import FEW, WITHHELD, Cell, Shown
from consult.web.withheld_tables import shared_out as shared
from consult.web.withheld_tables import tables_of


def value(count: int) -> Cell:
    return Cell(Shown.VALUE, count)


def shared_out(size: int, total: int) -> Iterator[tuple[int, ...]]:
    if size == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for others in shared_out(size - 1, total - first):
            yield (first, *others)


def assert_in_doubt(alike: dict[Any, list[tuple[int, ...]]]) -> None:
    """Of the lists printed alike, two at least disagree on each count that is not printed."""
    for (cells, *known), candidates in alike.items():
        for index, cell in enumerate(cells):
            if cell.value is None:
                possible = {each[index] for each in candidates}
                assert len(possible) > 1, (cells, known, index, candidates)
            else:
                assert {each[index] for each in candidates} == {cell.value}


@pytest.mark.parametrize(("size", "most"), [(2, 30), (3, 24), (4, 18)])
def test_no_masked_answer_of_a_question_with_one_answer_is_found(size: int, most: int) -> None:
    for total in range(5, most):
        alike: dict[Any, list[tuple[int, ...]]] = defaultdict(list)
        for counts in shared_out(size, total):
            alike[tuple(mask_single(counts)), total].append(counts)
        assert_in_doubt(alike)


@pytest.mark.parametrize("most", [1, 2, 3])
def test_no_masked_tick_is_found(most: int) -> None:
    """Everybody ticks from one to `most` choices, which bounds the sum of the ticks."""
    for answered in range(5, 12):
        alike: dict[Any, list[tuple[int, ...]]] = defaultdict(list)
        for counts in product(range(answered + 1), repeat=3):
            if answered <= sum(counts) <= most * answered:
                alike[tuple(mask_ticks(counts, answered, most)), answered].append(counts)
        assert_in_doubt(alike)


small = st.integers(min_value=0, max_value=9)


@st.composite
def crossings(draw: st.DrawFn) -> list[list[int]]:
    rows, columns = draw(st.sampled_from([(2, 2), (2, 3), (3, 2), (3, 3)]))
    return [[draw(small) for _ in range(columns)] for _ in range(rows)]


def may_be(cell: Cell, count: int) -> bool:
    if cell == FEW:
        return 1 <= count <= 4
    return count >= 5 if cell == WITHHELD else count == cell.value


def look_alikes(counts: list[list[int]], cells: list[list[Cell]]) -> Iterator[list[list[int]]]:
    """Tables with the same totals that would be printed so, found by trying them all."""
    rows = [
        [row for row in shared_out(len(own), sum(own)) if all(map(may_be, shown, row))]
        for own, shown in zip(counts, cells, strict=True)
    ]
    sums = [sum(column) for column in zip(*counts, strict=True)]
    for table in product(*rows):
        if [sum(column) for column in zip(*table, strict=True)] == sums:
            yield [list(row) for row in table]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(crossings())
def test_no_masked_cell_of_a_crossing_is_found_by_who_knows_every_total(
    counts: list[list[int]],
) -> None:
    cells = mask_crossing(counts)
    if cells is None:
        return
    alike = list(look_alikes(counts, cells))
    assert counts in alike
    for i, row in enumerate(cells):
        for j, cell in enumerate(row):
            if cell.value is None:
                assert len({table[i][j] for table in alike}) > 1, (counts, cells, i, j)
            else:
                assert not 0 < cell.value < 5


@st.composite
def ticked(draw: st.DrawFn) -> tuple[list[list[int]], list[int], int]:
    """Ticks by choice and column that people can have made: each person of a column 1 to `most`."""
    columns, choices = draw(st.sampled_from([(2, 2), (2, 3), (3, 2)]))
    most = draw(st.integers(1, choices))
    people = [draw(st.integers(1, 9)) for _ in range(columns)]
    counts = [[0] * columns for _ in range(choices)]
    for column, several in enumerate(people):
        for _person in range(several):
            ticks = draw(st.permutations(range(choices)))[: draw(st.integers(1, most))]
            for choice in ticks:
                counts[choice][column] += 1
    return counts, people, most


def possible(counts: Sequence[Sequence[int]], people: Sequence[int], most: int) -> bool:
    """Whether people of each column can have ticked so."""
    sums = [sum(column) for column in zip(*counts, strict=True)]
    fits = all(count <= n for row in counts for count, n in zip(row, people, strict=True))
    return fits and all(n <= ticks <= most * n for ticks, n in zip(sums, people, strict=True))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ticked())
def test_no_masked_tick_of_a_crossing_is_found(
    made: tuple[list[list[int]], list[int], int],
) -> None:
    counts, people, most = made
    cells = mask_tick_rows(counts, people, most, len(counts))
    if cells is None:
        return
    rows = [
        [each for each in shared(sum(row), people) if all(map(may_be, shown, each))]
        for row, shown in zip(counts, cells, strict=True)
    ]
    others = [table for table in product(*rows) if possible(table, people, most)]
    for i, shown in enumerate(cells):
        for j, cell in enumerate(shown):
            if cell.value is None:
                assert len({each[i][j] for each in others}) > 1, (counts, people, most, cells)


def printed_alike(
    tables: Iterable[tuple[tuple[int, ...], ...]],
    mask: Callable[[Sequence[Sequence[int]]], list[list[Cell]] | None],
) -> dict[Any, list[tuple[tuple[int, ...], ...]]]:
    alike: dict[Any, list[tuple[tuple[int, ...], ...]]] = defaultdict(list)
    for table in tables:
        cells = mask(table)
        alike[None if cells is None else tuple(map(tuple, cells))].append(table)
    return alike


def assert_every_small_cell_is_in_doubt(tables: list[tuple[tuple[int, ...], ...]], mask) -> None:
    """For who knows the rule and the totals, of what is masked and of what is withheld as a whole."""
    everywhere = list(product(range(len(tables[0])), range(len(tables[0][0]))))
    known = {(i, j) for i, j in everywhere if len({each[i][j] for each in tables}) == 1}
    for cells, candidates in printed_alike(tables, mask).items():
        for i, j in everywhere:
            possible = {each[i][j] for each in candidates}
            if cells is not None and cells[i][j].value is not None:
                assert possible == {cells[i][j].value}
                assert not 0 < cells[i][j].value < 5
            elif cells is not None or (i, j) not in known:
                assert len(possible) > 1 or not 0 < possible.pop() < 5, (cells, candidates, i, j)


CROSSED = [
    ((8, 28), (20, 11, 5)),
    ((5, 7), (7, 5)),
    ((27, 24), (31, 10, 10)),
    ((10, 46), (22, 16, 18)),
    ((25, 33), (33, 17, 8)),
    ((20, 10), (12, 18)),
    ((6, 6, 12), (5, 5, 14)),
    ((30, 9), (8, 9, 22)),
    ((7, 12, 13), (20, 12)),
]


@pytest.mark.parametrize(("rows", "columns"), CROSSED)
def test_who_knows_the_rule_and_every_total_of_a_crossing_finds_no_small_cell(
    rows: tuple[int, ...], columns: tuple[int, ...]
) -> None:
    """All the tables of these totals, put together by what is printed of them."""
    assert_every_small_cell_is_in_doubt(list(tables_of(rows, columns)), mask_crossing)


def test_a_crossing_that_few_tables_could_be_is_withheld_whatever_it_is() -> None:
    """Only (27, 0, 0) over (4, 10, 10) could not be masked: to withhold it alone would tell its 4."""
    assert mask_crossing([[17, 5, 5], [14, 5, 5]]) is None
    assert mask_crossing([[170, 50, 50], [140, 50, 50]]) is not None


def test_the_cycle_that_masks_a_cell_does_not_tell_its_value() -> None:
    """Each count from 1 to 4 at the same place is masked with the same others."""
    patterns = {
        tuple(tuple(cell.value is None for cell in row) for row in cells)
        for few in range(1, 5)
        if (cells := mask_crossing([[few, 30, 40], [50, 60, 20], [70, 25, 35]])) is not None
    }
    assert len(patterns) == 1


@pytest.mark.parametrize(
    ("people", "most", "totals"),
    [
        ((5, 6), 2, (6, 7, 5)),
        ((5, 6), 2, (9, 8)),
        ((4, 7), 3, (8, 9, 6)),
        ((6, 3), 2, (7, 8)),
        ((5, 5, 5), 1, (8, 7)),
        ((7, 9), 2, (11, 12)),
    ],
)
def test_who_knows_the_rule_finds_no_small_tick(
    people: tuple[int, ...], most: int, totals: tuple[int, ...]
) -> None:
    ways = [list(shared(total, people)) for total in totals]
    tables = [table for table in product(*ways) if possible(table, people, most)]
    assert_every_small_cell_is_in_doubt(
        tables, lambda table: mask_tick_rows(table, people, most, len(totals))
    )


@pytest.mark.parametrize(("people", "most"), [((5, 6), 2), ((4, 6), 3), ((8, 5), 2)])
def test_the_total_of_a_choice_that_few_ticked_is_not_found(
    people: tuple[int, ...], most: int
) -> None:
    """It is not printed, nor are its cells: those of another choice must not tell it."""
    ways = [
        [*shared(8, people)],
        [row for total in range(1, 5) for row in shared(total, people)],
    ]
    tables = [table for table in product(*ways) if possible(table, people, most)]
    alike = printed_alike(tables, lambda table: mask_tick_rows(table, people, most, 1))
    everyone = {sum(table[1]) for table in tables}
    for candidates in alike.values():
        assert len({sum(table[1]) for table in candidates}) > 1 or len(everyone) == 1


def test_large_counts_and_zeros_are_printed() -> None:
    assert mask_single([40, 0, 7]) == [value(40), value(0), value(7)]
    assert mask_ticks([40, 0, 7], 40, 2) == [value(40), value(0), value(7)]


def test_one_small_answer_takes_the_next_one_along() -> None:
    assert mask_single([40, 2, 12, 9]) == [value(40), FEW, WITHHELD, value(9)]
    assert mask_single([40, 12, 9, 2]) == [WITHHELD, value(12), value(9), FEW]


def test_two_small_answers_hide_each_other_unless_their_sum_tells() -> None:
    assert mask_single([40, 2, 3, 9]) == [value(40), FEW, FEW, value(9)]
    assert mask_single([40, 1, 1, 19]) == [value(40), FEW, FEW, WITHHELD]


def test_a_small_tick_is_masked_alone_when_people_ticked_enough_others() -> None:
    assert mask_ticks([6, 4], 10, 2) == [WITHHELD, WITHHELD]
    assert mask_ticks([9, 8, 3], 10, 3) == [value(9), value(8), FEW]


def test_numbers_are_put_together_until_five_people_share_a_group() -> None:
    assert bins({1: 12, 2: 20, 3: 6, 4: 3, 5: 1, 6: 2}) == [
        (1, 1, 12),
        (2, 2, 20),
        (3, 3, 6),
        (4, 6, 6),
    ]
    assert bins({0: 7, 40: 2, 55: 3, 61: 8}) == [(0, 9, 7), (10, 59, 5), (60, 69, 8)]
    assert bins({5: 3}) == []


@given(st.dictionaries(st.integers(-20, 90), st.integers(1, 9), max_size=25))
def test_groups_of_numbers_hold_everyone_once(counts: dict[int, int]) -> None:
    found = bins(counts)
    if sum(counts.values()) < 5:
        assert found == []
        return
    assert sum(people for _first, _last, people in found) == sum(counts.values())
    for first, last, people in found:
        assert people >= 5
        assert people == sum(n for number, n in counts.items() if first <= number <= last)
