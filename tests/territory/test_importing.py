"""A territory file is read whole or not at all, and what residents' words rest on stays."""

from __future__ import annotations

from decimal import Decimal
from textwrap import dedent

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.config import PACKAGE
from consult.reading import ReadingError, Source, checked, parse
from consult.reference_rows import Counts
from consult.territory.importing import import_territory
from consult.territory.models import (
    Commune,
    Epci,
    Indicator,
    IndicatorValue,
    Perimeter,
    Population,
    PopulationUnit,
)
from consult.territory.populations import Reference, reference
from consult.territory.publics import Gender
from consult.territory.queries import list_communes
from consult.territory.reading import TerritoryFile, check, read_territory
from tests import factories
from tests.reference_text import line_of

PLACES = dedent(
    """\
    format: 1
    epci: {key: mel, name: Métropole européenne de Lille, short_name: MEL}
    communes:
      - {key: armentieres, name: Armentières}
      - {key: houplines, name: Houplines}
    perimeters:
      - key: attargette-chanzy
        name: Attargette-Chanzy
        kind: QPV
        communes: [armentieres]
        population: 1786
        population_year: 2019
        generation: 2024
        aliases: [AC]
      - key: route
        name: Route d’Houplines
        kind: PAC
        communes: [armentieres, houplines]
        generation: 2024
    indicators:
      - key: jeunes
        label: Part des moins de 25 ans
        unit: "%"
        values:
          - {territory: MEL, value: 35.1, year: 2019, source: Insee}
          - {territory: AC, perimeter: attargette-chanzy, value: 37.1, year: 2019}
          - {territory: AC, perimeter: attargette-chanzy, value: 36.9, year: 2020}
    """
)


def read_text(text: str) -> tuple[TerritoryFile, Source]:
    source = parse(text, "lieux.yaml")
    return checked(source, TerritoryFile, check), source


def import_text(session: orm.Session, text: str = PLACES) -> Counts:
    return import_territory(session, *read_text(text))


def test_places_and_figures_are_imported(session: orm.Session) -> None:
    import_text(session)

    quarter = session.scalars(sa.select(Perimeter).where(Perimeter.key == "route")).one()
    assert sorted(commune.key for commune in quarter.communes) == ["armentieres", "houplines"]
    assert quarter.population is None
    indicator = session.scalars(sa.select(Indicator)).one()
    assert [value.value for value in indicator.values] == [
        Decimal("35.1"),
        Decimal("37.1"),
        Decimal("36.9"),
    ]
    assert [line.perimeters for line in list_communes(session)] == [2, 1]
    commune = session.scalars(sa.select(Commune).where(Commune.key == "armentieres")).one()
    assert [each.key for each in commune.perimeters] == ["attargette-chanzy", "route"]


def test_importing_the_same_file_again_changes_nothing(session: orm.Session) -> None:
    import_text(session)
    session.commit()
    session.expire_all()

    assert import_text(session).nothing
    assert session.scalar(sa.select(sa.func.count(AuditLine.id))) == 1


def test_a_changed_figure_keeps_its_row(session: orm.Session) -> None:
    import_text(session)
    before = session.scalars(sa.select(IndicatorValue.id)).all()

    counts = import_text(session, PLACES.replace("value: 36.9", "value: 38"))

    assert (counts.added, counts.changed, counts.removed) == (0, 1, 0)
    assert session.scalars(sa.select(IndicatorValue.id)).all() == before


def test_what_nobody_uses_goes_away_when_the_file_drops_it(session: orm.Session) -> None:
    import_text(session)

    start, rest = PLACES.split("  - key: route\n")
    shorter = start + rest[rest.index("indicators:") :]

    counts = import_text(session, shorter.replace("36.9, year: 2020}", "36.9}"))

    assert (counts.changed, counts.removed) == (1, 1)
    assert session.scalars(sa.select(Perimeter.key)).all() == ["attargette-chanzy"]


