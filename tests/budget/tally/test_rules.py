"""Whatever the votes: against the rules written plainly, and against what the literature promises."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, pairwise

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from consult.budget.tally import Completion, Outcome, Rule, Settings, TieBreak, VoteType, tally
from consult.budget.tally.completion import price_system
from consult.budget.tally.contest import Contest
from consult.budget.tally.outcome import Decision
from tests.budget.tally import plainly
from tests.budget.tally.towns import Town, amounts, towns

ADDITIVE = [rule for rule in Rule if rule is not Rule.MAJORITY_JUDGEMENT]
EVERY = [(rule, Completion.NONE) for rule in Rule] + [
    (Rule.EQUAL_SHARES, completion) for completion in Completion
]


def counted(town: Town, rule: Rule, completion: Completion = Completion.NONE) -> Outcome:
    assume(rule is not Rule.MAJORITY_JUDGEMENT or town.vote_type is VoteType.SCORING)
    return town.tally(rule, completion)


def scores(town: Town) -> list[Fraction]:
    if town.vote_type is VoteType.APPROVAL:
        return [Fraction(sum(at in b for b in town.ballots)) for at in range(len(town.costs))]
    said = town.utilities()
    return [Fraction(sum(voter.get(at, 0) for voter in said)) for at in range(len(town.costs))]


def exhaustive(town: Town, outcome: Outcome) -> bool:
    """Nothing more that somebody supports would fit."""
    chosen = set(town.indexes(outcome))
    left = [at for at, score in enumerate(scores(town)) if score > 0 and at not in chosen]
    return all(outcome.cost + town.costs[at] > town.budget for at in left)


@settings(max_examples=120, deadline=None)
@given(towns())
def test_equal_shares_is_what_the_paper_says(town: Town) -> None:
    """Rule by rule with fractions: Peters, Pierczyński and Skowron 2021, section 3."""
    said = [
        {at: u for at, u in voter.items() if town.costs[at] <= town.budget}
        for voter in town.utilities()
    ]
    plain = plainly.equal_shares(town.costs, said, Fraction(town.budget) / len(said))
    assert town.indexes(town.tally(Rule.EQUAL_SHARES)) == plain


@settings(max_examples=60, deadline=None)
@given(towns(free=False))
def test_raising_the_shares_is_done_one_euro_at_a_time(town: Town) -> None:
    """However many runs are skipped: the same as with none skipped, and the greedy end."""
    plain = plainly.add1(town.costs, town.utilities(), town.budget)
    assert town.indexes(town.tally(Rule.EQUAL_SHARES, Completion.ADD1)) == plain
    order = plainly.tie(town.costs, town.utilities())
    ended = plainly.greedy(town.costs, scores(town), town.budget, order, plain)
    assert town.indexes(town.tally(Rule.EQUAL_SHARES, Completion.ADD1U)) == ended


@settings(max_examples=60, deadline=None)
@given(towns())
def test_the_greedy_rules_go_down_a_list(town: Town) -> None:
    order = plainly.tie(town.costs, town.utilities())
    found = scores(town)
    plain = plainly.greedy(town.costs, found, town.budget, order)
    assert town.indexes(town.tally(Rule.GREEDY)) == plain
    # Nothing is more than any number of votes for each of its euros.
    per_euro = [s / c if c else 10**6 * s for s, c in zip(found, town.costs, strict=True)]
    plain = plainly.greedy(town.costs, per_euro, town.budget, order)
    assert town.indexes(town.tally(Rule.GREEDY_COST)) == plain


@settings(max_examples=60, deadline=None)
@given(towns([VoteType.SCORING]), st.data())
def test_majority_judgement_sorts_grades(town: Town, data) -> None:
    """Against lists of grades sorted, and their medians taken away one by one."""
    assert town.points is not None
    lists: list[list[int]] = []
    for at in range(len(town.costs)):
        said = [
            dict(zip(b, p, strict=True)) for b, p in zip(town.ballots, town.points, strict=True)
        ]
        lists.append([voter.get(at, 0) for voter in said])
    votes = [sum(grade > 0 for grade in given) for given in lists]
    keys = [(-town.costs[at], votes[at], -at) for at in range(len(town.costs))]
    rows = sorted(
        (at for at in range(len(lists)) if any(lists[at])),
        key=lambda at: (plainly.majority_value(lists[at]), keys[at]),
        reverse=True,
    )
    chosen: list[int] = []
    for at in rows:
        if sum(town.costs[each] for each in chosen) + town.costs[at] <= town.budget:
            chosen.append(at)
    outcome = town.tally(Rule.MAJORITY_JUDGEMENT)
    assert town.indexes(outcome) == chosen
    for step in outcome.steps:
        ordered = sorted(lists[int(step.project) - 1])
        if step.grades:
            assert step.grades.median == ordered[(len(ordered) - 1) // 2]


@settings(max_examples=80, deadline=None)
@given(towns(), st.sampled_from(EVERY))
def test_never_over_the_envelope_and_every_project_told_once(town: Town, asked) -> None:
    outcome = counted(town, *asked)
    assert outcome.cost == sum(town.costs[at] for at in town.indexes(outcome)) <= town.budget
    assert Counter(step.project for step in outcome.steps) == Counter(
        project.id for project in town.instance.projects
    )
    told = [step.project for step in outcome.steps if step.decision is Decision.SELECTED]
    assert told == list(outcome.selected)
    spent: Fraction | int = 0
    for step in outcome.steps:
        assert step.remaining == town.budget - spent
        spent += step.cost if step.decision is Decision.SELECTED else 0


@settings(max_examples=60, deadline=None)
@given(towns())
def test_what_promises_to_be_exhaustive_is(town: Town) -> None:
    assert exhaustive(town, town.tally(Rule.GREEDY))
    assert exhaustive(town, town.tally(Rule.GREEDY_COST))
    assert exhaustive(town, town.tally(Rule.EQUAL_SHARES, Completion.GREEDY))
    assert exhaustive(town, town.tally(Rule.EQUAL_SHARES, Completion.ADD1U))


@settings(max_examples=60, deadline=None)
@given(towns(), st.sampled_from(EVERY), st.data())
def test_the_order_of_voters_and_of_projects_changes_nothing(town: Town, asked, data) -> None:
    """Anonymity; and neutrality, up to the last tie-break, which reads the projects' numbers."""
    before = counted(town, *asked)
    voters = data.draw(st.permutations(range(len(town.ballots))))
    moved = replace(
        town,
        ballots=tuple(town.ballots[at] for at in voters),
        points=town.points and tuple(town.points[at] for at in voters),
    )
    assert moved.tally(*asked) == before
    # The same projects, with their own ids, on other lines.
    lines = data.draw(st.permutations(range(len(town.costs))))
    place = {at: line for line, at in enumerate(lines)}
    projects = tuple(town.instance.projects[at] for at in lines)
    ballots = tuple(tuple(place[at] for at in ballot) for ballot in town.ballots)
    profile = replace(town, ballots=ballots).profile
    after = tally(replace(town.instance, projects=projects), profile, Settings(*asked))
    assert after.selected == before.selected
    assert after.steps == before.steps


