"""The accounts of equal shares, to the last fraction: slow, and the judge when `purses` cannot tell.

Voters who had the same share and paid for the same projects have the same purse: they are one class, and
fractions are worked out once a class.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from consult.budget.tally.purses import Market


@dataclass(frozen=True, slots=True)
class Payment:
    """What each of the people with ballot `ballot` pays for `project`, in euros."""

    project: int
    ballot: int
    amount: Fraction


class Ledger:
    """`endowment` in the money of the market's costs."""

    def __init__(self, market: Market, endowment: Fraction) -> None:
        self.market = market
        self.money: list[Fraction] = [endowment]
        self.member = np.zeros(len(market.counts), dtype=np.int64)

    def price(self, project: int) -> Fraction | None:
        """rho: money for a unit of satisfaction; None when the supporters cannot pay the project."""
        heads = self._heads(project)
        cost = Fraction(self.market.costs[project])
        if sum(self.money[who] * people for (who, _), people in heads.items()) < cost:
            return None
        rich, paid = dict(heads), Fraction(0)
        while True:
            rate = (cost - paid) / sum(weight * people for (_, weight), people in rich.items())
            poor = [key for key in rich if self.money[key[0]] < rate * key[1]]
            if not poor:
                return rate
            paid += sum(self.money[key[0]] * rich.pop(key) for key in poor)

    def buy(self, project: int, rate: Fraction | None = None) -> list[Payment]:
        """Takes the money, at `rate` or at the price found here. Raises ValueError when it cannot be."""
        rate = self.price(project) if rate is None else rate
        if rate is None:
            raise ValueError(f"project {project} cannot be bought")
        supporters = self.market.supporters[project]
        payments = []
        places: dict[tuple[int, int], int] = {}
        for at, ballot in enumerate(supporters.ballots):
            who, weight = int(self.member[ballot]), self._weight(project, at)
            amount = min(self.money[who], rate * weight)
            if (who, weight) not in places:
                places[who, weight] = len(self.money)
                self.money.append(self.money[who] - amount)
            self.member[ballot] = places[who, weight]
            payments.append(Payment(project, int(ballot), amount / self.market.cents))
        self._tidy()
        return payments

    def _weight(self, project: int, at: int) -> int:
        weights = self.market.supporters[project].weights
        return self.market.satisfaction[project] if weights is None else int(weights[at])

    def _heads(self, project: int) -> dict[tuple[int, int], int]:
        """How many people support `project`, by class and satisfaction."""
        supporters = self.market.supporters[project]
        people = self.market.counts[supporters.ballots]
        heads: dict[tuple[int, int], int] = {}
        for at, who in enumerate(self.member[supporters.ballots].tolist()):
            key = (who, self._weight(project, at))
            heads[key] = heads.get(key, 0) + int(people[at])
        return heads

    def _tidy(self) -> None:
        """One class for each amount of money."""
        used, places = np.unique(self.member, return_inverse=True)
        amounts: dict[Fraction, int] = {}
        merged = [amounts.setdefault(self.money[who], len(amounts)) for who in used.tolist()]
        self.money = list(amounts)
        self.member = np.array(merged, dtype=np.int64)[places]


def payments(market: Market, endowment: Fraction, bought: Iterable[int]) -> list[list[Payment]]:
    """Who pays what when the projects `bought` are bought in that order: the price system of a run."""
    ledger = Ledger(market, endowment)
    return [ledger.buy(project) for project in bought]
