"""One paper ballot on one line, as it is typed.

3 7 12        projects chosen (approval, knapsack)
3:5 7:2       points
3A 7B 12D     grades, from A (the highest) to D
blanc, nul    a blank ballot, a void one
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from consult.budget.terms import BallotKind
from consult.budget.voting.contents import Content, Fault, Grade, Rules
from consult.budget.voting.models import PaperKind

LETTERS = {"A": Grade.LOVE, "B": Grade.LIKE, "C": Grade.WHY_NOT, "D": Grade.NOT_CONVINCED}
_WORDS = {"BLANC": PaperKind.BLANK, "NUL": PaperKind.VOID}
_FORMS = {
    BallotKind.APPROVAL: re.compile(r"(\d{1,6})()"),
    BallotKind.KNAPSACK: re.compile(r"(\d{1,6})()"),
    BallotKind.POINTS: re.compile(r"(\d{1,6})[:=](\d{1,6})"),
    BallotKind.GRADES: re.compile(r"(\d{1,6})[:=]?([A-D])"),
}


@dataclass(frozen=True)
class Read:
    """What somebody read; `content` is empty unless it is valid."""

    kind: PaperKind
    content: Content


class NotReadError(ValueError):
    """`piece` of the line is not what a ballot holds, or the ballot breaks a rule (`fault`)."""

    def __init__(self, piece: str = "", fault: Fault | None = None, content: Content | None = None):
        super().__init__(piece)
        self.piece = piece
        self.fault = fault
        self.content = content or {}


def read_line(rules: Rules, typed: str) -> Read:
    """Raises NotReadError."""
    pieces = [each for each in re.split(r"[\s,;/]+", typed.upper().strip()) if each]
    if len(pieces) == 1 and pieces[0] in _WORDS:
        return Read(_WORDS[pieces[0]], {})
    content: Content = {}
    for piece in pieces:
        match = _FORMS[rules.kind].fullmatch(piece)
        number = str(int(match[1])) if match else ""
        if not match or number not in rules.costs or number in content:
            raise NotReadError(piece)
        content[number] = _value(rules.kind, match[2])
    fault = rules.fault(content)
    if fault is not None:
        raise NotReadError(fault=fault, content=content)
    return Read(PaperKind.VALID, rules.completed(content))


def written(rules: Rules, kind: PaperKind, content: Content) -> str:
    """The line that says it."""
    if kind is not PaperKind.VALID:
        return next(word.lower() for word, each in _WORDS.items() if each is kind)
    return " ".join(f"{number}{_after(rules.kind, value)}" for number, value in content.items())


def _after(kind: BallotKind, value: int) -> str:
    """What follows the number of a project."""
    if kind is BallotKind.GRADES:
        return next(letter for letter, grade in LETTERS.items() if grade == value)
    return f":{value}" if kind is BallotKind.POINTS else ""


def _value(kind: BallotKind, typed: str) -> int:
    if kind is BallotKind.GRADES:
        return int(LETTERS[typed])
    return int(typed) if kind is BallotKind.POINTS else 1
