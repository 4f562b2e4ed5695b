"""« Where would it be? »: a quarter of the commune, elsewhere, or not said; its kind follows from it."""

from __future__ import annotations

import enum
from collections.abc import Mapping

from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from consult.contributions.operations import Place
from consult.contributions.places import perimeters_today, place_value, read_place
from consult.territory.models import Commune, Perimeter, PerimeterKind, PlaceScope
from consult.web.labels import label

UNSAID = place_value(PlaceScope.NOT_SAID, None)


def site_choices(commune: Commune, also: Perimeter | None = None) -> list[SelectChoice]:
    """`also`: where an older idea was, when that perimeter was replaced since."""
    perimeters = perimeters_today(commune)
    if also is not None and also not in perimeters:
        perimeters = [*perimeters, also]
    return [
        SelectChoice(UNSAID, _("I do not know yet")),
        *(SelectChoice(place_value(PlaceScope.PERIMETER, p), p.name) for p in perimeters),
        SelectChoice(
            place_value(PlaceScope.ELSEWHERE_IN_TOWN, None),
            _("Elsewhere in town, or in several places"),
        ),
    ]


def read_site(value: str, commune: Commune, now: Perimeter | None = None) -> Place:
    """The place of a choice; `now`: where the idea is already, a perimeter of today or not."""
    if now is not None and value == place_value(PlaceScope.PERIMETER, now):
        return Place(PlaceScope.PERIMETER, now)
    return read_place(value, commune)


def told_places(counted: Mapping[enum.Enum, int]) -> list[tuple[str, int]]:
    """Ideas by kind of perimeter, then those in none, in words."""
    order = [*PerimeterKind, *PlaceScope]
    return [(label(each), counted[each]) for each in order if each in counted]
