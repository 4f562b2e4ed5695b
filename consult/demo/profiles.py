"""Who the invented residents say they are: drawn from their key, so always the same.

Shares are invented too, and only plausible: those whom an animator or a door-to-door round meets are
older, many young people answer online, and about a third say nothing of themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar
from zlib import crc32

from consult.contributions.models import Channel
from consult.contributions.profiles import Profile
from consult.territory.publics import AgeBand, Gender

Member = TypeVar("Member")

# In the order of the bands, « not said » last; out of a hundred.
ONLINE = (6, 13, 41, 9, 31)
FACE_TO_FACE = (2, 7, 38, 31, 22)
WOMEN_MEN = (42, 28, 30)


def profile_of(key: str, channel: Channel) -> Profile:
    """What the invented resident `key` ticked; an import brings nobody's age."""
    if channel is Channel.IMPORT:
        return Profile()
    ages = ONLINE if channel is Channel.ONLINE else FACE_TO_FACE
    return Profile(
        _drawn(f"age {key}", tuple(AgeBand), ages), _drawn(f"genre {key}", tuple(Gender), WOMEN_MEN)
    )


def _drawn(key: str, members: Sequence[Member], weights: Sequence[int]) -> Member:
    point = crc32(key.encode()) % sum(weights)
    for member, weight in zip(members, weights, strict=True):
        if point < weight:
            return member
        point -= weight
    raise AssertionError("weights hold every point")
