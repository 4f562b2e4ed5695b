"""Two states of a contract side by side: its sections, and the residents' sentences it prints."""

from __future__ import annotations

from dataclasses import dataclass

from consult.contract.differing import SectionDifference, changed, compare
from consult.contract.readings import Reading


@dataclass(frozen=True)
class SentenceMove:
    """A sentence born of residents' words that entered the text or left it."""

    public_id: str
    text: str
    heard: str


@dataclass(frozen=True)
class Comparison:
    """`sections` are those that differ; `unchanged` counts the others."""

    before: Reading
    after: Reading
    sections: tuple[SectionDifference, ...]
    unchanged: int
    entered: tuple[SentenceMove, ...]
    left: tuple[SentenceMove, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.sections or self.entered or self.left)


def confront(before: Reading, after: Reading) -> Comparison:
    sections = compare(before.document, after.document)
    different = changed(sections)
    return Comparison(
        before,
        after,
        different,
        len(sections) - len(different),
        _only_in(after, before),
        _only_in(before, after),
    )


def _only_in(reading: Reading, other: Reading) -> tuple[SentenceMove, ...]:
    return tuple(
        SentenceMove(public_id, text, reading.heard[public_id].told())
        for public_id, text in reading.texts.items()
        if public_id not in other.texts
    )
