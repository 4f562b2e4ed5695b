"""Tables that people send, record by record and never whole in memory: CSV as spreadsheets write it.

CSV in UTF-8, UTF-16 or Windows-1252, with semicolons, commas or tabulations.
"""

from __future__ import annotations

import codecs
import csv
import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import TextIOWrapper
from itertools import islice
from typing import BinaryIO, TypeVar

from flask_babel import gettext as _

from consult.web.i18n import number

BLOCK = 64 * 1024
# Some tools write the name of the form above the names of the columns.
FIRST_LINES = 4
# Beyond this many rows a web page would keep everybody waiting: the operator's command does it.
MOST_ON_A_PAGE = 2_000
_QUOTED = re.compile(r'"[^"]*"')
T = TypeVar("T")


class CellError(ValueError):
    """Its text says, in plain words, what is wrong with a cell."""


class FileError(ValueError):
    """The file as a whole cannot be read; its text says why. `line` is 1 at least."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(sentence)
        self.line = line
        self.sentence = sentence


class TooLongError(FileError):
    """More rows than a page can wait for."""


def told_fault(error: FileError) -> str:
    """The sentence that a page says; the first line is that of the whole file."""
    if isinstance(error, TooLongError):
        return error.sentence
    return str(_("Line %(line)s: %(fault)s", line=error.line, fault=error.sentence))


@dataclass(frozen=True)
class Faulty:
    """A row that cannot be taken, and why: one sentence for each fault."""

    line: int
    faults: tuple[str, ...]

    @property
    def told(self) -> str:
        """All of them in a row, to be read after « Line 5: »."""
        first, *others = self.faults
        return " ".join([first, *(each[:1].upper() + each[1:] for each in others)])


def too_long(line: int, most: int) -> TooLongError:
    sentence = _(
        "This file has more than %(most)s rows. Cut it into several files, or ask the person who runs "
        "the site: they can import it whole.",
        most=number(most),
    )
    return TooLongError(line, sentence)


def encoding_of(stream: BinaryIO) -> str:
    """Read once, block by block, then put back at its beginning. Raises FileError."""
    begins = stream.read(4)
    stream.seek(0)
    if begins[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
        return "utf-16"
    not_text = FileError(1, _("this is not a text file: save the sheet as CSV (UTF-8)."))
    for encoding in ("utf-8-sig", "cp1252"):
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            while block := stream.read(BLOCK):
                if b"\0" in block:
                    raise not_text
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        finally:
            stream.seek(0)
        return encoding
    raise not_text


def opened(stream: BinaryIO) -> tuple[TextIOWrapper, type[csv.excel]]:
    """The text, at its beginning, and how its cells are separated."""
    text = TextIOWrapper(stream, encoding=encoding_of(stream), newline="", errors="replace")
    first = [_QUOTED.sub("", text.readline(BLOCK)) for _line in range(FIRST_LINES)]
    text.seek(0)
    named = next((line for line in first if any(sign in line for sign in ";,\t")), "")
    sign = max(";,\t", key=named.count)

    class Dialect(csv.excel):
        delimiter = sign

    return text, Dialect


def cells_of(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    """Each record. Raises FileError for a quotation mark left open."""
    try:
        yield from reader
    except csv.Error:
        line = getattr(reader, "line_num", 1)
        raise FileError(
            max(line, 1), _("a quotation mark is opened and never closed before this line.")
        ) from None


class Seen:
    """How often each row was met in the file, on the disk: a file of any length takes no memory."""

    def __init__(self) -> None:
        self.base = sqlite3.connect("")
        self.base.execute("CREATE TABLE seen (digest BLOB PRIMARY KEY, line INT, times INT)")

    def note(self, digest: bytes, line: int) -> tuple[int, int]:
        """How many times it was met before, and on which line first."""
        known = self.base.execute(
            "INSERT INTO seen VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET times = times + 1"
            " RETURNING line, times",
            (digest, line),
        ).fetchone()
        return known[1] - 1, known[0]

    def close(self) -> None:
        self.base.close()


def chunks(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    every = iter(rows)
    while some := list(islice(every, size)):
        yield some
