"""The rules written in the plainest way, with fractions and lists, to compare the engine with.

A voter's utilities are a dict by index of project. Ties go to the lower cost, then to more votes, then to
the lower number, as by default.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

Utilities = dict[int, Fraction | int]


def tie(costs: Sequence, voters: Sequence[Utilities]):
    votes = [sum(voter.get(at, 0) > 0 for voter in voters) for at in range(len(costs))]
    return lambda at: (costs[at], -votes[at], at)


def share(cost, purses: Sequence[tuple[Fraction, Fraction]]) -> Fraction | None:
    """rho for supporters with (money, utility): what is paid for a unit of utility."""
    if sum(money for money, _ in purses) < cost:
        return None
    paid, left = Fraction(0), sorted(purses, key=lambda purse: purse[0] / purse[1])
    while True:
        rho = (cost - paid) / sum(utility for _, utility in left)
        if rho * left[0][1] <= left[0][0]:
            return rho
        paid += left.pop(0)[0]


def equal_shares(costs: Sequence, voters: Sequence[Utilities], endowment: Fraction) -> list[int]:
    """In the order of purchase. Projects that cost more than everything were left out by the caller."""
    money = [Fraction(endowment) for _ in voters]
    order = tie(costs, voters)
    supported = {at for voter in voters for at in voter if voter[at] > 0}
    bought = sorted((at for at in supported if costs[at] == 0), key=order)
    left = supported - set(bought)
    while True:
        rhos = {}
        for at in left:
            purses = [
                (money[i], Fraction(voter[at]))
                for i, voter in enumerate(voters)
                if voter.get(at, 0) > 0
            ]
            rho = share(costs[at], purses)
            if rho is not None:
                rhos[at] = rho
        if not rhos:
            return bought
        best = min(rhos, key=lambda at: (rhos[at], order(at)))
        for i, voter in enumerate(voters):
            money[i] -= min(money[i], rhos[best] * voter.get(best, 0))
        bought.append(best)
        left.remove(best)


def add1(costs: Sequence, voters: Sequence[Utilities], budget) -> list[int]:
    """One euro a voter at a time, as the literature says, without any shortcut."""
    allowed = {at for at in range(len(costs)) if costs[at] <= budget}
    voters = [{at: u for at, u in voter.items() if at in allowed and u > 0} for voter in voters]
    supported = {at for voter in voters for at in voter}
    endowment = Fraction(budget) / len(voters)
    chosen = equal_shares(costs, voters, endowment)
    while True:
        spent = sum(costs[at] for at in chosen)
        if all(spent + costs[at] > budget for at in supported - set(chosen)):
            return chosen
        endowment += 1
        following = equal_shares(costs, voters, endowment)
        if sum(costs[at] for at in following) > budget:
            return chosen
        chosen = following


def greedy(
    costs: Sequence, scores: Sequence, budget, order, chosen: Sequence[int] = ()
) -> list[int]:
    left = [at for at in range(len(costs)) if scores[at] > 0 and at not in chosen]
    taken = list(chosen)
    for at in sorted(left, key=lambda at: (-scores[at], order(at))):
        if sum(costs[each] for each in taken) + costs[at] <= budget:
            taken.append(at)
    return taken


def majority_value(grades: Sequence[int]) -> list[int]:
    """Balinski and Laraki: the lower median, taken away, and again until no grade is left."""
    left, medians = sorted(grades), []
    while left:
        medians.append(left.pop((len(left) - 1) // 2))
    return medians
