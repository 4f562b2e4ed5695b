"""Where the bars of a table stand. Lengths are percentages of the drawing's width."""

from __future__ import annotations

from dataclasses import dataclass

from consult.contributions.heard import labels
from consult.contributions.heard.tables import Table

# The longest bar leaves room for the figures written at its end.
LONGEST = 62.0
ROW = 50


@dataclass(frozen=True)
class Bar:
    """`length` None: nothing to draw; `mark` is where the population's share stands."""

    label: str
    text: str
    top: int
    length: float | None
    mark: float | None


@dataclass(frozen=True)
class Chart:
    """`height` in CSS pixels: texts keep their size on every screen, only bars stretch."""

    bars: tuple[Bar, ...]
    height: int


def chart(table: Table) -> Chart:
    """One bar an answer; those who did not say have none: they are in the table."""
    rows = [row for row in table.rows if row.is_answer]
    told = [value for row in rows for value in (row.share, row.reference) if value is not None]
    unit = LONGEST / max(told, default=1) if max(told, default=0) else 0.0
    bars = tuple(
        Bar(
            row.label,
            labels.bar(row),
            ROW * index,
            None if row.share is None else round(row.share * unit, 2),
            None if row.reference is None else round(row.reference * unit, 2),
        )
        for index, row in enumerate(rows)
    )
    return Chart(bars, ROW * len(bars))
