"""Reading the words of a PDF, where the machine can make one and read it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest


def need_pdf() -> None:
    """Skip, saying so, where something is missing."""
    try:
        import weasyprint  # noqa: F401
    except OSError:
        pytest.skip("Pango is not installed: WeasyPrint cannot make a PDF")
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext (poppler-utils) is not installed: no PDF can be read")


def pages_of(file: Path) -> list[str]:
    """The words of each page."""
    done = subprocess.run(
        ["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True
    )
    return done.stdout.rstrip("\f").split("\f")
