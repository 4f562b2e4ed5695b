"""Revision 0018: what was there was agreed on; going back opens no draft and loses no question."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult import schema
from consult.consultations.models import Consultation
from consult.db import tune_engine
from tests import factories
from tests.conftest import new_database


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path) -> Iterator[sa.Engine]:
    with new_database(request.param, "drafts") as address:
        sqlite = f"sqlite:///{tmp_path / 'drafts.sqlite3'}"
        engine = sa.create_engine(address.get("CONSULT_DATABASE_URL", sqlite))
        tune_engine(engine)
        yield engine
        engine.dispose()


def test_drafts_wait_when_the_site_goes_back_and_the_others_stay_open(engine: sa.Engine) -> None:
    schema.upgrade(engine)
    with orm.Session(engine) as session:
        world = factories.make_world(session)
        factories.make_consultation(session, world, slug="ouverte")
        factories.make_consultation(session, world, slug="brouillon", is_ready=False)
        session.commit()
    schema.downgrade(engine, "0017")
    with engine.connect() as connection:
        opened = connection.exec_driver_sql(
            "SELECT slug FROM consultation WHERE opens_at < '2100-01-01'"
        ).scalars()
        assert list(opened) == ["ouverte"]
        assert connection.exec_driver_sql("SELECT count(*) FROM question").scalar() == 8
        assert connection.exec_driver_sql("SELECT count(*) FROM choice").scalar() == 16
    schema.upgrade(engine)
    with orm.Session(engine) as session:
        assert set(session.scalars(sa.select(Consultation.is_ready))) == {True}
        assert session.scalar(sa.select(sa.func.count()).select_from(Consultation)) == 2
