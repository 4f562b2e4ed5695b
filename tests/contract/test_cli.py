"""The operator's commands: import twice, list, export without overwriting anything."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from consult.accounts.models import User
from consult.cli import cli
from consult.command import ready_app
from consult.contract.editing import save
from consult.contract.models import Contract
from consult.contract.parts import find
from consult.contract.versions import publish
from consult.db import transaction
from consult.extensions import db


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    """Runs a command on a data folder of its own, at this version's schema."""
    monkeypatch.chdir(tmp_path)
    for name in ("CONSULT_DATABASE_URL", "CONSULT_DATA"):
        monkeypatch.delenv(name, raising=False)

    def command(*words: str) -> Result:
        return CliRunner().invoke(cli, [*words, "--data", str(tmp_path / "data")])

    assert command("db", "upgrade").exit_code == 0
    return command


def test_the_shipped_contracts_travel_from_the_file_to_a_document(
    run: object, tmp_path: Path
) -> None:
    assert callable(run)
    early = run("contract", "import", "armentieres")
    assert early.exit_code == 1
    assert "armentieres.yaml:" in early.output
    assert "No contract yet" in run("contract", "list").output

    for kind, name in (("territory", "mel"), ("contract", "mel"), ("contract", "armentieres")):
        first = run(kind, "import", name)
        assert (first.exit_code, " 0 changed, 0 removed" in first.output) == (0, True), first.output
        again = run(kind, "import", name)
        assert (again.exit_code, "nothing to change" in again.output) == (0, True), again.output

    assert "armentieres\tvolet" in run("contract", "list").output
    assert "MEL\tarmentieres\tArmentières\t" in run("territory", "list").output
    assert run("contract", "export", "armentieres", "--format", "html").exit_code == 0
    page = (tmp_path / "armentieres.html").read_text(encoding="utf-8")
    assert "Compléments issus des échanges" in page


def test_two_contracts_are_mapped_from_a_shipped_file_or_from_ones_own(
    run: object, tmp_path: Path
) -> None:
    assert callable(run)
    early = run("contract", "map", "mel-lens-lievin")
    assert early.exit_code == 1
    assert "mel-lens-lievin.yaml:4: the contract « mel » is not here" in early.output
    assert run("contract", "import", "mel").exit_code == 0
    assert run("contract", "import", "lens-lievin").exit_code == 0
    first = run("contract", "map", "mel-lens-lievin")
    assert (first.exit_code, "5 added, 0 changed, 0 removed" in first.output) == (0, True)
    assert "nothing to change" in run("contract", "map", "mel-lens-lievin").output
    own = tmp_path / "la-mienne.yaml"
    own.write_text(
        "format: 1\nmapping: {from: mel, to: lens-lievin}\n"
        "lines: [{from: sante, to: humain, kind: overlaps}]\n",
        encoding="utf-8",
    )
    assert "1 added, 0 changed, 5 removed" in run("contract", "map", str(own)).output


def test_an_export_never_overwrites_a_file_unasked(run: object, tmp_path: Path) -> None:
    assert callable(run)
    run("territory", "import", "mel")
    run("contract", "import", "mel")
    target = tmp_path / "mine.html"
    target.write_text("mine", encoding="utf-8")
    words = ("contract", "export", "mel", "--format", "html", "--output", str(target))

    refused = run(*words)

    assert refused.exit_code == 2
    assert target.read_text(encoding="utf-8") == "mine"
    assert run(*words, "--force").exit_code == 0
    assert target.read_text(encoding="utf-8") != "mine"


def test_an_unknown_contract_is_told_with_where_to_look(run: object) -> None:
    assert callable(run)
    result = run("contract", "export", "ailleurs")

    assert result.exit_code == 2
    assert "consult contract list" in result.output


def test_the_data_come_out_of_the_command_line_and_a_version_by_its_number(
    run: object, tmp_path: Path
) -> None:
    assert callable(run)
    run("territory", "import", "mel")
    run("contract", "import", "mel")

    assert run("contract", "export", "mel", "--format", "json").exit_code == 0
    data = json.loads((tmp_path / "mel.json").read_text(encoding="utf-8"))
    assert (data["contract"]["slug"], data["state"], data["version"]) == ("mel", "adopted", None)

    missing = run("contract", "export", "mel", "--format", "json", "--version", "1", "--force")
    assert missing.exit_code == 2
    assert "« mel » has no version 1" in missing.output

    with ready_app(tmp_path / "data").app_context(), transaction(db.session) as session:
        contract = session.scalars(sa.select(Contract)).one()
        user = User(email="editor@example.org", name="Compte editor", epoch="1")
        session.add(user)
        publish(session, contract, by=user, note="Premier texte.")
        contract.title = "Un titre en travail"
    assert (
        run("contract", "export", "mel", "--format", "json", "--version", "1", "--force").exit_code
        == 0
    )
    data = json.loads((tmp_path / "mel.json").read_text(encoding="utf-8"))
    assert data["version"]["number"] == 1
    assert data["contract"]["title"] != "Un titre en travail"


def test_an_import_over_edits_says_what_differs(run: object, tmp_path: Path) -> None:
    assert callable(run)
    run("territory", "import", "mel")
    run("contract", "import", "mel")
    with ready_app(tmp_path / "data").app_context(), transaction(db.session) as session:
        contract = session.scalars(sa.select(Contract)).one()
        user = User(email="editor@example.org", name="Compte editor", epoch="1")
        session.add(user)
        session.flush()
        section = contract.sections[0]
        part = find(session, contract, f"section/{section.key}")
        assert part
        save(session, part, {**part.values, "body": "Réécrit."}, by=user, base=part.digest)
        key = section.key

    refused = run("contract", "import", "mel")

    assert refused.exit_code == 1
    assert f"« section/{key} » was edited on the site" in refused.output
    assert run("contract", "import", "mel", "--replace-edits").exit_code == 0
    assert "nothing to change" in run("contract", "import", "mel").output
