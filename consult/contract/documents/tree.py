"""A document as its reader sees it, before it is a page, a Word file or a PDF.

Every writer (the page, html, pdf, docx, odt) walks the same blocks: what one prints, all print.
Everything is frozen and made of tuples, so that a document can be compared and told apart by value.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Run:
    """A piece of a line. `href` is a checked web or mail address, or empty.

    `action` is the public id of the action whose page the words lead to, on the site only.
    """

    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""
    action: str = ""


Line = tuple[Run, ...]


@dataclass(frozen=True)
class EnjeuMark:
    """The colour, the icon and the word of an enjeu."""

    short_title: str
    icon: str
    hue: int


@dataclass(frozen=True)
class Heading:
    """`number` is as printed in the source, never computed; `anchor` is unique in the document."""

    block: ClassVar[str] = "heading"
    level: int
    number: str
    text: str
    anchor: str
    enjeu: EnjeuMark | None = None

    @property
    def full(self) -> str:
        return f"{self.number} {self.text}".strip()


@dataclass(frozen=True)
class Paragraph:
    """`passage`, here and below: the name under which readers can speak of it, or empty
    (see `consult.contract.documents.naming`)."""

    block: ClassVar[str] = "paragraph"
    line: Line
    passage: str = ""


@dataclass(frozen=True)
class Item:
    line: Line
    inner: tuple[Listing, ...] = ()
    passage: str = ""


@dataclass(frozen=True)
class Listing:
    block: ClassVar[str] = "list"
    items: tuple[Item, ...]
    ordered: bool = False
    passage: str = ""


@dataclass(frozen=True)
class Sentence:
    """A sentence born of residents' words, with what stands behind it; an empty `text` only adds
    its provenance to the existing sentence just above."""

    block: ClassVar[str] = "sentence"
    public_id: str
    text: str
    provenance: str


@dataclass(frozen=True)
class Figure:
    """A line of an indicator's cell."""

    block: ClassVar[str] = "figure"
    territory: str
    text: str
    note: str = ""

    @property
    def line(self) -> Line:
        """« Attargette-Chanzy : 37,1 % (2019, Insee) »."""
        place = (Run(f"{self.territory}\u202f: "),) if self.territory else ()
        note = (Run(f" ({self.note})"),) if self.note else ()
        return (*place, Run(self.text, bold=True), *note)


Part = Paragraph | Listing | Sentence | Figure


@dataclass(frozen=True)
class Cell:
    """`header` is "" for data, "row" for a row's heading, "group" for that of `rowspan` rows."""

    parts: tuple[Part, ...] = ()
    header: str = ""
    rowspan: int = 1


@dataclass(frozen=True)
class Row:
    """`cells` begins at column `first`: the columns before are covered by a cell that spans."""

    cells: tuple[Cell, ...]
    first: int = 0


@dataclass(frozen=True)
class Group:
    """Rows under one heading (an ambition, an indicator)."""

    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Table:
    """`kind` is plain, indicators, plan or ambitions; `widths` are shares of the page's width."""

    block: ClassVar[str] = "table"
    kind: str
    caption: str
    head: tuple[str, ...]
    groups: tuple[Group, ...]
    widths: tuple[int, ...]
    passage: str = ""

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for group in self.groups for row in group.rows)


@dataclass(frozen=True)
class Pairs:
    """Labels and what they stand for (the partners of an enjeu)."""

    block: ClassVar[str] = "pairs"
    title: str
    pairs: tuple[tuple[str, str], ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        named = ((Run(f"{label}\u202f: ", bold=True), Run(text)) for label, text in self.pairs)
        return ((Run(self.title, bold=True),), *named)


@dataclass(frozen=True)
class Notes:
    """Small print under a table: its sources."""

    block: ClassVar[str] = "notes"
    title: str
    lines: tuple[str, ...]

    @property
    def line(self) -> Line:
        return (Run(f"{self.title}\u202f: " + " · ".join(self.lines)),)


Block = Heading | Paragraph | Listing | Sentence | Table | Pairs | Notes


@dataclass(frozen=True)
class Document:
    """`brief`: printed without a new page for each of its parts."""

    slug: str
    title: str
    subtitle: str
    town: str
    period: str
    version: str
    source: str
    blocks: tuple[Block, ...]
    brief: bool = False

    @property
    def headings(self) -> tuple[Heading, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Heading))

    @property
    def name(self) -> str:
        """« Contrat de ville… – Volet communal d’Armentières »: the title property of the files."""
        return f"{self.title} – {self.subtitle}" if self.subtitle else self.title
