"""CSV files that French spreadsheets open with a double click, and that run nothing there."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import StringIO

from flask import Response

# A cell that begins so is a formula for a spreadsheet (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
Value = str | int | float | Decimal | None


def cell(value: Value) -> str:
    """A number with a decimal comma; a text that can be no formula; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    return str(value).replace(".", ",")


def csv_file(rows: Iterable[Sequence[Value]], name: str) -> Response:
    """UTF-8 with its mark and semicolons, as Excel and LibreOffice expect in French."""
    stream = StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerows([cell(value) for value in row] for row in rows)
    response = Response("\ufeff" + stream.getvalue(), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
