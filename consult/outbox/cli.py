"""`consult worker`: sends the mails that wait."""

from __future__ import annotations

import logging
import signal
import threading
from pathlib import Path
from types import FrameType

import click

from consult.command import data_option, ready_app

PAUSE_SECONDS = 5.0


@click.command("worker")
@click.option("--once", is_flag=True, help="Send what waits, then stop.")
@data_option
def command(once: bool, data: Path | None) -> None:
    """Send the mails that wait (CONSULT_MAIL_URL). Runs until it is told to stop."""
    from consult.config import ConfigurationError
    from consult.extensions import db
    from consult.outbox.sending import send_due, smtp

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    app = ready_app(data)
    settings = app.config["SETTINGS"]
    if not settings.mail_url:
        raise ConfigurationError(
            "CONSULT_MAIL_URL is empty: give the mail server "
            "(for example: smtp://user:password@mail.example.fr:587?starttls=yes)."
        )
    deliver = smtp(settings.mail_url)
    stop = threading.Event()
    listen_for_the_end(stop)
    with app.app_context():
        while True:
            sent = send_due(db.sessionmaker, settings, deliver)
            if sent:
                click.echo(f"{sent} sent")
            if once or stop.wait(PAUSE_SECONDS):
                return


def listen_for_the_end(stop: threading.Event) -> None:
    """A signal lets the mail being sent finish."""

    def finish(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, finish)
