"""What French words have to do with one another: a small table of word vectors.

A model that only knows the words of its training sentences is lost when a resident uses another
one. Here each stem has a place among all the others, so that « dentiste » helps with « dents ».
The table is distilled once from a sentence encoder (see `distilling`) and travels with the program:
reading it needs neither that encoder nor numpy.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from consult.enjeux.suggester.tables import Table, read_table, write_member, write_table
from consult.enjeux.suggester.text import Word, sound

SHIPPED: Final = Path(__file__).parent.parent / "model" / "french-words.zip"


@dataclass(frozen=True, slots=True)
class WordVectors:
    """A row a stem; `sounds` finds the row of a misspelt word by how it is heard."""

    stems: Table
    sounds: Mapping[str, int]

    @property
    def size(self) -> int:
        return self.stems.width

    def of(self, word: Word) -> Sequence[int] | None:
        """The coordinates of a word, of what it sounds like when it is misspelt, or None."""
        place = self.stems.places.get(word.stem)
        if place is None:
            place = self.sounds.get(sound(word.folded))
        return None if place is None else self.stems.row(place)


@cache
def shipped_vectors(path: Path = SHIPPED) -> WordVectors:
    with zipfile.ZipFile(path) as archive:
        heard = (line.partition(" ") for line in archive.read("sounds.txt").decode().split("\n"))
        return WordVectors(
            read_table(archive, "stems"), {key: int(place) for key, _, place in heard}
        )


def write_vectors(
    path: Path, stems: Sequence[str], sounds: Mapping[str, int], numbers: bytes
) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        write_table(archive, "stems", stems, numbers)
        told = "\n".join(f"{key} {sounds[key]}" for key in sorted(sounds))
        write_member(archive, "sounds.txt", told.encode())
