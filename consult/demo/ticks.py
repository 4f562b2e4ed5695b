"""What the invented residents ticked beside their words: drawn from their key, so always the same."""

from __future__ import annotations

from zlib import crc32

from consult.consultations.models import Choice, Question, QuestionKind
from consult.consultations.operations import Given

# One in so many passes a question.
PASSES = 7
SHORTEST, LONGEST = 5, 45


def ticked(key: str, question: Question) -> Given:
    """Nothing where words are asked, and sometimes elsewhere: an answer is never owed."""
    draw = crc32(f"{question.key} {key}".encode())
    if draw % PASSES == 0:
        return Given()
    draw //= PASSES
    match question.kind:
        case QuestionKind.SINGLE:
            return Given(choices=(_leaning(question.choices, draw),))
        case QuestionKind.SCALE:
            return Given(choices=(_middling(question.choices, draw),))
        case QuestionKind.MULTIPLE:
            second = _leaning(question.choices, crc32(f"{draw}".encode()))
            both = dict.fromkeys((_leaning(question.choices, draw), second))
            return Given(choices=tuple(both)[: question.max_choices])
        case QuestionKind.NUMBER:
            return Given(number=SHORTEST + draw % (LONGEST - SHORTEST))
        case _:
            return Given()


def _leaning(choices: list[Choice], draw: int) -> Choice:
    """The first choices more often than the last: a flat chart would show nothing."""
    return _at(choices, list(range(len(choices) + 1, 1, -1)), draw)


def _middling(choices: list[Choice], draw: int) -> Choice:
    """The steps of the middle more often: nobody is made to say that all goes well, or badly."""
    last = len(choices) - 1
    return _at(choices, [1 + min(n, last - n) for n in range(len(choices))], draw)


def _at(choices: list[Choice], weights: list[int], draw: int) -> Choice:
    point = draw % sum(weights)
    for choice, weight in zip(choices, weights, strict=True):
        if point < weight:
            return choice
        point -= weight
    raise AssertionError("weights hold every point")
