"""Where the people heard live: kinds of perimeters, the quarters in them, and the other answers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from consult.territory.models import Perimeter, PerimeterKind, PlaceScope
from consult.web.labels import label

ELSEWHERE, UNPLACED = "elsewhere", "unplaced"
OUTSIDE, SEVERAL_KINDS, NOT_SAID = "outside", "several-kinds", "not-said"


@dataclass(frozen=True)
class Leaf:
    """One answer. `residents`: people of the town whose quarter is known."""

    key: str
    label: str
    perimeter: Perimeter | None = None
    residents: bool = True
    only_rooms: bool = False


@dataclass(frozen=True)
class Group:
    key: str
    label: str
    leaves: tuple[Leaf, ...]

    @property
    def perimeters(self) -> tuple[Perimeter, ...]:
        return tuple(leaf.perimeter for leaf in self.leaves if leaf.perimeter is not None)


def quarter_key(perimeter_id: int) -> str:
    return f"quarter-{perimeter_id}"


def several_key(kind: PerimeterKind) -> str:
    return f"several-{kind.value}"


def groups(perimeters: Sequence[Perimeter]) -> list[Group]:
    """One for each kind the town has, then the rest of the town, then those placed nowhere.

    A workshop is often held for several quarters, and its people are not shared out: they make an
    answer of their own, that no one can give on a form (`only_rooms`).
    """
    found = []
    for kind in PerimeterKind:
        inside = [each for each in perimeters if each.kind is kind]
        if inside:
            found.append(Group(f"kind-{kind.value}", label(kind), _leaves(kind, inside)))
    elsewhere = Leaf(ELSEWHERE, _("Elsewhere in town"))
    unplaced = (
        Leaf(OUTSIDE, label(PlaceScope.OUTSIDE), residents=False),
        Leaf(SEVERAL_KINDS, _("Workshops of several kinds of quarters"), None, False, True),
        Leaf(NOT_SAID, label(PlaceScope.NOT_SAID), residents=False),
    )
    return [
        *found,
        Group(ELSEWHERE, _("Rest of the town"), (elsewhere,)),
        Group(UNPLACED, _("Outside the town, or quarter not said"), unplaced),
    ]


def _leaves(kind: PerimeterKind, inside: Sequence[Perimeter]) -> tuple[Leaf, ...]:
    quarters = [Leaf(quarter_key(each.id), each.name, each) for each in inside]
    if len(inside) > 1:
        several = _("Workshops of several of them (%(kind)s)", kind=label(kind))
        quarters.append(Leaf(several_key(kind), several, None, False, True))
    return tuple(quarters)


def said_on_a_form(
    scope: PlaceScope | None, perimeter_id: int | None, today: Collection[int]
) -> str:
    """The answer's key. A perimeter that was replaced since is the rest of the town."""
    match scope:
        case PlaceScope.PERIMETER:
            return (
                quarter_key(perimeter_id) if perimeter_id in today and perimeter_id else ELSEWHERE
            )
        case PlaceScope.ELSEWHERE_IN_TOWN:
            return ELSEWHERE
        case PlaceScope.OUTSIDE:
            return OUTSIDE
        case PlaceScope.NOT_SAID | None:
            return NOT_SAID
    raise AssertionError(f"scope not handled: {scope}")


def held_for(quarters: Collection[int], perimeters: Sequence[Perimeter]) -> str:
    """The key of the people of a workshop, by the quarters it was held for."""
    known = [each for each in perimeters if each.id in quarters]
    if not known:
        return NOT_SAID
    if len(known) == 1:
        return quarter_key(known[0].id)
    kinds = {each.kind for each in known}
    return several_key(kinds.pop()) if len(kinds) == 1 else SEVERAL_KINDS
