"""The sentences shipped with the product, written in residents' French to start from."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Final

from consult.enjeux.suggester.model import OUTSIDE, Document

SENTENCES: Final = Path(__file__).parent.parent / "training" / "sentences.csv"


@cache
def shipped_documents(path: Path = SENTENCES) -> tuple[Document, ...]:
    """One document a line; their enjeux are the metropolitan keys, OUTSIDE where there is none.

    A contract with other enjeux keeps only the documents whose keys are its own.
    """
    with path.open(encoding="utf-8", newline="") as lines:
        return tuple(
            Document(
                row["text"],
                tuple(key for key in row["enjeux"].split("|") if key != OUTSIDE),
                row["source"],
            )
            for row in csv.DictReader(lines)
        )
