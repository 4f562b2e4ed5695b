"""What the shipped model learns from: sentences written for it, and the contracts' own text.

Each file of `training/` was written apart from the others, in its own register; its columns are
those of an evaluation file, and `source`, the imagined speaker. Nothing in them was said by a real
person. The files of `evaluation/` were written apart too, and no model learns from them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from consult.config import PACKAGE
from consult.enjeux.suggester.documents import Document
from consult.enjeux.suggester.model import OUTSIDE

FOLDER: Final = Path(__file__).parent.parent
SENTENCES: Final = FOLDER / "training"
HELD_OUT: Final = FOLDER / "evaluation" / "french.csv"
OTHER_LANGUAGES: Final = FOLDER / "evaluation" / "languages.csv"
CONTRACTS: Final = PACKAGE / "contract" / "reference"
# A heading of one word says nothing that the enjeu's name does not.
SHORTEST: Final = 16


def shipped_documents(folder: Path = SENTENCES) -> Iterator[Document]:
    """One document a line, file after file, in the order of their names."""
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                yield Document(
                    row["text"],
                    tuple(enjeu for enjeu in named(row) if enjeu != OUTSIDE),
                    row["source"],
                    row["lang"],
                )


def named(row: Mapping[str, str]) -> list[str]:
    """The enjeu of a row, then the others that it accepts."""
    return [row["enjeu"], *(each for each in row["accepted"].split("|") if each)]


def contract_documents(folder: Path = CONTRACTS) -> Iterator[Document]:
    """Every sentence of the shipped contracts, under its enjeu.

    Not of those that are there to be compared with: their enjeux are others.
    """
    for path in sorted(folder.glob("*.yaml")):
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
        if not told["contract"].get("listed", True):
            continue
        for enjeu in told["enjeux"]:
            for number, text in enumerate(sentences(enjeu)):
                yield Document(text, (enjeu["key"],), f"{path.stem}-{enjeu['key']}-{number}")


def sentences(node: Any) -> Iterator[str]:
    """The texts of a description, however deep, in its order."""
    if isinstance(node, str):
        if len(node) >= SHORTEST:
            yield node
    elif isinstance(node, Mapping):
        for each in node.values():
            yield from sentences(each)
    elif isinstance(node, Iterable):
        for each in node:
            yield from sentences(each)
