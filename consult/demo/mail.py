"""In the demonstration, mails are printed and stay readable on a page of the team.

They are « sent » by a process of its own: a thread beside the server's forked workers could leave
them a lock that nobody holds any more.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PAUSE_SECONDS = 1.0


@contextmanager
def mail_printer(data: Path) -> Iterator[None]:
    """Print what waits in the folder's outbox for as long as the block runs."""
    command = [sys.executable, "-m", "consult.demo.mail", str(data)]
    process = subprocess.Popen(command)  # noqa: S603 (our own module, no shell)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=10)


def work(data: Path, parent: int) -> None:
    """Until the demonstration ends, even killed: an orphan has another parent."""
    from consult.command import make_app
    from consult.extensions import db
    from consult.outbox.sending import print_mail, send_due

    app = make_app(data)
    with app.app_context():
        while os.getppid() == parent:
            send_due(db.sessionmaker, app.config["SETTINGS"], print_mail)
            time.sleep(PAUSE_SECONDS)


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    logging.getLogger("consult.outbox.sending").setLevel(logging.INFO)
    try:
        work(Path(sys.argv[1]), os.getppid())
    except KeyboardInterrupt:
        sys.exit(0)
