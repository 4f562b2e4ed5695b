"""The files: every sheet for the team, the published figures for everyone; CSV, XLSX and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from itertools import chain
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from flask import Response, send_file, stream_with_context
from sqlalchemy import orm

from consult.consultations.models import Consultation
from consult.consultations.results import opendata
from consult.consultations.results.models import ResultsPublication
from consult.consultations.results.sheets import Export
from consult.web.spreadsheets import Value, csv_pieces, csv_stream

FORMS = ("csv", "xlsx", "json")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Rows = Iterable[Sequence[Value]]


def sheets(session: orm.Session, consultation: Consultation, form: str) -> Response:
    """Sent while it is read, but for a workbook, which is written on the disk first."""
    export = Export(session, consultation)
    name = f"reponses-{consultation.slug}.{form}"
    if form == "xlsx":
        return _workbook(_with_head(export), consultation.title, name)
    if form == "csv":
        return csv_stream(_with_head(export), name)
    pieces = stream_with_context(json_pieces(export))
    return _attached(Response(pieces, mimetype="application/json"), name)


def open_data(publication: ResultsPublication, form: str) -> Response:
    """Of what everyone reads: small, and the same for all."""
    consultation = publication.consultation
    name = f"resultats-{consultation.slug}.{form}"
    rows = opendata.rows(publication.figures, consultation.title)
    if form == "xlsx":
        return _workbook(rows, consultation.title, name)
    if form == "csv":
        return _attached(Response("".join(csv_pieces(rows)), mimetype="text/csv"), name)
    content = open_json(publication)
    return _attached(Response(content, mimetype="application/json"), name)


def open_json(publication: ResultsPublication) -> str:
    """`consult.consultations.results.figures` describes it."""
    told = {
        "consultation": publication.consultation.slug,
        "title": publication.consultation.title,
        "counted_on": publication.counted_at.date().isoformat(),
        **publication.figures,
    }
    return json.dumps(told, ensure_ascii=False, indent=1)


def write_sheets(export: Export, rows: Rows, path: Path, title: str) -> None:
    """`rows` of `export`, as they are read; the form is the name's end."""
    if path.suffix == ".json":
        with path.open("w", encoding="utf-8") as file:
            file.writelines(json_pieces(export, rows))
    else:
        _write(chain([export.head()], rows), path, title)


def write_open(publication: ResultsPublication, path: Path) -> None:
    if path.suffix == ".json":
        path.write_text(open_json(publication), encoding="utf-8")
    else:
        title = publication.consultation.title
        _write(opendata.rows(publication.figures, title), path, title)


def _write(rows: Rows, path: Path, title: str) -> None:
    if path.suffix == ".xlsx":
        with path.open("wb") as file:
            _write_workbook(rows, title, file)
    else:
        with path.open("w", encoding="utf-8", newline="") as text:
            text.writelines(csv_pieces(rows))


def json_pieces(export: Export, rows: Rows | None = None) -> Iterator[str]:
    """{columns, answers: one list a sheet, its values in the order of the columns}."""
    head = export.head()
    yield '{"columns": ' + json.dumps(head, ensure_ascii=False) + ', "answers": ['
    before = "\n"
    for row in rows if rows is not None else export.rows():
        yield before + json.dumps(row, ensure_ascii=False)
        before = ",\n"
    yield "\n]}\n"


def _with_head(export: Export) -> Iterator[Sequence[Value]]:
    yield export.head()
    yield from export.rows()


def _workbook(rows: Rows, title: str, name: str) -> Response:
    # Closed by the server once it is sent.
    file = TemporaryFile()  # noqa: SIM115
    _write_workbook(rows, title, file)
    file.seek(0)
    return send_file(file, mimetype=XLSX, as_attachment=True, download_name=name)


def _write_workbook(rows: Rows, title: str, file: IO[bytes]) -> None:
    workbooks = import_module("consult.web.workbooks")
    workbooks.write_rows(rows, title, file)


def _attached(response: Response, name: str) -> Response:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
