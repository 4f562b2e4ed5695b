"""Workbooks (XLSX) written row by row, without formulas. Loads openpyxl: import it when it is needed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from consult.web.spreadsheets import Value


def text_cell(sheet: Any, value: str) -> Any:
    """Always a text: words that begin with « = » are no formula."""
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value) or None)
    if value:
        cell.data_type = "s"
    return cell


def write_rows(rows: Iterable[Sequence[Value]], title: str, file: IO[bytes]) -> None:
    """One sheet, its first row staying in sight; a row in memory at a time."""
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for row in rows:
        sheet.append([text_cell(sheet, v) if isinstance(v, str) else v for v in row])
    book.save(file)
