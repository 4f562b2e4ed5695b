"""The method of equal shares for one endowment, or for every endowment of an interval at once.

Prices only rise as purses empty: the price a project had earlier is a lower bound of the one it has
now, so that only those that may still be the cheapest are worked out again (equalshares.net advises
it too).
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import inf, lcm, nextafter
from typing import Any

from consult.budget.tally.contest import Contest
from consult.budget.tally.ledger import Ledger
from consult.budget.tally.model import VoteType
from consult.budget.tally.purses import Market, Price, Purses, Unknown
from consult.budget.tally.scores import supporters


class UncertainError(Exception):
    """The endowments of an interval do not all decide the same."""


@dataclass(frozen=True, slots=True)
class Purchase:
    """`price` and `had`, what its supporters had, in units; `tied`: others at exactly this price."""

    project: int
    price: Price
    had: int
    tied: tuple[int, ...]
    in_full: int
    in_part: int


def market_of(contest: Contest) -> Market:
    """Raises BallotError where points are no support."""
    instance, profile = contest.instance, contest.profile
    count = len(instance.projects)
    cents = lcm(*(Fraction(each.cost).denominator for each in instance.projects), 1)
    cents = lcm(cents, Fraction(instance.budget).denominator)
    costs = tuple(int(each.cost * cents) for each in instance.projects)
    approvals = profile.vote_type is VoteType.APPROVAL
    return Market(
        costs,
        cents,
        costs if approvals else (1,) * count,
        tuple(supporters(profile, count)),
        profile.counts,
        profile.voters,
    )


@dataclass
class Run:
    """Buys, among the projects `eligible`, until none can be bought.

    `low` and `high` are endowments in the money of the market's costs. Apart, they ask for decisions that
    hold for all between them, or UncertainError.
    """

    market: Market
    eligible: Sequence[int]
    tie_keys: Sequence[tuple[Any, ...]]
    low: Fraction
    high: Fraction
    bought: list[Purchase] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.purses = Purses(self.market, self.low, self.high)
        self.ledger: Ledger | None = None
        self.entered = 0
        free = [at for at in self.eligible if not self.market.costs[at]]
        free.sort(key=lambda at: self.tie_keys[at])
        for place, at in enumerate(free):
            nothing, others = Price(Fraction(0), Fraction(0)), tuple(free[place + 1 :])
            self.bought.append(Purchase(at, nothing, 0, others, 0, 0))
        # A lower bound of the price, as a float rounded down, and the project: the least first.
        self.waiting = [(0.0, at) for at in self.eligible if self.market.costs[at]]

    @property
    def projects(self) -> list[int]:
        return [purchase.project for purchase in self.bought]

    def go(self, details: bool = False) -> Run:
        while (found := self._cheapest()) is not None:
            project, price, tied = found
            self.bought.append(self._purchase(project, price, tied, details))
            self.purses.pay(project, price)
        return self

    def _cheapest(self) -> tuple[int, Price, tuple[int, ...]] | None:
        """The next project, its price, and those it wins against by the tie-break only."""
        known, unknown = self._asked()
        best = min((price.high for price in known.values()), default=None)
        rivals = [at for at in known if best is None or known[at].low <= best]
        doubtful = [at for at in unknown if best is None or unknown[at].low <= best]
        if doubtful or not self._comparable(rivals, known):
            for at, exact in self._exactly([*rivals, *doubtful]).items():
                known.pop(at, None)
                unknown.pop(at, None)
                if exact is not None:
                    known[at] = Price(exact, exact)
            rivals = [at for at in (*rivals, *doubtful) if at in known]
        least = min((known[at].low for at in rivals), default=None)
        equal = sorted(
            (at for at in rivals if known[at].low == least), key=lambda at: self.tie_keys[at]
        )
        lows = {at: price.low for at, price in known.items()}
        lows |= {at: doubt.low for at, doubt in unknown.items()}
        for at in lows.keys() - set(equal[:1]):
            heapq.heappush(self.waiting, (_below(lows[at]), at))
        return (equal[0], known[equal[0]], tuple(equal[1:])) if equal else None

    def _asked(self) -> tuple[dict[int, Price], dict[int, Unknown]]:
        """The prices of now, taken out of those waiting until none of these can be the least."""
        known: dict[int, Price] = {}
        unknown: dict[int, Unknown] = {}
        limit = inf
        while self.waiting and self.waiting[0][0] <= limit:
            at = heapq.heappop(self.waiting)[1]
            price = self.purses.price(at)
            if isinstance(price, Price):
                known[at] = price
                limit = min(limit, _above(price.high))
            elif price is not None:
                unknown[at] = price
        return known, unknown

    def _comparable(self, rivals: Sequence[int], known: dict[int, Price]) -> bool:
        """One, or exact prices, or twins, whose prices are equal without being known exactly."""
        if len(rivals) < 2 or all(known[at].exact for at in rivals):
            return True
        return len({self.market.twins[at] for at in rivals}) == 1

    def _exactly(self, projects: Sequence[int]) -> dict[int, Fraction | None]:
        """The exact prices, in units, once the accounts are brought up to date."""
        if self.low != self.high:
            raise UncertainError
        if self.ledger is None:
            self.ledger = Ledger(self.market, self.low)
        paid = [purchase for purchase in self.bought if self.market.costs[purchase.project]]
        for purchase in paid[self.entered :]:
            self.ledger.buy(purchase.project)
        self.entered = len(paid)
        prices = {at: self.ledger.price(at) for at in projects}
        return {at: None if p is None else p * self.purses.unit for at, p in prices.items()}

    def _purchase(
        self, project: int, price: Price, tied: tuple[int, ...], details: bool
    ) -> Purchase:
        if not details:
            return Purchase(project, price, 0, tied, 0, 0)
        had = self.purses.total(project)[0]
        in_full, in_part = self.purses.able(project, price)
        return Purchase(project, price, had, tied, in_full, in_part)


def _below(amount: Fraction) -> float:
    try:
        return nextafter(amount.numerator / amount.denominator, -inf)
    except OverflowError:
        return float(2**1000)


def _above(amount: Fraction) -> float:
    try:
        return nextafter(amount.numerator / amount.denominator, inf)
    except OverflowError:
        return inf
