"""A long import is killed in the middle and run again: one batch, every row once, counted right."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.cli import cli
from consult.contributions import receipts
from consult.contributions.models import Contribution, Receipt
from consult.extensions import db
from consult.gathering import importing
from consult.gathering.importing import CHUNK, submission_of
from consult.gathering.models import ImportBatch, ImportedWords
from tests.factories import World
from tests.gathering.files import FILE, PAGE, only_batch, send
from tests.pages import PageClient, words

NUMBER = 3 * CHUNK + 10
ANSWERS = ("--contract", "armentieres", "--consent", "Licence ouverte", "--source", "Enquête")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "longue.csv"
    said = "".join(f"{place};Il manque {place} bancs\n" for place in range(NUMBER))
    made.write_text(f"id;texte\n{said}", "utf-8")
    return made


def run(file: Path, *more: str) -> str:
    done = CliRunner().invoke(cli, ["contributions", "import", str(file), *ANSWERS, *more])
    assert done.exit_code == 0, done.output
    return done.output


@contextmanager
def looking(town: Flask) -> Iterator[orm.Session]:
    with town.app_context():
        yield db.session
        db.session.rollback()
        db.engine.dispose()


def killed_in_the_middle(town: Flask, file: Path, *more: str) -> int:
    """How many rows were in when the process died."""
    command = [sys.executable, "-m", "consult", "contributions", "import", str(file)]
    process = subprocess.Popen([*command, *ANSWERS, *more], stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        with looking(town) as session:
            if session.scalar(sa.select(sa.func.count()).select_from(ImportedWords)):
                break
        time.sleep(0.02)
    process.kill()
    process.wait()
    with looking(town) as session:
        batch = session.scalars(sa.select(ImportBatch)).one()
        written = session.scalar(sa.select(sa.func.count()).select_from(Contribution)) or 0
        assert batch.rows == written
        assert batch.finished_at is None
    assert 0 < written < NUMBER
    return written


def test_it_goes_on_in_the_same_batch_and_counts_right(town: Flask, file: Path) -> None:
    written = killed_in_the_middle(town, file, "--codes")
    told = run(file, "--codes")
    assert f"{NUMBER - written} new contributions" in told
    assert f"taken up again: {written} contributions before, {NUMBER} now" in told
    with looking(town) as session:
        batch = session.scalars(sa.select(ImportBatch)).one()
        assert batch.rows == NUMBER
        assert batch.finished_at is not None
        rows = session.scalars(sa.select(ImportedWords)).all()
        assert {each.batch_id for each in rows} == {batch.id}
        assert sorted(each.row for each in rows) == list(range(2, NUMBER + 2))
        texts = session.scalars(sa.select(Contribution.text)).all()
        assert len(set(texts)) == len(texts) == NUMBER
        # The sheet of codes is one sheet: each row has the code of its line, whenever it was written.
        codes = [receipts.digest(receipts.normalise(receipts.code_of(submission_of(batch, line))))
                 for line in (2, NUMBER + 1)]  # fmt: skip
        known = sa.select(sa.func.count()).where(Receipt.code_digest.in_(codes))
        assert session.scalar(known) == 2
        actions = session.scalars(sa.select(AuditLine.action).order_by(AuditLine.id)).all()
        assert actions[-2:] == ["import_batch.resume", "import_batch.import"]
    assert "0 new contributions" in run(file, "--codes")
    with looking(town) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(ImportBatch)) == 1


def test_with_other_answers_it_is_another_batch(town: Flask, file: Path) -> None:
    written = killed_in_the_middle(town, file)
    run(file, "--described", "Par le service jeunesse.")
    with looking(town) as session:
        first, second = session.scalars(sa.select(ImportBatch).order_by(ImportBatch.id))
        assert (first.rows, second.rows) == (written, NUMBER - written)
        assert first.finished_at is None


def test_an_import_that_only_lacked_its_end_is_ended(
    town: Flask, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_given: object, **_named: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(importing, "end_batch", dies)
        done = CliRunner().invoke(cli, ["contributions", "import", str(file), *ANSWERS])
        assert done.exit_code != 0
    assert "0 new contributions" in run(file)
    with looking(town) as session:
        batch = session.scalars(sa.select(ImportBatch)).one()
        assert batch.rows == NUMBER
        assert batch.finished_at is not None


def test_a_page_goes_on_with_what_was_interrupted(
    client: PageClient, session: orm.Session, world: World
) -> None:
    client.sign_in(world.moderator)
    send(client, action="all")
    batch = only_batch(session)
    first = session.scalars(sa.select(ImportedWords).order_by(ImportedWords.row)).first()
    assert first is not None
    # As if it had stopped after its first row.
    session.delete(session.get_one(ImportedWords, first.contribution_id + 1))
    batch.rows, batch.finished_at = 1, None
    session.commit()
    assert "Cet import n’est pas terminé" in words(
        client.get(f"{PAGE[:-8]}imports/{batch.public_id}")
    )
    assert "Pas terminé" in words(client.get(f"{PAGE[:-8]}imports"))
    read = words(send(client))
    assert "1 contribution est déjà entrée" in read
    assert "1 contribution à importer" in read
    answer = send(client, FILE, action="all")
    assert answer.status_code == 303
    found = only_batch(session)
    assert (found.rows, found.id) == (2, batch.id)
    assert found.finished_at is not None
