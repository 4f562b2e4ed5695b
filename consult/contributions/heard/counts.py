"""People heard, by each of the answers they gave about themselves."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from consult.contributions.models import Channel
from consult.territory.publics import AgeBand, Gender


@dataclass
class Count:
    """`people` in all; the counters hold each of them once, « not said » included."""

    people: int = 0
    places: Counter[str] = field(default_factory=Counter)
    ages: Counter[AgeBand] = field(default_factory=Counter)
    genders: Counter[Gender] = field(default_factory=Counter)
    channels: Counter[Channel] = field(default_factory=Counter)


@dataclass
class RoomCount(Count):
    """`rooms` workshops were counted; of `uncounted` others nobody said how many came."""

    rooms: int = 0
    uncounted: int = 0
