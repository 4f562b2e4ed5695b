"""The operator's command: any length, all or nothing, taken up again where it was killed."""

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
from consult.consultations.imports.models import AnswerBatch, ImportedSheet
from consult.consultations.imports.previewing import CHUNK
from consult.consultations.models import AnswerSheet, Consultation
from consult.contributions import receipts
from consult.contributions.models import Contribution, Receipt
from consult.extensions import db

NUMBER = 3 * CHUNK + 10
MAPPING = """
format: 1
consultation: bancs
new:
  {title: "Des bancs ?", contract: armentieres, commune: armentieres, opens: 2023-03-01,
   closes: 2023-04-30}
questions:
  - {key: bancs, kind: single, prompt: "Des bancs ?",
     choices: [{key: oui, label: Oui}, {key: non, label: Non}]}
  - {key: idee, kind: long, prompt: "Une idée ?"}
columns:
  - {column: id, holds: identifier}
  - {column: bancs, holds: question, question: bancs}
  - {column: idee, holds: question, question: idee}
"""


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    made = tmp_path / "colonnes.yaml"
    made.write_text(MAPPING, "utf-8")
    return made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "longue.csv"
    said = "".join(f"{place};oui;Il manque {place} bancs\n" for place in range(NUMBER))
    made.write_text(f"id;bancs;idee\n{said}", "utf-8")
    return made


def run(file: Path, mapping: Path, *more: str, status: int = 0) -> str:
    command = ["consultations", "import", str(file), "--mapping", str(mapping), *more]
    done = CliRunner().invoke(cli, [*command, "--consent", "Licence ouverte"])
    assert done.exit_code == status, done.output
    return done.output


@contextmanager
def looking(town: Flask) -> Iterator[orm.Session]:
    with town.app_context():
        yield db.session
        db.session.rollback()
        db.engine.dispose()


def count(session: orm.Session, table: type) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_killed_in_the_middle_it_goes_on_and_each_row_is_in_once(
    town: Flask, file: Path, mapping: Path
) -> None:
    command = [sys.executable, "-m", "consult", "consultations", "import", str(file)]
    process = subprocess.Popen(
        [*command, "--mapping", str(mapping), "--consent", "Licence ouverte", "--codes"],
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        with looking(town) as session:
            if count(session, ImportedSheet):
                break
        time.sleep(0.02)
    process.kill()
    process.wait()
    with looking(town) as session:
        batch = session.scalars(sa.select(AnswerBatch)).one()
        written = count(session, AnswerSheet)
        assert (batch.rows, batch.finished_at) == (written, None)
    assert 0 < written < NUMBER
    told = run(file, mapping, "--codes")
    assert f"{NUMBER - written} new people" in told
    assert f"taken up again: {written} people before, {NUMBER} now" in told
    with looking(town) as session:
        batch = session.scalars(sa.select(AnswerBatch)).one()
        assert batch.rows == NUMBER
        assert batch.finished_at is not None
        rows = session.scalars(sa.select(ImportedSheet)).all()
        assert sorted(each.row for each in rows) == list(range(2, NUMBER + 2))
        texts = session.scalars(sa.select(Contribution.text)).all()
        assert len(set(texts)) == len(texts) == NUMBER
        assert count(session, AnswerSheet) == count(session, Receipt) == NUMBER
        code = receipts.code_of(f"answers:{batch.public_id}:{NUMBER + 1}")
        assert receipts.find(session, code) is not None
        actions = session.scalars(sa.select(AuditLine.action).order_by(AuditLine.id)).all()
        assert actions[-2:] == ["answer_batch.resume", "answer_batch.import"]
        assert count(session, Consultation) == 1
    assert "0 new people" in run(file, mapping, "--codes")
    with looking(town) as session:
        assert count(session, AnswerBatch) == 1


def test_a_dry_run_writes_nothing(town: Flask, file: Path, mapping: Path) -> None:
    assert f"{NUMBER} new people" in run(file, mapping, "--dry-run")
    with looking(town) as session:
        for table in (Consultation, AnswerSheet, AnswerBatch, AuditLine):
            assert count(session, table) == 0


def test_every_faulty_line_is_told_and_nothing_comes_in(
    town: Flask, tmp_path: Path, mapping: Path
) -> None:
    file = tmp_path / "a.csv"
    file.write_text("id;bancs;idee\n1;oui;\n2;peut-être;\n3;oui;\n3;non;\n", "utf-8")
    told = run(file, mapping, status=1)
    assert "a.csv:3: in “bancs”, “peut-être” is none of the possible answers." in told
    assert "a.csv:5: the identifier “3” already stands at line 4." in told
    with looking(town) as session:
        assert count(session, AnswerSheet) == count(session, Consultation) == 0


def test_a_file_is_withdrawn_by_its_name(town: Flask, tmp_path: Path, mapping: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("id;bancs;idee\n1;oui;Un parc\n2;non;\n", "utf-8")
    name = run(file, mapping).rsplit("Batch ", 1)[1].strip(" .\n")
    done = CliRunner().invoke(cli, ["consultations", "withdraw-import", name])
    assert done.exit_code == 0, done.output
    with looking(town) as session:
        assert count(session, AnswerSheet) == count(session, ImportedSheet) == 0
        assert session.scalars(sa.select(Contribution.text)).all() == [""]
    assert "2 new people" in run(file, mapping)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("holds: identifier", "holds: name", "colonnes.yaml:12"),
        ("question: bancs}", "question: bancs, of: oui}", "« of » goes with choice"),
        ("column: idee", "column: Votre e-mail", "it is never imported"),
        ("column: idee", "column: idees", "no column is called “idees”"),
        ("contract: armentieres", "contract: ailleurs", "“ailleurs” is not here"),
        ("question: idee}", "question: autre}", "is put with a question"),
        ("closes: 2023-04-30", "closes: 2099-04-30", "its last day is past"),
    ],
)
def test_a_mapping_that_cannot_be_used_is_told(
    town: Flask, tmp_path: Path, mapping: Path, before: str, after: str, told: str
) -> None:
    file = tmp_path / "a.csv"
    file.write_text("id;bancs;idee;Votre e-mail\n1;oui;Un parc;a@example.org\n", "utf-8")
    mapping.write_text(MAPPING.replace(before, after), "utf-8")
    assert told in run(file, mapping, status=1)


def test_a_file_of_answers_calls_for_a_mapping(town: Flask, file: Path) -> None:
    done = CliRunner().invoke(cli, ["consultations", "import", str(file)])
    assert done.exit_code == 2
    assert "--mapping is missing" in done.output
