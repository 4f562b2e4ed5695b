"""The words of a text, as groups are made and told with them.

A word is known by its stem in the table of word vectors, found by how it is heard when it is misspelt:
« ortofoniste » and « orthophonistes » are one word. Needs nothing but the standard library.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from consult.enjeux.suggester.text import FRENCH, WORD, Word, sound, words
from consult.enjeux.suggester.vectors import shipped_vectors


class Said(NamedTuple):
    """A word of a text: what it is known by, and how it was written."""

    key: str
    surface: str


def read(text: str, language: str = FRENCH) -> list[Said]:
    """The words that carry meaning; none in a language whose words have no vectors here."""
    if language != FRENCH:
        return []
    written = WORD.findall(unicodedata.normalize("NFC", text))
    return [said for each in written if (said := _said(each)) is not None]


@lru_cache(maxsize=100_000)
def _said(written: str) -> Said | None:
    """One word; None for grammar. The same ones come back in every text."""
    found = words(written)
    return Said(_key(found[0]), written.lower()) if found else None


def _key(word: Word) -> str:
    vectors = shipped_vectors()
    if word.stem in vectors.stems.places:
        return word.stem
    place = vectors.sounds.get(sound(word.folded))
    return word.stem if place is None else _names()[place]


@cache
def _names() -> Sequence[str]:
    return list(shipped_vectors().stems.places)


def surfaces(read_texts: Sequence[Sequence[Said]]) -> Iterator[tuple[str, str]]:
    """Each word of each text once, with how it is written there."""
    for said in read_texts:
        yield from dict(said).items()
