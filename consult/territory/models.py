"""Places: communes, priority perimeters, and the figures known about them."""

from __future__ import annotations

import enum
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, Numeric, Table, orm

from consult.db import Base, Identified, LongText
from consult.territory.publics import AgeBand, Gender


class PerimeterKind(enum.Enum):
    """QPV: quartier prioritaire. PAC: périmètre d'attention complémentaire."""

    QPV = "QPV"
    PAC = "PAC"
    WATCH = "veille"
    LIVED = "vecu"
    POCKET = "poche"


class PlaceScope(enum.Enum):
    """What someone said of where they live, as broadly as they chose to."""

    PERIMETER = "perimeter"
    ELSEWHERE_IN_TOWN = "elsewhere_in_town"
    OUTSIDE = "outside"
    NOT_SAID = "not_said"


perimeter_commune = Table(
    "perimeter_commune",
    Base.metadata,
    Column("perimeter_id", ForeignKey("perimeter.id", ondelete="CASCADE"), primary_key=True),
    Column("commune_id", ForeignKey("commune.id", ondelete="CASCADE"), primary_key=True),
)


class Epci(Identified, Base):
    """An intercommunal body: a metropolis, a communauté d'agglomération."""

    __tablename__ = "epci"

    key: orm.Mapped[str] = orm.mapped_column(unique=True)
    name: orm.Mapped[str]
    short_name: orm.Mapped[str]


class Commune(Identified, Base):
    __tablename__ = "commune"

    key: orm.Mapped[str] = orm.mapped_column(unique=True)
    name: orm.Mapped[str]
    epci_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("epci.id"))

    epci: orm.Mapped[Epci] = orm.relationship()
    perimeters: orm.Mapped[list[Perimeter]] = orm.relationship(
        secondary=perimeter_commune, back_populates="communes", order_by="Perimeter.position"
    )


class Perimeter(Identified, Base):
    """One perimeter of one generation. `population` is unknown rather than zero when empty."""

    __tablename__ = "perimeter"

    key: orm.Mapped[str] = orm.mapped_column(unique=True)
    position: orm.Mapped[int] = orm.mapped_column(default=0)
    name: orm.Mapped[str]
    kind: orm.Mapped[PerimeterKind]
    code: orm.Mapped[str] = orm.mapped_column(default="")
    population: orm.Mapped[int | None]
    population_year: orm.Mapped[int | None]
    generation: orm.Mapped[int]
    aliases: orm.Mapped[list[Any]] = orm.mapped_column(JSON, default=list)
    source: orm.Mapped[str] = orm.mapped_column(default="")

    communes: orm.Mapped[list[Commune]] = orm.relationship(
        secondary=perimeter_commune, back_populates="perimeters"
    )


class Indicator(Identified, Base):
    """A measured quantity, in `unit` (%, EUR or personnes)."""

    __tablename__ = "indicator"

    key: orm.Mapped[str] = orm.mapped_column(unique=True)
    label: orm.Mapped[str]
    unit: orm.Mapped[str]

    values: orm.Mapped[list[IndicatorValue]] = orm.relationship(
        cascade="all, delete-orphan", order_by="IndicatorValue.position"
    )


class IndicatorValue(Identified, Base):
    """One figure from one source; figures that disagree are both kept."""

    __tablename__ = "indicator_value"

    indicator_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("indicator.id", ondelete="CASCADE"), index=True
    )
    position: orm.Mapped[int] = orm.mapped_column(default=0)
    territory: orm.Mapped[str]
    perimeter_id: orm.Mapped[int | None] = orm.mapped_column(ForeignKey("perimeter.id"))
    value: orm.Mapped[Decimal] = orm.mapped_column(Numeric(14, 4))
    year: orm.Mapped[int | None]
    source: orm.Mapped[LongText] = orm.mapped_column(default="")

    perimeter: orm.Mapped[Perimeter | None] = orm.relationship()


class PopulationUnit(enum.Enum):
    PEOPLE = "personnes"
    SHARE = "%"


class Population(Identified, Base):
    """A reference for « who spoke »: people, or a share of the commune's population in percent.

    Of the whole commune, or of one of its perimeters, age bands or genders: at most one of the
    three is set. The people of a perimeter are on `Perimeter.population`; only its share is here.
    """

    __tablename__ = "population"

    commune_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("commune.id", ondelete="CASCADE"), index=True
    )
    perimeter_id: orm.Mapped[int | None] = orm.mapped_column(
        ForeignKey("perimeter.id", ondelete="CASCADE"), index=True
    )
    age: orm.Mapped[AgeBand | None]
    gender: orm.Mapped[Gender | None]
    unit: orm.Mapped[PopulationUnit]
    value: orm.Mapped[Decimal] = orm.mapped_column(Numeric(14, 4))
    year: orm.Mapped[int | None]
    source: orm.Mapped[LongText] = orm.mapped_column(default="")

    commune: orm.Mapped[Commune] = orm.relationship()
    perimeter: orm.Mapped[Perimeter | None] = orm.relationship()

    __table_args__ = (CheckConstraint("value >= 0", name="value_is_counted"),)
