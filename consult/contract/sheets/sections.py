"""The sections of the sheet of priorities: data that the town edits (see `priorites.yaml`)."""

from __future__ import annotations

import enum
from pathlib import Path

from pydantic import Field

from consult.config import PACKAGE
from consult.reading import (
    Entry,
    Faults,
    Key,
    Line,
    OptionalLine,
    ReadingError,
    read,
    validate,
)

NAME = "priorites.yaml"
SHIPPED = PACKAGE / "contract" / "sheets" / NAME


class Facts(enum.Enum):
    """What is printed from the data at the head of a section."""

    QUARTERS = "quarters"
    INDICATORS = "indicators"
    RESIDENTS = "residents"
    AMBITIONS = "ambitions"
    PRIORITIES = "priorities"
    PISTES = "pistes"
    EXISTING = "existing"
    PARTNERS = "partners"
    PARTICIPATION = "participation"
    PARTS = "parts"
    NONE = "none"


class SheetSection(Entry):
    key: Key
    title: Line
    hint: OptionalLine = ""
    facts: Facts = Facts.NONE
    parts: tuple[Key, ...] = ()


class SheetFile(Entry):
    format: int = Field(ge=1, le=1)
    sections: tuple[SheetSection, ...] = Field(min_length=1)


def read_sections(path: Path) -> tuple[SheetSection, ...]:
    """Raises ReadingError with every fault of the file."""
    source = read(path)
    file = validate(source, SheetFile)
    faults = Faults(source)
    faults.unique(("sections",), [each.key for each in file.sections])
    faults.stop()
    return file.sections


def sections_of(data: Path) -> tuple[tuple[SheetSection, ...], str]:
    """The town's own sections or, without a file or with a wrong one, the shipped ones.

    The second value tells what is wrong with the town's file, one fault a line; usually empty.
    """
    own = data / NAME
    if not own.exists():
        return read_sections(SHIPPED), ""
    try:
        return read_sections(own), ""
    except ReadingError as error:
        return read_sections(SHIPPED), str(error)
