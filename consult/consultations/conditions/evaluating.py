"""What a condition answers for the answers given so far, as XPath 1.0 (and so ODK Collect) would."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from operator import eq, ge, gt, le, lt, ne
from typing import Protocol

from consult.consultations.conditions.language import (
    All,
    Any,
    Comparison,
    Condition,
    Not,
    Reference,
    Selected,
)

# By question key: the ticked keys, the number, or the text. A question passed is absent or empty.
Answers = Mapping[str, tuple[str, ...] | Decimal | str]
# What XPath 1.0 reads as a number; Python would read « 1_000 » and the figures of every script too.
_NUMBER = re.compile(r"[ \t\r\n]*(-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))[ \t\r\n]*")
_NUMBERS: dict[Comparison, Callable[[Decimal, Decimal], bool]] = {
    "=": eq,
    "!=": ne,
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
}


class Asked(Protocol):
    """A question as this module needs it; `shown_if` is None when everyone is asked."""

    @property
    def key(self) -> str: ...
    @property
    def shown_if(self) -> Condition | None: ...


def holds(condition: Condition, answers: Answers) -> bool:
    match condition:
        case All(terms):
            return all(holds(term, answers) for term in terms)
        case Any(terms):
            return any(holds(term, answers) for term in terms)
        case Not(term):
            return not holds(term, answers)
        case Selected(key, choice):
            return choice in ticked(answers, key)
        case _:
            left = (
                as_text(answers, condition.operand.key)
                if isinstance(condition.operand, Reference)
                else Decimal(len(ticked(answers, condition.operand.key)))
            )
            return _compare(left, condition.comparison, condition.value)


def shown(questions: Iterable[Asked], answers: Answers) -> list[str]:
    """The keys of the questions to ask, in their order.

    What was answered to a question that is no longer shown does not count: the answer is asked of
    nobody, as if it had been passed.
    """
    asked: dict[str, tuple[str, ...] | Decimal | str] = {}
    found = []
    for question in questions:
        if question.shown_if is not None and not holds(question.shown_if, asked):
            continue
        found.append(question.key)
        if question.key in answers:
            asked[question.key] = answers[question.key]
    return found


def ticked(answers: Answers, key: str) -> tuple[str, ...]:
    answer = answers.get(key, "")
    return answer if isinstance(answer, tuple) else tuple(str(answer).split())


def as_text(answers: Answers, key: str) -> str:
    """Several ticks are one text of keys apart by a space, as ODK keeps them."""
    answer = answers.get(key, "")
    return " ".join(answer) if isinstance(answer, tuple) else str(answer)


def _compare(left: str | Decimal, comparison: Comparison, right: str | Decimal) -> bool:
    if comparison in ("=", "!=") and isinstance(left, str) and isinstance(right, str):
        return (left == right) is (comparison == "=")
    first, second = number_of(left), number_of(right)
    if first is None or second is None:
        # Not a number: different from all, neither below nor above any.
        return comparison == "!="
    return _NUMBERS[comparison](first, second)


def number_of(value: str | Decimal) -> Decimal | None:
    """None for a text that is no number."""
    if isinstance(value, Decimal):
        return value
    found = _NUMBER.fullmatch(value)
    return Decimal(found[1]) if found else None
