"""One reading of the whole file: its columns, and what stands in them. Nothing is kept of its rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import BinaryIO

from flask_babel import gettext as _

from consult.consultations.imports.tools import (
    Tool,
    own_column,
    tool_of,
)
from consult.contributions.personal_columns import is_address, is_personal_name
from consult.contributions.written import plain
from consult.web.forms import clean_line
from consult.web.records import MOST_COLUMNS, Record, records
from consult.web.tables import FIRST_LINES, FileError, too_long

# Different values of a column that are remembered: enough to know a list from free words.
MOST_VALUES = 200
LONGEST_VALUE = 200
# « Q1[SQ001] », « Avis [Propreté] », « 3. Avis/Propreté ».
_PARTS = (
    re.compile(r"^(?P<stem>.+?)\s*\[(?P<part>[^\[\]]+)\]\s*$", re.DOTALL),
    re.compile(r"^(?P<stem>\d+\. .+?)/(?P<part>[^/]+)$", re.DOTALL),
)


@dataclass
class Column:
    """`stem` and `part` when several columns answer one question; `part` is empty otherwise.
    `grouped`: the name of the question stood above.

    `values` are the first different cells with how often each stands there; there are `more` of them.
    """

    index: int
    title: str
    stem: str
    part: str
    grouped: bool = False
    filled: int = 0
    longest: int = 0
    addresses: int = 0
    more: bool = False
    values: Counter[str] = field(default_factory=Counter)

    @property
    def is_personal(self) -> bool:
        return is_personal_name(self.title) or self.addresses * 2 > self.filled

    def note(self, cell: str) -> None:
        if not cell:
            return
        self.filled += 1
        self.longest = max(self.longest, len(cell))
        self.addresses += is_address(cell)
        if len(cell) > LONGEST_VALUE:
            self.more = True
        elif cell in self.values or len(self.values) < MOST_VALUES:
            self.values[cell] += 1
        else:
            self.more = True


@dataclass
class Survey:
    tool: Tool
    columns: list[Column]
    rows: int = 0

    def titled(self, title: str) -> Column | None:
        return next((each for each in self.columns if each.title == title), None)


def survey(stream: BinaryIO, most: int | None = None) -> Survey:
    """Raises FileError; TooLongError when there are more than `most` rows."""
    columns, rows = named(stream)
    found = Survey(tool_of([each.title for each in columns]), columns)
    for number, cells in rows:
        found.rows += 1
        if most is not None and found.rows > most:
            raise too_long(number, most)
        for column in columns:
            column.note(cell(cells, column.index))
    _regroup(columns)
    return found


def _regroup(columns: Sequence[Column]) -> None:
    """A webform names a group above its first column only: the next ones that say the same are of it."""
    head: Column | None = None
    for column in columns:
        if column.grouped:
            head = column
        elif head and not column.part and column.values.keys() & head.values.keys():
            column.stem, column.part = head.stem, column.title
        else:
            head = None


def named(stream: BinaryIO) -> tuple[list[Column], Iterator[Record]]:
    """The columns, and the rows below their names. Raises FileError."""
    rows = records(stream)
    first = list(islice(rows, FIRST_LINES))
    if not first:
        raise FileError(1, _("the file is empty."))
    at = _names_at(first)
    if len(first[at][1]) > MOST_COLUMNS:
        raise FileError(
            first[at][0], _("this file has more than %(most)s columns.", most=MOST_COLUMNS)
        )
    above = first[at - 1][1] if at else []
    titles = _titles(first[at][1], above)
    columns = [
        Column(index, title, *parts_of(title), grouped=bool(cell(above, index)))
        for index, title in enumerate(titles)
        if title
    ]
    if not columns:
        raise FileError(first[at][0], _("the first line must name the columns."))
    return columns, chain(first[at + 1 :], rows)


def cell(cells: Sequence[str], index: int) -> str:
    """One value, however it was laid out."""
    return clean_line(cells[index]) or "" if index < len(cells) else ""


def parts_of(title: str) -> tuple[str, str]:
    """The question of a column and its part; the part is empty for a column alone."""
    for form in _PARTS:
        if found := form.match(title):
            return found["stem"].strip(), found["part"].strip()
    return title, ""


def _names_at(first: Sequence[Record]) -> int:
    """The row that names the columns: a webform writes its own name, and groups, above it."""
    for index, (_number, cells) in enumerate(first):
        names = {plain(each) for each in cells}
        if index and ({"sid", "numero de serie", "serial"} & names):
            return index
    return 0


def _titles(names: Sequence[str], above: Sequence[str]) -> list[str]:
    """One for each column, none twice; a name alone in its group is « group [name] »."""
    found: list[str] = []
    met: Counter[str] = Counter()
    for index, name in enumerate(names):
        title = clean_line(name) or ""
        group = cell(above, index)
        # The group of the tool's own columns (« Submission details ») is nobody's question.
        if title and group and not own_column(title) and not is_personal_name(title):
            title = f"{group} [{title}]"
        if title:
            met[title] += 1
        found.append(f"{title} ({met[title]})" if met[title] > 1 else title)
    return found
