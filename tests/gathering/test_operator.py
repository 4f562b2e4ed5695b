"""The operator’s command, for files of any length."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask

from consult.cli import cli
from consult.contributions.models import Contribution
from consult.extensions import db
from consult.gathering.models import ImportBatch, ImportedWords


def run(file: Path, *options: str) -> tuple[int, str]:
    given = ["contributions", "import", str(file), "--contract", "armentieres", *options]
    done = CliRunner().invoke(cli, given)
    return done.exit_code, done.output


def test_the_operator_s_command(town: Flask, tmp_path: Path) -> None:
    file = tmp_path / "paroles.csv"
    file.write_bytes(b"texte;quartier\nDes bancs\nUn parc;Mars\nDes arbres\n")
    consent = ("--consent", "Licence ouverte", "--source", "Consultation de 2022")
    assert run(file)[0] == 2, "by what right?"
    code, told = run(file, *consent)
    assert code == 1
    assert "paroles.csv:3: the quarter “Mars” is not known" in told
    assert count(town) == 0
    assert run(file, *consent, "--dry-run")[0] == 1
    code, told = run(file, *consent, "--good-only")
    assert (code, count(town)) == (0, 2), told
    assert "2 new contributions" in told
    code, told = run(file, *consent, "--good-only")
    assert (code, count(town)) == (0, 2), told
    key = told_batch(town)
    done = CliRunner().invoke(cli, ["contributions", "withdraw-import", key])
    assert done.exit_code == 0, done.output
    assert "is withdrawn" in done.output


def test_many_rows_are_written_in_several_transactions(town: Flask, tmp_path: Path) -> None:
    file = tmp_path / "longue.csv"
    file.write_text("texte\n" + "".join(f"Il manque {n} bancs\n" for n in range(600)), "utf-8")
    code, told = run(file, "--consent", "Licence ouverte", "--source", "Enquête")
    assert code == 0, told
    assert count(town) == 600


def count(app: Flask) -> int:
    with app.app_context():
        found = db.session.scalar(sa.select(sa.func.count()).select_from(Contribution))
        db.engine.dispose()
    return found or 0


def told_batch(app: Flask) -> str:
    with app.app_context():
        found = db.session.scalars(
            sa.select(ImportBatch.public_id).join(
                ImportedWords, ImportedWords.batch_id == ImportBatch.id
            )
        ).first()
        db.engine.dispose()
    assert found
    return found
