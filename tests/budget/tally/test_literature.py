"""Examples worked by hand in the literature, worked again by hand here."""

from __future__ import annotations

from fractions import Fraction

import pytest

from consult.budget.tally import (
    Completion,
    Decision,
    Instance,
    MedianTie,
    Project,
    Rule,
    Settings,
    VoteType,
    tally,
)
from consult.budget.tally.completion import price_system
from consult.budget.tally.contest import Contest
from consult.budget.tally.majority import compared, majority_value, median, usual
from consult.budget.tally.model import ProfileBuilder
from consult.budget.tally.ties import TieBreak
from tests.budget.tally.towns import Town, approvals

BIKE, GYM, PARK, PLAYGROUND, LIBRARY = range(5)
COSTS = (700, 400, 250, 200, 100)
# https://equalshares.net/explanation: eleven voters, from the left to the right of its table.
LEFT = (
    (BIKE, GYM), (BIKE, GYM, PARK), (BIKE, GYM), (BIKE, GYM, PARK), (BIKE, GYM, PARK), (BIKE, GYM),
    (PARK, PLAYGROUND, LIBRARY), (PLAYGROUND,), (PLAYGROUND, LIBRARY), (PARK, PLAYGROUND, LIBRARY),
)  # fmt: skip


def paid(town: Town) -> tuple[Fraction, dict[int, list[Fraction]]]:
    """The share, and what each supporter pays for each project, the least first."""
    share, payments = price_system(
        Contest(town.instance, town.profile, TieBreak()), Completion.NONE
    )
    counts = town.profile.counts.tolist()
    return share, {
        each[0].project: sorted(p.amount for p in each for _ in range(counts[p.ballot]))
        for each in payments
    }


def test_equalshares_net_example_1() -> None:
    """Equal shares pleases the families whom the votes alone leave without anything.

    Each of 11 voters has 1100 / 11 = 100. The bike path, 7 votes, takes all of its supporters' 700.
    Nobody for the gym has anything left; the park has 2 * 100 for 250. The playground: 200 / 4 = 50
    each. The library: 100 / 3 each, of the 50 they have left. 16.67 + 16.67 are not the park's 250.
    """
    town = approvals(1100, COSTS, *LEFT, (BIKE,))
    assert town.indexes(town.tally(Rule.GREEDY)) == [BIKE, GYM]
    outcome = town.tally(Rule.EQUAL_SHARES)
    assert town.indexes(outcome) == [BIKE, PLAYGROUND, LIBRARY]
    share, payments = paid(town)
    assert share == 100
    assert payments == {
        BIKE: [100] * 7,
        PLAYGROUND: [50] * 4,
        LIBRARY: [Fraction(100, 3)] * 3,
    }
    steps = {int(step.project) - 1: step for step in outcome.steps}
    assert steps[PLAYGROUND].share.effective_votes == 4
    assert steps[GYM].decision is Decision.REMOVED
    assert steps[GYM].share.had == 0
    # Two of five: 100 - 50 - 100/3 each.
    assert steps[PARK].share.had == Fraction(333_333, 10_000)


def test_equalshares_net_example_2() -> None:
    """The last voter prefers the gym: some pay all that they have left.

    The gym, 7 votes: 400 / 7 each, which leaves 300 / 7 = 42.86. The bike path's six have 257.14
    for 700. The park: three have 42.86, below 250 / 5 = 50, and give it all; two share 250 - 128.57
    = 121.43: 60.71, so that it counts 250 / 60.71 = 4.1 votes, above the playground's 4. Then the
    playground: two have 39.29 left and give it, two share 200 - 78.57: 60.71 (3.3 votes). The
    library's three have 39.29.
    """
    town = approvals(1100, COSTS, *LEFT, (GYM,))
    outcome = town.tally(Rule.EQUAL_SHARES)
    assert town.indexes(outcome) == [GYM, PARK, PLAYGROUND]
    rich = (250 - 3 * Fraction(300, 7)) / 2
    left = 100 - rich
    assert paid(town)[1] == {
        GYM: [Fraction(400, 7)] * 7,
        PARK: [Fraction(300, 7)] * 3 + [rich] * 2,
        PLAYGROUND: [left, left, (200 - 2 * left) / 2, (200 - 2 * left) / 2],
    }
    park = next(step for step in outcome.steps if step.project == str(PARK + 1)).share
    assert round(park.effective_votes, 1) == Fraction(41, 10)
    assert (park.supporters, park.in_full, park.in_part, park.empty) == (5, 2, 3, 0)
    library = next(step for step in outcome.steps if step.project == str(LIBRARY + 1))
    assert round(library.share.had, 2) == Fraction(3929, 100)
    # Shares of 101, 102... change nothing until 1100 is passed or all that fits is taken.
    add1u = town.tally(Rule.EQUAL_SHARES, Completion.ADD1U)
    assert add1u.cost == 950
    assert set(town.indexes(add1u)) == {GYM, PARK, PLAYGROUND, LIBRARY}


