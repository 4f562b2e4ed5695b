"""Small elections of invention, by hypothesis: ties are frequent in them, on purpose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from hypothesis import strategies as st

from consult.budget.tally import (
    Completion,
    Instance,
    Outcome,
    Profile,
    Project,
    Rule,
    Settings,
    VoteType,
    tally,
)
from consult.budget.tally.model import profile_of


@dataclass(frozen=True)
class Town:
    budget: int | Fraction
    costs: tuple[int | Fraction, ...]
    vote_type: VoteType
    ballots: tuple[tuple[int, ...], ...]
    points: tuple[tuple[int, ...], ...] | None = None

    @property
    def instance(self) -> Instance:
        projects = (Project(str(at + 1), cost) for at, cost in enumerate(self.costs))
        return Instance(self.budget, tuple(projects))

    @property
    def profile(self) -> Profile:
        return profile_of(self.vote_type, self.ballots, self.points)

    def tally(self, rule: Rule, completion: Completion = Completion.NONE) -> Outcome:
        return tally(self.instance, self.profile, Settings(rule, completion))

    def indexes(self, outcome: Outcome) -> list[int]:
        return [int(key) - 1 for key in outcome.selected]

    def utilities(self) -> list[dict[int, Fraction | int]]:
        """Of each voter, as the method of equal shares reads the ballots."""
        if self.vote_type is VoteType.APPROVAL:
            # One, where a free project has no cost to enjoy: it is bought before the others anyway.
            return [{at: self.costs[at] or 1 for at in ballot} for ballot in self.ballots]
        if self.vote_type is VoteType.ORDINAL:
            size = len(self.costs)
            return [{at: size - rank for rank, at in enumerate(b)} for b in self.ballots]
        assert self.points is not None
        pairs = zip(self.ballots, self.points, strict=True)
        return [dict(zip(ballot, given, strict=True)) for ballot, given in pairs]


def approvals(budget: int | Fraction, costs: Sequence, *ballots: Sequence[int]) -> Town:
    return Town(budget, tuple(costs), VoteType.APPROVAL, tuple(tuple(b) for b in ballots))


def amounts(largest: int) -> st.SearchStrategy[int | Fraction]:
    """Round numbers, which tie, and others, some with cents."""
    return st.one_of(
        st.integers(0, largest // 10).map(lambda tens: tens * 10),
        st.integers(0, largest),
        st.integers(0, largest * 100).map(lambda cents: Fraction(cents, 100)),
    )


@st.composite
def towns(draw, vote_types: Sequence[VoteType] = tuple(VoteType), free: bool = True) -> Town:
    count = draw(st.integers(1, 6))
    cost = amounts(100) if free else amounts(100).filter(bool)
    costs = tuple(draw(st.lists(cost, min_size=count, max_size=count)))
    if draw(st.booleans()) and count > 1:
        costs = (*costs[:-1], costs[0])
    vote_type = draw(st.sampled_from(vote_types))
    ballot = st.lists(st.integers(0, count - 1), max_size=count, unique=True).map(tuple)
    different = draw(st.lists(ballot, min_size=1, max_size=5))
    ballots = tuple(draw(st.lists(st.sampled_from(different), min_size=1, max_size=9)))
    points = None
    if vote_type.has_points:
        points = tuple(tuple(draw(st.integers(0, 3)) for _ in each) for each in ballots)
    return Town(draw(amounts(300)), costs, vote_type, ballots, points)
