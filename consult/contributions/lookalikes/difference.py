"""What differs between two texts that resemble each other, word by word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final, Literal, NamedTuple

from consult.enjeux.suggester.text import fold

Kind = Literal["same", "added", "missing"]
_WORD: Final = re.compile(r"\w+")
# A word and all that follows it up to the next one.
_PIECE: Final = re.compile(r"\w+\W*|\W+")
# Words kept around a difference; a longer run in common is cut in its middle.
CONTEXT: Final = 6
# One of these added, removed or replaced can say the contrary of a text that is alike by its letters.
_TURNING: Final = frozenset(
    """
    n ne non pas ni plus moins jamais toujours rien aucun aucune sans avec pour contre oui trop assez
    avant apres seul seule seuls seulement bien mal bon mauvais
    """.split()  # noqa: SIM905
)
_TURNING_STEMS: Final = (
    "accept", "arret", "augment", "autoris", "baiss", "conserv", "continu", "demol", "diminu",
    "ferm", "garde", "interdi", "mainten", "ouver", "ouvr", "rajout", "reduc", "redui", "refus",
    "suppr",
)  # fmt: skip

# Beyond this many pairs of words, comparing two texts would keep everybody else waiting.
MOST_COMPARED: Final = 2_000_000


class Piece(NamedTuple):
    """A run of `text` as it was written."""

    kind: Kind
    text: str


def changed_words(one: str, other: str) -> list[str]:
    """The folded words that are in one text and not, at that place, in the other."""
    ones, others = _folded(one), _folded(other)
    changed: list[str] = []
    for kind, start, end, other_start, other_end in _compare(ones, others):
        if kind != "equal":
            changed += ones[start:end] + others[other_start:other_end]
    return changed


def may_turn_meaning(words: list[str]) -> bool:
    """A negation, a number, or a verb that has its contrary: a person must compare."""
    return any(
        word in _TURNING or word.startswith(_TURNING_STEMS) or any(sign.isdigit() for sign in word)
        for word in words
    )


def pieces(main: str, variant: str) -> list[Piece]:
    """`variant` compared with `main`, in reading order; long runs in common are cut with « … »."""
    mains, variants = _PIECE.findall(main), _PIECE.findall(variant)
    found: list[Piece] = []
    steps = _compare([_key(each) for each in mains], [_key(each) for each in variants])
    for number, (kind, start, end, other_start, other_end) in enumerate(steps):
        if kind == "equal":
            run = variants[other_start:other_end]
            found.append(Piece("same", _cut(run, number == 0, number == len(steps) - 1)))
            continue
        found += _marked("missing", mains[start:end])
        found += _marked("added", variants[other_start:other_end])
    return found


def wording_changes(main: str, variant: str) -> list[Piece]:
    """Two wordings of one passage compared: the whole of both, every sign being a difference."""
    mains, variants = main.split(), variant.split()
    if len(mains) * len(variants) > MOST_COMPARED:
        return [Piece("missing", main), Piece("same", " "), Piece("added", variant)]
    found: list[Piece] = []
    for kind, start, end, other_start, other_end in _compare(mains, variants):
        if kind == "equal":
            found.append(Piece("same", " ".join(mains[start:end])))
            continue
        found += [Piece("missing", " ".join(mains[start:end]))] if end > start else []
        added = " ".join(variants[other_start:other_end])
        found += [Piece("added", added)] if added else []
    return [part for piece in found for part in (piece, Piece("same", " "))][:-1]


def _marked(kind: Kind, run: list[str]) -> list[Piece]:
    """The spaces around the words are no part of what differs."""
    text = "".join(run)
    words = text.strip()
    after = text[len(text.rstrip()) :]
    return [piece for piece in (Piece(kind, words), Piece("same", after)) if piece.text]


def _cut(run: list[str], first: bool, last: bool) -> str:
    if len(run) <= 2 * CONTEXT + 2:
        return "".join(run)
    before = "" if first else "".join(run[:CONTEXT])
    after = "" if last else "".join(run[-CONTEXT:])
    return f"{before}… {after}" if before else f"… {after}"


def _compare(ones: list[str], others: list[str]) -> Sequence[tuple[str, int, int, int, int]]:
    return SequenceMatcher(None, ones, others, autojunk=False).get_opcodes()


def _folded(text: str) -> list[str]:
    return [fold(word) for word in _WORD.findall(text)]


def _key(piece: str) -> str:
    """Case, accents and punctuation are no difference; a piece without a word is only itself."""
    found = _WORD.match(piece)
    return fold(found.group()) if found else ""
