"""What was selected, and why: figures from which a page tells each project's fate in words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from consult.budget.tally.model import Money
from consult.budget.tally.settings import Settings


class Decision(StrEnum):
    SELECTED = "selected"
    # It costs more than what was left when its turn came.
    NOT_AFFORDABLE = "not-affordable"
    # It costs more than the whole envelope in which it competes.
    ABOVE_ENVELOPE = "above-envelope"
    NO_SUPPORT = "no-support"
    BELOW_THRESHOLD = "below-threshold"
    # Equal shares: its supporters no longer had its cost between them.
    REMOVED = "removed"


class Phase(StrEnum):
    """What was running: the rule itself, or the greedy completion after it."""

    RULE = "rule"
    COMPLETION = "completion"


@dataclass(frozen=True, slots=True)
class Share:
    """Equal shares, one project. Euros are rounded to a ten-thousandth; the counting is exact.

    `price` is the most that a supporter paid; `rate` the same for a unit of satisfaction (rho), so that
    for approvals `effective_votes` is 1 / rho. `had` is what its supporters still had together when
    it was bought, or at the end when it never was. `in_full` paid the price, `in_part` all they had
    left, `empty` nothing.
    """

    supporters: int
    had: Money
    price: Money | None = None
    rate: Fraction | None = None
    effective_votes: Fraction | None = None
    in_full: int = 0
    in_part: int = 0
    empty: int = 0


@dataclass(frozen=True, slots=True)
class Grades:
    """Majority judgement, one project: `counts` by grade of `scale`, worst first; `median`: a grade."""

    scale: tuple[Money, ...]
    counts: tuple[int, ...]
    median: Money | None
    above: int
    below: int


@dataclass(frozen=True, slots=True)
class Step:
    """One project. `remaining`: euros of its envelope just before the decision.

    `per_euro`: score for a euro, None when it is free. `tied`: the ids of those that had just the
    same figure and gave way by the règlement's tie-break. `part`: its quarter when the budget is split.
    """

    project: str
    decision: Decision
    phase: Phase
    cost: Money
    remaining: Money
    votes: int
    score: Money
    per_euro: Fraction | None
    tied: tuple[str, ...] = ()
    share: Share | None = None
    grades: Grades | None = None
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One competition: a quarter, or the whole town (`quarter` None). `voters` took part in it.

    For equal shares: the `share` each voter had at the first run, and at the one that was kept after
    `raises` times one euro more.
    """

    quarter: str | None
    budget: Money
    cost: Money
    voters: int
    share: Money | None = None
    last_share: Money | None = None
    raises: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    settings: Settings
    budget: Money
    selected: tuple[str, ...]
    cost: Money
    steps: tuple[Step, ...]
    parts: tuple[Part, ...]

    @property
    def remaining(self) -> Money:
        return self.budget - self.cost
