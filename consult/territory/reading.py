"""A territory file: an intercommunal body, its communes, their perimeters, and figures.

    format: 1
    epci: {key: mel, name: Métropole européenne de Lille, short_name: MEL}
    communes: [{key: armentieres, name: Armentières}]
    perimeters:
      - key: attargette-chanzy
        name: Attargette-Chanzy
        kind: QPV                 # QPV, PAC, veille, vecu, poche
        communes: [armentieres]   # at least one
        code: ""                  # the national code, where it is printed
        population: 1786          # left out when unknown, never 0
        population_year: 2019
        generation: 2024          # the year of the zoning
        aliases: [AC]
        source: the document that says so
    indicators:
      - key: part-moins-25-ans
        label: Part des moins de 25 ans
        unit: "%"                 # %, EUR, personnes…
        values:                   # figures that disagree are both written
          - {territory: MEL, value: 35.1, year: 2019, source: "Insee"}
          - {territory: Bizet-Briqueterie, perimeter: bizet-briqueterie, value: 46.4, year: 2019}

Keys are stable: they are small letters, digits, hyphens and dots, never a printed number.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from consult.reading import (
    Entry,
    Faults,
    Key,
    Line,
    OptionalLine,
    OptionalText,
    Source,
    read,
    validate,
)

Year = Annotated[int, Field(ge=1900, le=2200)]


class EpciEntry(Entry):
    key: Key
    name: Line
    short_name: Line


class CommuneEntry(Entry):
    key: Key
    name: Line


class PerimeterEntry(Entry):
    key: Key
    name: Line
    kind: Literal["QPV", "PAC", "veille", "vecu", "poche"]
    communes: tuple[Key, ...]
    code: OptionalLine = ""
    population: Annotated[int, Field(gt=0)] | None = None
    population_year: Year | None = None
    generation: Year
    aliases: tuple[Line, ...] = ()
    source: OptionalLine = ""


class ValueEntry(Entry):
    territory: Line
    perimeter: Key | None = None
    # Ten digits before the point and four after it are kept.
    value: Annotated[Decimal, Field(max_digits=14, decimal_places=4, allow_inf_nan=False)]
    year: Year | None = None
    source: OptionalText = ""


class IndicatorEntry(Entry):
    key: Key
    label: Line
    unit: Line
    values: tuple[ValueEntry, ...] = ()


class TerritoryFile(Entry):
    format: Literal[1]
    epci: EpciEntry
    communes: tuple[CommuneEntry, ...] = ()
    perimeters: tuple[PerimeterEntry, ...] = ()
    indicators: tuple[IndicatorEntry, ...] = ()


def read_territory(path: Path) -> tuple[TerritoryFile, Source]:
    """Raises ReadingError with every fault of the file."""
    source = read(path)
    file = validate(source, TerritoryFile)
    check(file, source)
    return file, source


def check(file: TerritoryFile, source: Source) -> None:
    """What the file says of itself holds together."""
    faults = Faults(source)
    faults.unique(("communes",), [entry.key for entry in file.communes])
    faults.unique(("perimeters",), [entry.key for entry in file.perimeters])
    faults.unique(("indicators",), [entry.key for entry in file.indicators])
    communes = {entry.key for entry in file.communes}
    for index, perimeter in enumerate(file.perimeters):
        if not perimeter.communes:
            faults.add(("perimeters", index), "a perimeter lies in at least one commune.")
        for place, key in enumerate(perimeter.communes):
            if key not in communes:
                where = ("perimeters", index, "communes", place)
                faults.add(where, f"the commune « {key} » is not in this file.")
            elif key in perimeter.communes[:place]:
                faults.add(("perimeters", index, "communes", place), f"« {key} » stands twice.")
    faults.stop()
