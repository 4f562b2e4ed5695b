"""The conditions' text read into a tree, and the tree written back.

    condition  := conjunction ("or" conjunction)*
    conjunction := term ("and" term)*
    term       := "(" condition ")" | "not(" condition ")" | "selected(" reference "," text ")"
                | operand comparison literal
    operand    := reference | "count-selected(" reference ")"
    comparison := "=" | "!=" | "<" | "<=" | ">" | ">="

A subset of the XPath expressions of the XLSForm standard (xlsform.org, « relevant »): what is read here
means the same thing in KoboToolbox and ODK Collect. What is outside it is refused with its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeVar

Comparison = Literal["=", "!=", "<", "<=", ">", ">="]
COMPARISONS: tuple[Comparison, ...] = ("=", "!=", "<", "<=", ">", ">=")
Found = TypeVar("Found")
# Deep enough for a person; shallow enough for the interpreter.
DEEPEST = 20
LONGEST = 2_000


class ConditionError(ValueError):
    """The text is not a condition; `at` is the index of the first character that is not understood."""

    def __init__(self, at: int) -> None:
        super().__init__(f"not understood at character {at + 1}")
        self.at = at


@dataclass(frozen=True)
class Reference:
    """The answer to the question of this key."""

    key: str


@dataclass(frozen=True)
class Count:
    """How many choices were ticked."""

    key: str


@dataclass(frozen=True)
class Compare:
    operand: Reference | Count
    comparison: Comparison
    value: str | Decimal


@dataclass(frozen=True)
class Selected:
    """The choice was ticked, perhaps among others."""

    key: str
    choice: str


@dataclass(frozen=True)
class Not:
    term: Condition


@dataclass(frozen=True)
class All:
    terms: tuple[Condition, ...]


@dataclass(frozen=True)
class Any:
    terms: tuple[Condition, ...]


Condition = Compare | Selected | Not | All | Any

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<reference>\$\{\s*(?P<key>[A-Za-z_][\w.-]*)\s*\})
      | (?P<number>-?\d+(?:\.\d+)?)
      | (?P<text>'[^']*'|"[^"]*")
      | (?P<name>count-selected|selected|not|and|or)\b
      | (?P<sign><=|>=|!=|[=<>(),])
    )""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class _Token:
    kind: str
    value: str
    at: int


def parse(text: str) -> Condition:
    """Raises ConditionError."""
    if len(text) > LONGEST:
        raise ConditionError(LONGEST)
    return _Reader(text).whole()


def write(condition: Condition) -> str:
    """The text that `parse` reads into the same tree."""
    match condition:
        case All(terms) | Any(terms):
            word = " and " if isinstance(condition, All) else " or "
            return word.join(_inside(term) for term in terms)
        case Not(term):
            return f"not({write(term)})"
        case Selected(key, choice):
            return f"selected(${{{key}}}, {_literal(choice)})"
        case Compare(operand, comparison, value):
            left = f"${{{operand.key}}}"
            if isinstance(operand, Count):
                left = f"count-selected({left})"
            return f"{left} {comparison} {_literal(value)}"


def keys_of(condition: Condition) -> frozenset[str]:
    """The questions whose answers it asks."""
    match condition:
        case All(terms) | Any(terms):
            return frozenset().union(*(keys_of(term) for term in terms))
        case Not(term):
            return keys_of(term)
        case Selected(key, _):
            return frozenset({key})
        case Compare(operand, _, _):
            return frozenset({operand.key})


def leaves_of(condition: Condition) -> Iterator[Compare | Selected]:
    """Each comparison, in the order of the text."""
    match condition:
        case All(terms) | Any(terms):
            for term in terms:
                yield from leaves_of(term)
        case Not(term):
            yield from leaves_of(term)
        case _:
            yield condition


def _inside(term: Condition) -> str:
    return f"({write(term)})" if isinstance(term, All | Any) else write(term)


def _literal(value: str | Decimal) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return f'"{value}"' if "'" in value else f"'{value}'"


class _Reader:
    """Recursive descent, one token ahead."""

    def __init__(self, text: str) -> None:
        self.tokens = list(_tokens(text))
        self.here = 0
        self.depth = 0

    def whole(self) -> Condition:
        found = self.condition()
        self.take("end")
        return found

    def condition(self) -> Condition:
        self.depth += 1
        if self.depth > DEEPEST:
            raise ConditionError(self.ahead.at)
        terms = self.joined("or", self.conjunction)
        self.depth -= 1
        return terms[0] if len(terms) == 1 else Any(terms)

    def conjunction(self) -> Condition:
        terms = self.joined("and", self.term)
        return terms[0] if len(terms) == 1 else All(terms)

    def joined(self, word: str, part: Callable[[], Condition]) -> tuple[Condition, ...]:
        terms = [part()]
        while self.next_is(word):
            self.here += 1
            terms.append(part())
        return tuple(terms)

    def term(self) -> Condition:
        if self.next_is("("):
            return self.within(self.condition)
        if self.next_is("not"):
            self.here += 1
            return Not(self.within(self.condition))
        if self.next_is("selected"):
            self.here += 1
            return self.within(self.selected)
        return self.comparison()

    def within(self, part: Callable[[], Found]) -> Found:
        self.take("(")
        found = part()
        self.take(")")
        return found

    def selected(self) -> Selected:
        key = self.reference()
        self.take(",")
        return Selected(key, self.take("text").value)

    def comparison(self) -> Compare:
        operand: Reference | Count
        if self.next_is("count-selected"):
            self.here += 1
            operand = Count(self.within(self.reference))
        else:
            operand = Reference(self.reference())
        sign = self.take(*COMPARISONS)
        literal = self.take("number") if isinstance(operand, Count) else self.take("number", "text")
        value = Decimal(literal.value) if literal.kind == "number" else literal.value
        return Compare(operand, _comparison(sign.value), value)

    def reference(self) -> str:
        return self.take("reference").value

    @property
    def ahead(self) -> _Token:
        return self.tokens[self.here]

    def next_is(self, kind: str) -> bool:
        return self.ahead.kind == kind

    def take(self, *kinds: str) -> _Token:
        token = self.ahead
        if token.kind not in kinds:
            raise ConditionError(token.at)
        self.here += 1
        return token


def _comparison(sign: str) -> Comparison:
    return next(each for each in COMPARISONS if each == sign)


def _tokens(text: str) -> Iterator[_Token]:
    """Names and signs are their own kind. Raises ConditionError."""
    at, end = 0, len(text.rstrip())
    while at < end:
        found = _TOKEN.match(text, at)
        if found is None:
            raise ConditionError(at + len(text[at:]) - len(text[at:].lstrip()))
        start = found.start() + len(found[0]) - len(found[0].lstrip())
        at = found.end()
        if found["reference"]:
            yield _Token("reference", found["key"], start)
        elif found["number"]:
            yield _Token("number", found["number"], start)
        elif found["text"]:
            yield _Token("text", found["text"][1:-1], start)
        else:
            word = found["name"] or found["sign"]
            yield _Token(word, word, start)
    yield _Token("end", "", end)
