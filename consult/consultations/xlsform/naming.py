"""Names that both sides accept.

A key here is lower-case letters, digits, hyphens and dots; a name there begins with a letter or « _ »
and may have capitals.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from consult.consultations.conditions.language import (
    All,
    Any,
    Compare,
    Condition,
    Not,
    Selected,
)

# The list of the places that a question « place » offers, and the question that says where exactly.
PLACES = "consult-places"
EXACTLY = ".exactly"
INTRO = "intro"
_GAPS = re.compile(r"[^a-z0-9.]+")


def name_of(key: str) -> str:
    return f"_{key}" if key[:1].isdigit() else key


def key_of(name: str, taken: Mapping[str, object]) -> str:
    """As near as can be, and none of `taken`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    key = re.sub(r"[.-]*\.[.-]*", ".", _GAPS.sub("-", plain)).strip("-.") or "question"
    found, number = key, 1
    while found in taken:
        number += 1
        found = f"{key}-{number}"
    return found


def renamed(
    condition: Condition, keys: Mapping[str, str], choices: Mapping[tuple[str, str], str]
) -> Condition:
    """The same condition with other keys, and other choices (by old key and old choice).

    Raises KeyError for a key that has no other name.
    """
    match condition:
        case All(terms) | Any(terms):
            return type(condition)(tuple(renamed(term, keys, choices) for term in terms))
        case Not(term):
            return Not(renamed(term, keys, choices))
        case Selected(key, choice):
            return Selected(keys[key], choices.get((key, choice), choice))
        case Compare(operand, comparison, value):
            if isinstance(value, str):
                value = choices.get((operand.key, value), value)
            return Compare(type(operand)(keys[operand.key]), comparison, value)
