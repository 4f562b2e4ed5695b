"""The gap between a quarter and the metropolis is computed exactly, and told in French."""

from __future__ import annotations

from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from consult.contract.indicators import amount, gap, indicator_table
from consult.contract.models import Contract, GapKind, IndicatorRow
from consult.territory.models import Commune, Indicator, IndicatorValue, Perimeter, PerimeterKind
from tests.contract.volet_file import edited, import_text, make_places

NNBSP = "\u202f"


@pytest.mark.parametrize(
    ("kind", "value", "reference", "unit", "told"),
    [
        (GapKind.POINTS, "46.4", "35.1", "%", "+11,3 points"),
        (GapKind.POINTS, "43.4", "59.6", "%", "−16,2 points"),
        (GapKind.POINTS, "36.4", "35.1", "%", "+1,3 point"),
        (GapKind.POINTS, "35.1", "35.1", "%", "0 point"),
        (GapKind.POINTS, "840", "1710", "EUR", f"−870{NNBSP}€"),
        (GapKind.RATIO, "840", "1710", "EUR", f"×{NNBSP}0,5"),
        (GapKind.RATIO, "45", "15", "%", f"×{NNBSP}3,0"),
        (GapKind.RATIO, "4", "100", "%", f"×{NNBSP}0,04"),
        (GapKind.SHARE, "237", "2969", "personnes", f"8,0{NNBSP}% du total"),
        (GapKind.NONE, "237", "2969", "personnes", ""),
        (GapKind.POINTS, "46.4", None, "%", "non disponible"),
        (GapKind.RATIO, "46.4", "0", "%", "non disponible"),
    ],
)
def test_a_gap_is_computed_and_told(
    app: Flask, kind: GapKind, value: str, reference: str | None, unit: str, told: str
) -> None:
    base = None if reference is None else Decimal(reference)

    assert gap(kind, Decimal(value), base, unit) == told


@pytest.mark.parametrize(
    ("value", "unit", "told"),
    [
        ("46.4000", "%", f"46,4{NNBSP}%"),
        ("1710.0000", "EUR", f"1{NNBSP}710{NNBSP}€"),
        ("2969", "personnes", f"2{NNBSP}969"),
        ("15.67", "%", f"15,67{NNBSP}%"),
        ("12", "km", f"12{NNBSP}km"),
    ],
)
def test_a_figure_is_printed_with_its_unit(app: Flask, value: str, unit: str, told: str) -> None:
    assert amount(Decimal(value), unit) == told


@pytest.fixture
def contract(session: orm.Session) -> Contract:
    make_places(session)
    import_text(session)
    return session.scalars(sa.select(Contract)).one()


def row_of(contract: Contract) -> IndicatorRow:
    return contract.rows[0]


def test_a_table_has_the_reference_and_the_quarters_of_this_commune(contract: Contract) -> None:
    table = indicator_table(contract, contract.rows)

    assert table.reference == "MEL"
    line = table.lines[0]
    assert [figure.text for figure in line.references] == [f"35,1{NNBSP}%"]
    assert [(figure.territory, figure.gap) for figure in line.quarters] == [
        ("Attargette-Chanzy", "+2 points"),
        ("Bizet-Briqueterie", "+11,3 points"),
    ]
    assert table.sources == ("Insee, 2019",)


def test_a_quarter_of_another_commune_is_not_printed(
    session: orm.Session, contract: Contract
) -> None:
    assert contract.commune
    lille = Commune(key="lille", name="Lille", epci=contract.commune.epci)
    far = Perimeter(
        key="sud", name="Secteur Sud", kind=PerimeterKind.QPV, generation=2024, communes=[lille]
    )
    add_value(contract, territory="Secteur Sud", perimeter=far, value=Decimal(50))
    add_value(contract, territory="Armentières", value=Decimal(40))
    session.flush()

    line = indicator_table(contract, contract.rows).lines[0]

    assert [figure.territory for figure in line.quarters] == [
        "Attargette-Chanzy",
        "Bizet-Briqueterie",
    ]


def test_figures_that_disagree_are_both_printed_with_their_sources(contract: Contract) -> None:
    add_value(contract, territory="MEL", value=Decimal("34.2"), year=2020, source="Autre étude")

    line = indicator_table(contract, contract.rows).lines[0]

    assert [(figure.text, figure.note) for figure in line.references] == [
        (f"35,1{NNBSP}%", "2019"),
        (f"34,2{NNBSP}%", "2020, Autre étude"),
    ]


def test_a_figure_nobody_has_is_not_zero(session: orm.Session, contract: Contract) -> None:
    for value in session.scalars(sa.select(IndicatorValue)):
        session.delete(value)
    session.flush()
    session.expire_all()

    line = indicator_table(contract, contract.rows).lines[0]

    assert [figure.text for figure in line.references] == ["non disponible"]
    assert [figure.text for figure in line.quarters] == ["non disponible"]


def test_rows_that_compare_with_different_places_name_them(session: orm.Session) -> None:
    make_places(session)
    session.add(
        Indicator(
            key="chomeurs",
            label="Demandeurs d’emploi",
            unit="personnes",
            values=[
                IndicatorValue(territory="Armentières", value=Decimal(2969), source="Dares"),
                IndicatorValue(position=1, territory="IRIS Bizet 1", value=Decimal(237)),
            ],
        )
    )
    session.flush()
    row = {"indicator": "chomeurs", "gap": "share", "reference": "Armentières"}
    import_text(session, edited(lambda content: content["enjeux"][0]["indicators"].append(row)))
    contract = session.scalars(sa.select(Contract)).one()

    table = indicator_table(contract, contract.rows)

    assert table.reference == ""
    assert [line.references[0].territory for line in table.lines] == ["MEL", "Armentières"]
    assert table.lines[1].quarters[0].gap == f"8,0{NNBSP}% du total"
    assert table.sources == ("Insee, 2019", "Dares")


def add_value(contract: Contract, **values: object) -> None:
    kept = row_of(contract).indicator.values
    kept.append(IndicatorValue(position=len(kept), **values))
