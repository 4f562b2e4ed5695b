"""What a sentence of the team takes from words that were taken back: found, and left out.

Nobody can be asked what they meant to quote, so the rule is plain and errs on the side of whoever
takes their words back. Quoted is a run of RUN words (all of a shorter text), two of which mean
something; in whose name they spoke; a way to reach somebody; and, in an answer given to them too,
whatever looks like a name. What may be quoted for another reason is told by the caller.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Final

from consult.enjeux.suggester.text import STOP_WORDS, fold
from consult.moderation import personal_data
from consult.moderation.personal_data import Kind

RUN: Final = 4
FEWEST_MEANING: Final = 2
LEFT_OUT: Final = "[…]"
_WORD: Final = re.compile(r"\w+")

Run = tuple[str, ...]
_NOTHING: Final[frozenset[Run]] = frozenset({(), ("",)})


@dataclass(frozen=True)
class TakenBack:
    """Words taken back, folded: every run of them, what tells who they are, what looks like a name."""

    runs: frozenset[Run]
    who: frozenset[Run]
    names: frozenset[Run]


def taken_back(texts: Sequence[str], name: str = "") -> TakenBack:
    """`texts`: what was said, as it came and as it became. `name`: in whose name, perhaps nobody's."""
    runs: set[Run] = set()
    who: set[Run] = {tuple(_words(name))}
    names: set[Run] = set()
    for text in texts:
        words = _words(text)
        runs.update(_runs(words, min(RUN, len(words))))
        for span in personal_data.find(text):
            spotted = tuple(_words(text[span.start : span.end]))
            # A number is the same one written without blanks.
            (names if span.kind is Kind.NAME else who).update({spotted, ("".join(spotted),)})
    return TakenBack(frozenset(runs), frozenset(who - _NOTHING), frozenset(names - _NOTHING))


def without_quotes(
    written: str, gone: TakenBack, besides: Sequence[str], *, names: bool = False
) -> str:
    """`written`, each quote of `gone` replaced by LEFT_OUT; itself when there is none.

    `besides` are texts that may be quoted: what stands in one of them is no quote.
    """
    found = list(_WORD.finditer(written))
    words = [fold(each.group()) for each in found]
    allowed = [_words(each) for each in besides]
    spotted = gone.who | gone.names if names else gone.who
    quotes = gone.runs | spotted
    left_out: set[int] = set()
    for size in {len(each) for each in quotes}:
        others = {run for each in allowed for run in _runs(each, size)}
        quoted = {
            start: run
            for start, run in enumerate(_runs(words, size))
            if run in quotes and run not in others
        }
        for stretch in _stretches(quoted):
            if any(quoted[start] in spotted or _means(quoted[start]) for start in stretch):
                left_out.update(range(stretch.start, stretch.stop + size - 1))
    return _rewritten(written, found, left_out)


def _stretches(places: Iterable[int]) -> Iterator[range]:
    """Of growing numbers: those that follow each other."""
    stretch: range | None = None
    for place in places:
        if stretch is not None and place == stretch.stop:
            stretch = range(stretch.start, place + 1)
            continue
        if stretch is not None:
            yield stretch
        stretch = range(place, place + 1)
    if stretch is not None:
        yield stretch


def _rewritten(written: str, found: Sequence[re.Match[str]], left_out: Set[int]) -> str:
    """Words that follow each other leave together, with what stands between them."""
    pieces: list[str] = []
    position = 0
    for stretch in _stretches(sorted(left_out)):
        pieces += [written[position : found[stretch.start].start()], LEFT_OUT]
        position = found[stretch.stop - 1].end()
    return "".join([*pieces, written[position:]])


def _words(text: str) -> list[str]:
    return [fold(each) for each in _WORD.findall(text)]


def _runs(words: Sequence[str], size: int) -> Iterator[Run]:
    if size:
        yield from (tuple(words[at : at + size]) for at in range(len(words) - size + 1))


def _means(run: Run) -> bool:
    return sum(word not in STOP_WORDS and len(word) > 1 for word in run) >= FEWEST_MEANING
