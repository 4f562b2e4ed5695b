"""The passages of a document that readers can speak of, and how each is found again in a later one."""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from consult.contract.documents import tree
from consult.contract.documents.naming import (
    PassageKind,
    section_anchor,
    squash,
    text_of,
    wording,
)

# Two paragraphs that share fewer words than this are two paragraphs, and not one that changed.
NEAR = 0.5


@dataclass(frozen=True)
class Passage:
    """`section` is the key of the section it stands in, `heading` that section as printed."""

    anchor: str
    section: str
    heading: str
    text: str

    @property
    def kind(self) -> PassageKind:
        return PassageKind(self.anchor[:1])


def passages_of(document: tree.Document) -> dict[str, Passage]:
    """By name, in the printed order, of the document as its readers see it."""
    found: dict[str, Passage] = {}
    section, heading = "", ""
    above: dict[int, str] = {}
    for block in document.blocks:
        if isinstance(block, tree.Heading):
            section, heading = block.anchor.removeprefix("s-"), _told(block, above)
            above = {level: text for level, text in above.items() if level < block.level}
            above[block.level] = block.full
            found[block.anchor] = Passage(block.anchor, section, heading, block.text)
            continue
        for anchor, text in _named(block):
            found[anchor] = Passage(anchor, section, heading, text)
            whole = found.get(section_anchor(section))
            if anchor.startswith("t-") and whole is not None:
                found[whole.anchor] = replace(whole, text=f"{whole.text}\n\n{text}")
    return found


def _told(heading: tree.Heading, above: dict[int, str]) -> str:
    """As printed; a heading without a number is told apart from its like by the one above it."""
    over = [text for level, text in sorted(above.items()) if level < heading.level]
    return heading.full if heading.number or not over else f"{over[-1]} › {heading.text}"


def _named(block: tree.Block) -> list[tuple[str, str]]:
    """Names and texts of what a block holds."""
    if isinstance(block, tree.Table):
        if block.passage:
            return [(block.passage, text_of(block))]
        parts = [part for row in block.rows for cell in row.cells for part in cell.parts]
        return [named for part in parts for named in _of_part(part)]
    if isinstance(block, tree.Paragraph | tree.Listing | tree.Sentence):
        return _of_part(block)
    return []


def _of_part(part: tree.Part) -> list[tuple[str, str]]:
    if isinstance(part, tree.Sentence):
        return [(f"p-{part.public_id}", part.text)] if part.text else []
    if isinstance(part, tree.Figure):
        return []
    if isinstance(part, tree.Paragraph) and part.passage:
        of_plan = not part.passage.startswith(PassageKind.TEXT.value)
        return [(part.passage, wording(part.line) if of_plan else text_of(part))]
    if part.passage:
        return [(part.passage, text_of(part))]
    if isinstance(part, tree.Listing):
        return [(each.passage, wording(each.line)) for each in part.items if each.passage]
    return []


class Since(enum.Enum):
    """What became of a passage since somebody spoke of it."""

    SAME = "same"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True)
class Now:
    """`passage` is where it stands today, None when it is gone."""

    since: Since
    passage: Passage | None


def find_again(passages: dict[str, Passage], anchor: str, section: str, quote: str) -> Now:
    """The passage once quoted: by its name, or the paragraph of its section that resembles it most."""
    present = passages.get(anchor)
    if present is None and anchor.startswith("t-"):
        present = _nearest(passages, section, quote)
    if present is None:
        return Now(Since.GONE, None)
    same = squash(present.text) == squash(quote)
    return Now(Since.SAME if same else Since.CHANGED, present)


def _nearest(passages: dict[str, Passage], section: str, quote: str) -> Passage | None:
    old = quote.split()
    best, most = None, NEAR
    for each in passages.values():
        if each.section != section or each.kind is not PassageKind.TEXT:
            continue
        matcher = SequenceMatcher(None, old, each.text.split(), autojunk=False)
        if matcher.quick_ratio() >= most and (ratio := matcher.ratio()) >= most:
            best, most = each, ratio
    return best
