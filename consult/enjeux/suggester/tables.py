"""Numbers by name, in a file that needs nothing but the standard library to be read.

A table is two members of a zip archive: `NAME.txt`, one name a line, and `NAME.bin`, `width` signed
bytes for each in the same order. A byte is a value divided by the table's own scale.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

TOP: Final = 127
# The oldest date a zip archive can hold: the same content gives the same bytes on any day.
NO_DATE: Final = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Table:
    """`places` gives the row of a name; a row is `width` bytes of `numbers`."""

    places: Mapping[str, int]
    width: int
    numbers: memoryview

    def row(self, place: int) -> memoryview:
        return self.numbers[place * self.width : (place + 1) * self.width]

    def get(self, name: str) -> memoryview | None:
        place = self.places.get(name)
        return None if place is None else self.row(place)


def read_table(archive: zipfile.ZipFile, name: str) -> Table:
    lines = archive.read(f"{name}.txt").decode()
    names = lines.split("\n") if lines else []
    numbers = memoryview(archive.read(f"{name}.bin")).cast("b")
    width = len(numbers) // len(names) if names else 0
    return Table({each: place for place, each in enumerate(names)}, width, numbers)


def write_table(archive: zipfile.ZipFile, name: str, names: Sequence[str], numbers: bytes) -> None:
    write_member(archive, f"{name}.txt", "\n".join(names).encode())
    write_member(archive, f"{name}.bin", numbers)


def write_member(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, NO_DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, content, compresslevel=9)
