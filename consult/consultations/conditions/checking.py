"""Refuse, when a questionnaire is saved, the conditions that could never work."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from consult.consultations.conditions.evaluating import number_of
from consult.consultations.conditions.language import (
    Compare,
    Condition,
    Count,
    Selected,
    leaves_of,
)

# That a resident can give: an answer is kept in a column of 32 bits.
LARGEST_NUMBER = 999_999_999


class Fault(enum.Enum):
    UNKNOWN = "unknown"  # no question of this key
    ITSELF = "itself"
    LATER = "later"  # asked after this one: also how every circle is found
    NO_CHOICES = "no-choices"  # choices are asked of a question that offers none
    UNKNOWN_CHOICE = "unknown-choice"
    NOT_A_NUMBER = "not-a-number"  # an order is asked of what is not a number
    NOT_ONE_ANSWER = "not-one-answer"  # a matrix has as many answers as lines
    TOO_LARGE = "too-large"  # no answer is ever so large


class Checked(Protocol):
    @property
    def key(self) -> str: ...
    @property
    def shown_if(self) -> Condition | None: ...
    @property
    def choice_keys(self) -> frozenset[str] | None:
        """None where the question offers none."""
        ...

    @property
    def is_number(self) -> bool: ...
    @property
    def is_matrix(self) -> bool: ...


@dataclass(frozen=True)
class Found:
    """`key`: the question whose condition it is; `about`: the question or the choice it asks for."""

    key: str
    fault: Fault
    about: str


def check(questions: Sequence[Checked]) -> list[Found]:
    """Every fault, in the order of the questions. A reference only ever goes back."""
    place = {question.key: index for index, question in enumerate(questions)}
    found = []
    for index, question in enumerate(questions):
        if question.shown_if is None:
            continue
        for leaf in leaves_of(question.shown_if):
            for fault, about in _faults(leaf, index, place, questions):
                found.append(Found(question.key, fault, about))
    return found


def _faults(
    leaf: Compare | Selected, index: int, place: dict[str, int], questions: Sequence[Checked]
) -> Iterator[tuple[Fault, str]]:
    key = leaf.key if isinstance(leaf, Selected) else leaf.operand.key
    if key not in place:
        yield Fault.UNKNOWN, key
    elif place[key] == index:
        yield Fault.ITSELF, key
    elif place[key] > index:
        yield Fault.LATER, key
    elif questions[place[key]].is_matrix:
        yield Fault.NOT_ONE_ANSWER, key
    elif isinstance(leaf, Selected):
        yield from _choice(questions[place[key]], leaf.choice)
    else:
        yield from _comparison(questions[place[key]], leaf)


def _choice(asked: Checked, choice: str) -> Iterator[tuple[Fault, str]]:
    if asked.choice_keys is None:
        yield Fault.NO_CHOICES, asked.key
    elif choice not in asked.choice_keys:
        yield Fault.UNKNOWN_CHOICE, choice


def _comparison(asked: Checked, leaf: Compare) -> Iterator[tuple[Fault, str]]:
    if isinstance(leaf.operand, Count):
        if asked.choice_keys is None:
            yield Fault.NO_CHOICES, asked.key
        elif not _is_reachable(leaf.value):
            yield Fault.TOO_LARGE, asked.key
    elif isinstance(leaf.value, Decimal) or leaf.comparison not in ("=", "!="):
        if not asked.is_number:
            yield Fault.NOT_A_NUMBER, asked.key
        elif not _is_reachable(leaf.value):
            yield Fault.TOO_LARGE, asked.key
    elif asked.choice_keys is not None and leaf.value:
        yield from _choice(asked, leaf.value)


def _is_reachable(value: str | Decimal) -> bool:
    """Whether it is a number, written as XPath reads one, and no larger than an answer can be."""
    number = number_of(value)
    return number is not None and abs(number) <= LARGEST_NUMBER
