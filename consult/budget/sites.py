"""« Where would it be? »: a quarter of the commune, elsewhere, or not said; its kind follows from it."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import replace

from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from consult.contributions.operations import Place
from consult.contributions.places import perimeters_today, place_value, read_place
from consult.territory.models import Commune, Perimeter, PerimeterKind, PlaceScope
from consult.web.labels import label
from consult.web.languages import DEFAULT, page_language
from consult.web.sentences import Told

UNSAID = place_value(PlaceScope.NOT_SAID, None)


def in_a_list(choices: list[SelectChoice]) -> list[SelectChoice]:
    """An option holds no tag: a name of the town says by itself, on a page in another language, that it
    is French.
    """
    if page_language() == DEFAULT:
        return choices
    return [
        each
        if isinstance(each.label, Told)
        else replace(each, render_kw={**each.render_kw, "lang": DEFAULT})
        for each in choices
    ]


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
