"""Small blocks that the sheets are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from consult.contract.documents.markdown import line_of, printable
from consult.contract.documents.tree import (
    Block,
    Cell,
    Group,
    Item,
    Line,
    Listing,
    Paragraph,
    Part,
    Row,
    Run,
    Table,
)
from consult.contract.sheets.queries import Spoken
from consult.contributions.models import Channel
from consult.web.i18n import number
from consult.web.labels import label
from consult.web.secrecy import mask_parts, mask_total, show


def words(text: str, *, bold: bool = False, italic: bool = False) -> Paragraph:
    return Paragraph((Run(printable(text), bold, italic),))


def unknown(text: str) -> list[Paragraph]:
    """What is not known is said, in italics."""
    return [words(text, italic=True)]


def listing(lines: Iterable[Line | str]) -> list[Listing]:
    """A list of lines, of light Markdown when they are texts; nothing for no line."""
    items = tuple(Item(line_of(line) if isinstance(line, str) else line) for line in lines)
    return [Listing(items)] if items else []


Content = str | Sequence[Part]


def table(
    caption: str, head: Sequence[str], rows: Sequence[Sequence[Content]], widths: Sequence[int]
) -> Table:
    """Of texts, or of parts of a cell; the first column heads its row."""
    groups = tuple(
        Group((Row(tuple(_cell(content, index) for index, content in enumerate(row))),))
        for row in rows
    )
    return Table("plain", caption, tuple(head), groups, tuple(widths))


def _cell(content: Content, index: int) -> Cell:
    parts = (words(content),) if isinstance(content, str) and content else tuple(content)
    return Cell(tuple(part for part in parts if not isinstance(part, str)), "" if index else "row")


def channels_table(spoken: Spoken, caption: str) -> list[Block]:
    """People by channel, masked as everywhere they are printed; then how many texts that makes.

    Texts are not told by channel: beside a masked count of people they would tell it.
    """
    used = [channel for channel in Channel if spoken.contributions[channel]]
    if not used:
        return []
    people = mask_parts([spoken.people[channel] for channel in used], spoken.everybody)
    rows = [(label(channel), show(cell)) for channel, cell in zip(used, people, strict=True)]
    rows.append((str(_("All")), show(mask_total(spoken.everybody))))
    texts = sum(spoken.contributions.values())
    told = ngettext("%(num)s contribution in all.", "%(num)s contributions in all.", texts)
    return [table(caption, (_("Channel"), _("People heard")), rows, (60, 40)), words(told)]


def quarters_told(quarters: Sequence[tuple[str, int]], everybody: int) -> str:
    """« Attargette-Chanzy : 12 »: only what tells nothing of fewer than five of `everybody`."""
    cells = mask_parts([people for _name, people in quarters], everybody)
    told = [
        _("%(quarter)s: %(people)s", quarter=name, people=number(cell.value))
        for (name, _people), cell in zip(quarters, cells, strict=True)
        if cell.value
    ]
    return ", ".join(told)
