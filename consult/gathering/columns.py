"""The columns of a file of words: their names, and what one cell of each may hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from consult.contributions.written import plain
from consult.web.forms import LONGEST_ANSWER
from consult.web.tables import CellError

LONGEST_LINE = 255
MOST_PEOPLE = 9_999
# The first name of each is the one of the template to download.
NAMES: dict[str, tuple[str, ...]] = {
    "text": ("texte", "text", "contribution", "parole", "avis", "verbatim", "reponse"),
    "title": ("titre", "title"),
    "quarter": ("quartier", "quarter"),
    "date": ("date", "dit le"),
    "channel": ("canal", "channel"),
    "heard_from": ("personnes", "nombre de personnes", "heard from"),
    "language": ("langue", "language"),
    "source_title": ("source", "source title", "consultation", "occasion"),
    "prompt": ("question", "prompt"),
    "external_id": ("identifiant", "id", "external id", "numero"),
}


@dataclass(frozen=True)
class Header:
    """Where each known column stands; `ignored` are the names of the others."""

    places: dict[str, int]
    ignored: tuple[str, ...]


def read_header(cells: Sequence[str]) -> Header:
    """Raises CellError when there are no texts, or twice the same column."""
    known = {name: column for column, names in NAMES.items() for name in names}
    places: dict[str, int] = {}
    ignored: list[str] = []
    for index, cell in enumerate(cells):
        column = known.get(plain(cell))
        if column is None:
            ignored.extend([cell.strip()[:LONGEST_LINE]] if cell.strip() else [])
        elif column in places:
            raise CellError(_("two columns are called “%(name)s”.", name=cell.strip()))
        else:
            places[column] = index
    if "text" not in places:
        raise CellError(_("the first line must name the columns, one of them being “texte”."))
    return Header(places, tuple(ignored))


def read_people(written: str) -> int:
    if not written.strip():
        return 1
    number = written.strip().lstrip("0")
    possible = number.isascii() and number.isdigit() and len(number) <= len(str(MOST_PEOPLE))
    if not possible or not 1 <= int(number) <= MOST_PEOPLE:
        raise CellError(
            _(
                "“%(written)s” is not a number of people between 1 and %(most)s.",
                written=written[:40],
                most=MOST_PEOPLE,
            )
        )
    return int(number)


def read_line(written: str, name: str, most: int = LONGEST_LINE) -> str:
    if len(written) > most:
        raise CellError(
            _("“%(name)s” is longer than %(most)s characters.", name=NAMES[name][0], most=most)
        )
    return written


def read_text(written: str) -> str:
    if not written.strip():
        raise CellError(_("there are no words."))
    return read_line(written, "text", LONGEST_ANSWER)
