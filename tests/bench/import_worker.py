"""One import of a file of answers in a process of its own; the last line it prints is what it cost."""

from __future__ import annotations

import json
import sys
import time

import sqlalchemy as sa
from click.testing import CliRunner

from consult import schema
from consult.app import create_app
from consult.cli import cli
from consult.config import load_settings
from consult.consultations.models import AnswerSheet, Consultation
from consult.db import transaction
from consult.extensions import db
from tests.bench.results_worker import resident
from tests.factories import make_consultation, make_world


def main() -> None:
    file, mapping = sys.argv[1:]
    app = create_app(load_settings())
    with app.app_context():
        schema.upgrade(db.engine)
        with transaction(db.session) as session:
            if session.scalars(sa.select(Consultation)).first() is None:
                make_consultation(session, make_world(session), open_for=-3)
        db.engine.dispose()
    started = time.monotonic()
    arguments = ["consultations", "import", file, "--mapping", mapping, "--consent", "Licence"]
    done = CliRunner().invoke(cli, arguments)
    assert done.exit_code == 0, done.output
    seconds = time.monotonic() - started
    with app.app_context():
        sheets = db.session.scalar(sa.select(sa.func.count()).select_from(AnswerSheet))
    print(json.dumps({"seconds": seconds, "most": resident("VmHWM"), "sheets": sheets}))


if __name__ == "__main__":
    main()
