"""A version is told while somebody erases their address or takes their words back: real commits.

One transaction has done its work and not committed when the other one begins: the second one waits,
then finds what the first one did. Whatever the order, nobody who left is written to.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from consult import schema
from consult.accounts.models import User
from consult.app import create_app
from consult.config import load_settings
from consult.contract import versions
from consult.contract.models import Contract
from consult.contributions.models import Contribution, Receipt, Status
from consult.db import transaction, utcnow
from consult.extensions import db
from consult.following import contacts, emails, operations
from consult.following.links import Purpose, sign
from consult.following.models import Contact, Told
from consult.outbox.models import OutboxMessage
from tests.conftest import drop_postgres, fresh_postgres, postgres_is_missing
from tests.factories import make_world
from tests.following.conftest import ADDRESS, place, speak
from tests.pages import PageClient

Act = Callable[[orm.Session], object]
LONGEST = 30


@pytest.fixture(params=["sqlite", "postgresql"])
def town(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """Words behind a sentence of the contract, and the address that their author confirmed."""
    environ = {"CONSULT_DATA": str(tmp_path), "CONSULT_BASE_URL": "http://localhost"}
    name = f"consult_telling_{os.getpid()}"
    if request.param == "postgresql":
        if reason := postgres_is_missing():
            pytest.skip(reason)
        environ["CONSULT_DATABASE_URL"] = fresh_postgres(name)
    app = create_app(load_settings(environ=environ))
    app.test_client_class = PageClient
    with app.app_context():
        schema.upgrade(db.engine)
        with transaction(db.session) as session:
            world = make_world(session)
            words = speak(session, world, "quelqu’un").words
            place(session, world, "Réduire les délais.", [words], "a" * 12)
            session.add(
                Contact(receipt_id=words.receipt_id, address=ADDRESS, confirmed_at=utcnow())
            )
    yield app
    with app.app_context():
        db.engine.dispose()
    if request.param == "postgresql":
        drop_postgres(name)


def publish(session: orm.Session) -> None:
    contract = session.scalars(sa.select(Contract)).one()
    by = session.scalars(sa.select(User).order_by(User.id)).first()
    assert by is not None
    versions.publish(session, contract, by=by, note="Un texte.")
    session.flush()


def erase_address(session: orm.Session) -> None:
    contacts.forget(session, session.scalars(sa.select(Contact)).one())


def take_words_back(session: orm.Session) -> None:
    operations.withdraw(session, session.scalars(sa.select(Contribution)).one())
    session.flush()


def leave_an_address(session: orm.Session) -> None:
    """As the page of the receipt does."""
    receipt = session.scalars(sa.select(Receipt)).one()
    try:
        contact = contacts.ask(session, receipt, "autre@example.org", language="fr")
    except contacts.NothingToTell:
        return
    assert contact is not None
    emails.ask_to_confirm(session, contact)


def one_then_the_other(app: Flask, first: Act, second: Act) -> None:
    """`second` begins once `first` has done all its work, and before it commits."""
    done, commit = Event(), Event()

    def begin() -> None:
        with app.app_context(), transaction(db.session) as session:
            first(session)
            done.set()
            assert commit.wait(LONGEST)

    def follow() -> None:
        with app.app_context(), transaction(db.session) as session:
            second(session)

    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(begin)
        try:
            assert done.wait(LONGEST), one.exception(timeout=1)
            other = pool.submit(follow)
            waited = waits(app, other)
        finally:
            commit.set()
        one.result(timeout=LONGEST)
        other.result(timeout=LONGEST)
    assert waited, "the second one must find what the first one did"


def waits(app: Flask, other: Future[None]) -> bool:
    """Whether the second transaction has come to what the first one holds, before it ends."""
    end = time.monotonic() + LONGEST
    with app.app_context(), db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            # It waits from its very beginning.
            time.sleep(0.3)
            return not other.done()
        held = sa.text(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        while not other.done() and time.monotonic() < end:
            with connection.begin():
                if connection.execute(held).scalar_one():
                    return True
            time.sleep(0.05)
    return False


def left(app: Flask, table: type, *where: sa.ColumnElement[bool]) -> int:
    with app.app_context():
        query = sa.select(sa.func.count()).select_from(table).where(*where)
        return db.session.scalar(query) or 0


@pytest.mark.parametrize("erased_first", [True, False])
def test_an_erased_address_receives_nothing_of_a_version_told_at_that_moment(
    town: Flask, *, erased_first: bool
) -> None:
    acts = (erase_address, publish) if erased_first else (publish, erase_address)
    one_then_the_other(town, *acts)
    assert left(town, Contact) == 0
    assert left(town, OutboxMessage) == 0
    assert left(town, Told) == 1, "the page of the code tells it all the same"


@pytest.mark.parametrize("taken_first", [True, False])
def test_words_taken_back_while_a_version_is_told_are_told_to_nobody(
    town: Flask, *, taken_first: bool
) -> None:
    acts = (take_words_back, publish) if taken_first else (publish, take_words_back)
    one_then_the_other(town, *acts)
    assert left(town, Contribution, Contribution.status == Status.WITHDRAWN) == 1
    assert left(town, Told) == 0
    assert left(town, Contact) == 0
    assert left(town, OutboxMessage) == 0


@pytest.mark.parametrize("taken_first", [True, False])
def test_no_address_is_kept_for_words_taken_back_at_that_moment(
    town: Flask, *, taken_first: bool
) -> None:
    with town.app_context(), transaction(db.session) as session:
        erase_address(session)
    acts = (take_words_back, leave_an_address)
    one_then_the_other(town, *(acts if taken_first else acts[::-1]))
    assert left(town, Contact) == 0
    assert left(town, OutboxMessage) == 0


def test_an_address_that_is_told_something_at_that_moment_is_not_old(town: Flask) -> None:
    with town.app_context(), transaction(db.session) as session:
        session.execute(sa.update(Contact).values(confirmed_at=utcnow() - timedelta(days=800)))

    def forget_old(session: orm.Session) -> None:
        contacts.forget_old(session, utcnow(), pending_days=7, days=730)

    one_then_the_other(town, publish, forget_old)
    assert left(town, Contact) == 1
    assert left(town, OutboxMessage) == 1


def test_a_link_pressed_while_its_address_is_erased_leads_nowhere(town: Flask) -> None:
    with town.app_context(), transaction(db.session) as session:
        contact = session.scalars(sa.select(Contact)).one()
        contact.confirmed_at = None
        public_id = contact.public_id
    with town.test_request_context():
        link = f"/prevenir/confirmer/{sign(public_id, Purpose.CONFIRM)}"
    client = town.test_client()
    assert isinstance(client, PageClient)
    sent = {"csrf_token": client.token(link)}
    answers: list[int] = []

    def press(_session: orm.Session) -> None:
        answers.append(client.post(link, data=sent).status_code)

    one_then_the_other(town, erase_address, press)
    assert answers == [410]
    assert left(town, Contact) == 0
