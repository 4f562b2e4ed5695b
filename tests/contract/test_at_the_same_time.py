"""Several editors press the same button at once: real commits and real locks."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from consult.accounts.models import User
from consult.audit.models import AuditLine
from consult.contract import placements
from consult.contract.models import Contract, Placement, PlacementKind
from consult.contract.placements import Target, place
from consult.contributions.models import Contribution
from consult.db import transaction
from consult.enjeux.models import Enjeu
from consult.extensions import db
from consult.synthesis.models import Statement
from consult.synthesis.operations import write_statement
from tests.contract.sentences import said, sentence
from tests.factories import make_world
from tests.pages import PageClient

EDITORS = 6


@pytest.fixture
def town(live_site: Flask) -> Flask:
    """An application whose database holds one sentence, placed nowhere."""
    with live_site.app_context(), transaction(db.session) as session:
        world = make_world(session)
        sentence(session, world, said(session, world))
    return live_site


def all_at_once(app: Flask, act: Callable[[orm.Session, User], object]) -> None:
    def one(_number: int) -> None:
        with app.app_context(), transaction(db.session) as session:
            act(session, session.scalars(sa.select(User).order_by(User.id)).first())

    with ThreadPoolExecutor(EDITORS) as pool:
        list(pool.map(one, range(EDITORS)))


def count(app: Flask, table: type, *conditions: sa.ColumnElement[bool]) -> int:
    with app.app_context():
        query = sa.select(sa.func.count()).select_from(table).where(*conditions)
        return db.session.scalar(query) or 0


def test_a_sentence_placed_by_many_at_once_stands_once(town: Flask) -> None:
    def act(session: orm.Session, by: User) -> None:
        statement = session.scalars(sa.select(Statement)).one()
        contract = session.scalars(sa.select(Contract)).one()
        place(session, statement, contract, Target(PlacementKind.COMPLEMENT), by=by)

    all_at_once(town, act)
    assert count(town, Placement) == 1
    assert count(town, AuditLine, AuditLine.action == "placement.place") == 1


def test_the_same_sentence_written_by_many_at_once_is_one(town: Flask) -> None:
    def act(session: orm.Session, by: User) -> None:
        enjeu = session.scalars(sa.select(Enjeu).where(Enjeu.key == "sante")).one()
        words = session.scalars(sa.select(Contribution)).all()
        write_statement(session, enjeu, "Une autre phrase.", words, by=by)

    all_at_once(town, act)
    assert count(town, Statement, Statement.text == "Une autre phrase.") == 1


def test_a_sentence_taken_out_by_many_at_once_leaves_once(
    town: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    remove = placements.remove

    def slowly(*given: Any, **named: Any) -> None:
        time.sleep(0.2)
        remove(*given, **named)

    monkeypatch.setattr(placements, "remove", slowly)
    with town.app_context(), transaction(db.session) as session:
        by = session.scalars(sa.select(User).where(User.name == "Compte editor")).one()
        statement = session.scalars(sa.select(Statement)).one()
        contract = session.scalars(sa.select(Contract)).one()
        placed = place(session, statement, contract, Target(PlacementKind.COMPLEMENT), by=by)
        out = f"/espace/contrat/placer/{statement.public_id}/{placed.public_id}/retirer"
        address = f"/espace/contrat/placer/{statement.public_id}"
        person = by.get_id()
    town.test_client_class = PageClient

    def click(client: PageClient, token: str) -> int:
        return client.post(out, data={"csrf_token": token}).status_code

    client = town.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = person, True
    token = client.token(address)
    with ThreadPoolExecutor(EDITORS) as pool:
        answers = list(pool.map(lambda _: click(client, token), range(EDITORS)))
    assert answers == [303] * EDITORS
    assert count(town, Placement) == 0
    assert count(town, AuditLine, AuditLine.action == "placement.remove") == 1