def test_a_quarter_that_residents_named_is_never_removed(
    session: orm.Session, world: factories.World
) -> None:
    factories.make_contribution(session, world, quarter=world.quarter)
    keys = set(session.scalars(sa.select(Perimeter.key)))
    text = PLACES.split("perimeters:")[0]

    with pytest.raises(
        ReadingError, match=r"« attargette-chanzy » is no longer listed.*contribution"
    ):
        import_text(session, text)

    assert set(session.scalars(sa.select(Perimeter.key))) == keys


def test_a_file_of_another_territory_leaves_this_one_alone(
    session: orm.Session, world: factories.World
) -> None:
    text = PLACES.replace("key: mel", "key: call").replace("armentieres", "lens")
    text = text.replace("houplines,", "lievin,").replace("houplines]", "lievin]")

    import_text(
        session,
        text.replace("key: attargette-chanzy", "key: grande-residence").replace(
            "perimeter: attargette-chanzy", "perimeter: grande-residence"
        ),
    )

    assert {"mel", "call"} == set(session.scalars(sa.select(Epci.key)))
    assert "attargette-chanzy" in set(session.scalars(sa.select(Perimeter.key)))


@pytest.mark.parametrize(
    ("good", "bad", "where"),
    [
        ("kind: PAC", "kind: ZUS", "kind: ZUS"),
        ("communes: [armentieres]", "communes: [lille]", "[lille]"),
        ("communes: [armentieres]", "communes: []", "key: attargette-chanzy"),
        ("population: 1786", "population: 0", "population: 0"),
        ("population: 1786", "habitants: 1786", "habitants"),
        ("value: 37.1", "value: beaucoup", "beaucoup"),
        ("value: 37.1", "value: .inf", ".inf"),
        ("key: houplines, ", "key: armentieres, ", "name: Houplines"),
        ("perimeter: attargette-chanzy, value: 36.9", "perimeter: nulle-part, value: 36.9", "36.9"),
    ],
)
def test_a_fault_is_told_with_its_line_and_nothing_is_imported(
    session: orm.Session, good: str, bad: str, where: str
) -> None:
    text = PLACES.replace(good, bad)
    assert text != PLACES

    with pytest.raises(ReadingError) as refused:
        import_text(session, text)

    assert f"lieux.yaml:{line_of(text, where)}: " in str(refused.value)
    assert session.scalar(sa.select(sa.func.count(Commune.id))) == 0


def test_a_commune_of_another_body_is_not_taken_over(
    session: orm.Session, world: factories.World
) -> None:
    text = PLACES.replace("key: mel", "key: call")

    with pytest.raises(ReadingError, match="« armentieres » already belongs to « mel »"):
        import_text(session, text)


@pytest.mark.parametrize("name", ["mel", "lens-lievin", "porte-du-hainaut"])
def test_the_shipped_territories_are_well_written(name: str) -> None:
    file, _source = read_territory(PACKAGE / "territory" / "reference" / f"{name}.yaml")

    assert file.perimeters


POPULATIONS = PLACES + dedent(
    """\
    populations:
      - {commune: armentieres, unit: personnes, value: 20000, year: 2021, source: Insee}
      - {commune: armentieres, perimeter: route, unit: "%", value: 6.9, source: Volet}
      - {commune: armentieres, age: under_18, unit: personnes, value: 5000, year: 2021}
      - {commune: armentieres, gender: women, unit: "%", value: 52}
      - {commune: armentieres, gender: men, unit: "%", value: 48}
    """
)


def shares(session: orm.Session) -> Reference:
    commune = session.scalars(sa.select(Commune).where(Commune.key == "armentieres")).one()
    shared = {each.id for each in commune.perimeters if len(each.communes) > 1}
    return reference(session, commune, commune.perimeters, shared=shared)


