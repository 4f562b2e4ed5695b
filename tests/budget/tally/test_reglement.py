"""What a règlement may say: ties, a draw, quarters, thresholds, silence; and odd elections."""

from __future__ import annotations

import subprocess
from dataclasses import replace

import pytest

from consult.budget.tally import (
    BallotError,
    Completion,
    Criterion,
    Decision,
    Instance,
    InstanceError,
    Leftover,
    Project,
    Rule,
    Settings,
    TieBreak,
    Ungraded,
    VoteType,
    compare,
    tally,
)
from consult.budget.tally.model import ProfileBuilder, profile_of
from consult.budget.tally.ties import deposit_order
from tests.budget.tally.towns import Town, approvals

C = Criterion


def won(criteria: tuple[Criterion, ...], seed: str | None = None) -> str:
    """Of three projects with one vote a euro, of which one can be had."""
    projects = (Project("10", 30), Project("2", 30), Project("3", 60))
    ballots = [(0, 2)] * 15 + [(1, 2)] * 15 + [(0,)] * 15 + [(1,)] * 15 + [(2,)] * 30
    instance = Instance(60, projects)
    profile = profile_of(VoteType.APPROVAL, ballots)
    settings = Settings(Rule.GREEDY_COST, ties=TieBreak(criteria, seed))
    outcome = tally(instance, profile, settings)
    assert len(outcome.steps[0].tied) == 2
    return outcome.selected[0]


def test_ties_are_broken_in_the_order_of_the_reglement() -> None:
    assert won((C.MORE_VOTES,)) == "3"
    assert won((C.HIGHER_COST,)) == "3"
    assert won((C.LOWER_COST, C.MORE_VOTES, C.NUMBER)) == "2"
    assert won(()) == "2"


def test_a_draw_is_done_again_by_anyone_with_the_seed() -> None:
    seed = "Tirage du 12 juin 2027"

    def digest(key: str) -> str:
        given = f"{seed}{key}".encode()
        done = subprocess.run(["sha256sum"], input=given, capture_output=True, check=True)
        return done.stdout.decode().split()[0]

    assert won((C.DRAW,), seed) == min(("10", "2", "3"), key=digest)
    assert len({won((C.DRAW,), f"{seed} {again}") for again in range(20)}) == 3
    with pytest.raises(InstanceError, match="seed"):
        TieBreak((C.DRAW,))


def test_numbers_are_those_of_deposit_or_read_as_people_read_them() -> None:
    ids = ["A10", "A2", "10", "2", "B", "02"]
    ordered = sorted((Project(key, 1) for key in ids), key=deposit_order)
    assert [project.id for project in ordered] == ["02", "2", "10", "A2", "A10", "B"]
    numbered = [Project("first", 1, number=2), Project("second", 1, number=1)]
    assert min(numbered, key=deposit_order).id == "second"


QUARTERS = Instance(
    100,
    (
        Project("gare-1", 20, quarter="Gare"),
        Project("gare-2", 25, quarter="Gare"),
        Project("port-1", 30, quarter="Port"),
        Project("town-1", 50),
        Project("town-2", 45),
    ),
    {"Gare": 30, "Port": 20},
)
VOTES = [(0, 3), (0, 1), (1, 4), (0,), (2, 3), (3,), (4, 2)]


@pytest.mark.parametrize(
    ("leftover", "selected"),
    [(Leftover.LOST, ("gare-1", "town-1")), (Leftover.TOWN_WIDE, ("gare-1", "town-1"))],
)
def test_each_quarter_spends_its_own_envelope(leftover, selected) -> None:
    """Gare: gare-1 has 3 votes, gare-2 no longer fits. Port's project costs more than its envelope."""
    profile = profile_of(VoteType.APPROVAL, VOTES)
    outcome = tally(QUARTERS, profile, Settings(Rule.GREEDY, leftover=leftover))
    assert outcome.selected == selected
    told = {step.project: (step.part, step.decision, step.remaining) for step in outcome.steps}
    assert told["gare-2"] == ("Gare", Decision.NOT_AFFORDABLE, 10)
    assert told["port-1"] == ("Port", Decision.ABOVE_ENVELOPE, 20)
    town = 50 if leftover is Leftover.LOST else 50 + 10 + 20
    assert told["town-1"] == (None, Decision.SELECTED, town)
    assert [(part.quarter, part.budget, part.voters) for part in outcome.parts] == [
        ("Gare", 30, 4), ("Port", 20, 2), (None, town, 5),
    ]  # fmt: skip


def test_a_leftover_may_pay_another_project_of_the_town() -> None:
    ballots = [*VOTES, (4,)]
    rich = replace(QUARTERS, budget=115)
    profile = profile_of(VoteType.APPROVAL, ballots)
    lost = tally(rich, profile, Settings(Rule.EQUAL_SHARES, Completion.ADD1U))
    kept = tally(
        rich, profile, Settings(Rule.EQUAL_SHARES, Completion.ADD1U, leftover=Leftover.TOWN_WIDE)
    )
    assert [key for key in lost.selected if "town" in key] == ["town-2"]
    assert sorted(key for key in kept.selected if "town" in key) == ["town-1", "town-2"]
    assert kept.cost == 115


