"""The records of a file that people send: CSV, or the first sheet of a workbook (.xlsx)."""

from __future__ import annotations

import csv
import struct
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from io import StringIO
from typing import Any, BinaryIO
from zipfile import BadZipFile

from flask_babel import gettext as _

from consult.web.archives import LARGEST_CONTENT, unfolded
from consult.web.tables import FileError, cells_of, opened

# Columns of one row; the widest surveys have some hundreds.
MOST_COLUMNS = 400
# Lines of a sheet, blank ones too, that a page reads; a spreadsheet has no more than the second.
MOST_LINES, LAST_LINE = 50_000, 1_048_576
_WORKBOOK = b"PK\x03\x04"
Record = tuple[int, list[str]]
# What openpyxl raises on a workbook that is damaged, locked, or made by hand to harm.
UNREADABLE = (
    ArithmeticError,
    AttributeError,
    BadZipFile,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)


def is_workbook(stream: BinaryIO) -> bool:
    begins = stream.read(len(_WORKBOOK))
    stream.seek(0)
    return begins == _WORKBOOK


def records(stream: BinaryIO) -> Iterator[Record]:
    """The number of each row, as a spreadsheet shows it, and its cells; blank rows are left out.

    Raises FileError.
    """
    found = _workbook(stream) if is_workbook(stream) else _text(stream)
    return ((number, cells) for number, cells in found if any(cell.strip() for cell in cells))


def as_csv(stream: BinaryIO, most: int) -> str:
    """A workbook as the text of a CSV file whose rows have the same numbers.

    Raises FileError, for more than `most` signs too.
    """
    too_heavy = FileError(1, _("this workbook is too heavy: save the sheet as CSV."))
    if unfolded(stream) > LARGEST_CONTENT:
        raise too_heavy
    text = StringIO()
    writer = csv.writer(text, delimiter=";")
    for number, cells in _workbook(stream):
        writer.writerow(cells)
        if number > MOST_LINES or text.tell() > most:
            raise too_heavy
    return text.getvalue()


def _text(stream: BinaryIO) -> Iterator[Record]:
    yield from enumerate(cells_of(csv.reader(*opened(stream))), start=1)


def _workbook(stream: BinaryIO) -> Iterator[Record]:
    from openpyxl import load_workbook

    try:
        book = load_workbook(stream, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        # What the file says of its size may be wrong.
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            if number > LAST_LINE:
                # Nothing would ever come after the blank lines that such a number asks for.
                raise IndexError(number)
            yield number, _cells(row, number)
    except FileError:
        raise
    except UNREADABLE:
        raise FileError(1, _("this workbook cannot be opened: save the sheet as CSV.")) from None


def _cells(row: Sequence[Any], number: int) -> list[str]:
    """Without the empty cells at the end: a sheet may say that it has thousands of them."""
    told = [_told(value) for value in row]
    while told and not told[-1]:
        told.pop()
    if len(told) > MOST_COLUMNS:
        raise FileError(number, _("this row has more than %(most)s columns.", most=MOST_COLUMNS))
    return told


def _told(value: Any) -> str:
    """As a spreadsheet shows it; a whole number without its decimals, a day as 2025-12-31."""
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case float() if value.is_integer():
            return str(int(value))
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M:%S")
        case date() | time():
            return value.isoformat()
        case _:
            return str(value)
