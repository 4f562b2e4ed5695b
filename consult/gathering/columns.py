"""The columns of a file of words: their names, and what one cell of each may hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from babel.core import Locale
from flask_babel import gettext as _

from consult.contributions.models import Channel
from consult.gathering.ground import plain
from consult.web.clock import FIRST_YEAR
from consult.web.forms import LONGEST_ANSWER

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
CHANNELS = {
    Channel.IMPORT: ("import", "importe"),
    Channel.PAPER: ("papier", "sur papier", "paper"),
    Channel.INTERVIEW: ("entretien", "entretien individuel", "interview"),
    Channel.DOOR_TO_DOOR: ("porte a porte", "door to door"),
    Channel.WORKSHOP: ("atelier", "en atelier", "workshop", "reunion"),
}
_CHANNEL = {name: channel for channel, names in CHANNELS.items() for name in names}
_LANGUAGE = re.compile("[a-z]{2,3}")
_DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y")


class CellError(ValueError):
    """Its text says, in plain words, what is wrong with a cell."""


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


def read_channel(written: str, default: Channel) -> Channel:
    if not written.strip():
        return default
    found = _CHANNEL.get(plain(written))
    if found is None:
        raise CellError(
            _(
                "the channel “%(written)s” is not known: write %(known)s.",
                written=written[:40],
                known="import, papier, entretien, porte-à-porte, atelier",
            )
        )
    return found


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


def read_date(written: str, today: date) -> date | None:
    """None when it is not said. A day alone, or followed by an hour that is not kept."""
    text = written.strip()
    if not text:
        return None
    for form in _DATES:
        try:
            found = datetime.strptime(text.split("T")[0].split(" ")[0], form).date()  # noqa: DTZ007
        except ValueError:
            continue
        if found > today:
            raise CellError(_("the date “%(written)s” is still to come.", written=written[:40]))
        if found.year >= FIRST_YEAR:
            return found
    raise CellError(
        _(
            "the date “%(written)s” is not understood: write it like this: 31/12/2025.",
            written=written[:40],
        )
    )


def read_language(written: str, default: str) -> str:
    """A code (uk) or a name in French (ukrainien)."""
    name = plain(written)
    if not name:
        return default
    code = _languages().get(name) or (name if _LANGUAGE.fullmatch(name) else "")
    if code not in Locale("fr").languages:
        raise CellError(_("the language “%(written)s” is not known.", written=written[:40]))
    return code


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


@cache
def _languages() -> dict[str, str]:
    return {plain(name): code for code, name in Locale("fr").languages.items() if len(code) <= 3}
