"""Nobody finds a masked number of a table again from those that are printed beside it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consult.web.secrecy import FEW, WITHHELD, Cell, Shown
from consult.web.secret_tables import MaskedTable, mask_table


def value(count: int) -> Cell:
    return Cell(Shown.VALUE, count)


def readings(cell: Cell, most: int) -> range:
    """All that a reader may think of one cell; `most` bounds what is only known to be 5 or more."""
    if cell.shown is Shown.FEW:
        return range(1, 5)
    if cell.shown is Shown.WITHHELD:
        return range(5, most + 1)
    assert cell.value is not None
    return range(cell.value, cell.value + 1)


def look_alikes(table: MaskedTable, most: int) -> Iterator[tuple[tuple[int, ...], ...]]:
    """Every table that would be printed like this one, found by trying them all."""
    rows = [
        [
            row
            for row in product(*(readings(cell, most) for cell in cells))
            if sum(row) in readings(total, most * 3)
        ]
        for cells, total in zip(table.cells, table.row_totals, strict=True)
    ]
    for candidate in product(*rows):
        columns = [sum(column) for column in zip(*candidate, strict=True)]
        if all(
            found in readings(cell, most * 3)
            for found, cell in zip(columns, table.column_totals, strict=True)
        ) and sum(columns) in readings(table.total, most * 9):
            yield candidate


def hidden_and_found(table: MaskedTable, most: int) -> list[tuple[str, set[int]]]:
    """Each masked number, and the values it has in the tables that look alike."""
    alike = list(look_alikes(table, most))
    assert alike, "the true table is one of them"
    found = []
    for i, cells in enumerate(table.cells):
        for j, cell in enumerate(cells):
            if cell.shown is not Shown.VALUE:
                found.append((f"cell {i},{j}", {each[i][j] for each in alike}))
        if table.row_totals[i].shown is not Shown.VALUE:
            found.append((f"row {i}", {sum(each[i]) for each in alike}))
    for j, cell in enumerate(table.column_totals):
        if cell.shown is not Shown.VALUE:
            found.append((f"column {j}", {sum(row[j] for row in each) for each in alike}))
    if table.total.shown is not Shown.VALUE:
        found.append(("total", {sum(map(sum, each)) for each in alike}))
    return found


def everything(table: MaskedTable) -> list[Cell]:
    inner = [cell for row in table.cells for cell in row]
    return [*inner, *table.row_totals, *table.column_totals, table.total]


small = st.integers(min_value=0, max_value=7)


@st.composite
def tables(draw: st.DrawFn) -> list[list[int]]:
    rows, columns = draw(st.sampled_from([(1, 1), (1, 3), (2, 2), (3, 1), (2, 3), (3, 2)]))
    return [[draw(small) for _ in range(columns)] for _ in range(rows)]


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables())
def test_no_masked_number_can_be_computed_from_what_is_shown(counts: list[list[int]]) -> None:
    masked = mask_table(counts)
    if all(cell == WITHHELD for cell in everything(masked)):
        return  # nothing is printed, and nothing is said of what is not
    for where, possible in hidden_and_found(masked, 9):
        assert len(possible) > 1, (counts, masked, where, possible)


@pytest.mark.parametrize(("rows", "columns", "most"), [(1, 2, 14), (2, 2, 9), (1, 3, 9), (3, 1, 9)])
def test_who_knows_the_rule_finds_no_masked_number(rows: int, columns: int, most: int) -> None:
    """All the small tables, put together by what is printed of them, totals too.

    Numbers stop at `most` here only: what is printed of a table that reaches it tells nothing.
    """
    alike: dict[tuple[Cell, ...], list[tuple[int, ...]]] = {}
    for counts in product(range(most + 1), repeat=rows * columns):
        table = [list(counts[i * columns : (i + 1) * columns]) for i in range(rows)]
        alike.setdefault(tuple(everything(mask_table(table))), []).append(counts)
    whole = {cells: found for cells, found in alike.items() if max(map(max, found)) < most}
    assert len(whole) > 5
    for cells, candidates in whole.items():
        for at in range(rows * columns):
            if cells[at].value is None:
                assert len({each[at] for each in candidates}) > 1, (cells, candidates)


wide = st.integers(min_value=0, max_value=40)


@st.composite
def years(draw: st.DrawFn) -> list[list[int]]:
    """A year of six reasons."""
    return [[draw(wide) for _ in range(6)] for _ in range(12)]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(years())
def test_every_small_number_is_masked_and_every_printed_one_is_true(
    counts: list[list[int]],
) -> None:
    masked = mask_table(counts)
    truth = [each for row in counts for each in row]
    truth += [sum(row) for row in counts]
    truth += [sum(column) for column in zip(*counts, strict=True)]
    truth.append(sum(map(sum, counts)))
    for number, cell in zip(truth, everything(masked), strict=True):
        if cell.shown is Shown.VALUE:
            assert cell.value == number
            assert number == 0 or number >= 5
        elif cell == FEW:
            assert 0 < number < 5


def test_large_counts_and_zeros_are_printed_as_they_are() -> None:
    masked = mask_table([[12, 0], [7, 30]])
    assert masked.cells == [[value(12), value(0)], [value(7), value(30)]]
    assert (masked.row_totals, masked.total) == ([value(12), value(37)], value(49))
    assert not masked.is_masked


def test_a_small_count_takes_a_rectangle_with_it() -> None:
    masked = mask_table([[3, 20], [15, 10]])
    assert masked.cells == [[FEW, WITHHELD], [WITHHELD, WITHHELD]]
    assert masked.row_totals == [value(23), value(25)]
    assert masked.column_totals == [value(18), value(30)]


def test_two_small_counts_whose_total_gives_them_away_are_masked_further() -> None:
    """4 and 4 are the only numbers below 5 that make 8; 3 and 4 could be 4 and 3."""
    masked = mask_table([[3, 4], [20, 30]])
    assert masked.cells == [[FEW, FEW], [WITHHELD, WITHHELD]]
    assert masked.row_totals == [value(7), value(50)]
    # Masked otherwise than 3 and 4, they would be found by who knows the rule.
    assert set(everything(mask_table([[4, 4], [20, 30]]))) == {WITHHELD}


def test_one_refusal_in_a_year_tells_only_that_there_were_few() -> None:
    masked = mask_table([[0, 0], [0, 1], [0, 0]])
    assert masked.cells[1] == [value(0), FEW]
    assert (masked.row_totals[1], masked.column_totals[1], masked.total) == (FEW, FEW, FEW)


@pytest.mark.parametrize("counts", [[], [[]], [[], []]])
def test_a_table_without_cells_has_nothing_to_hide(counts: list[list[int]]) -> None:
    assert not mask_table(counts).is_masked
