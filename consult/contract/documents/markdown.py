"""The Markdown of a section, as blocks of a document.

Raw HTML is not read as HTML but as the characters it is made of, and markdown-it only lets safe
addresses become links: nothing of a body can reach a page as markup.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from consult.contract.documents.tree import (
    Cell,
    Group,
    Item,
    Line,
    Listing,
    Paragraph,
    Row,
    Run,
    Table,
)

MarkdownBlock = Paragraph | Listing | Table
# What XML 1.0 cannot carry: a Word file or an ODT holding one of these cannot be opened.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_WEB = ("https://", "http://", "mailto:")


def printable(text: str) -> str:
    return _UNPRINTABLE.sub("", text)


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


@lru_cache(maxsize=512)
def blocks_of(body: str) -> tuple[MarkdownBlock, ...]:
    """Kept in memory: the text of a contract seldom changes, and every visitor reads it."""
    root = SyntaxTreeNode(_parser().parse(printable(body)))
    return tuple(block for node in root.children for block in _block(node))


def line_of(text: str) -> Line:
    """A short text with **bold** and *italic*, on one line."""
    found = [block for block in blocks_of(text) if isinstance(block, Paragraph)]
    return found[0].line if len(found) == 1 else (Run(printable(text)),)


def _block(node: SyntaxTreeNode) -> list[MarkdownBlock]:
    if node.type in {"bullet_list", "ordered_list"}:
        return [_listing(node)]
    if node.type == "table":
        return [_table(node)]
    if node.type == "inline":
        return _paragraph(_line(node))
    if node.type in {"paragraph", "heading"}:
        line = _line(node.children[0]) if node.children else ()
        # A body has no heading of its own: sections are the headings.
        if node.type == "heading":
            line = tuple(replace(run, bold=True) for run in line)
        return _paragraph(line)
    if node.type in {"fence", "code_block", "html_block"}:
        return _paragraph((Run(node.content.strip()),))
    return [block for child in node.children for block in _block(child)]


def _paragraph(line: Line) -> list[MarkdownBlock]:
    return [Paragraph(line)] if line else []


def _listing(node: SyntaxTreeNode) -> Listing:
    return Listing(tuple(_item(child) for child in node.children), node.type == "ordered_list")


def _item(node: SyntaxTreeNode) -> Item:
    inner = [block for child in node.children for block in _block(child)]
    lines = [block.line for block in inner if isinstance(block, Paragraph)]
    whole: list[Run] = []
    for line in lines:
        whole += [Run("\n"), *line] if whole else line
    return Item(tuple(whole), tuple(block for block in inner if isinstance(block, Listing)))


def _table(node: SyntaxTreeNode) -> Table:
    head: tuple[str, ...] = ()
    rows: list[Row] = []
    for part in node.children:
        for row in part.children:
            cells = [_line(cell.children[0]) if cell.children else () for cell in row.children]
            if part.type == "thead":
                head = tuple("".join(run.text for run in line) for line in cells)
            else:
                rows.append(Row(tuple(Cell(tuple(_parts(line))) for line in cells)))
    widths = (100 // max(len(head), 1),) * len(head)
    return Table("plain", "", head, (Group(tuple(rows)),), widths)


def _parts(line: Line) -> list[Paragraph]:
    return [Paragraph(line)] if line else []


@dataclass(frozen=True)
class _Style:
    bold: bool = False
    italic: bool = False
    href: str = ""


def _line(node: SyntaxTreeNode, style: _Style = _Style()) -> Line:
    """The runs of an inline node; equal neighbours are joined."""
    runs: list[Run] = []
    for child in node.children:
        for run in _runs(child, style):
            if not run.text:
                continue
            last = runs[-1] if runs else None
            if last and replace(last, text="") == replace(run, text=""):
                runs[-1] = replace(last, text=last.text + run.text)
            else:
                runs.append(run)
    return tuple(runs)


def _runs(node: SyntaxTreeNode, style: _Style) -> Line:
    if node.type == "strong":
        return _line(node, replace(style, bold=True))
    if node.type == "em":
        return _line(node, replace(style, italic=True))
    if node.type == "link":
        href = str(node.attrs.get("href", ""))
        return _line(node, replace(style, href=href if href.startswith(_WEB) else ""))
    if node.type == "image":
        return (Run(node.content, style.bold, style.italic),)
    text = {"softbreak": " ", "hardbreak": "\n"}.get(node.type, node.content)
    return (Run(text, style.bold, style.italic, style.href),)