def test_reference_populations_are_shares_of_the_town(session: orm.Session) -> None:
    import_text(session, POPULATIONS)

    found = shares(session)
    ids = {each.key: each.id for each in session.scalars(sa.select(Perimeter))}
    assert found.perimeters == {
        ids["attargette-chanzy"]: pytest.approx(8.93),
        ids["route"]: 6.9,
    }
    assert found.genders == {Gender.WOMEN: 52, Gender.MEN: 48}
    assert found.place_sources == ("Insee, 2021", "Volet")
    # One band of four tells nothing of the others.
    assert found.ages == {}


def test_nothing_is_made_up_where_the_sources_are_silent(session: orm.Session) -> None:
    import_text(session)

    found = shares(session)
    assert (found.perimeters, found.ages, found.genders) == ({}, {}, {})


def test_a_perimeter_of_two_communes_has_no_share_of_one_unless_it_is_printed(
    session: orm.Session,
) -> None:
    text = POPULATIONS.replace(
        'perimeter: route, unit: "%", value: 6.9', "age: over_64, unit: personnes, value: 9"
    )
    text = text.replace("kind: PAC\n", "kind: PAC\n    population: 900\n")
    import_text(session, text)

    assert list(shares(session).perimeters.values()) == [pytest.approx(8.93)]


def test_populations_follow_the_file(session: orm.Session) -> None:
    import_text(session, POPULATIONS)
    session.commit()
    session.expire_all()
    assert import_text(session, POPULATIONS).nothing

    counts = import_text(session, POPULATIONS.replace("value: 6.9", "value: 7.1"))
    assert (counts.added, counts.changed, counts.removed) == (0, 1, 0)
    assert import_text(session).removed == 5
    assert session.scalar(sa.select(sa.func.count(Population.id))) == 0


def test_a_quarter_that_only_its_population_knows_can_go(session: orm.Session) -> None:
    import_text(session, POPULATIONS)
    start, rest = PLACES.split("  - key: route\n")
    import_text(session, start + rest[rest.index("indicators:") :])
    assert session.scalars(sa.select(Perimeter.key)).all() == ["attargette-chanzy"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("value: 6.9", "value: 169", "a share is at most 100 %."),
        ("value: 20000", "value: 20000.5", "people are counted in whole numbers."),
        ('unit: "%", value: 6.9', "unit: personnes, value: 9", "are its « popul"),
        ("unit: personnes, value: 20000", 'unit: "%", value: 20', "is in « personnes »."),
        ("perimeter: route", "perimeter: loin", "« loin » is not in « armentieres »."),
        ("gender: men, unit", "gender: women,  unit", "already stands above"),
        ("gender: men", "gender: men, age: over_64", "of a perimeter, of an age or of a gender"),
        ("value: 48", "value: 38", "the shares by gender make 90 %."),
        ('gender: men, unit: "%"', "gender: men, unit: personnes", "every gender is in the same"),
        ("commune: armentieres, gender: men", "commune: lille, gender: men", "« lille » is not in"),
    ],
)
def test_a_population_that_does_not_hold_together_is_refused_with_its_line(
    old: str, new: str, words: str
) -> None:
    text = POPULATIONS.replace(old, new)
    with pytest.raises(ReadingError) as refused:
        read_text(text)
    assert words in str(refused.value)
    assert f":{line_of(text, new)}:" in str(refused.value)


def test_the_shipped_shares_are_those_of_the_volet(session: orm.Session) -> None:
    import_territory(session, *read_territory(PACKAGE / "territory/reference/mel.yaml"))
    rows = session.scalars(sa.select(Population).order_by(Population.id)).all()
    told = [(row.perimeter.key, row.value, row.unit) for row in rows if row.perimeter]
    assert told == [
        ("attargette-chanzy", Decimal("6.9"), PopulationUnit.SHARE),
        ("bizet-briqueterie", Decimal("4.7"), PopulationUnit.SHARE),
    ]
    assert len(rows) == 2