def committee(seats: int, candidates: str, *groups: tuple[int, str]) -> Town:
    ballots = [tuple(map(candidates.index, names)) for count, names in groups for _ in range(count)]
    return approvals(seats, (1,) * len(candidates), *ballots)


def test_lackner_and_skowron_example_11() -> None:
    """« Multi-Winner Voting with Approval Preferences » (Springer 2023), example 11: four seats,
    cost 1.

    12 voters have 4/12 = 1/3. a has 8: 1/8 each, which leaves 5/24. b: 3 * 5/24 + 1/3 = 23/24 < 1,
    c the same, d: 2 * 5/24; f: 2/3; nobody else can be bought. (The book goes on with another
    rule.)
    """
    groups = ((3, "ab"), (3, "ac"), (2, "ad"), (1, "bcf"), (1, "e"), (1, "f"), (1, "g"))
    town = committee(4, "abcdefg", *groups)
    outcome = town.tally(Rule.EQUAL_SHARES)
    assert town.indexes(outcome) == [0]
    assert paid(town) == (Fraction(1, 3), {0: [Fraction(1, 8)] * 8})
    b = next(step for step in outcome.steps if step.project == "2")
    assert b.share.had == Fraction(round(Fraction(23, 24) * 10_000), 10_000)


def test_lackner_and_skowron_example_12() -> None:
    """The same book, example 12: three seats, 8 voters, 3/8 each.

    c has 5 votes: 1/5 each, which leaves 7/40. a has 4, two of them with 7/40: 2 * 7/40 + 2x = 1, x
    = 13/40. d has 3 * 7/40 + 3/8 = 0.9 < 1; b has 3 votes, 1/3 each, more than 13/40. After a,
    neither can be bought.
    """
    town = committee(3, "abcd", (3, "cd"), (2, "ab"), (2, "ac"), (1, "bd"))
    assert town.indexes(town.tally(Rule.EQUAL_SHARES)) == [2, 0]
    assert paid(town)[1] == {
        2: [Fraction(1, 5)] * 5,
        0: [Fraction(7, 40)] * 2 + [Fraction(13, 40)] * 2,
    }


def test_points_are_paid_in_proportion() -> None:
    """Peters, Pierczyński and Skowron 2021, section 3: of a price rho for a unit of utility.

    Budget 60, three voters, 20 each. X costs 30: points 3, 1, 2, hence rho = 30 / 6 = 5 and 15, 5,
    10. Y costs 24: points 0, 4, 4, rho = 24 / 8 = 3, cheaper, so first: 12 each, which leaves 20,
    8, 8. X then: 15, 5, and 10 > 8; with 8, rho = 22 / 4 = 5.5: 16.5, 5.5, 8. All of it can be
    paid.
    """
    town = Town(
        60,
        (30, 24),
        VoteType.CUMULATIVE,
        ((0,), (0, 1), (0, 1)),
        ((3,), (1, 4), (2, 4)),
    )
    outcome = town.tally(Rule.EQUAL_SHARES)
    assert town.indexes(outcome) == [1, 0]
    assert paid(town)[1] == {
        1: [12, 12],
        0: [Fraction(11, 2), 8, Fraction(33, 2)],
    }
    assert [step.share.rate for step in outcome.steps] == [3, Fraction(11, 2)]


def test_the_published_example_of_the_pb_format() -> None:
    """https://pabulib.org/format: ten votes on five projects, 2500 in all.

    Votes: 1: 4, 2: 4, 4: 6, 5: 5, 7: 3. Greedy: 4 (1400), then 5 (1000), 100 left. By euro: 1 has
    4/600 = 1/150, 2 has 4/800 = 1/200, 5 has 5/1000 = 1/200, 4 has 6/1400, 7 has 3/1200: 1, then 2
    (cheaper), then 5.
    """
    ids = {"1": 0, "2": 1, "4": 2, "5": 3, "7": 4}
    votes = ["1,2,4", "1,2", "2,4,5", "5,7", "1,4,7", "1,7", "5", "4", "2,4,5", "4,5"]
    costs = (600, 800, 1400, 1000, 1200)
    town = approvals(2500, costs, *([ids[k] for k in vote.split(",")] for vote in votes))
    assert town.indexes(town.tally(Rule.GREEDY)) == [ids["4"], ids["5"]]
    assert town.indexes(town.tally(Rule.GREEDY_COST)) == [ids["1"], ids["2"], ids["5"]]
    # 250 each. 4 has 6 votes: 233.33 each, and 16.67 left. Then 5: three with 16.67 and two with
    # 250, 550 for 1000. 1: two and two, 533.33 for 600. 2: three and one, 300 for 800. 7: one and
    # two, 516.67 for 1200.
    outcome = town.tally(Rule.EQUAL_SHARES)
    assert town.indexes(outcome) == [ids["4"]]
    had = {step.project: step.share.had for step in outcome.steps if not step.share.price}
    assert {key: round(value) for key, value in had.items()} == {
        "1": 533,
        "2": 300,
        "4": 550,
        "5": 517,
    }


