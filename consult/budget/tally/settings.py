"""What a règlement says of the counting."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from consult.budget.tally.ties import TieBreak


class Rule(StrEnum):
    GREEDY = "greedy"
    GREEDY_COST = "greedy-cost"
    EQUAL_SHARES = "equal-shares"
    MAJORITY_JUDGEMENT = "majority-judgement"


class Completion(StrEnum):
    """How what equal shares leaves is spent."""

    NONE = "none"
    ADD1 = "add1"
    GREEDY = "greedy"
    ADD1U = "add1u"

    @property
    def raises_shares(self) -> bool:
        return self in {Completion.ADD1, Completion.ADD1U}

    @property
    def ends_greedy(self) -> bool:
        return self in {Completion.GREEDY, Completion.ADD1U}


class Leftover(StrEnum):
    """What a quarter did not spend."""

    LOST = "lost"
    TOWN_WIDE = "town-wide"


class Ungraded(StrEnum):
    """What a ballot that does not grade a project says of it."""

    WORST = "worst"
    SET_ASIDE = "set-aside"


class MedianTie(StrEnum):
    """How projects of the same median grade are ordered."""

    MAJORITY = "majority"
    USUAL = "usual"


@dataclass(frozen=True, slots=True)
class Settings:
    """`completion` is for equal shares only, `ungraded` and `median_tie` for majority judgement."""

    rule: Rule
    completion: Completion = Completion.NONE
    ties: TieBreak = field(default_factory=TieBreak)
    leftover: Leftover = Leftover.LOST
    ungraded: Ungraded = Ungraded.WORST
    median_tie: MedianTie = MedianTie.MAJORITY
