"""Equal shares as a rule: a run, the runs that raise every share by one euro, the steps that tell them.

What is selected is no monotone function of the endowment: it may cost more, then less, then more
again, so that a search by halves would answer another question than the règlement's, which asks for
the first time. What may be done is to skip endowments that are certain to select the same.
`_Raising` runs the rule for an interval of endowments at once (`purses`): if each decision holds
for all of them, they are one; if not, the interval is cut. The last resort is one euro more,
exactly as written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from consult.budget.tally.contest import Contest
from consult.budget.tally.equal_shares import Purchase, Run, UncertainError, market_of
from consult.budget.tally.greedy import complete
from consult.budget.tally.ledger import Payment, payments
from consult.budget.tally.model import Money, whole
from consult.budget.tally.outcome import Decision, Share
from consult.budget.tally.purses import Market
from consult.budget.tally.settings import Completion

# Interval runs are tried again after so many successes at one size.
PATIENCE = 2


@dataclass(frozen=True, slots=True)
class Shares:
    """Euros a voter: at first, and at the run that was kept, after `raises` times one more."""

    first: Money
    last: Money
    raises: int


def equal_shares(contest: Contest, completion: Completion) -> Shares | None:
    """None when nobody voted."""
    market = market_of(contest)
    if not market.voters:
        contest.set_aside()
        return None
    raising = _Raising(contest, market)
    raises = raising.last() if completion.raises_shares else 0
    run = raising.at(raises, raises).go(details=True)
    _tell(contest, market, run)
    bought = set(run.projects)
    lost = [at for at in contest.eligible() if at not in bought]
    if completion.ends_greedy:
        complete(contest)
    else:
        for at in sorted(lost, key=lambda at: (-contest.scores.scores[at], contest.tie_keys[at])):
            contest.decide(at, Decision.REMOVED)
    _tell_lost(contest, run, lost)
    contest.set_aside()
    first, last = (raising.endowment(each) / market.cents for each in (0, raises))
    return Shares(whole(first), whole(last), raises)


def price_system(contest: Contest, completion: Completion) -> tuple[Fraction, list[list[Payment]]]:
    """The last share, in euros, and what everyone pays, exactly, for each project in its turn."""
    market = market_of(contest)
    raising = _Raising(contest, market)
    raises = raising.last() if completion.raises_shares else 0
    endowment = raising.endowment(raises)
    bought = [at for at in raising.at(raises, raises).go().projects if market.costs[at]]
    return endowment / market.cents, payments(market, endowment, bought)


class _Raising:
    """Runs by how many euros each share was raised."""

    def __init__(self, contest: Contest, market: Market) -> None:
        self.market = market
        self.eligible = contest.eligible()
        self.tie_keys = contest.tie_keys
        self.budget = int(contest.instance.budget * market.cents)

    def endowment(self, raises: int) -> Fraction:
        return Fraction(self.budget, self.market.voters) + raises * self.market.cents

    def at(self, fewest: int, most: int) -> Run:
        low, high = self.endowment(fewest), self.endowment(most)
        return Run(self.market, self.eligible, self.tie_keys, low, high)

    def last(self) -> int:
        """How often the shares are raised: until nothing more fits, or the next selection is too dear."""
        kept, chosen = 0, self.at(0, 0).go().projects
        block, calm = 1, 0
        while not self._exhaustive(chosen):
            try:
                following = self.at(kept + 1, kept + block).go().projects
            except UncertainError:
                block, calm = max(block // 2, 1), 0
                continue
            if self._cost(following) > self.budget:
                return kept
            if self._exhaustive(following):
                return kept + 1
            kept, chosen, calm = kept + block, following, calm + 1
            if calm >= PATIENCE:
                block, calm = block * 2, 0
        return kept

    def _cost(self, projects: Sequence[int]) -> int:
        return sum(self.market.costs[at] for at in projects)

    def _exhaustive(self, projects: Sequence[int]) -> bool:
        left = self.budget - self._cost(projects)
        others = set(self.eligible).difference(projects)
        return all(self.market.costs[at] > left for at in others)


def _tell(contest: Contest, market: Market, run: Run) -> None:
    for purchase in run.bought:
        contest.decide(
            purchase.project,
            Decision.SELECTED,
            tied=purchase.tied,
            share=_share(market, run, purchase),
        )


def _people(market: Market, project: int) -> int:
    return int(market.counts[market.supporters[project].ballots].sum())


def _share(market: Market, run: Run, purchase: Purchase) -> Share:
    project = purchase.project
    people = _people(market, project)
    if not market.costs[project]:
        return Share(supporters=people, had=0, empty=0)
    euros = market.cents * run.purses.unit
    weights = market.supporters[project].weights
    most = market.satisfaction[project] if weights is None else int(weights.max())
    rate = purchase.price.low / run.purses.unit
    return Share(
        supporters=people,
        had=_rounded(Fraction(purchase.had, euros)),
        price=_rounded(purchase.price.low * most / euros),
        rate=_short(rate / (1 if weights is None else market.cents)),
        effective_votes=_short(1 / rate) if weights is None and rate else None,
        in_full=purchase.in_full,
        in_part=purchase.in_part,
        empty=people - purchase.in_full - purchase.in_part,
    )


def _tell_lost(contest: Contest, run: Run, lost: Sequence[int]) -> None:
    """What the supporters of those that were not bought still have, at the end."""
    euros = run.market.cents * run.purses.unit
    had = {
        contest.instance.projects[at].id: Share(
            supporters=_people(run.market, at),
            had=_rounded(Fraction(run.purses.total(at)[0], euros)),
        )
        for at in lost
    }
    contest.share_told(had)


def _rounded(amount: Fraction) -> Money:
    """Euros to a ten-thousandth."""
    return whole(Fraction(round(amount * 10_000), 10_000))


def _short(rate: Fraction) -> Fraction:
    """A rate to twelve decimals."""
    return Fraction(round(rate * 10**12), 10**12)