# The usual illustration of Balinski and Laraki's tie-break: 0 poor, 1 fair, 2 good, 3 excellent.
@pytest.mark.parametrize(
    ("grades", "value"),
    [
        # Good, good, fair, poor: fair (the lower middle), then good, poor, good.
        ((1, 1, 2, 0), [1, 2, 0, 2]),
        # Excellent, fair, fair, fair: fair, fair, fair, excellent.
        ((0, 3, 0, 1), [1, 1, 1, 3]),
    ],
)
def test_medians_fall_one_after_the_other(grades, value) -> None:
    runs = majority_value(grades)
    assert [at for times, low, high in runs for at in [low, high] * times] == value
    assert median(grades) == 1


def test_the_first_median_that_differs_decides() -> None:
    """Both fair; then good against fair: the first wins, though the second has an « excellent »."""
    assert compared((1, 1, 2, 0), (0, 3, 0, 1)) > 0
    assert compared((0, 3, 0, 1), (1, 1, 2, 0)) < 0
    # Twice as many people who say the same are the same.
    assert compared((1, 1, 2, 0), (2, 2, 4, 0)) == 0


def test_usual_judgement_of_fabre() -> None:
    """« Tie-breaking the highest median », 2021: (p - q) / 2(1 - p - q), in whole votes of 10 000.

    A: above its median « fair » 38.70 %, below 41.59 %, at it 19.71 %: -2.89 / 39.42 = -0.0733. B:
    37.78 %, 49.27 %, 12.95 %: -11.49 / 25.90 = -0.4436. A wins, as by majority judgement (largest
    of the shares: A- by 41.59 against B- by 49.27).
    """
    a = (1484, 1763, 912, 1971, 2128, 1532, 210)
    b = (2427, 1158, 1342, 1295, 1851, 1705, 222)
    assert median(a) == median(b) == 3
    assert usual(a) == Fraction(-289, 3942)
    assert usual(b) == Fraction(-1149, 2590)
    assert compared(a, b) > 0


def grades(*rows: tuple[str, int]):
    """Projects with « grades given by so many people each », four grades as in Paris, worst 0."""
    builder = ProfileBuilder(VoteType.SCORING, lowest=0)
    for voter in range(len(rows[0][0])):
        builder.add(range(len(rows)), [int(given[voter]) for given, _ in rows])
    projects = tuple(Project(str(at + 1), cost) for at, (_, cost) in enumerate(rows))
    return Instance(100, projects), builder.build()


def test_both_ways_to_tell_medians_apart_within_the_envelope() -> None:
    """Seven people, grades 0 to 3; three projects of median 2 and one of 3 that is too dear for the
    rest.

    1: 0 0 2 2 3 3 3: above 3, below 2. 2: 1 2 2 2 2 2 3: above 1, below 1. 3: 0 1 1 2 2 2 2: above
    0, below 3. Majority: after the 2 of the middle, 1 gives 2, 3; 2 gives 2, 2; 3 gives 1: hence 1,
    2, 3. Usual: 1/4, 0, -3/8: the same. Project 4, median 3, comes first and costs 60 of the 100: 1
    (50) no longer fits.
    """
    instance, profile = grades(("0022333", 50), ("1222223", 30), ("0112222", 10), ("3333000", 60))
    for tie in MedianTie:
        outcome = tally(instance, profile, Settings(Rule.MAJORITY_JUDGEMENT, median_tie=tie))
        assert outcome.selected == ("4", "2", "3")
        assert [step.grades.median for step in outcome.steps] == [3, 2, 2, 2]
        assert outcome.steps[1].decision is Decision.NOT_AFFORDABLE
        assert outcome.steps[1].remaining == 40


def test_the_two_ways_differ() -> None:
    """Ten people. 1: 0 x4, 1 x2, 2 x4. 2: 0 x1, 1 x8, 2 x1. Both of median 1, as many above as
    below.

    Usual judgement: 0 and 0, a tie that the cost breaks (1 is cheaper). Majority: 1 has 1, 1, then
    0: it loses. 3: 0 x3, 1 x3, 2 x4. Usual: 1/6, the first. Majority: r5, r6, r4, r7 = 1, 1, 1, 2
    against 2's 1, 1, 1, 1: the first also.
    """
    instance, profile = grades(("0000112222", 30), ("0111111112", 35), ("0001112222", 25))
    majority = tally(instance, profile, Settings(Rule.MAJORITY_JUDGEMENT))
    common = tally(instance, profile, Settings(Rule.MAJORITY_JUDGEMENT, median_tie=MedianTie.USUAL))
    assert majority.selected == ("3", "2", "1")
    assert common.selected == ("3", "1", "2")
    assert common.steps[1].tied == ("2",)
    assert majority.steps[1].tied == ()
