"""A text made comparable: folded words, a digest for exact copies, bands for near ones.

Everything here is deterministic, in any process and for ever: the database keeps the results.
MinHash (Broder, 1997): for each of 64 hash functions the smallest value over the text's shingles; two
texts agree on one of them with a probability equal to their Jaccard similarity. Sixteen bands of four
values meet at a similarity of 0.5 two times out of three, of 0.7 ninety-nine times out of a hundred.
"""

from __future__ import annotations

import hashlib
import re
import struct
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from consult.contributions.rewordings import is_rewording
from consult.enjeux.suggester.text import fold

SHINGLE: Final = 5
BANDS: Final = 16
ROWS: Final = 4
# Under this many words nearness means nothing: « plus de bus » is one letter from « plus de but ».
FEWEST_WORDS: Final = 8
_WORD: Final = re.compile(r"\w+")
_VALUES: Final = struct.Struct(f"<{BANDS * ROWS}I")


@dataclass(frozen=True)
class Wording:
    """What was said, in one vocabulary. `prompt` is the question it answers.

    A short text means little without its question (« des bancs », to keep or to change?): its copies
    are those that answer the same one. A longer text is the same wherever it was sent. Another wording of
    a passage is mostly the passage itself: only the very same change of the same passage is its copy.
    """

    vocabulary_id: int
    prompt: str
    title: str
    text: str

    @cached_property
    def words(self) -> list[str]:
        """Without capitals, accents, punctuation."""
        return [fold(word) for word in _WORD.findall(f"{self.title}\n{self.text}")]

    @cached_property
    def joined(self) -> str:
        """Without spaces either; numbers that follow each other stay two: 3,5 is not 35."""
        pieces: list[str] = []
        for word in self.words:
            if pieces and pieces[-1][-1:].isdigit() and word[:1].isdigit():
                pieces.append(".")
            pieces.append(word)
        return "".join(pieces)

    @property
    def is_short(self) -> bool:
        return len(self.words) < FEWEST_WORDS

    @property
    def needs_its_prompt(self) -> bool:
        return self.is_short or is_rewording(self.text)

    @property
    def digest(self) -> str:
        """The same for two texts exactly when one is a copy of the other; empty without a word."""
        if not self.joined:
            return ""
        question = "".join(_WORD.findall(self.prompt)) if self.needs_its_prompt else ""
        said = f"{self.vocabulary_id}\n{question}\n{self.joined}"
        return hashlib.blake2b(said.encode(), digest_size=16).hexdigest()

    @cached_property
    def shingles(self) -> frozenset[str]:
        """Every run of SHINGLE characters: a slip of the finger changes few of them."""
        ends = max(1, len(self.joined) - SHINGLE + 1)
        return frozenset(self.joined[start : start + SHINGLE] for start in range(ends))

    @cached_property
    def bands(self) -> list[int]:
        """BANDS signed integers of 64 bits; none for a text that only has exact copies."""
        if self.needs_its_prompt:
            return []
        least = _least_values(self.shingles)
        return [
            _band_key(self.vocabulary_id, start, least[start : start + ROWS])
            for start in range(0, len(least), ROWS)
        ]


def similarity(one: Wording, other: Wording) -> float:
    """Shared shingles out of all of both (Jaccard), from 0 to 1."""
    shared = len(one.shingles & other.shingles)
    return shared / (len(one.shingles) + len(other.shingles) - shared)


def _least_values(shingles: frozenset[str]) -> list[int]:
    rows = (
        _VALUES.unpack(hashlib.shake_128(shingle.encode()).digest(_VALUES.size))
        for shingle in shingles
    )
    return [min(column) for column in zip(*rows, strict=True)]


def _band_key(vocabulary_id: int, start: int, values: list[int]) -> int:
    said = ",".join(str(each) for each in (vocabulary_id, start, *values))
    digest = hashlib.blake2b(said.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