@settings(max_examples=50, deadline=None)
@given(towns(), st.sampled_from(EVERY), st.data())
def test_names_weigh_nothing_unless_all_the_rest_is_equal(town: Town, asked, data) -> None:
    """Neutrality: where no tie was broken, renaming the projects renames the outcome."""
    before = counted(town, *asked)
    assume(not any(step.tied for step in before.steps))
    names = data.draw(st.permutations([str(at) for at in range(1, len(town.costs) + 1)]))
    projects = tuple(
        replace(project, id=name)
        for project, name in zip(town.instance.projects, names, strict=True)
    )
    after = tally(replace(town.instance, projects=projects), town.profile, Settings(*asked))
    assert after.selected == tuple(names[at] for at in town.indexes(before))


def one_of_each(town: Town) -> list[dict]:
    """The utilities of one of the people of each different ballot of the profile."""
    profile, keys = town.profile, []
    for begin, end in pairwise(profile.starts.tolist()):
        entries, points = profile.entries[begin:end].tolist(), profile.points[begin:end].tolist()
        keys.append((entries, points))
    voters = {}
    for at, voter in enumerate(town.utilities()):
        points = town.points and (town.points[at],)
        alone = replace(town, ballots=(town.ballots[at],), points=points).profile
        voters[keys.index((alone.entries.tolist(), alone.points.tolist()))] = voter
    return [voters[at] for at in range(len(keys))]


