"""Reference files that travel with the program, named without their folder or extension."""

from __future__ import annotations

from pathlib import Path

from consult.config import PACKAGE


def reference_file(feature: str, given: str) -> Path:
    """`given` as a path or, when no file is there, the shipped file of that name."""
    path = Path(given)
    shipped = PACKAGE / feature / "reference" / f"{given}.yaml"
    return shipped if not path.is_file() and shipped.is_file() else path
