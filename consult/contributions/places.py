"""« Where do you live? », asked the same way on every form, and never compulsory."""

from __future__ import annotations

from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from consult.contributions.operations import Place
from consult.territory.models import Commune, Perimeter, PlaceScope
from consult.web.labels import label

_QUARTER = "quartier-"
_BROAD = {
    PlaceScope.ELSEWHERE_IN_TOWN: "ailleurs",
    PlaceScope.OUTSIDE: "hors",
    PlaceScope.NOT_SAID: "non-dit",
}


def perimeters_today(commune: Commune) -> list[Perimeter]:
    """Those of the latest generation: nobody is asked about perimeters that were replaced."""
    latest = max((each.generation for each in commune.perimeters), default=None)
    return [each for each in commune.perimeters if each.generation == latest]


def place_choices(commune: Commune, unsaid: str = "") -> list[SelectChoice]:
    """The commune's perimeters, then the broad answers. The last one says nothing: « I prefer not to
    say », or `unsaid` where somebody else than the resident answers.
    """
    quarters = [SelectChoice(_QUARTER + p.key, p.name) for p in perimeters_today(commune)]
    words = {
        PlaceScope.ELSEWHERE_IN_TOWN: _("Elsewhere in town"),
        PlaceScope.OUTSIDE: _("Outside the town"),
        PlaceScope.NOT_SAID: unsaid or _("I prefer not to say"),
    }
    return quarters + [SelectChoice(value, words[scope]) for scope, value in _BROAD.items()]


def place_value(scope: PlaceScope, perimeter: Perimeter | None) -> str:
    """The choice that says this place."""
    return _QUARTER + perimeter.key if perimeter is not None else _BROAD[scope]


def read_place(value: str, commune: Commune) -> Place:
    """The place that a choice says. Raises LookupError when `value` is none of the choices."""
    for scope, broad in _BROAD.items():
        if value == broad:
            return Place(scope)
    for perimeter in perimeters_today(commune):
        if value == _QUARTER + perimeter.key:
            return Place(PlaceScope.PERIMETER, perimeter)
    raise LookupError(value)


def told_place(scope: PlaceScope | None, perimeter: Perimeter | None) -> list[str]:
    """A place as its author reads it again; empty when none was said."""
    if perimeter is not None:
        return [perimeter.name]
    return [label(scope)] if scope is not None else []
