"""A contract file is read whole or not at all, and reading it again changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.config import PACKAGE
from consult.contract.models import (
    Action,
    Contract,
    IndicatorRow,
    Objective,
    Placement,
    PlacementKind,
    Section,
)
from consult.contract.reading import read_contract
from consult.contributions.models import Tag, TagOrigin
from consult.enjeux.models import Ambition, Enjeu, Partner
from consult.reading import ReadingError
from consult.synthesis.models import Statement
from tests import factories
from tests.contract.volet_file import (
    VOLET,
    edited,
    import_text,
    make_places,
    read_text,
)
from tests.reference_text import line_of


@pytest.fixture
def places(session: orm.Session) -> None:
    make_places(session)


def all_ids(session: orm.Session) -> dict[str, list[int]]:
    models = (Contract, Section, Enjeu, Partner, Ambition, Objective, Action, IndicatorRow)
    return {model.__tablename__: sorted(session.scalars(sa.select(model.id))) for model in models}


@pytest.mark.usefixtures("places")
def test_a_volet_is_imported_with_its_tables_and_its_text(session: orm.Session) -> None:
    counts = import_text(session)

    contract = session.scalars(sa.select(Contract)).one()
    assert [section.title for section in contract.sections][:2] == ["Édito", "L’enfance"]
    assert contract.vocabulary.key == "ville"
    actions = session.scalars(sa.select(Action).order_by(Action.position)).all()
    assert [(each.key, each.objective is None) for each in actions] == [
        ("lieux", True),
        ("cafe", False),
        ("centres", False),
    ]
    assert (counts.changed, counts.removed) == (0, 0)
    line = session.scalars(sa.select(AuditLine)).one()
    assert (line.action, line.actor) == ("contract.import", "system")
    assert line.details["added"] == counts.added


@pytest.mark.usefixtures("places")
def test_importing_the_same_file_again_changes_nothing(session: orm.Session) -> None:
    import_text(session)
    before = all_ids(session)

    counts = import_text(session)

    assert counts.nothing
    assert all_ids(session) == before
    assert session.scalar(sa.select(sa.func.count(AuditLine.id))) == 1


@pytest.mark.usefixtures("places")
def test_a_changed_text_keeps_its_row(session: orm.Session) -> None:
    import_text(session)
    before = all_ids(session)

    counts = import_text(session, VOLET.replace("Café des parents", "Café des familles"))

    assert (counts.added, counts.changed, counts.removed) == (0, 1, 0)
    assert all_ids(session) == before
    assert "Café des familles" in session.scalars(sa.select(Action.text)).all()


@pytest.mark.usefixtures("places")
def test_a_piste_that_moves_under_its_ambition_keeps_its_row(session: orm.Session) -> None:
    import_text(session)
    cafe = session.scalars(sa.select(Action).where(Action.key == "cafe")).one()

    def move(content: dict[str, Any]) -> None:
        ambition = content["enjeux"][0]["ambitions"][0]
        ambition["pistes"] += ambition["objectives"][0].pop("pistes")

    import_text(session, edited(move))

    again = session.scalars(sa.select(Action).where(Action.key == "cafe")).one()
    assert (again.id, again.objective_id) == (cafe.id, None)


@pytest.mark.usefixtures("places")
def test_what_the_file_no_longer_says_goes_away(session: orm.Session) -> None:
    import_text(session)

    def shorten(content: dict[str, Any]) -> None:
        content["sections"].pop()
        content["enjeux"][0]["ambitions"][0].pop("pistes")

    counts = import_text(session, edited(shorten))

    assert counts.removed == 2
    assert "lieux" not in session.scalars(sa.select(Action.key)).all()
    assert "fin" not in session.scalars(sa.select(Section.key)).all()


@pytest.mark.usefixtures("places")
def test_an_enjeu_nobody_uses_goes_away_with_all_that_hangs_on_it(session: orm.Session) -> None:
    import_text(session)

    def replace(content: dict[str, Any]) -> None:
        enjeu = content["enjeux"][0]
        content["enjeux"] = [{**enjeu, "key": "sante", "ambitions": [], "partners": []}]
        content["enjeux"][0].pop("indicators")
        content["sections"] = [each for each in content["sections"] if "enjeu" not in each]

    import_text(session, edited(replace))

    assert session.scalars(sa.select(Enjeu.key)).all() == ["sante"]
    for model in (Ambition, Objective, Action, Partner, IndicatorRow):
        assert session.scalar(sa.select(sa.func.count(model.id))) == 0, model


def tag_it(session: orm.Session, world: factories.World) -> None:
    contribution = factories.make_contribution(session, world)
    ambition = session.scalars(sa.select(Ambition).where(Ambition.key == "education.parents")).one()
    contribution.tags.append(Tag(enjeu=ambition.enjeu, ambition=ambition, origin=TagOrigin.STAFF))
    session.flush()


def place_on_it(session: orm.Session, _world: factories.World) -> None:
    action = session.scalars(sa.select(Action).where(Action.key == "cafe")).one()
    enjeu = action.ambition.enjeu
    session.add(
        Placement(
            contract=session.scalars(sa.select(Contract).where(Contract.slug == "ville")).one(),
            statement=Statement(enjeu=enjeu, text="Un café le samedi."),
            kind=PlacementKind.PISTE,
            enjeu=enjeu,
            ambition=action.ambition,
            objective=action.objective,
            action=action,
        )
    )
    session.flush()


@pytest.mark.parametrize("use", [tag_it, place_on_it])
def test_what_residents_words_rest_on_cannot_be_removed(
    session: orm.Session,
    world: factories.World,
    use: Callable[[orm.Session, factories.World], None],
) -> None:
    import_text(session, FIGURELESS)
    use(session, world)
    session.flush()
    before = all_ids(session)
    renamed = FIGURELESS.replace("key: education.parents", "key: education.autre")

    with pytest.raises(ReadingError) as refused:
        import_text(session, renamed)

    enjeu_line = line_of(renamed, "ambitions:")
    assert f"volet.yaml:{enjeu_line}: " in str(refused.value)
    assert "in use" in str(refused.value)
    assert all_ids(session) == before


FIGURELESS = edited(lambda content: content["enjeux"][0].pop("indicators"))


FAULTS = [
    ("key: education.parents", "clef: education.parents", "clef:"),
    ("horizon: 2027", "horizon: bientôt", "horizon: bientôt"),
    ("kind: volet", "kind: avenant", "kind: avenant"),
    ("{key: cafe, text: Café des parents}", "{key: Café, text: Café}", "key: Café, text"),
    ("{key: lieux,", "{key: cafe,", "{key: cafe, text: Identifier"),
    ("key: fin, level", "key: edito, level", 'number: "2.4"'),
    ("title: Le plan, kind: plan, enjeu: education", "title: Le plan, kind: plan", "kind: plan}"),
    ("kind: plan, enjeu: education", "kind: plan, enjeu: emploi", "enjeu: emploi"),
    ("kind: plan, enjeu: education", "kind: diagnostic, enjeu: education", "title: Le plan"),
    ("ends: 2030", "ends: 2020", "ends: 2020"),
    ("hue: 1", "hue: 7", "hue: 7"),
    ("short_title: Éducation", "short_title: Une éducation pour tous", "short_title: Une"),
    ('number: "1.1"', "number: 1.1", "number: 1.1,"),
    ("starts: 2024", "starts: 2024\n  starts: 2025", "starts: 2025"),
]


@pytest.mark.parametrize(("good", "bad", "where"), FAULTS)
def test_a_fault_is_told_with_its_line(good: str, bad: str, where: str) -> None:
    text = VOLET.replace(good, bad)
    assert text != VOLET

    with pytest.raises(ReadingError) as refused:
        read_text(text)

    assert f"volet.yaml:{line_of(text, where)}: " in str(refused.value)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "the file is empty"),
        ("format: [1", "not YAML"),
        ("- a\n- b\n", "the file"),
        ("a: &x [1]\nb: *x\n", "in full"),
        ("a: 2024-13-45\n", "not a possible value"),
        ("a: \x07\n", "cannot be printed"),
        ("[" * 3000, "nested too deeply"),
    ],
)
def test_what_is_not_a_contract_file_is_refused_in_words(text: str, sentence: str) -> None:
    with pytest.raises(ReadingError, match=sentence):
        read_text(text)


def test_every_fault_of_a_file_is_told_at_once() -> None:
    text = VOLET.replace("hue: 1", "hue: 9").replace("level: 2", "level: 5")

    with pytest.raises(ReadingError) as refused:
        read_text(text)

    assert len(refused.value.faults) == 2


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("commune: armentieres", "commune: ailleurs"),
        ("commune: armentieres", "commune: armentieres\n  parent: mel"),
        ("indicator: jeunes", "indicator: inconnu"),
    ],
)
def test_what_the_file_refers_to_must_be_here_first(
    session: orm.Session, good: str, bad: str
) -> None:
    text = VOLET.replace(good, bad)

    with pytest.raises(ReadingError) as refused:
        import_text(session, text)

    where = bad.splitlines()[-1].strip()
    assert f"volet.yaml:{line_of(text, where)}: " in str(refused.value)
    for rows in all_ids(session).values():
        assert rows == []


def test_a_missing_file_is_told_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ReadingError, match=r"rien\.yaml:1: the file cannot be read"):
        read_contract(tmp_path / "rien.yaml")


@pytest.mark.parametrize("name", ["mel", "armentieres"])
def test_the_shipped_contracts_are_well_written(name: str) -> None:
    file, _source = read_contract(PACKAGE / "contract" / "reference" / f"{name}.yaml")

    assert [enjeu.key for enjeu in file.enjeux] == list(factories.ENJEUX)
