"""A mapping file: what answers what between the vocabularies of two contracts.

    format: 1
    mapping:
      from: armentieres          # slugs of two contracts, imported before
      to: lens-lievin
      note: whose reading this is
    lines:
      - from: education          # key of an enjeu
        to: basculements
        kind: overlaps           # equal, part of, contains, overlaps: what « from » is to « to »
        note: why
      - from: education.parentalite   # or key of an ambition, « enjeu.ambition »
        to: humain
        kind: part of

Between two contracts there is one mapping, which is read both ways: a file that says it the other way
round is refused. What the file does not list any more is removed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from consult.contract.mappings.models import MappingKind
from consult.reading import Entry, Faults, Key, OptionalText, Source, read_checked

KINDS = {
    "equal": MappingKind.EQUAL,
    "part of": MappingKind.PART_OF,
    "contains": MappingKind.CONTAINS,
    "overlaps": MappingKind.OVERLAPS,
}


class MappingEntry(Entry):
    left: Key = Field(alias="from")
    right: Key = Field(alias="to")
    note: OptionalText = ""


class LineEntry(Entry):
    left: Key = Field(alias="from")
    right: Key = Field(alias="to")
    kind: Literal["equal", "part of", "contains", "overlaps"]
    note: OptionalText = ""


class MappingFile(Entry):
    format: Literal[1]
    mapping: MappingEntry
    lines: tuple[LineEntry, ...] = ()


def read_mapping(path: Path) -> tuple[MappingFile, Source]:
    """Raises ReadingError with every fault of the file."""
    return read_checked(path, MappingFile, check)


def check(file: MappingFile, source: Source) -> None:
    faults = Faults(source)
    if file.mapping.left == file.mapping.right:
        faults.add(("mapping", "to"), "a contract is not mapped to itself.")
    first: dict[tuple[str, str], int] = {}
    for index, entry in enumerate(file.lines):
        line = source.line("lines", index)
        pair = entry.left, entry.right
        if pair in first:
            faults.add(
                ("lines", index),
                f"« {entry.left} » and « {entry.right} » already stand at line {first[pair]}.",
            )
        first.setdefault(pair, line)
    faults.stop()
