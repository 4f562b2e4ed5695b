"""What people write in the cells of a file: a day, a language, a channel, a place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache

from babel.core import Locale
from flask_babel import gettext as _

from consult.contributions.models import Channel
from consult.contributions.operations import Place
from consult.enjeux.suggester.text import fold
from consult.territory.models import Commune, Perimeter, PlaceScope
from consult.web.clock import FIRST_YEAR
from consult.web.tables import CellError

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
# What a file says instead of a quarter.
_BROAD = {
    "": PlaceScope.NOT_SAID,
    "non precise": PlaceScope.NOT_SAID,
    "inconnu": PlaceScope.NOT_SAID,
    "ailleurs": PlaceScope.ELSEWHERE_IN_TOWN,
    "ailleurs dans la ville": PlaceScope.ELSEWHERE_IN_TOWN,
    "elsewhere": PlaceScope.ELSEWHERE_IN_TOWN,
    "hors": PlaceScope.OUTSIDE,
    "hors de la ville": PlaceScope.OUTSIDE,
    "hors commune": PlaceScope.OUTSIDE,
    "outside": PlaceScope.OUTSIDE,
}


def plain(text: str) -> str:
    """Without accents, capitals, dashes or doubled blanks: nobody types a name twice alike."""
    return " ".join(fold(text).replace("-", " ").replace("_", " ").replace("’", "'").split())


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


def read_written_place(written: str, names: Mapping[str, Perimeter]) -> Place | None:
    """None for a quarter that is none of `names`."""
    name = plain(written)
    if name in _BROAD:
        return Place(_BROAD[name])
    found = names.get(name)
    return Place(PlaceScope.PERIMETER, found) if found else None


def place_names(commune: Commune) -> dict[str, Perimeter]:
    """Of two perimeters with one name, the one of the latest generation."""
    found: dict[str, Perimeter] = {}
    for each in sorted(commune.perimeters, key=lambda each: each.generation):
        for name in (each.key, each.name, *map(str, each.aliases)):
            found[plain(name)] = each
    return found


@cache
def _languages() -> dict[str, str]:
    return {plain(name): code for code, name in Locale("fr").languages.items() if len(code) <= 3}
