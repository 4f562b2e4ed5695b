"""A real mail server, and what arrived there."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler


class Mailbox(MessageHandler):
    def __init__(self) -> None:
        super().__init__()
        self.mails: list[Message] = []
        self.url = ""

    def handle_message(self, message: Message) -> None:
        self.mails.append(message)

    def last(self) -> str:
        return body(self.mails[-1])


def body(mail: Message) -> str:
    return bytes(mail.get_payload(decode=True)).decode()  # type: ignore[arg-type]


def links(text: str) -> list[str]:
    """Paths of the site that a mail leads to."""
    return re.findall(r"http://localhost(/\S+)", text)


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    handler = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(handler, hostname="127.0.0.1", port=port)
    server.start()
    handler.url = f"smtp://127.0.0.1:{port}"
    try:
        yield handler
    finally:
        server.stop()
