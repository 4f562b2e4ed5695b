"""CSV files that French spreadsheets open with a double click, and that run nothing there."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from io import StringIO

from flask import Response, stream_with_context

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
    return _named(Response("".join(csv_pieces(rows)), mimetype="text/csv"), name)


def csv_stream(rows: Iterable[Sequence[Value]], name: str) -> Response:
    """The same, sent while it is made: a hundred lines in memory at a time.

    `rows` is read while the answer leaves, in the context of the request.
    """
    pieces = stream_with_context(csv_pieces(rows))
    return _named(Response(pieces, mimetype="text/csv"), name)


def csv_pieces(rows: Iterable[Sequence[Value]]) -> Iterator[str]:
    """The text of the file, a hundred lines at a time."""
    yield "\ufeff"
    stream = StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    for number, row in enumerate(rows, start=1):
        writer.writerow([cell(value) for value in row])
        if number % 100 == 0:
            yield stream.getvalue()
            stream.seek(0)
            stream.truncate()
    yield stream.getvalue()


def _named(response: Response, name: str) -> Response:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
