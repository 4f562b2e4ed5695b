"""What a cell says, found among what a question offers; who somebody is, as other tools write it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from consult.contributions.written import plain
from consult.territory.publics import AgeBand, Gender

YES = frozenset({"oui", "yes", "y", "o", "x", "1", "vrai", "true", "coche", "checked", "on"})
NO = frozenset({"", "non", "no", "n", "0", "faux", "false", "non coche", "off", "n/a", "na"})
# Between several answers of one cell, from the least to the most ambiguous.
SEPARATORS = (";", "|", ",")
_NUMBERING = re.compile(r"^(?:\d+\.|[A-Za-z]{1,3}\d{1,4}\s*[.:])\s+")
_NUMBERS = re.compile(r"\d+")
_UNDER = ("moins de", "under", "<")
_OVER = ("plus", "over", ">", "+", "et au dela")
_GENDERS = {
    Gender.WOMEN: {"femme", "une femme", "f", "feminin", "woman", "female", "fille", "madame"},
    Gender.MEN: {"homme", "un homme", "h", "m", "masculin", "man", "male", "garcon", "monsieur"},
}
_UNSAID = {"", "autre", "other", "non binaire", "ne souhaite pas repondre", "nsp", "non precise",
           "je prefere ne pas le dire", "prefere ne pas repondre", "ne se prononce pas",
           "prefer not to say", "je ne souhaite pas repondre", "n/a", "non renseigne"}  # fmt: skip
OLDEST = 120


class Option(Protocol):
    """A choice, or a line of a table; of the database or of a file."""

    @property
    def key(self) -> str: ...
    @property
    def label(self) -> str: ...


def prompt_of(title: str) -> str:
    """The question without the number or the code that the tool wrote before it."""
    return _NUMBERING.sub("", title).strip() or title


def known(options: Iterable[Option], by_hand: Mapping[str, str]) -> dict[str, str]:
    """The key of each way to write an option, folded; empty for what is set aside."""
    found: dict[str, str] = {}
    for option in options:
        found.setdefault(plain(option.label), option.key)
    for option in options:
        found.setdefault(plain(option.key), option.key)
    return found | {plain(written): key for written, key in by_hand.items()}


def pieces(cell: str, separator: str, names: Mapping[str, str]) -> list[str]:
    """The answers of a cell. An answer may hold the separator: the longest one that is known wins."""
    whole = cell.strip(" ,;|")
    if not whole:
        return []
    if not separator or plain(whole) in names:
        return [whole]
    parts = [part.strip() for part in whole.split(separator)]
    found: list[str] = []
    start = 0
    # A known answer has no more pieces than words: a cell of hundreds of them stays quick to read.
    most = 1 + max((len(each.split()) for each in names), default=0)
    while start < len(parts):
        end = _longest(parts[: start + most], start, separator, names)
        found.append(f"{separator} ".join(parts[start:end]))
        start = end
    return [piece for piece in found if piece]


def _longest(parts: Sequence[str], start: int, separator: str, names: Mapping[str, str]) -> int:
    for end in range(len(parts), start + 1, -1):
        for joint in (f"{separator} ", separator):
            if plain(joint.join(parts[start:end])) in names:
                return end
    return start + 1


def is_yes(cell: str, label: str) -> bool | None:
    """Whether a box is ticked; None when nothing tells."""
    name = plain(cell)
    if name in YES or name == plain(label):
        return True
    return False if name in NO else None


def age_of(cell: str, year: int) -> AgeBand | None:
    """The band of an age, of a year of birth or of narrower bands, said in `year`.

    « Not said » when that is what it says. None when it is not understood, or overlaps two bands.
    """
    name = plain(cell)
    if name in _UNSAID:
        return AgeBand.NOT_SAID
    written = _NUMBERS.findall(name)
    if any(len(each) > len(str(year)) for each in written):
        return None
    numbers = [int(each) for each in written]
    if not 1 <= len(numbers) <= 2:
        return None
    ages = [year - each if year - OLDEST <= each <= year else each for each in numbers]
    if any(each > OLDEST for each in ages):
        return None
    low, high = min(ages), max(ages)
    if len(ages) == 1 and name.startswith(_UNDER):
        low, high = 0, high - 1
    elif len(ages) == 1 and any(word in name for word in _OVER):
        high = OLDEST
    return _band(low) if _band(low) is _band(high) else None


def _band(age: int) -> AgeBand:
    if age < 18:
        return AgeBand.UNDER_18
    if age <= 25:
        return AgeBand.FROM_18_TO_25
    return AgeBand.FROM_26_TO_64 if age <= 64 else AgeBand.OVER_64


def gender_of(cell: str) -> Gender | None:
    """None when it is not understood."""
    name = plain(cell)
    if name in _UNSAID:
        return Gender.NOT_SAID
    return next((gender for gender, names in _GENDERS.items() if name in names), None)
