"""The migrations go up, come down, and end exactly at the models, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import orm

from consult import models, schema
from consult.app import create_app
from consult.audit.models import AuditLine
from consult.config import load_settings
from consult.contract.models import Action, ActionState, PlacementKind
from consult.contract.placements import Target, follow, place, remove
from consult.contract.progress import tell_state
from consult.contract.versions import publish
from consult.contributions.models import (
    Channel,
    Contribution,
    Receipt,
    Source,
    Step,
    StepKind,
    Tag,
    Tagging,
    TagOrigin,
)
from consult.db import Base, tune_engine
from consult.synthesis.operations import cite
from consult.synthesis.topics.models import SetAside, SetAsideReason, Topic, TopicMember
from tests import factories
from tests.conftest import new_database
from tests.contract.sentences import in_the_contract, sentence
from tests.contract.sentences import said as heard

assert models


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path) -> Iterator[sa.Engine]:
    with new_database(request.param, "migrations") as address:
        sqlite = f"sqlite:///{tmp_path / 'migrations.sqlite3'}"
        engine = sa.create_engine(address.get("CONSULT_DATABASE_URL", sqlite))
        tune_engine(engine)
        yield engine
        engine.dispose()


def tables(engine: sa.Engine) -> set[str]:
    return set(sa.inspect(engine).get_table_names())


def test_up_equals_the_models_and_down_leaves_nothing(engine: sa.Engine) -> None:
    schema.upgrade(engine)
    assert schema.current(engine) == schema.head()
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    schema.downgrade(engine, "base")
    assert tables(engine) <= {"alembic_version"}
    schema.upgrade(engine)
    assert set(Base.metadata.tables) <= tables(engine)


def test_upgrading_twice_changes_nothing(engine: sa.Engine) -> None:
    schema.upgrade(engine)
    before = tables(engine)
    schema.upgrade(engine)
    assert tables(engine) == before


def test_reasons_and_decisions_of_an_older_version_come_through(engine: sa.Engine) -> None:
    """Revision 0003: what stands already is offered, and was decided once."""
    schema.upgrade(engine, "0001")
    with engine.begin() as connection:
        for statement in (
            "INSERT INTO reason (id, key, kind, position, label, message)"
            " VALUES (1, 'ancien', 'refuse', 0, 'Ancien', 'Un ancien motif.')",
        ):
            connection.exec_driver_sql(statement)
    schema.upgrade(engine, "0003")
    with engine.begin() as connection:
        row = connection.exec_driver_sql("SELECT label, retired_at, revision FROM reason").one()
        assert tuple(row) == ("Ancien", None, 0)
    schema.downgrade(engine, "0001")
    with engine.begin() as connection:
        columns = {each["name"] for each in sa.inspect(connection).get_columns("reason")}
        assert not columns & {"retired_at", "revision"}
        kept = connection.exec_driver_sql("SELECT message FROM reason").scalar_one()
        assert kept == "Un ancien motif."


def words_of(world: factories.World, text: str) -> Contribution:
    return Contribution(
        receipt=Receipt(code_digest=f"a {text}", submission_digest=f"b {text}"),
        vocabulary=world.vocabulary,
        commune=world.commune,
        channel=Channel.ONLINE,
        source=Source.ANSWER,
        source_title="Votre quartier",
        text=text,
        tagging=Tagging.TAGGED,
        tags=[Tag(enjeu=world.enjeu("sante"), origin=TagOrigin.STAFF)],
        steps=[Step(kind=StepKind.RECEIVED)],
    )


def test_what_refers_to_a_row_stays_when_its_table_loses_a_column(engine: sa.Engine) -> None:
    """On SQLite a table made again takes with it, by ON DELETE CASCADE, what refers to it."""
    schema.upgrade(engine)
    with orm.Session(engine) as session:
        world = factories.make_world(session)
        said = words_of(world, "Plus de médecin.")
        session.add(said)
        session.commit()

    def kept() -> list[int]:
        names = ("contribution", "tag", "step", "section", "objective", "action")
        with engine.connect() as connection:
            return [
                connection.exec_driver_sql(f"SELECT COUNT(*) FROM {name}").scalar_one()
                for name in names
            ]

    before = kept()
    assert all(before)
    for revision in (
        "0015",
        "0014",
        "0013",
        "0012",
        "0011",
        "0010",
        "0009",
        "0008",
        "0007",
        "0006",
    ):
        schema.downgrade(engine, revision)
        assert kept() == before, revision
    schema.upgrade(engine)
    assert kept() == before


def test_where_older_versions_print_is_found_again_in_what_they_keep(
    engine: sa.Engine, tmp_path: Path
) -> None:
    """Revision 0013: the same as what is kept since, for each sentence and each action."""
    schema.upgrade(engine)
    app = create_app(load_settings(environ={"CONSULT_DATA": str(tmp_path / "site")}))
    with app.app_context(), orm.Session(engine) as session:
        world = factories.make_world(session)
        ambition = world.enjeu("sante").ambitions[0]
        action = session.scalars(sa.select(Action).where(Action.ambition_id == ambition.id)).one()
        targets = [
            Target(PlacementKind.COMPLEMENT),
            Target(PlacementKind.OBJECTIVE, ambition, action.objective),
            Target(PlacementKind.PISTE, ambition, action.objective, action),
            Target(PlacementKind.PISTE, ambition, action.objective),
            Target(PlacementKind.PISTE, ambition),
        ]
        said = sentence(session, world, heard(session, world))
        placed = [place(session, said, world.contract, each, by=world.editor) for each in targets]
        born = follow(session, placed[3], by=world.editor)
        alone = follow(session, placed[4], by=world.editor)
        tell_state(session, alone, ActionState.DONE, date(2026, 3, 2), "", by=world.editor, seen=0)
        remove(session, placed[4], by=world.editor)
        publish(session, world.contract, by=world.editor, note="Un texte.")
        session.commit()
        addresses = {born.public_id, alone.public_id}

    def kept(table: sa.Table) -> list[dict[str, object]]:
        with engine.connect() as connection:
            rows = connection.execute(sa.select(table)).mappings()
            plain = [{key: value for key, value in row.items() if key != "id"} for row in rows]
            return sorted(plain, key=str)

    def told() -> list[object]:
        with engine.connect() as connection:
            return list(connection.execute(sa.text("SELECT stands_at FROM told")).scalars())

    tables = [Base.metadata.tables[name] for name in ("version_sentence", "version_action")]
    before = [kept(table) for table in tables]
    assert addresses <= {each["public_id"] for each in before[1]}
    schema.downgrade(engine, "0012")
    schema.upgrade(engine)
    after = [kept(table) for table in tables]
    assert after[0] == before[0]
    assert {each["public_id"]: each for each in after[1]} == {
        each["public_id"]: each for each in before[1]
    }
    assert told()
    assert all(told())


def test_whose_words_older_versions_print_is_found_again(engine: sa.Engine, tmp_path: Path) -> None:
    """Revision 0017: those cited before each version, and not those cited since."""
    schema.upgrade(engine)
    app = create_app(load_settings(environ={"CONSULT_DATA": str(tmp_path / "site")}))
    with app.app_context(), orm.Session(engine) as session:
        world = factories.make_world(session)
        first, since, taken_down = (
            heard(session, world, text) for text in ("Un.", "Deux.", "Trois.")
        )
        placed = in_the_contract(session, world, first, taken_down)
        publish(session, world.contract, by=world.editor, note="Un texte.")
        session.flush()
        cite(session, placed.statement, [since], by=world.editor)
        publish(session, world.contract, by=world.editor, note="Un autre.")
        session.commit()
        expected = {
            (1, first.id),
            (1, taken_down.id),
            (2, first.id),
            (2, taken_down.id),
            (2, since.id),
        }
        gone = taken_down.id

    def kept() -> set[tuple[int, int]]:
        query = sa.text(
            "SELECT contract_version.number, contribution_id FROM version_citation"
            " JOIN version_sentence ON version_sentence.id = sentence_id"
            " JOIN contract_version ON contract_version.id = version_id WHERE enjeu = 'sante'"
        )
        with engine.connect() as connection:
            return {(row[0], row[1]) for row in connection.execute(query)}

    assert kept() == expected
    schema.downgrade(engine, "0016")
    with engine.begin() as connection:
        refused = sa.text("UPDATE contribution SET status = 'refused' WHERE id = :id")
        connection.execute(refused, {"id": gone})
    schema.upgrade(engine)
    assert kept() == {each for each in expected if each[1] != gone}


def test_what_was_decided_of_words_sorted_elsewhere_since_goes(engine: sa.Engine) -> None:
    """Revision 0015: rows that only conditions kept out of the figures, each with its line."""
    schema.upgrade(engine)
    with orm.Session(engine) as session:
        world = factories.make_world(session)
        sante, emploi = world.enjeu("sante"), world.enjeu("emploi")
        group = Topic(enjeu=sante, name="Médecins", kept=True)
        right, moved, undecided, proposed = words = [
            words_of(world, f"Mots {n}.") for n in range(4)
        ]
        session.add_all([group, *words])
        for each in (moved, proposed):
            each.tags[0].enjeu = emploi
        undecided.tagging = Tagging.UNDECIDED
        session.flush()
        for each in (right, moved, undecided):
            session.add(
                SetAside(
                    enjeu=sante, contribution=each, reason=SetAsideReason.OTHER, user=world.editor
                )
            )
        for each in words:
            kept = each is not proposed
            member = TopicMember(topic=group, enjeu_id=sante.id, contribution=each, kept=kept)
            session.add(member)
        session.commit()
        ids, topic = [right.id, moved.id, undecided.id], group.id
    schema.downgrade(engine, "0012")
    schema.upgrade(engine)
    with orm.Session(engine) as session:
        for table in (SetAside, TopicMember):
            assert session.scalars(sa.select(table.contribution_id)).all() == ids[:1]
        lines = session.scalars(sa.select(AuditLine).order_by(AuditLine.id)).all()
        told = [(e.action, e.subject_type, e.details["contributions"]) for e in lines]
        assert sorted(told) == [
            ("set_aside.leave", "set_aside", [ids[1]]),
            ("set_aside.leave", "set_aside", [ids[2]]),
            ("topic.leave", "topic", [ids[1]]),
            ("topic.leave", "topic", [ids[2]]),
        ]
        assert {e.actor for e in lines} == {"system"}
        assert {e.subject_id for e in lines if e.subject_type == "topic"} == {topic}
