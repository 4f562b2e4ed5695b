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
    populations:                  # what « who spoke » is compared with; what is unknown is left out
      - {commune: armentieres, unit: personnes, value: 25000, year: 2021, source: Insee}
      - {commune: armentieres, perimeter: attargette-chanzy, unit: "%", value: 6.9, source: "…"}
      - {commune: armentieres, age: under_18, unit: "%", value: 23.1, year: 2021, source: Insee}
      - {commune: armentieres, gender: women, unit: personnes, value: 13000, year: 2021}

A population is in « personnes » or in « % » of the commune's population: of the whole commune, of a
perimeter (its share only: its people are said with it, above), of an age band (under_18,
from_18_to_25, from_26_to_64, over_64) or of a gender (women, men). Each stands once: where sources
disagree, choose one. Ages, or genders, serve once all of them are known: figures for other ages (the
under-25s, say) are indicators, and no gap is computed from them.

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
    Where,
    read_checked,
)
from consult.territory.publics import BANDS, GENDERS

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


class PopulationEntry(Entry):
    commune: Key
    perimeter: Key | None = None
    age: Literal["under_18", "from_18_to_25", "from_26_to_64", "over_64"] | None = None
    gender: Literal["women", "men"] | None = None
    unit: Literal["personnes", "%"]
    value: Annotated[
        Decimal, Field(max_digits=14, decimal_places=4, allow_inf_nan=False, ge=Decimal(0))
    ]
    year: Year | None = None
    source: OptionalText = ""

    @property
    def subject(self) -> tuple[str, str, str, str]:
        """What it measures: a file says it once."""
        return (self.commune, self.perimeter or "", self.age or "", self.gender or "")


class TerritoryFile(Entry):
    format: Literal[1]
    epci: EpciEntry
    communes: tuple[CommuneEntry, ...] = ()
    perimeters: tuple[PerimeterEntry, ...] = ()
    indicators: tuple[IndicatorEntry, ...] = ()
    populations: tuple[PopulationEntry, ...] = ()


def read_territory(path: Path) -> tuple[TerritoryFile, Source]:
    """Raises ReadingError with every fault of the file."""
    return read_checked(path, TerritoryFile, check)


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
    _check_populations(file, faults)
    faults.stop()


def _check_populations(file: TerritoryFile, faults: Faults) -> None:
    lies_in = {entry.key: entry.communes for entry in file.perimeters}
    met: set[tuple[str, str, str, str]] = set()
    for index, entry in enumerate(file.populations):
        where: Where = ("populations", index)
        if entry.commune not in {commune.key for commune in file.communes}:
            faults.add((*where, "commune"), f"the commune « {entry.commune} » is not in this file.")
        elif entry.perimeter and entry.commune not in lies_in.get(entry.perimeter, ()):
            faults.add(
                (*where, "perimeter"),
                f"the perimeter « {entry.perimeter} » is not in « {entry.commune} ».",
            )
        if sum(each is not None for each in (entry.perimeter, entry.age, entry.gender)) > 1:
            faults.add(where, "a population is of a perimeter, of an age or of a gender: of one.")
        elif entry.subject in met:
            faults.add(where, "this population already stands above: choose one figure.")
        _check_value(entry, where, faults)
        met.add(entry.subject)
    for commune in file.communes:
        for name, members in (("age", BANDS), ("gender", GENDERS)):
            _check_sum(file, commune.key, name, len(members), faults)


def _check_value(entry: PopulationEntry, where: Where, faults: Faults) -> None:
    if entry.unit == "%":
        if entry.value > 100:
            faults.add((*where, "value"), "a share is at most 100 %.")
        if not any((entry.perimeter, entry.age, entry.gender)):
            faults.add((*where, "unit"), "the commune's own population is in « personnes ».")
    elif entry.value != entry.value.to_integral_value():
        faults.add((*where, "value"), "people are counted in whole numbers.")
    elif entry.perimeter:
        faults.add((*where, "unit"), "the people of a perimeter are its « population », above.")


def _check_sum(file: TerritoryFile, commune: str, name: str, members: int, faults: Faults) -> None:
    """Shares of everybody make a hundred, but for their rounding."""
    known = [
        (index, entry)
        for index, entry in enumerate(file.populations)
        if entry.commune == commune and getattr(entry, name) is not None
    ]
    if len({entry.unit for _index, entry in known}) > 1:
        faults.add(("populations", known[-1][0], "unit"), f"every {name} is in the same unit.")
    elif len(known) == members and known[0][1].unit == "%":
        total = sum((entry.value for _index, entry in known), Decimal())
        if abs(total - 100) > 1:
            faults.add(("populations", known[-1][0]), f"the shares by {name} make {total} %.")
