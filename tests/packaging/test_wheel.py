"""The built wheel carries its templates, translations and migrations, and serves the same pages."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VISIT = """
import sys
import consult
from consult import schema
from consult.app import create_app
from consult.demo.loading import import_reference
from consult.db import transaction
from consult.extensions import db

assert consult.__file__.startswith(sys.argv[1]), consult.__file__
app = create_app()
with app.app_context():
    schema.upgrade(db.engine)
    with transaction(db.session) as session:
        import_reference(session, lambda sentence, steps: lambda: None)
for path in ("/", "/consultations", "/suivi", "/contrats/armentieres", "/espace/connexion"):
    answer = app.test_client().get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    print(path, len(answer.data), "Votre avis" in answer.text)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_it_holds_what_the_site_needs_and_nothing_private(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for needed in (
        "consult/templates/layouts/base.html",
        "consult/templates/documents/volet.docx",
        "consult/translations/fr/LC_MESSAGES/messages.mo",
        "consult/migrations/versions/0001_first_tables.py",
        "consult/static/css/site.css",
        "consult/contract/reference/armentieres.yaml",
        "consult/contract/mappings/reference/armentieres-mel.yaml",
        "consult/contract/sheets/priorites.yaml",
    ):
        assert needed in names
    assert not [name for name in names if name.endswith((".sqlite3", ".key", ".pyc"))]
    assert not [name for name in names if name.startswith("tests/")]


def test_installed_elsewhere_it_serves_the_same_pages(wheel: Path, tmp_path: Path) -> None:
    target = tmp_path / "site"
    install = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(target)]
    subprocess.run([*install, str(wheel)], check=True, capture_output=True)
    environ = {**os.environ, "PYTHONPATH": str(target), "CONSULT_DATA": str(tmp_path / "data")}
    done = subprocess.run(
        [sys.executable, "-c", VISIT, str(target)],
        cwd=tmp_path,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0].endswith("True")
