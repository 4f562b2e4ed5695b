"""Reference files that travel with the program, named without their folder or extension."""

from __future__ import annotations

from pathlib import Path

from consult.config import PACKAGE


def reference_file(feature: str, given: str) -> Path:
    """`given` as a path or, when there is no such path, the shipped file of that name."""
    path = Path(given)
    shipped = PACKAGE / feature / "reference" / f"{given}.yaml"
    return shipped if not path.exists() and shipped.is_file() else path
