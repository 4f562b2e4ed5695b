"""A file of words read row by row, as French spreadsheets write them: never whole in memory.

CSV in UTF-8, UTF-16 or Windows-1252, with semicolons, commas or tabulations. The first line names the
columns (`consult.gathering.columns.NAMES`); only « texte » is needed, and « source » where the file
itself is not given one. Each row is one person's or one group's words.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import BinaryIO, TypeVar

from flask_babel import gettext as _

from consult.contributions import receipts
from consult.contributions.models import Channel
from consult.contributions.operations import Place
from consult.contributions.written import read_channel, read_date, read_language
from consult.gathering import columns
from consult.gathering.columns import Header
from consult.gathering.ground import Ground
from consult.web.forms import LONGEST_ANSWER, clean_line, clean_text
from consult.web.tables import CellError, Faulty, FileError, Seen, cells_of, opened, too_long

T = TypeVar("T")


@dataclass(frozen=True)
class Defaults:
    """What the rows do not say themselves."""

    source_title: str = ""
    channel: Channel = Channel.IMPORT
    language: str = "fr"


@dataclass(frozen=True)
class Row:
    """One row, understood; `line` is where it ends in the file. `digest` recognises it for ever."""

    line: int
    text: str
    title: str
    place: Place
    said_on: date | None
    channel: Channel
    heard_from: int
    language: str
    source_title: str
    prompt: str
    external_id: str
    digest: str = ""


Read = Row | Faulty


def read_rows(
    stream: BinaryIO, ground: Ground, defaults: Defaults, today: date, most: int | None = None
) -> Iterator[Header | Read]:
    """The header first, then each row that is not blank.

    Raises FileError; TooLongError at the row after the `most`-th, and nothing is read behind it.
    """
    reader = csv.reader(*opened(stream))
    seen = Seen()
    try:
        header = _header(reader)
        yield header
        said = (cells for cells in cells_of(reader) if any(cell.strip() for cell in cells))
        for rows, cells in enumerate(said, start=1):
            if most is not None and rows > most:
                raise too_long(reader.line_num, most)
            yield _numbered(
                _row(cells, reader.line_num, header, ground, defaults, today), ground, seen
            )
    finally:
        seen.close()


def _header(reader: Iterator[list[str]]) -> Header:
    try:
        cells = next(cells_of(reader), None)
        if cells is None:
            raise FileError(1, _("the file is empty."))
        return columns.read_header(cells)
    except CellError as error:
        raise FileError(1, str(error)) from None


class _Cells:
    """The cells of one row by column; every fault is gathered, not only the first one."""

    def __init__(self, cells: list[str], header: Header) -> None:
        self.cells = cells
        self.header = header
        self.faults: list[str] = []

    def raw(self, column: str) -> str:
        place = self.header.places.get(column)
        return self.cells[place] if place is not None and place < len(self.cells) else ""

    def read(self, column: str, understand: Callable[[str], T], otherwise: T) -> T:
        try:
            return understand(self.raw(column))
        except CellError as error:
            self.faults.append(str(error))
            return otherwise

    def line(self, column: str) -> str:
        return self.read(column, lambda cell: columns.read_line(clean_line(cell) or "", column), "")


def _row(
    cells: list[str], line: int, header: Header, ground: Ground, defaults: Defaults, today: date
) -> Read:
    row = _Cells(cells, header)
    place = ground.place(row.raw("quarter"))
    if place is None:
        sentence = _(
            "the quarter “%(written)s” is not known: write %(quarters)s.",
            written=row.raw("quarter").strip()[:40],
            quarters=", ".join([*ground.quarters(), "ailleurs", "hors"]),
        )
        row.faults.append(sentence)
    found = Row(
        line=line,
        text=row.read("text", lambda cell: columns.read_text(clean_text(cell) or ""), ""),
        title=row.line("title"),
        place=place or Place(),
        said_on=row.read("date", lambda cell: read_date(cell, today), None),
        channel=row.read(
            "channel", lambda cell: read_channel(cell, defaults.channel), defaults.channel
        ),
        heard_from=row.read("heard_from", columns.read_people, 1),
        language=row.read("language", lambda cell: read_language(cell, defaults.language), ""),
        source_title=row.line("source_title") or defaults.source_title,
        prompt=row.read("prompt", _prompt, ""),
        external_id=row.line("external_id"),
    )
    if not found.source_title:
        row.faults.append(_("nothing says which consultation or occasion these words come from."))
    return Faulty(line, tuple(row.faults)) if row.faults else found


def _prompt(cell: str) -> str:
    return columns.read_line(clean_text(cell) or "", "prompt", LONGEST_ANSWER)


def _numbered(read: Read, ground: Ground, seen: Seen) -> Read:
    """With its digest: of its identifier, or of all it says and how often that was said before it.

    Keyed, since it outlives words that are taken back: nobody else can try what it might stand for.

    Two people who wrote the same are two rows, and stay so when the file is imported again, with more
    rows or in another order.
    """
    if isinstance(read, Faulty):
        return read
    by_name = bool(read.external_id)
    said = (read.external_id,) if by_name else _said(read)
    parts = (ground.vocabulary.key, ground.commune.key, read.source_title, *said)
    digest = hashlib.sha256("\x1f".join((str(by_name), *parts)).encode())
    before, first = seen.note(digest.digest(), read.line)
    if by_name and before:
        sentence = _(
            "the identifier “%(name)s” already stands at line %(line)s.",
            name=read.external_id[:40],
            line=first,
        )
        return Faulty(read.line, (sentence,))
    digest.update(str(before).encode())
    return replace(read, digest=receipts.keyed("imported-row", digest.hexdigest()))


def _said(row: Row) -> tuple[str, ...]:
    place = row.place.perimeter.key if row.place.perimeter else row.place.scope.value
    day = row.said_on.isoformat() if row.said_on else ""
    people = str(row.heard_from)
    return row.text, row.title, row.prompt, place, day, row.channel.value, people, row.language
