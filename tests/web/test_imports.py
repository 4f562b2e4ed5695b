"""Starting the site loads nothing heavy: documents and mail servers wait until they are asked for."""

from __future__ import annotations

import subprocess
import sys

HEAVY = (
    "weasyprint",
    "docx",
    "docxtpl",
    "odfdo",
    "sklearn",
    "scipy",
    "numpy",
    "smtplib",
    "playwright",
    "pyxform",
    "openpyxl",
)


def loaded_by(code: str) -> set[str]:
    program = f"import sys\n{code}\nprint(*{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_a_worker_starts_without_the_heavy_libraries(tmp_path) -> None:
    modules = loaded_by(
        f"from consult.config import load_settings\nfrom consult.app import create_app\n"
        f"create_app(load_settings(environ={{'CONSULT_DATA': {str(tmp_path)!r}}}))"
    )
    assert not modules & set(HEAVY)


def test_the_help_of_the_command_loads_no_web_framework() -> None:
    assert not loaded_by("import consult.cli") & {"flask", "sqlalchemy"}
