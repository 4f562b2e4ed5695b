"""Rows imported before digests were keyed are still recognised; of words taken back nothing is left."""

from __future__ import annotations

import hashlib
from contextvars import Context
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult import schema
from consult.app import create_app
from consult.config import load_settings
from consult.contributions.models import Status
from consult.gathering.ground import find_ground
from consult.gathering.models import ImportBatch, ImportedWords
from consult.gathering.reading import Defaults, Row, read_rows
from tests import factories
from tests.migrations.test_schema import engine

assert engine
FILE = "texte;identifiant\nDes bancs.;A1\nUn parc.;A2\n"
SOURCE = "Enquête de 2022"


def plain(identifier: str) -> str:
    """The digest of a row with an identifier, as it was before."""
    said = "\x1f".join(("True", "armentieres", "armentieres", SOURCE, identifier))
    digest = hashlib.sha256(said.encode())
    digest.update(b"0")
    return digest.hexdigest()


def imported(session: orm.Session) -> list[ImportedWords]:
    return list(session.scalars(sa.select(ImportedWords).order_by(ImportedWords.contribution_id)))


def prepare(engine: sa.Engine) -> None:
    """Two rows of a file, as revision 0012 kept them; the second one's author took it back."""
    schema.upgrade(engine)
    with orm.Session(engine) as session:
        world = factories.make_world(session)
        batch = ImportBatch(
            vocabulary=world.vocabulary, commune=world.commune, file_name="f.csv", consent="Accord"
        )
        for number in (1, 2):
            said = factories.make_contribution(session, world, f"Parole {number}")
            said.status = Status.RECEIVED if number == 1 else Status.WITHDRAWN
            key = f"A{number}"
            row = ImportedWords(row=number + 1, external_id=key, digest=plain(key), batch=batch)
            row.contribution = said
            session.add(row)
        session.commit()
    schema.downgrade(engine, "0013")


def test_rows_imported_before_are_recognised_by_a_keyed_digest(
    engine: sa.Engine, tmp_path: Path
) -> None:
    app = create_app(load_settings(environ={"CONSULT_DATA": str(tmp_path)}))
    with app.app_context():
        prepare(engine)
        schema.upgrade(engine)
        with orm.Session(engine) as session:
            first, second = imported(session)
            assert (first.row, first.external_id) == (2, "A1")
            assert (second.row, second.external_id) == (0, "")
            assert first.batch.finished_at == first.batch.created_at
            ground = find_ground(session, "armentieres", "Armentières")
            assert ground is not None
            given = Defaults(source_title=SOURCE)
            _, *rows = read_rows(BytesIO(FILE.encode()), ground, given, date(2026, 11, 21))
            known = [each.digest for each in rows if isinstance(each, Row)]
            assert [first.digest, second.digest] == known
            assert not {plain("A1"), plain("A2")} & set(known)


def test_an_upgrade_without_the_key_is_refused_and_changes_nothing(
    engine: sa.Engine, tmp_path: Path
) -> None:
    app = create_app(load_settings(environ={"CONSULT_DATA": str(tmp_path)}))
    with app.app_context():
        prepare(engine)
    with pytest.raises(RuntimeError, match="consult db upgrade"):
        # Without the application that other tests leave around this one.
        Context().run(schema.upgrade, engine)
    assert schema.current(engine) == "0013"
