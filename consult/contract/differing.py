"""What differs between two states of a contract, section by section, in the order it is read.

Sections are found again by their anchor, which rests on their stable key. Inside one, each paragraph,
item of a list, sentence and line of a cell is a unit; units that look alike are compared word by word.
Nothing here reads the database.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import Literal

from consult.contract.documents import tree
from consult.contract.documents.tree import Block, Document, Heading, Line
from consult.contract.wording import Piece, likeness, words

Status = Literal["same", "changed", "added", "removed", "moved"]
# Under this likeness a unit is not the other one rewritten: one left, the other came.
ALIKE = 0.45
# How far a rewritten unit is looked for among those that left.
WINDOW = 30


@dataclass(frozen=True)
class Unit:
    """A piece of text that is read as one, in the column `place` of a table, under the line `under`.

    `under` is only told: the actions of an ambition that is renamed did not change.
    """

    place: str
    text: str
    style: str = ""
    under: str = field(default="", compare=False)

    @property
    def told(self) -> str:
        return " · ".join(name for name in (self.place, self.under) if name)


@dataclass(frozen=True)
class Difference:
    """`pieces` of a changed unit; only its form (bold, italic, links) changed when all are the same."""

    status: Status
    place: str
    pieces: tuple[Piece, ...]

    @property
    def is_form_only(self) -> bool:
        return self.status == "changed" and all(each.change == "same" for each in self.pieces)


@dataclass(frozen=True)
class SectionDifference:
    """`heading` is the new one, or the old one of a section that left; `title` tells its change."""

    heading: Heading
    status: Status
    moved: bool
    title: tuple[Piece, ...]
    differences: tuple[Difference, ...]


@dataclass
class _Section:
    heading: Heading
    units: list[Unit] = field(default_factory=list)


def compare(before: Document, after: Document) -> tuple[SectionDifference, ...]:
    """Every section of both, those that did not change included."""
    old, new = _sections(before.blocks), _sections(after.blocks)
    moved = _moved(list(old), list(new))
    found: list[SectionDifference] = []
    for anchor, gone in _merged(list(old), list(new)):
        if gone:
            found.append(_alone(old[anchor], "removed"))
        elif anchor not in old:
            found.append(_alone(new[anchor], "added"))
        else:
            found.append(_both(old[anchor], new[anchor], moved=anchor in moved))
    return tuple(found)


def changed(sections: Iterable[SectionDifference]) -> tuple[SectionDifference, ...]:
    return tuple(each for each in sections if each.status != "same" or each.moved)


def _sections(blocks: Sequence[Block]) -> dict[str, _Section]:
    found: dict[str, _Section] = {}
    current: _Section | None = None
    for block in blocks:
        if isinstance(block, Heading):
            current = found[block.anchor] = _Section(block)
        elif current is not None:
            current.units += _units(block)
    return found


def _merged(old: list[str], new: list[str]) -> list[tuple[str, bool]]:
    """Anchors in the new order; each that left (True) stands after the one it followed."""
    order = [(anchor, False) for anchor in new]
    for index, anchor in enumerate(old):
        if anchor in new:
            continue
        before = next((each for each in reversed(old[:index])), None)
        places = [n for n, (each, _gone) in enumerate(order) if each == before]
        order.insert(places[0] + 1 if places else 0, (anchor, True))
    return order


def _moved(old: list[str], new: list[str]) -> set[str]:
    """Those that changed places, the others being taken as fixed."""
    common = [anchor for anchor in old if anchor in set(new)]
    target = [anchor for anchor in new if anchor in set(old)]
    matcher = SequenceMatcher(None, common, target, autojunk=False)
    fixed = {each for a, _b, n in matcher.get_matching_blocks() for each in common[a : a + n]}
    return set(common) - fixed


def _alone(section: _Section, status: Literal["added", "removed"]) -> SectionDifference:
    found = tuple(_alone_unit(status, each) for each in section.units)
    title = (Piece(status, section.heading.full),)
    return SectionDifference(section.heading, status, False, title, found)


def _both(old: _Section, new: _Section, *, moved: bool) -> SectionDifference:
    title = words(old.heading.full, new.heading.full)
    found = tuple(_differences(old.units, new.units))
    renamed = any(each.change != "same" for each in title)
    status: Status = "changed" if renamed or found else "same"
    return SectionDifference(new.heading, status, moved, title, found)


def _differences(old: list[Unit], new: list[Unit]) -> list[Difference]:
    found: list[Difference] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for name, i1, i2, j1, j2 in matcher.get_opcodes():
        if name != "equal":
            found += _pair(old[i1:i2], new[j1:j2])
    return _with_moves(found)


def _pair(gone: list[Unit], come: list[Unit]) -> list[Difference]:
    """Each unit that came with the one it rewrites, if one looks like it; the others alone, in order."""
    found: list[Difference] = []
    left = list(gone)
    for unit in come:
        place = _closest(unit, left[:WINDOW])
        if place is None:
            found.append(_alone_unit("added", unit))
            continue
        found += [_alone_unit("removed", each) for each in left[:place]]
        found.append(Difference("changed", unit.told, words(left[place].text, unit.text)))
        left = left[place + 1 :]
    return found + [_alone_unit("removed", each) for each in left]


def _closest(unit: Unit, among: list[Unit]) -> int | None:
    best, place = 0.0, None
    for index, each in enumerate(among):
        near = likeness(each.text, unit.text, least=max(ALIKE, best))
        if each.place == unit.place and near > best:
            best, place = near, index
    return place


def _with_moves(found: list[Difference]) -> list[Difference]:
    """What left one place and came, letter for letter, to another one of the section only moved."""
    gone = [each.pieces for each in found if each.status == "removed"]
    come = [each.pieces for each in found if each.status == "added"]
    texts = {each[0].text for each in gone} & {each[0].text for each in come}
    told: list[Difference] = []
    for each in found:
        text = each.pieces[0].text if each.pieces else ""
        if each.status == "added" and text in texts:
            told.append(Difference("moved", each.place, (Piece("same", text),)))
        elif each.status != "removed" or text not in texts:
            told.append(each)
    return told


def _alone_unit(status: Literal["added", "removed"], unit: Unit) -> Difference:
    return Difference(status, unit.told, (Piece(status, unit.text),))


def _units(block: Block) -> list[Unit]:
    match block:
        case tree.Table():
            return _of_table(block)
        case tree.Pairs():
            return [Unit(block.title, f"{label}\u202f: {text}") for label, text in block.pairs]
        case tree.Notes():
            return [Unit(block.title, text) for text in block.lines]
        case tree.Heading():
            return []
        case _:
            return _of_part(block, "")


def _of_part(part: tree.Part, place: str) -> list[Unit]:
    match part:
        case tree.Listing():
            return [unit for item in part.items for unit in _of_item(item, place)]
        case tree.Sentence():
            # Without words of its own it only counts those behind the line above.
            return [Unit(place, part.text)] if part.text else []
        case _:
            return [_of_line(part.line, place)]


def _of_item(item: tree.Item, place: str) -> list[Unit]:
    inner = [unit for listing in item.inner for unit in _of_part(listing, place)]
    return [*([_of_line(item.line, place)] if item.line else []), *inner]


def _of_line(line: Line, place: str) -> Unit:
    text = "".join(run.text for run in line)
    style = "".join(
        f"{int(run.bold)}{int(run.italic)}{run.href}:{len(run.text)};"
        for run in line
        if run.bold or run.italic or run.href
    )
    return Unit(place, text, style)


def _of_table(table: tree.Table) -> list[Unit]:
    """Each line of each cell, told by its column and by the heading of its group."""
    found: list[Unit] = []
    for group in table.groups:
        heading = _heading_of(group)
        for row in group.rows:
            for number, cell in enumerate(row.cells, start=row.first):
                column = table.head[number] if number < len(table.head) else ""
                under = "" if cell.header == "group" else heading
                units = [unit for part in cell.parts for unit in _of_part(part, column)]
                found += [replace(unit, under=under) for unit in units]
    return found


def _heading_of(group: tree.Group) -> str:
    cells = (cell for row in group.rows[:1] for cell in row.cells if cell.header == "group")
    units = [unit for cell in cells for part in cell.parts for unit in _of_part(part, "")]
    return units[0].text if units else ""
