"""Somebody who sent words, a mailbox, and a sentence of the contract that cites words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import orm

from consult.contract import versions
from consult.contract.models import Contract, Placement, PlacementKind
from consult.contributions import receipts
from consult.contributions.models import Contribution, Status
from consult.extensions import db
from consult.outbox.sending import send_due, smtp
from consult.synthesis.models import Citation, Statement
from tests.factories import World, make_contribution
from tests.mailbox import Mailbox, links, mailbox
from tests.pages import PageClient, words

ADDRESS = "une.habitante@example.org"


@dataclass
class Sender:
    """Words and the code of their receipt."""

    words: Contribution
    code: str


def speak(session: orm.Session, world: World, key: str, text: str = "") -> Sender:
    words = make_contribution(
        session,
        world,
        text or f"Il manque des bancs ({key}).",
        submission=key,
        status=Status.PUBLISHED,
        enjeux=("sante",),
    )
    return Sender(words, receipts.code_of(key))


def place(
    session: orm.Session, world: World, text: str, cited: list[Contribution], address: str
) -> Placement:
    enjeu = session.merge(world.enjeu("sante"))
    statement = Statement(enjeu=enjeu, text=text)
    statement.citations = [Citation(contribution=each) for each in cited]
    placement = Placement(
        contract=session.merge(world.contract),
        statement=statement,
        kind=PlacementKind.COMPLEMENT,
        enjeu=enjeu,
        public_id=address,
    )
    session.add(placement)
    session.flush()
    return placement


def publish(session: orm.Session, world: World, **values: Any) -> None:
    """A version of the contract as it stands."""
    versions.publish(
        session,
        session.get_one(Contract, world.contract.id),
        by=session.merge(world.editor),
        note="Ce que les habitants ont dit.",
        **values,
    )
    session.commit()


def follow(client: PageClient, sender: Sender) -> str:
    """What the page of the receipt says."""
    return words(client.get(f"/suivi/{sender.code}"))


@pytest.fixture
def sender(session: orm.Session, world: World) -> Sender:
    found = speak(session, world, "quelqu’un")
    session.commit()
    return found


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mailbox() as found:
        yield found


def deliver(app: Flask, box: Mailbox) -> int:
    return send_due(db.sessionmaker, app.config["SETTINGS"], smtp(box.url))


def leave(client: PageClient, code: str, address: str = ADDRESS) -> None:
    """Give an address on the page of a code."""
    answer = client.submit(f"/suivi/{code}/prevenir", {"email": address})
    assert answer.status_code == 303


def confirmed(
    app: Flask, client: PageClient, box: Mailbox, code: str, address: str = ADDRESS
) -> None:
    leave(client, code, address)
    assert deliver(app, box) == 1
    assert client.submit(links(box.last())[0]).status_code == 303
