"""The operator's commands: import twice, list, export without overwriting anything."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from consult.cli import cli


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
