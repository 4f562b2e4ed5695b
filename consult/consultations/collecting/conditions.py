"""Conditions in the words of a sheet of paper: « if you ticked “No” in question 3 »."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.consultations.conditions.language import (
    All,
    Any,
    Compare,
    Condition,
    Count,
    Not,
    Reference,
    Selected,
)
from consult.web.sentences import join


@dataclass(frozen=True)
class Asked:
    """A question as conditions name it: its number on paper, and its answers by key."""

    number: int
    labels: Mapping[str, str]


def told(condition: Condition, asked: Mapping[str, Asked]) -> str:
    """What follows « only if »; `asked` by key."""
    match condition:
        case All(terms):
            return join(str(_(" and ")), [_inside(term, asked) for term in terms])
        case Any(terms):
            return join(str(_(" or ")), [_inside(term, asked) for term in terms])
        case Not(term):
            return _denied(term, asked)
        case Selected(key, choice):
            return _ticked(key, choice, asked)
        case Compare(operand, comparison, value):
            return _compared(operand, comparison, value, asked)


def _denied(condition: Condition, asked: Mapping[str, Asked]) -> str:
    if isinstance(condition, Selected):
        return _not_ticked(condition.key, condition.choice, asked)
    return str(_("this is not so: %(condition)s", condition=told(condition, asked)))


def _compared(
    operand: Reference | Count, comparison: str, value: object, asked: Mapping[str, Asked]
) -> str:
    number, words = asked[operand.key].number, _WORDS[comparison]
    if isinstance(operand, Count):
        return str(
            _(
                "the number of boxes that you ticked in question %(number)s is: %(comparison)s %(value)s",
                number=number,
                comparison=words,
                value=value,
            )
        )
    if value == "" and comparison == "=":
        return str(_("you did not answer question %(number)s", number=number))
    if value == "":
        return str(_("you answered question %(number)s", number=number))
    if isinstance(value, str) and comparison in ("=", "!="):
        told_so = _ticked if comparison == "=" else _not_ticked
        return told_so(operand.key, value, asked)
    return str(
        _(
            "your answer to question %(number)s is: %(comparison)s %(value)s",
            number=number,
            comparison=words,
            value=value,
        )
    )


def _ticked(key: str, choice: str, asked: Mapping[str, Asked]) -> str:
    return str(
        _(
            "you ticked “%(answer)s” in question %(number)s",
            answer=_label(key, choice, asked),
            number=asked[key].number,
        )
    )


def _not_ticked(key: str, choice: str, asked: Mapping[str, Asked]) -> str:
    return str(
        _(
            "you did not tick “%(answer)s” in question %(number)s",
            answer=_label(key, choice, asked),
            number=asked[key].number,
        )
    )


_WORDS = {
    "=": _l("exactly"),
    "!=": _l("anything but"),
    "<": _l("less than"),
    "<=": _l("at most"),
    ">": _l("more than"),
    ">=": _l("at least"),
}


def _inside(condition: Condition, asked: Mapping[str, Asked]) -> str:
    words = told(condition, asked)
    return f"({words})" if isinstance(condition, All | Any) else words


def _label(key: str, choice: str, asked: Mapping[str, Asked]) -> str:
    return asked[key].labels.get(choice, choice)
