"""What every benchmark needs: a site of its own, someone signed in, and measures.

A machine is fast or slow, and others may be using it: what is measured is this process's own work
(SQLite works inside it), and what is asserted is a ratio to plain work done in the same run.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from statistics import median
from time import process_time

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm

from consult import schema
from consult.accounts.models import Role, Structure, User
from consult.app import create_app
from consult.config import load_settings
from consult.contract.models import Contract
from consult.demo.loading import import_reference
from consult.extensions import db
from tests.factories import World, make_user

NUMBER = int(os.environ.get("CONSULT_BENCH", "100000"))


@contextmanager
def empty_site(factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Migrated, on SQLite, inside the application's context.

    Without ANALYZE, which no site runs by itself: the queries must be good without its statistics.
    """
    data = factory.mktemp("bench")
    app = create_app(load_settings(environ={"CONSULT_DATA": str(data)}))
    with app.app_context():
        schema.upgrade(db.engine)
        yield app
        db.engine.dispose()


def import_armentieres(session: orm.Session) -> World:
    """The whole volet, with its framework and its other territories, as a town installs them."""
    import_reference(session, lambda _sentence, _steps: lambda: None)
    contract = session.scalars(sa.select(Contract).where(Contract.slug == "armentieres")).one()
    assert contract.commune
    quarter, other = contract.commune.perimeters[:2]
    structure = Structure(key="centre-social", name="Centre social")
    session.add(structure)
    people = {role: make_user(session, role) for role in Role}
    return World(
        contract.commune,
        quarter,
        other,
        contract.vocabulary,
        contract,
        structure,
        people[Role.ANIMATOR],
        people[Role.MODERATOR],
        people[Role.EDITOR],
        people[Role.ADMINISTRATOR],
    )


def signed_in(app: Flask, user: User) -> FlaskClient:
    client = FlaskClient(app, app.response_class)
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = user.get_id(), True
    return client


def page(client: FlaskClient, path: str) -> Callable[[], bytes]:
    def ask() -> bytes:
        # In a context of its own: the bench's would lend its `g`, and who signed in, to every request.
        answer = Context().run(client.get, path)
        assert answer.status_code == 200, (path, answer.status)
        return answer.get_data()

    return ask


def milliseconds(act: Callable[[], object], times: int = 5) -> float:
    """Of this process's own work: the median of several runs, after one that warms the caches."""
    act()
    spent = []
    for _ in range(times):
        start = process_time()
        act()
        spent.append((process_time() - start) * 1000)
    return median(spent)


def once(act: Callable[[], object]) -> float:
    """Seconds of this process's own work."""
    start = process_time()
    act()
    return process_time() - start
