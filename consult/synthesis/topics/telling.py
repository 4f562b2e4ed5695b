"""What is said of a group: its distinctive words, the words that stand for it, those that depart from it.

Everything shown was said by somebody: words and sentences are chosen, never made.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from consult.contributions.models import Contribution
from consult.enjeux.suggester.text import fold

MOST_WORDS: Final = 6
REPRESENTATIVE: Final = 5
DEPARTING: Final = 5
# A side taken by fewer than this share of a group is not the group's own.
MINORITY: Final = 1 / 3
_APOSTROPHES: Final = str.maketrans({"’": "'"})
_AGAINST: Final = re.compile(
    r"\b(?:contre|inutiles?|pas besoin|pas d'accord|n[e'] ?(?:faut|veux|veut|voulons|sert) pas"
    r"|faut pas|sert a rien|pas utile|arretez|arreter de|supprime[rz]|gaspillages?|gachis"
    r"|argent jete|non au|non a la|non aux|ras le bol d(?:e|u|es))\b"
)
_CONTENT: Final = re.compile(
    r"\b(?:ca va bien|tout va bien|tres bien comme ca|tres content(?:e|s)?|satisfaits?|bravo|merci pour"
    r"|bien comme c'est|rien a (?:changer|redire)|heureusement qu|continuez|gardez|ne changez rien)\b"
)


def distinctive(
    inside: Mapping[str, int], size: int, everywhere: Mapping[str, int], total: int
) -> list[str]:
    """Keys of the words that a group uses and the others do not; at most MOST_WORDS.

    `inside` and `everywhere` count the texts that have each word, out of `size` and of `total`. Of a
    group of several texts, a word of one of them alone tells little: only where they share none.
    """
    shared = {key: texts for key, texts in inside.items() if texts > 1}
    scores = {
        key: share * math.log(share / _usual(everywhere[key] - texts, total - size))
        for key, texts in (shared or inside).items()
        if (share := texts / size)
    }
    best = sorted((key for key in scores if scores[key] > 0), key=lambda key: (-scores[key], key))
    return best[:MOST_WORDS]


def _usual(texts: int, total: int) -> float:
    """The share of the other texts that have a word; never nothing, however few they are."""
    return (texts + 0.5) / (total + 1)


@dataclass(frozen=True)
class Placed:
    """Words of a group; `nearness` is unknown for those put there by hand since the last run."""

    contribution: Contribution
    nearness: float | None


def representative(members: Sequence[Placed]) -> list[Contribution]:
    """The nearest to the centre, spread over channels and quarters first."""
    ordered = sorted(
        (each for each in members if each.nearness is not None),
        key=lambda each: (-(each.nearness or 0), each.contribution.id),
    )
    # Not at the price of standing for another matter: only among the nearest half.
    ordered = ordered[: max(3, (len(ordered) + 1) // 2)]
    chosen: list[Contribution] = []
    places: set[object] = set()
    for new_place in (True, False):
        for each in ordered:
            said = each.contribution
            place = said.channel, said.perimeter_id
            if len(chosen) < REPRESENTATIVE and said not in chosen:
                if new_place and place in places:
                    continue
                chosen.append(said)
                places.add(place)
    near = {each.contribution.id: each.nearness or 0 for each in ordered}
    return sorted(chosen, key=lambda said: (-near[said.id], said.id))


def departing(members: Sequence[Placed], but: Collection[Contribution]) -> list[Contribution]:
    """Those of another opinion by their words, then the farthest from the centre; not among `but`.

    « Contre », « inutile », « ça va bien »… say it when most of the group does not. A group of fewer
    than four texts has no majority to depart from.
    """
    if len(members) < 4:
        return []
    others = [each for each in members if each.contribution not in but]
    another_side = _of_another_side(members)
    opposed = [each for each in others if each.contribution.id in another_side]
    far = sorted(
        (each for each in others if each.nearness is not None and each not in opposed),
        key=lambda each: (each.nearness or 0, each.contribution.id),
    )
    # The farthest half at most: somebody in the middle departs from nothing.
    far = far[: len(members) // 4]
    return [each.contribution for each in (opposed[: DEPARTING - 1] + far)][:DEPARTING]


def _of_another_side(members: Sequence[Placed]) -> set[int]:
    found: set[int] = set()
    for side in (_AGAINST, _CONTENT):
        taken = {each.contribution.id for each in members if side.search(_folded(each))}
        if len(taken) < MINORITY * len(members):
            found |= taken
    return found


def _folded(placed: Placed) -> str:
    said = placed.contribution
    return fold(f"{said.title}\n{said.text}".translate(_APOSTROPHES))
