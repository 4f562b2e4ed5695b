"""What makes equal shares quick: purses between two numbers, and runs for many endowments at once."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.budget.tally import Completion, Rule, VoteType
from consult.budget.tally.contest import Contest
from consult.budget.tally.equal_shares import Run, UncertainError, market_of
from consult.budget.tally.ledger import Ledger
from consult.budget.tally.purses import Price, Purses, Unknown
from consult.budget.tally.ties import TieBreak
from tests.budget.tally import plainly
from tests.budget.tally.towns import Town, approvals, towns


def a_town(seed: int, voters: int, projects: int, budget: int, points: int = 0) -> Town:
    """Costs near each other and votes in clusters: shares run out little by little."""
    dice = random.Random(seed)
    costs = tuple(dice.randint(budget // 30, budget // 6) for _ in range(projects))
    ballots = tuple(
        tuple(dice.sample(range(projects), dice.randint(1, projects // 2))) for _ in range(voters)
    )
    if not points:
        return Town(budget, costs, VoteType.APPROVAL, ballots)
    given_points = tuple(tuple(dice.randint(1, points) for _ in ballot) for ballot in ballots)
    return Town(budget, costs, VoteType.SCORING, ballots, given_points)


@pytest.mark.parametrize("points", [0, 5])
@pytest.mark.parametrize("seed", range(3))
def test_forty_voters_and_a_dozen_projects_as_with_fractions(seed: int, points: int) -> None:
    town = a_town(seed, 40, 12, 100_000, points)
    plain = plainly.equal_shares(town.costs, town.utilities(), Fraction(town.budget, 40))
    assert town.indexes(town.tally(Rule.EQUAL_SHARES)) == plain


@pytest.mark.parametrize("points", [0, 5])
def test_sums_beyond_sixty_four_bits_are_counted_too(points: int) -> None:
    town = a_town(7, 30, 8, 10**18, points)
    market = market_of(Contest(town.instance, town.profile, TieBreak()))
    assert Purses(market, Fraction(town.budget, 30), Fraction(town.budget, 30)).dtype is object
    plain = plainly.equal_shares(town.costs, town.utilities(), Fraction(town.budget, 30))
    assert town.indexes(town.tally(Rule.EQUAL_SHARES)) == plain


def test_raising_shares_skips_runs_and_changes_nothing(monkeypatch) -> None:
    town = a_town(3, 12, 8, 9_000)
    plain = plainly.add1(town.costs, town.utilities(), town.budget)
    runs = []
    go = Run.go
    monkeypatch.setattr(Run, "go", lambda run, **asked: runs.append(run) or go(run, **asked))
    outcome = town.tally(Rule.EQUAL_SHARES, Completion.ADD1)
    assert town.indexes(outcome) == plain
    assert outcome.parts[0].raises > 100
    assert len(runs) < outcome.parts[0].raises / 2


@settings(max_examples=60, deadline=None)
@given(towns(), st.integers(0, 60), st.integers(1, 40))
def test_a_run_for_an_interval_holds_for_each_endowment_in_it(
    town: Town, least: int, more: int
) -> None:
    contest = Contest(town.instance, town.profile, TieBreak())
    market = market_of(contest)

    def bought(low: Fraction, high: Fraction) -> list[int]:
        return Run(market, contest.eligible(), contest.tie_keys, low, high).go().projects

    low, high = Fraction(least), Fraction(least + more)
    try:
        found = bought(low, high)
    except UncertainError:
        return
    for part in range(7):
        endowment = low + (high - low) * Fraction(part, 6)
        assert bought(endowment, endowment) == found


@pytest.mark.parametrize("points", [0, 5])
@pytest.mark.parametrize("width", [0, 40, 400])
def test_purses_always_hold_the_exact_accounts(width: int, points: int) -> None:
    """Whatever is bought, each purse and each price is between its two numbers."""
    for seed in range(8):
        town = a_town(seed, 12, 8, 30_000, points)
        market = market_of(Contest(town.instance, town.profile, TieBreak()))
        low = Fraction(town.budget, 12)
        ledger, purses = Ledger(market, low + Fraction(width, 2)), Purses(market, low, low + width)
        left = set(range(8))
        dice = random.Random(seed)
        while left:
            at = dice.choice(sorted(left))
            left.remove(at)
            exact, price = ledger.price(at), purses.price(at)
            if price is None:
                assert exact is None
            elif exact is None:
                assert isinstance(price, Unknown)
            else:
                assert price.low <= exact * purses.unit
                if isinstance(price, Price):
                    assert exact * purses.unit <= price.high
                    ledger.buy(at)
                    purses.pay(at, price)
            for ballot, who in enumerate(ledger.member.tolist()):
                held = ledger.money[who] * purses.unit
                assert int(purses.low[ballot]) <= held <= int(purses.high[ballot])


def test_twins_are_told_apart_by_the_tie_break_alone() -> None:
    """Same cost, same voters, some of whom have paid for something else: the very same fraction."""
    voters = [(0, 1, 2)] * 3 + [(1, 2)] * 4 + [(0,)] * 4
    town = approvals(110, (20, 35, 35), *voters)
    outcome = town.tally(Rule.EQUAL_SHARES)
    plain = plainly.equal_shares(town.costs, town.utilities(), Fraction(10))
    assert town.indexes(outcome) == plain == [0, 1]
    assert outcome.steps[1].tied == ("3",)
