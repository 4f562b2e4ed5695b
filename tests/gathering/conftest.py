"""The town whose words they are."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import orm

from consult import schema
from consult.app import create_app
from consult.config import load_settings
from consult.db import transaction
from consult.extensions import db
from consult.gathering.ground import Ground, find_ground
from tests.conftest import drop_postgres, fresh_postgres, postgres_is_missing
from tests.factories import World, make_world


@pytest.fixture
def ground(session: orm.Session, world: World) -> Ground:
    found = find_ground(session, "armentieres", "Armentières")
    assert found is not None
    return found


@pytest.fixture(params=["sqlite", "postgresql"])
def town(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Flask]:
    """An application of which a command, in this process or in another one, finds the database."""
    monkeypatch.setenv("CONSULT_DATA", str(tmp_path / "donnees"))
    monkeypatch.delenv("CONSULT_DATABASE_URL", raising=False)
    name = f"consult_gathering_{os.getpid()}"
    if request.param == "postgresql":
        if reason := postgres_is_missing():
            pytest.skip(reason)
        monkeypatch.setenv("CONSULT_DATABASE_URL", fresh_postgres(name))
    app = create_app(load_settings())
    with app.app_context():
        schema.upgrade(db.engine)
        with transaction(db.session) as session:
            make_world(session)
        db.engine.dispose()
    yield app
    with app.app_context():
        db.engine.dispose()
    if request.param == "postgresql":
        drop_postgres(name)
