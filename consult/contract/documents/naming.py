"""Passages of a contract that can be spoken of one by one, each with a name that lasts.

    s-<section>                        a section: its title and its own text
    t-<section>-<digest>               a paragraph, a list or a table of its text, named by its words
    a-<digest>  o-<digest>  x-<digest>    of a plan: ambition, objective, action, named by their keys
    p-<public id>                      a sentence born of residents' words

What has a key keeps its name when its text changes; a paragraph whose text changes is another one,
and whoever spoke of it kept its words. Digests are short: the page of a contract holds hundreds.
"""

from __future__ import annotations

import enum
import hashlib
import re
from base64 import b32encode
from collections.abc import Iterable
from dataclasses import replace
from typing import TypeGuard

from flask_babel import gettext as _

from consult.contract.axes import AXES_MARK
from consult.contract.documents import tree
from consult.enjeux.models import Ambition
from consult.enjeux.queries import ambition_key
from consult.web.sentences import speaking_french

# Letters of 5 bits: among a thousand passages, two have the same digest once in two thousand contracts.
DIGEST = 6


class PassageKind(enum.Enum):
    SECTION = "s"
    TEXT = "t"
    AMBITION = "a"
    OBJECTIVE = "o"
    ACTION = "x"
    SENTENCE = "p"


def section_anchor(key: str) -> str:
    return _name(PassageKind.SECTION, key)


def ambition_anchor(ambition: Ambition) -> str:
    return _name(PassageKind.AMBITION, _digest(ambition_key(ambition)))


def objective_anchor(ambition: Ambition, key: str) -> str:
    return _name(PassageKind.OBJECTIVE, _digest(f"{ambition_key(ambition)}\n{key}"))


def action_anchor(ambition: Ambition, key: str) -> str:
    return _name(PassageKind.ACTION, _digest(f"{ambition_key(ambition)}\n{key}"))


def name_paragraphs(section: str, blocks: Iterable[tree.Block]) -> list[tree.Block]:
    """The same blocks, those of a text bearing their names; equal paragraphs have two names."""
    named: list[tree.Block] = []
    seen: dict[str, int] = {}
    for block in blocks:
        if not _is_text(block):
            named.append(block)
            continue
        text = text_of(block)
        times = seen[text] = seen.get(text, 0) + 1
        said = f"{text}\n{times}" if times > 1 else text
        name = _name(PassageKind.TEXT, section, _digest(squash(said)))
        named.append(replace(block, passage=name))
    return named


def _is_text(block: tree.Block) -> TypeGuard[tree.Paragraph | tree.Listing | tree.Table]:
    """The tables that the software prints are no text: their lines have names of their own."""
    if isinstance(block, tree.Table):
        return block.kind == "plain"
    return isinstance(block, tree.Paragraph | tree.Listing)


def _name(kind: PassageKind, *keys: str) -> str:
    """Without blanks, so that names can be joined by one."""
    return f"{kind.value}-" + re.sub(r"\s+", "_", "-".join(keys))


def _digest(text: str) -> str:
    return b32encode(hashlib.sha256(text.encode()).digest()).decode().lower()[:DIGEST]


def text_of(block: tree.Paragraph | tree.Listing | tree.Table) -> str:
    """Without bold or links: what is read aloud."""
    if isinstance(block, tree.Paragraph):
        return words(block.line)
    if isinstance(block, tree.Listing):
        return "\n".join(_items(block))
    rows = (" | ".join(_cell(cell) for cell in row.cells) for row in block.rows)
    return "\n".join([" | ".join(block.head), *rows])


def _items(block: tree.Listing, depth: int = 0) -> list[str]:
    found = []
    for item in block.items:
        found.append(f"{'  ' * depth}- {words(item.line)}")
        for inner in item.inner:
            found += _items(inner, depth + 1)
    return found


def _cell(cell: tree.Cell) -> str:
    return " ".join(words(part.line) for part in cell.parts if isinstance(part, tree.Paragraph))


def words(line: tree.Line) -> str:
    return "".join(run.text for run in line).rstrip()


def wording(line: tree.Line) -> str:
    """The words of a line of the plan, without what the software adds after them: the mark of its
    axes, « (prioritaire localement) », where an action is (see `plan` and `axes`).
    """
    own = list(line)
    while own and (not own[-1].text.strip() or _is_added(own[-1])):
        own.pop()
    return words(tuple(own))


def _is_added(run: tree.Run) -> bool:
    with speaking_french():
        priority = str(_("(local priority)"))
    return bool(run.action) or (
        run.italic and (run.text == priority or AXES_MARK.fullmatch(run.text) is not None)
    )


def squash(text: str) -> str:
    return " ".join(text.split())
