"""The same tables as a file. What a page masks, its file masks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask_babel import gettext as _

from consult.contributions.heard import labels
from consult.contributions.heard.tables import Report
from consult.web.secrecy import Cell
from consult.web.spreadsheets import Value


def rows(report: Report, subject: str, period: str) -> Iterator[Sequence[Value]]:
    """A head that says what is counted, then one line an answer."""
    yield (_("People heard"), subject, period)
    yield (_("In all"), _value(report.people))
    yield (_("Online, on paper, in an interview or at their door"), _value(report.senders))
    yield (_("In workshops"), report.rooms.people)
    yield ()
    yield (
        _("Table"),
        _("Answer"),
        _("People"),
        _("Share of the answers (%)"),
        _("Share of the population (%)"),
        _("Gap (points)"),
        _("Theil index of the table"),
    )
    for table in report.tables:
        for row in table.rows:
            yield (
                table.title,
                row.label,
                _value(row.cell),
                _rounded(row.share),
                _rounded(row.reference),
                _rounded(row.gap),
                _rounded(table.index, labels.INDEX_DIGITS),
            )


def _value(cell: Cell) -> Value:
    return labels.count(cell) if cell.value is None else cell.value


def _rounded(value: float | None, digits: int = 1) -> float | None:
    return None if value is None else round(value, digits)
