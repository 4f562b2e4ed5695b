"""Mail leaves through a real SMTP server, once, or waits."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.message import Message

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler
from flask import Flask
from sqlalchemy import orm

from consult.config import ConfigurationError
from consult.db import utcnow
from consult.extensions import db
from consult.outbox.models import MOST_ATTEMPTS, OutboxMessage
from consult.outbox.operations import queue
from consult.outbox.sending import send_due, smtp


class Inbox(MessageHandler):
    def __init__(self) -> None:
        super().__init__()
        self.mails: list[Message] = []

    def handle_message(self, message: Message) -> None:
        self.mails.append(message)


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, str]]:
    handler = Inbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(handler, hostname="127.0.0.1", port=port)
    server.start()
    yield handler, f"smtp://127.0.0.1:{port}"
    server.stop()


@pytest.fixture
def waiting(session: orm.Session) -> OutboxMessage:
    message = queue(
        session,
        recipient="accueil@example.org",
        subject="Votre lien à usage unique",
        body="Déjà là : é",
    )
    session.commit()
    return message


def test_a_mail_leaves_once_and_its_words_are_forgotten(
    app: Flask, session: orm.Session, waiting: OutboxMessage, inbox: tuple[Inbox, str]
) -> None:
    handler, url = inbox
    settings = app.config["SETTINGS"]
    assert send_due(db.sessionmaker, settings, smtp(url)) == 1
    assert send_due(db.sessionmaker, settings, smtp(url)) == 0
    assert len(handler.mails) == 1
    assert "Déjà là : é" in handler.mails[0].get_payload(decode=True).decode()
    session.refresh(waiting)
    assert waiting.sent_at is not None
    assert waiting.body == ""


def test_in_the_demonstration_the_words_stay_readable(
    app: Flask, session: orm.Session, waiting: OutboxMessage, inbox: tuple[Inbox, str]
) -> None:
    settings = replace(app.config["SETTINGS"], demo=True)
    send_due(db.sessionmaker, settings, smtp(inbox[1]))
    session.refresh(waiting)
    assert waiting.body == "Déjà là : é"


def test_a_dead_server_puts_the_mail_off_then_gives_it_up(
    app: Flask, session: orm.Session, waiting: OutboxMessage
) -> None:
    nowhere = smtp("smtp://127.0.0.1:9")
    settings = app.config["SETTINGS"]
    for attempt in range(1, MOST_ATTEMPTS + 1):
        assert send_due(db.sessionmaker, settings, nowhere) == 0
        session.refresh(waiting)
        assert waiting.attempts == attempt
        assert waiting.due_at > utcnow()
        assert "Refused" in waiting.last_error
        session.execute(sa.update(OutboxMessage).values(due_at=utcnow() - timedelta(seconds=1)))
        session.commit()
    assert send_due(db.sessionmaker, settings, nowhere) == 0
    session.refresh(waiting)
    assert waiting.attempts == MOST_ATTEMPTS
    assert waiting.given_up


def test_an_address_that_no_mail_can_bear_does_not_hold_back_the_others(
    app: Flask, session: orm.Session, waiting: OutboxMessage, inbox: tuple[Inbox, str]
) -> None:
    wrong = queue(session, recipient="é@example.org", subject="s", body="b")
    wrong.due_at = waiting.due_at - timedelta(seconds=1)
    session.commit()
    assert send_due(db.sessionmaker, app.config["SETTINGS"], smtp(inbox[1])) == 1
    session.refresh(wrong)
    assert wrong.sent_at is None
    assert "ASCII" in wrong.last_error


@pytest.mark.parametrize("url", ["", "http://mail.example.org", "mail.example.org:25"])
def test_an_address_that_is_no_mail_server_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError):
        smtp(url)
