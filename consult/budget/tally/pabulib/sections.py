"""The three tables of a `.pb` file, as text: rows with their line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from consult.budget.tally.pabulib.election import Fault

TITLES = ("META", "PROJECTS", "VOTES")
# No list of choices is longer; the limit of the csv module is a poor way to say no.
LONGEST = 10_000_000


@dataclass
class Table:
    """`columns` in lower case; `rows`: the line where each begins, and its values in their order."""

    line: int
    columns: list[str] = field(default_factory=list)
    rows: list[tuple[int, list[str]]] = field(default_factory=list)


class _Lines:
    """Physical lines, counted, remembering whether a quotation mark is open."""

    def __init__(self, text: str) -> None:
        self.lines = io.StringIO(text, newline="")
        self.quotes = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = next(self.lines)
        self.quotes += line.count('"')
        return line


def _next(reader: Iterator[list[str]]) -> list[str]:
    """A ballot may be long; the limit is one for the whole process, and others rely on it."""
    usual = csv.field_size_limit(LONGEST)
    try:
        return next(reader)
    finally:
        csv.field_size_limit(usual)


def rows(text: str, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    """Each row, its values without the spaces around them, and the line where it begins."""
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=";", skipinitialspace=True)
    while True:
        began, lines.quotes = reader.line_num + 1, 0
        try:
            row = _next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            faults.append(Fault(began, f"this line cannot be read: {error}."))
            return
        if reader.line_num > began and lines.quotes % 2:
            faults.append(Fault(began, "a quotation mark is opened on this line and never closed."))
            return
        values = [value.strip() for value in row]
        if any(values):
            yield began, values


def tables(text: str, faults: list[Fault]) -> dict[str, Table]:
    """META, PROJECTS and VOTES, each with its columns; what is wrong joins `faults`."""
    found: dict[str, Table] = {}
    current: Table | None = None
    last = 1
    for line, values in rows(text, faults):
        last = line
        title = values[0].upper() if not any(values[1:]) else ""
        if title in TITLES and title not in found:
            if current is not None and not current.columns:
                faults.append(Fault(current.line, "this section has no line of column names."))
            missing = [each for each in TITLES[: TITLES.index(title)] if each not in found]
            if missing:
                faults.append(Fault(line, f"{missing[0]} must come before {title}."))
            current = found[title] = Table(line)
        elif current is None:
            faults.append(Fault(line, "the file must begin with META."))
            return found
        elif not current.columns:
            _columns(current, line, values, faults)
        else:
            current.rows.append((line, values))
    if not faults:
        faults.extend(
            Fault(last, f"there is no section {title}.") for title in TITLES if title not in found
        )
        faults.extend(
            Fault(table.line, "this section has no line of column names.")
            for table in found.values()
            if not table.columns
        )
    return found


def _columns(table: Table, line: int, values: list[str], faults: list[Fault]) -> None:
    while values and not values[-1]:
        values.pop()
    table.columns = [value.lower() for value in values]
    for at, name in enumerate(table.columns):
        if not name:
            faults.append(Fault(line, "a column has no name."))
        elif name in table.columns[:at]:
            faults.append(Fault(line, f"two columns are named « {name} »."))