def test_envelopes_hold_together() -> None:
    with pytest.raises(InstanceError, match="exceed"):
        replace(QUARTERS, envelopes={"Gare": 90, "Port": 20})
    with pytest.raises(InstanceError, match="Port"):
        replace(QUARTERS, envelopes={"Gare": 30})
    with pytest.raises(InstanceError, match="negative"):
        Instance(10, (Project("1", -1),))
    with pytest.raises(InstanceError, match="same id"):
        Instance(10, (Project("1", 1), Project("1", 2)))


def test_odd_projects_are_set_aside_with_their_reason() -> None:
    """Free and wanted, free and unwanted, unwanted, dearer than everything, too few votes."""
    town = approvals(100, (0, 0, 10, 500, 20), (0, 3, 4), (3,), (0, 3))
    decisions = {
        rule: {int(step.project) - 1: step.decision.value for step in town.tally(rule).steps}
        for rule in (Rule.GREEDY, Rule.GREEDY_COST, Rule.EQUAL_SHARES)
    }
    for rule, told in decisions.items():
        assert told[0] == "selected", rule
        assert told[1] == told[2] == "no-support"
        assert told[3] == "above-envelope"
        assert told[4] == "selected"
    instance = replace(town.instance, threshold=2)
    outcome = tally(instance, town.profile, Settings(Rule.GREEDY))
    assert outcome.selected == ("1",)
    assert [s.decision for s in outcome.steps if s.project == "5"] == [Decision.BELOW_THRESHOLD]


@pytest.mark.parametrize("rule", [Rule.GREEDY, Rule.GREEDY_COST, Rule.EQUAL_SHARES])
def test_nobody_voted_or_nothing_to_spend(rule: Rule) -> None:
    assert approvals(100, (10,)).tally(rule, Completion.ADD1U).selected == ()
    assert approvals(100, ()).tally(rule).selected == ()
    assert approvals(0, (10, 0), (0, 1)).tally(rule, Completion.ADD1U).selected == ("2",)
    assert approvals(100, (10,), (), ()).tally(rule, Completion.ADD1U).selected == ()


def test_blank_ballots_have_a_share_that_nobody_spends() -> None:
    town = approvals(100, (60,), (0,), (0,), (), ())
    assert town.tally(Rule.EQUAL_SHARES).selected == ()
    assert town.tally(Rule.EQUAL_SHARES, Completion.ADD1).selected == ("1",)


def test_silence_on_a_project_is_the_worst_grade_or_set_aside() -> None:
    """1: 2 2 and two silent people; 2: 1 1 1 1. Median of 1: 0 with silence counted, 2 without."""
    town = Town(
        10, (10, 10), VoteType.SCORING, ((0, 1), (0, 1), (1,), (1,)), ((2, 1), (2, 1), (1,), (1,))
    )
    settings = Settings(Rule.MAJORITY_JUDGEMENT)
    assert tally(town.instance, town.profile, settings).selected == ("2",)
    aside = replace(settings, ungraded=Ungraded.SET_ASIDE)
    assert tally(town.instance, town.profile, aside).selected == ("1",)


def test_a_file_may_give_silence_its_grade() -> None:
    builder = ProfileBuilder(VoteType.SCORING, default=1)
    for given in (2, -1):
        builder.add((0,), (given,))
    builder.add((), ())
    outcome = tally(
        Instance(5, (Project("1", 5),)), builder.build(), Settings(Rule.MAJORITY_JUDGEMENT)
    )
    assert outcome.steps[0].grades.scale == (-1, 1, 2)
    assert outcome.steps[0].grades.median == 1
    assert outcome.steps[0].score == 2


def test_comparing_tells_what_each_rule_selects_or_why_it_cannot() -> None:
    town = approvals(100, (100, 40, 40), (0,), (0,), (0, 1), (1, 2), (2,))
    found = compare(town.instance, town.profile, Settings(Rule.GREEDY))
    assert list(found) == list(Rule)
    assert found[Rule.GREEDY].selected == ("1",)
    assert found[Rule.GREEDY_COST].selected == ("2", "3")
    assert found[Rule.EQUAL_SHARES].selected == ("2",)
    assert isinstance(found[Rule.MAJORITY_JUDGEMENT], BallotError)


def test_equal_shares_refuses_points_that_are_no_support() -> None:
    negative = Town(10, (5,), VoteType.SCORING, ((0,),), ((-1,),))
    with pytest.raises(BallotError, match="negative"):
        negative.tally(Rule.EQUAL_SHARES)
    builder = ProfileBuilder(VoteType.SCORING, default=1)
    builder.add((0,), (2,))
    with pytest.raises(BallotError, match="default_score"):
        tally(negative.instance, builder.build(), Settings(Rule.EQUAL_SHARES))
