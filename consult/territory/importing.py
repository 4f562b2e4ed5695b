"""Bringing the places and figures of the database in line with a territory file.

A commune or a perimeter that the file no longer lists is removed, unless something refers to it:
then the whole import is refused. Indicators are shared between territories: those that the file
does not list stay as they are. The reference populations of its communes are exactly those of the file.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import orm

from consult.audit.operations import SYSTEM, record
from consult.reading import Faults, Source
from consult.reference_rows import Counts, Upserter, references, told_references
from consult.territory.models import (
    Commune,
    Epci,
    Indicator,
    IndicatorValue,
    Perimeter,
    PerimeterKind,
    Population,
    PopulationUnit,
    perimeter_commune,
)
from consult.territory.publics import AgeBand, Gender
from consult.territory.reading import IndicatorEntry, PopulationEntry, TerritoryFile

Subject = tuple[int, int | None, AgeBand | None, Gender | None]


def import_territory(session: orm.Session, file: TerritoryFile, source: Source) -> Counts:
    """All of the file or, with ReadingError, nothing of it."""
    with session.begin_nested():
        work = _Import(session, file, source)
        work.run()
    return work.counts


class _Import:
    def __init__(self, session: orm.Session, file: TerritoryFile, source: Source) -> None:
        self.session = session
        self.file = file
        self.faults = Faults(source)
        self.rows = Upserter(session)
        self.counts = self.rows.counts

    def run(self) -> None:
        epci = self.epci()
        communes = self.communes(epci)
        gone = self.perimeters(communes)
        self.session.flush()
        self.indicators()
        self.populations(communes)
        self.faults.stop()
        self.session.flush()
        self.forget(gone, [row for key, row in communes.items() if key not in self.listed_communes])
        self.faults.stop()
        if not self.counts.nothing:
            record(self.session, "territory.import", epci, by=SYSTEM, **vars(self.counts))

    @property
    def listed_communes(self) -> set[str]:
        return {entry.key for entry in self.file.communes}

    def epci(self) -> Epci:
        entry = self.file.epci
        epci = self.session.scalars(sa.select(Epci).where(Epci.key == entry.key)).first()
        values = {"name": entry.name, "short_name": entry.short_name}
        if epci is None:
            epci = Epci(key=entry.key, **values)
            self.rows.add(epci)
        else:
            self.rows.change(epci, values)
        self.session.flush()
        return epci

    def communes(self, epci: Epci) -> dict[str, Commune]:
        """The communes of the file, and those of the same body that it no longer lists."""
        keys = list(self.listed_communes)
        known = {
            row.key: row
            for row in self.session.scalars(
                sa.select(Commune).where(sa.or_(Commune.key.in_(keys), Commune.epci_id == epci.id))
            )
        }
        for index, entry in enumerate(self.file.communes):
            row = known.get(entry.key)
            if row is None:
                known[entry.key] = row = Commune(key=entry.key, name=entry.name, epci=epci)
                self.rows.add(row)
            elif row.epci_id != epci.id:
                self.faults.add(
                    ("communes", index), f"« {entry.key} » already belongs to « {row.epci.key} »."
                )
            else:
                self.rows.change(row, {"name": entry.name})
        return known

    def perimeters(self, communes: dict[str, Commune]) -> list[Perimeter]:
        """Returns the perimeters that lie in these communes only and are no longer listed."""
        known = {
            row.key: row
            for row in self.session.scalars(
                sa.select(Perimeter).options(orm.selectinload(Perimeter.communes))
            )
        }
        for position, entry in enumerate(self.file.perimeters):
            values = entry.model_dump(exclude={"key", "communes", "kind"}) | {
                "position": position,
                "kind": PerimeterKind(entry.kind),
                "aliases": list(entry.aliases),
            }
            inside = [communes[key] for key in entry.communes]
            row = known.get(entry.key)
            if row is None:
                self.rows.add(Perimeter(key=entry.key, communes=inside, **values))
                continue
            if {commune.key for commune in row.communes} != set(entry.communes):
                values["communes"] = inside
            self.rows.change(row, values)
        listed = {entry.key for entry in self.file.perimeters}
        return [
            row
            for key, row in known.items()
            if key not in listed and {commune.key for commune in row.communes} <= set(communes)
        ]

    def indicators(self) -> None:
        perimeters = {row.key: row for row in self.session.scalars(sa.select(Perimeter))}
        known = {
            row.key: row
            for row in self.session.scalars(
                sa.select(Indicator).options(orm.selectinload(Indicator.values))
            )
        }
        for index, entry in enumerate(self.file.indicators):
            row = known.get(entry.key)
            values = {"label": entry.label, "unit": entry.unit}
            if row is None:
                row = Indicator(key=entry.key, **values)
                self.rows.add(row)
            else:
                self.rows.change(row, values)
            self.values(index, entry, row, perimeters)

    def values(
        self, index: int, entry: IndicatorEntry, row: Indicator, perimeters: dict[str, Perimeter]
    ) -> None:
        """Figures have no name of their own: the file's first is the first, and so on."""
        existing = list(row.values)
        for position, value in enumerate(entry.values):
            perimeter = perimeters.get(value.perimeter) if value.perimeter else None
            if value.perimeter and perimeter is None:
                self.faults.add(
                    ("indicators", index, "values", position, "perimeter"),
                    f"the perimeter « {value.perimeter} » is not known.",
                )
            values = value.model_dump(exclude={"perimeter"}) | {
                "position": position,
                "perimeter": perimeter,
            }
            if position < len(existing):
                self.rows.change(existing[position], values)
            else:
                row.values.append(IndicatorValue(**values))
                self.counts.added += 1
        for surplus in existing[len(entry.values) :]:
            row.values.remove(surplus)
            self.counts.removed += 1

    def populations(self, communes: dict[str, Commune]) -> None:
        """Found again by what they measure; `reading.check` has seen that each stands once."""
        perimeters = {row.key: row for row in self.session.scalars(sa.select(Perimeter))}
        here = Population.commune_id.in_([row.id for row in communes.values()])
        known: dict[Subject, Population] = {
            (row.commune_id, row.perimeter_id, row.age, row.gender): row
            for row in self.session.scalars(sa.select(Population).where(here))
        }
        for entry in self.file.populations:
            self.population(entry, communes[entry.commune], perimeters, known)
        for row in known.values():
            self.rows.remove(row)

    def population(
        self,
        entry: PopulationEntry,
        commune: Commune,
        perimeters: dict[str, Perimeter],
        known: dict[Subject, Population],
    ) -> None:
        perimeter = perimeters[entry.perimeter] if entry.perimeter else None
        age = AgeBand(entry.age) if entry.age else None
        gender = Gender(entry.gender) if entry.gender else None
        values = entry.model_dump(include={"value", "year", "source"}) | {
            "unit": PopulationUnit(entry.unit)
        }
        row = known.pop((commune.id, perimeter.id if perimeter else None, age, gender), None)
        if row is not None:
            self.rows.change(row, values)
            return
        self.rows.add(
            Population(commune=commune, perimeter=perimeter, age=age, gender=gender, **values)
        )

    def forget(self, perimeters: list[Perimeter], communes: list[Commune]) -> None:
        used = references(
            self.session,
            Perimeter.metadata.tables["perimeter"],
            [row.id for row in perimeters],
            besides={perimeter_commune.name, Population.__tablename__},
        )
        for perimeter in perimeters:
            self._remove(perimeter, "perimeters", used.get(perimeter.id, {}))
        self.session.flush()
        used = references(
            self.session,
            Commune.metadata.tables["commune"],
            [row.id for row in communes],
            besides={Population.__tablename__},
        )
        for commune in communes:
            self._remove(commune, "communes", used.get(commune.id, {}))
        self.session.flush()

    def _remove(self, row: Perimeter | Commune, where: str, used: dict[str, int]) -> None:
        if not used:
            self.rows.remove(row)
            return
        self.faults.add(
            (where,),
            f"« {row.key} » is no longer listed, but it is in use: {told_references(used)}. "
            "Put it back.",
        )
