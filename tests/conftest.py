"""One database per worker and engine, migrated once; each test runs inside a transaction undone after it.

Every test that touches the database runs on SQLite and on PostgreSQL; the latter skips, with its
reason, where no server answers at CONSULT_TEST_POSTGRES (127.0.0.1:5432 by default).
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask, request, request_tearing_down
from sqlalchemy import event, orm

from consult import schema
from consult.app import create_app
from consult.config import load_settings
from consult.extensions import db, limiter
from tests import factories
from tests.pages import PageClient, browser

# Where everything is installed, a skipped test is a failed one (`.ci/run` sets it).
NO_SKIP = bool(os.environ.get("CONSULT_NO_SKIP"))
POSTGRES = os.environ.get("CONSULT_TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1:5432")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if NO_SKIP and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped where no skip is allowed: {report.longrepr}"
    return report


@cache
def postgres_is_missing() -> str | None:
    """The reason why no PostgreSQL test can run here; None when a server answers."""
    engine = sa.create_engine(f"{POSTGRES}/postgres", connect_args={"connect_timeout": 2})
    try:
        with engine.connect():
            return None
    except sa.exc.OperationalError:
        return "no PostgreSQL answers at CONSULT_TEST_POSTGRES"
    finally:
        engine.dispose()


def fresh_postgres(name: str) -> str:
    """The address of a new, empty PostgreSQL database."""
    engine = sa.create_engine(f"{POSTGRES}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.exec_driver_sql(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")
    engine.dispose()
    return f"{POSTGRES}/{name}"


def drop_postgres(name: str) -> None:
    engine = sa.create_engine(f"{POSTGRES}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    engine.dispose()


@contextmanager
def new_database(kind: str, purpose: str) -> Iterator[dict[str, str]]:
    """What the environment says of an empty database, « sqlite » or « postgresql », then dropped."""
    if kind == "sqlite":
        yield {}
        return
    if reason := postgres_is_missing():
        pytest.skip(reason)
    name = f"consult_{purpose}_{os.getpid()}"
    yield {"CONSULT_DATABASE_URL": fresh_postgres(name)}
    drop_postgres(name)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """The application on a migrated database, shared by the tests of one worker."""
    data = tmp_path_factory.mktemp("data")
    with new_database(request.param, "test") as address, migrated(data, address) as app:
        app.testing = True
        app.config["PROPAGATE_EXCEPTIONS"] = False
        with app.app_context():
            yield app


@pytest.fixture(params=["sqlite", "postgresql"])
def live_site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The application on an empty database of the test's own: several people really commit at once."""
    with new_database(request.param, "live") as address, migrated(tmp_path, address) as app:
        yield app


@contextmanager
def migrated(data: Path, address: dict[str, str]) -> Iterator[Flask]:
    environ = {"CONSULT_DATA": str(data), "CONSULT_BASE_URL": "http://localhost", **address}
    app = create_app(load_settings(environ=environ))
    app.test_client_class = PageClient
    with app.app_context():
        schema.upgrade(db.engine)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(site: Flask) -> Iterator[Flask]:
    """The application, whose commits are savepoints of a transaction that the test's end undoes."""
    limiter.reset()
    engine = db.engine
    with engine.connect() as connection:
        outer = connection.begin()
        db.sessionmaker.configure(bind=connection, join_transaction_mode="create_savepoint")
        with watch_sessions(site):
            yield site
        db.sessionmaker.configure(bind=engine, join_transaction_mode="conditional_savepoint")
        outer.rollback()


class watch_sessions:  # noqa: N801
    """Fails the test when a request leaves changes behind uncommitted, or when a GET commits."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.faults: list[str] = []

    def __enter__(self) -> None:
        request_tearing_down.connect(self.look, self.app)
        event.listen(db.sessionmaker, "before_commit", self.commit)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        request_tearing_down.disconnect(self.look, self.app)
        event.remove(db.sessionmaker, "before_commit", self.commit)
        if kind is None:
            assert not self.faults, self.faults

    def look(self, _app: Flask, **_kwargs: object) -> None:
        session = db.session
        left = [
            *session.new,
            *session.deleted,
            *(o for o in session.dirty if session.is_modified(o)),
        ]
        if left:
            self.faults.append(f"{request.method} {request.path} left {left}")

    def commit(self, _session: orm.Session) -> None:
        try:
            method, path = request.method, request.path
        except RuntimeError:
            return
        if method in {"GET", "HEAD"}:
            self.faults.append(f"{method} {path} committed")


@pytest.fixture
def session(app: Flask) -> Iterator[orm.Session]:
    """A session of the test's own, to prepare and to look at the rows; commit before a request."""
    made = db.sessionmaker()
    yield made
    made.close()


@pytest.fixture
def client(app: Flask) -> PageClient:
    """Somebody without an account."""
    return browser(app)


@pytest.fixture
def world(session: orm.Session) -> factories.World:
    """Armentières in small: places, a vocabulary, a contract, a team."""
    made = factories.make_world(session)
    session.commit()
    return made


@pytest.fixture
def editor(client: PageClient, world: factories.World) -> PageClient:
    """A contract editor at their desk."""
    client.sign_in(world.editor)
    return client


@pytest.fixture
def artefacts() -> Path:
    """Where screenshots and documents are kept for people to look at."""
    folder = Path(__file__).parent.parent / "test-artefacts"
    folder.mkdir(exist_ok=True)
    return folder
