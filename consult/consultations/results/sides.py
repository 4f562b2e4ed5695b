"""Whether the people asked a question can be told apart from those that an earlier one masks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from consult.consultations.conditions.evaluating import holds
from consult.consultations.conditions.language import Condition
from consult.consultations.models import Question, QuestionKind
from consult.consultations.results.variables import Variable

_ONE_ANSWER = frozenset({QuestionKind.SINGLE, QuestionKind.SCALE})


class Masked(Protocol):
    @property
    def variable(self) -> Variable: ...
    @property
    def hidden(self) -> list[int]: ...


def hides_across(condition: Condition, parent: Question, released: Sequence[Masked]) -> bool:
    """True unless the masked answers of `parent` are all asked the question, or none of them is.

    Then the people asked are those of printed answers, or all but those: everyone knows how many.
    Only a question with one answer can be told so.
    """
    if parent.kind not in _ONE_ANSWER:
        return True
    sides = {
        holds(condition, {parent.key: (each.variable.options[index].key,)})
        for each in released
        for index in each.hidden
    }
    return len(sides) > 1
