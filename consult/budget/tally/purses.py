"""What each voter still has, between two whole numbers, and what a project would cost its supporters.

A voter's share loses fractions whose denominators grow at each purchase: kept exactly they soon have
hundreds of digits. Here each purse is held between two whole numbers of a very small unit, and every
rounding goes outwards: what they say is certain, or they say that they do not know. Nothing is a float.

The same purses answer for many endowments at once, when their two numbers are far apart from the start: a
decision that is certain then is the decision for each endowment between them (`completion` uses it).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from consult.budget.tally.model import Ints
from consult.budget.tally.scores import Supporters

# Sums of money must stay within a signed integer of 64 bits.
BITS = 62


@dataclass(frozen=True, slots=True)
class Price:
    """Between `low` and `high` units of money for a unit of satisfaction; exact when they are equal."""

    low: Fraction
    high: Fraction

    @property
    def exact(self) -> bool:
        return self.low == self.high


class Unknown:
    """Whether the supporters can pay is not certain; if they can, the price is at least `low`."""

    def __init__(self, low: Fraction) -> None:
        self.low = low


@dataclass(frozen=True)
class Market:
    """What does not change between two runs. Costs are whole numbers of `1 / cents` euro.

    `satisfaction[p]` is what each supporter of p draws from it when their weights are the same.
    """

    costs: tuple[int, ...]
    cents: int
    satisfaction: tuple[int, ...]
    supporters: tuple[Supporters, ...]
    counts: Ints
    voters: int

    @cached_property
    def twins(self) -> tuple[int, ...]:
        """A number for each project, the same for those of the same cost and supporters.

        As long as none of them is bought they have the same price, whatever it is.
        """
        seen: dict[tuple[int, bytes, bytes], int] = {}
        found = []
        for cost, who in zip(self.costs, self.supporters, strict=True):
            weights = b"" if who.weights is None else who.weights.tobytes()
            found.append(seen.setdefault((cost, who.ballots.tobytes(), weights), len(seen)))
        return tuple(found)

    def unit(self, endowment: Fraction) -> int:
        """Units in the money of `costs` such that `endowment` and every sum of money are whole.

        A multiple of the number of voters, as large as 64 bits allow.
        """
        most = int(endowment * self.voters) + 1
        spare = BITS - (most * self.voters).bit_length()
        return int(self.voters) << max(spare, 0)


class Purses:
    """The money of each different ballot, in `unit` to the money of the costs."""

    def __init__(self, market: Market, low: Fraction, high: Fraction) -> None:
        self.market = market
        self.unit = market.unit(high)
        fits = (int(high * self.unit) * market.voters).bit_length() <= BITS
        self.dtype: Any = np.int64 if fits else object
        size = len(market.counts)
        self.low = np.full(size, _floor(low * self.unit), dtype=self.dtype)
        self.high = np.full(size, -_floor(-high * self.unit), dtype=self.dtype)
        self.ballots = [each.ballots for each in market.supporters]
        self.weights = [each.weights for each in market.supporters]
        self.alone = bool((market.counts == 1).all())

    def total(self, project: int) -> tuple[int, int]:
        """What its supporters have together, in units: at least, at most."""
        ballots = self.ballots[project]
        return self._sum(self.low[ballots], ballots), self._sum(self.high[ballots], ballots)

    def price(self, project: int) -> Price | Unknown | None:
        """None when its supporters certainly cannot pay it. Forgets those who have nothing left."""
        ballots, high = self._with_money(project)
        weights = self.weights[project]
        low = self.low[ballots]
        cost = self.market.costs[project] * self.unit
        most = self._sum(high, ballots)
        if most < cost:
            return None
        if self._sum(low, ballots) < cost:
            # Could they pay, they would not do it for less than with all the money they may have.
            paid, satisfied = self._solve(high, ballots, weights, cost)[:2]
            return Unknown(self._rate(project, cost - paid, satisfied))
        paid, satisfied, poor = self._solve(low, ballots, weights, cost)
        # The poor may have a little more than thought, and the others then pay a little less.
        slack = self._sum((high - low)[poor], ballots[poor])
        return Price(
            self._rate(project, max(cost - paid - slack, 0), satisfied),
            self._rate(project, cost - paid, satisfied),
        )

    def pay(self, project: int, price: Price) -> None:
        ballots, high = self._with_money(project)
        weights, low = self.weights[project], self.low[ballots]
        if weights is None:
            satisfaction = self.market.satisfaction[project]
            most, least = -_floor(-price.high * satisfaction), _floor(price.low * satisfaction)
        else:
            most = _each(weights, lambda weight: -_floor(-price.high * weight), self.dtype)
            least = _each(weights, lambda weight: _floor(price.low * weight), self.dtype)
        self.low[ballots] = np.maximum(low - most, 0)
        self.high[ballots] = np.maximum(high - least, 0)

    def able(self, project: int, price: Price) -> tuple[int, int]:
        """How many supporters can pay `price` in full, and how many only what they have left."""
        ballots, _ = self._with_money(project)
        weights, low = self.weights[project], self.low[ballots]
        if weights is None:
            part: Any = _floor(price.low * self.market.satisfaction[project])
        else:
            part = _each(weights, lambda weight: _floor(price.low * weight), self.dtype)
        people = self.market.counts[ballots]
        full = int(people[low >= part].sum())
        return full, int(people.sum()) - full

    def _with_money(self, project: int) -> tuple[Ints, Any]:
        ballots = self.ballots[project]
        high = self.high[ballots]
        some = high > 0
        if not some.all():
            ballots, high = ballots[some], high[some]
            weights = self.weights[project]
            self.ballots[project] = ballots
            self.weights[project] = None if weights is None else weights[some]
        return ballots, high

    def _sum(self, money: Any, ballots: Ints) -> int:
        if self.alone:
            return int(money.sum())
        return int((money * self.market.counts[ballots]).sum())

    def _rate(self, project: int, left: int, satisfied: int) -> Fraction:
        if self.weights[project] is None:
            satisfied *= self.market.satisfaction[project]
        return Fraction(left, satisfied)

    def _solve(
        self, money: Any, ballots: Ints, weights: Ints | None, cost: int
    ) -> tuple[int, int, Any]:
        """Who cannot pay their part: (all they have, satisfaction of the others, which ones), exactly.

        The others share what is left in proportion to their satisfaction. Each time some of them
        cannot, they join the poor; the part of those who remain only rises.
        """
        rich = np.arange(len(money))
        paid = 0
        while True:
            people = self.market.counts[ballots[rich]]
            satisfied = int(people.sum() if weights is None else (people * weights[rich]).sum())
            part = self._part(cost - paid, satisfied, None if weights is None else weights[rich])
            enough = money[rich] >= part
            if enough.all():
                poor = np.ones(len(money), dtype=bool)
                poor[rich] = False
                return paid, satisfied, poor
            poorer = rich[~enough]
            paid += self._sum(money[poorer], ballots[poorer])
            rich = rich[enough]

    def _part(self, left: int, satisfied: int, weights: Ints | None) -> Any:
        """The least whole money that covers a voter's part: whoever has it can pay the part."""
        if weights is None:
            return -(-left // satisfied)
        return _each(weights, lambda weight: -(-left * weight // satisfied), self.dtype)


def _floor(amount: Fraction) -> int:
    return amount.numerator // amount.denominator


def _each(weights: Ints, amount: Any, dtype: Any) -> Any:
    """`amount` of each weight, worked out once for each different one."""
    different, places = np.unique(weights, return_inverse=True)
    # More than anyone has is as good as any larger number, and fits.
    limit = 1 << BITS
    values: Sequence[int] = [amount(int(weight)) for weight in different]
    if dtype is not object:
        values = [min(value, limit) for value in values]
    return np.array(values, dtype=dtype)[places]
