"""The commonest condition, chosen in two lists: « only if [this question] is [this answer] ».

Whatever does not read so is written in the language of conditions, beside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

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
from consult.consultations.models import QuestionKind
from consult.consultations.reading import QuestionEntry
from consult.contributions.places import perimeters_today
from consult.territory.models import Commune

SEVERAL = frozenset({QuestionKind.MULTIPLE.value, QuestionKind.RANKING.value})
ONE = frozenset({QuestionKind.SINGLE.value, QuestionKind.SCALE.value})
# Between the key of a question and that of its answer: no key has it.
_AND = "="


@dataclass(frozen=True)
class Trigger:
    """A question that may be asked about. `answers`: (value of the list, words), any answer first."""

    number: int
    prompt: str
    answers: tuple[tuple[str, str], ...]


def triggers(earlier: Sequence[QuestionEntry], commune: Commune) -> list[Trigger]:
    """Of the questions before; a matrix has as many answers as lines, and none to ask for."""
    return [
        Trigger(number, entry.prompt, (_any(entry), *_answers(entry, commune)))
        for number, entry in enumerate(earlier, start=1)
        if entry.kind != QuestionKind.MATRIX.value
    ]


def _any(entry: QuestionEntry) -> tuple[str, str]:
    return entry.key + _AND, _("any answer")


def _answers(entry: QuestionEntry, commune: Commune) -> list[tuple[str, str]]:
    if entry.kind == QuestionKind.PLACE.value:
        found = [(place.key, place.name) for place in perimeters_today(commune)]
    else:
        found = [(choice.key, choice.label) for choice in entry.choices]
    return [(f"{entry.key}{_AND}{key}", label) for key, label in found]


def compose(chosen: str, *, is_it: bool, earlier: Sequence[QuestionEntry]) -> Condition:
    """The condition that `chosen`, a value of the list, stands for. Raises LookupError for another."""
    key, sign, answer = chosen.partition(_AND)
    entry = next((each for each in earlier if each.key == key and sign), None)
    if entry is None:
        raise LookupError(chosen)
    if not answer:
        return Compare(Reference(key), "!=" if is_it else "=", "")
    if entry.kind in SEVERAL:
        ticked = Selected(key, answer)
        return ticked if is_it else Not(ticked)
    return Compare(Reference(key), "=" if is_it else "!=", answer)


def decompose(
    condition: Condition, earlier: Sequence[QuestionEntry], commune: Commune
) -> tuple[str, bool] | None:
    """What `compose` made it of; None for a condition that the lists cannot tell."""
    for trigger in triggers(earlier, commune):
        for value, _words in trigger.answers:
            for is_it in (True, False):
                if compose(value, is_it=is_it, earlier=earlier) == condition:
                    return value, is_it
    return None


def told(condition: Condition, prompts: Mapping[str, QuestionEntry]) -> str:
    """In words, for the team: « “Do you work?” is “No” »."""
    match condition:
        case All(terms):
            return str(_(" and ")).join(_inside(term, prompts) for term in terms)
        case Any(terms):
            return str(_(" or ")).join(_inside(term, prompts) for term in terms)
        case Not(term):
            return str(_("not (%(condition)s)", condition=told(term, prompts)))
        case Selected(key, choice):
            return str(
                _(
                    "“%(question)s” has the answer “%(answer)s”",
                    question=_prompt(key, prompts),
                    answer=_label(key, choice, prompts),
                )
            )
        case Compare(operand, comparison, value):
            return _comparison(operand, comparison, value, prompts)


def _comparison(
    operand: Reference | Count, comparison: str, value: object, prompts: Mapping[str, QuestionEntry]
) -> str:
    question = _prompt(operand.key, prompts)
    if isinstance(operand, Count):
        return str(
            _(
                "the number of answers to “%(question)s” is %(comparison)s %(value)s",
                question=question,
                comparison=_SIGNS[comparison],
                value=value,
            )
        )
    if value == "":
        if comparison == "=":
            return str(_("“%(question)s” has no answer", question=question))
        return str(_("“%(question)s” has an answer", question=question))
    if isinstance(value, str) and comparison in ("=", "!="):
        answer = _label(operand.key, value, prompts)
        if comparison == "=":
            return str(_("“%(question)s” is “%(answer)s”", question=question, answer=answer))
        return str(_("“%(question)s” is not “%(answer)s”", question=question, answer=answer))
    return str(
        _(
            "“%(question)s” is %(comparison)s %(value)s",
            question=question,
            comparison=_SIGNS[comparison],
            value=value,
        )
    )


_SIGNS = {"=": "=", "!=": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}


def _inside(term: Condition, prompts: Mapping[str, QuestionEntry]) -> str:
    words = told(term, prompts)
    return f"({words})" if isinstance(term, All | Any) else words


def _prompt(key: str, prompts: Mapping[str, QuestionEntry]) -> str:
    return prompts[key].prompt if key in prompts else key


def _label(key: str, choice: str, prompts: Mapping[str, QuestionEntry]) -> str:
    choices = prompts[key].choices if key in prompts else ()
    return next((each.label for each in choices if each.key == choice), choice)