@settings(max_examples=60, deadline=None)
@given(towns(free=False), st.sampled_from([Completion.NONE, Completion.ADD1]))
def test_equal_shares_is_priceable(town: Town, completion: Completion) -> None:
    """Peters and Skowron 2020, definition 2, with costs: what voters pay is a price system."""
    contest = Contest(town.instance, town.profile, TieBreak())
    endowment, payments = price_system(contest, completion)
    counts = town.profile.counts.tolist()
    utilities = one_of_each(town)
    bought = {each[0].project: each for each in payments}
    left = dict.fromkeys(range(len(counts)), endowment)
    for project, paid in bought.items():
        for payment in paid:
            # C1: nobody pays for what they do not support. C2: nobody pays more than their share.
            assert utilities[payment.ballot].get(project, 0) > 0
            left[payment.ballot] -= payment.amount
            assert payment.amount >= 0
            assert left[payment.ballot] >= 0
        # C3: the payments for a project are its cost. C4, nothing paid for others, is by construction.
        assert sum(p.amount * counts[p.ballot] for p in paid) == town.costs[project]
    for project, cost in enumerate(town.costs):
        # C5: those who support a project that was not bought do not have more than its cost left.
        if project not in bought and cost <= town.budget:
            friends = [b for b in left if utilities[b].get(project, 0) > 0]
            assert sum(left[b] * counts[b] for b in friends) <= cost
    outcome = town.tally(Rule.EQUAL_SHARES, completion)
    assert sorted(bought) == sorted(town.indexes(outcome))


@settings(max_examples=80, deadline=None)
@given(st.data(), st.integers(1, 6), st.integers(1, 4), amounts(20))
def test_a_group_that_agrees_gets_what_its_share_can_buy(data, group, size, more) -> None:
    """Extended justified representation, Peters, Pierczyński and Skowron 2021, for groups that agree on
    T alone: as many as n * cost(T) / budget voters whose ballots are T get T."""
    costs = data.draw(st.lists(amounts(60).filter(bool), min_size=size + 2, max_size=size + 2))
    agreed = tuple(range(size))
    others = data.draw(
        st.lists(st.lists(st.integers(size, size + 1), unique=True).map(tuple), max_size=6)
    )
    worth = Fraction(sum(costs[at] for at in agreed) * (group + len(others)), group)
    ballots = (agreed,) * group + tuple(others)
    town = Town(worth + more, tuple(costs), VoteType.APPROVAL, ballots)
    assert set(agreed) <= set(town.indexes(town.tally(Rule.EQUAL_SHARES)))


@settings(max_examples=60, deadline=None)
@given(towns([VoteType.APPROVAL], free=False))
def test_cohesive_groups_are_represented(town: Town) -> None:
    """Extended justified representation up to one project, by the definition, on every group and set."""
    chosen = set(town.indexes(town.tally(Rule.EQUAL_SHARES)))
    said = town.utilities()
    for width in range(1, len(town.costs) + 1):
        for agreed in combinations(range(len(town.costs)), width):
            cost = sum(town.costs[at] for at in agreed)
            group = [voter for voter in said if set(agreed) <= set(voter)]
            if not group or cost * len(said) > len(group) * Fraction(town.budget):
                continue
            assert any(
                sum(voter[at] for at in chosen & set(voter)) >= cost
                or any(
                    sum(voter[at] for at in chosen & set(voter) | {one}) > cost for one in agreed
                )
                for voter in group
            )
