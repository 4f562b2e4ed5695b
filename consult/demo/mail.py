"""In the demonstration, mails are printed and stay readable on a page of the team."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from consult.command import make_app

PAUSE_SECONDS = 1.0


def print_mails(data: Path) -> None:
    """Start a background thread that « sends » what waits, for as long as the site is served."""
    logging.getLogger("consult.outbox.sending").setLevel(logging.INFO)
    logging.basicConfig(format="%(message)s")
    threading.Thread(target=_work, args=(data,), daemon=True, name="mail").start()


def _work(data: Path) -> None:
    from consult.extensions import db
    from consult.outbox.sending import print_mail, send_due

    app = make_app(data)
    pause = threading.Event()
    with app.app_context():
        while True:
            send_due(db.sessionmaker, app.config["SETTINGS"], print_mail)
            pause.wait(PAUSE_SECONDS)
