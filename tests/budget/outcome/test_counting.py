"""From the urn to what is told: the right inputs for each kind of ballot, and nothing before its time."""

from __future__ import annotations

import csv
import json

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.budget import tally
from consult.budget.models import Project
from consult.budget.outcome import inputs, operations
from consult.budget.tally.pabulib import pb_text, read_pb_text
from consult.budget.terms import BallotKind, Completion, Leftover, TallyRule, TieBreak
from consult.budget.voting import queries as votes
from consult.budget.voting.models import BallotChannel
from consult.db import utcnow
from tests.budget.outcome.town import add_projects, make_vote, seal, share, vote
from tests.factories import World

GREEDY_COSTS = {1: 60_000, 2: 50_000, 3: 40_000}


def test_each_word_of_a_reglement_has_its_word_in_the_tally() -> None:
    assert {each.value for each in TallyRule} == {each.value for each in tally.Rule}
    assert {each.value for each in Completion} == {each.value for each in tally.Completion}
    assert set(inputs.CRITERIA) == set(TieBreak)
    assert set(inputs.CRITERIA.values()) == set(tally.Criterion)
    assert set(inputs.LEFTOVERS) == set(Leftover)
    assert set(inputs.VOTE_TYPES) == set(BallotKind)


def test_the_most_votes_win_while_the_envelope_is_enough(
    session: orm.Session, world: World
) -> None:
    """100 000 €: no. 1 (5 votes, 60 000 €), no. 2 does not fit in 40 000 €, no. 3 does."""
    campaign = make_vote(session, world)
    add_projects(session, campaign, GREEDY_COSTS)
    vote(session, campaign, {1: 1, 2: 1}, 3)
    vote(session, campaign, {1: 1, 3: 1}, 2, BallotChannel.PAPER)
    vote(session, campaign, {2: 1})
    seal(session, campaign)
    told = operations.counted(session, campaign)
    assert told["selected"] == [1, 3]
    assert (told["budget"], told["cost"]) == (100_000, 100_000)
    assert told["counts"] == {"online": 4, "paper": 2, "blank": 0, "void": 0}
    second = next(step for step in told["steps"] if step["number"] == 2)
    assert (second["decision"], second["votes"], second["remaining"]) == (
        "not-affordable",
        4,
        40_000,
    )
    others = {each["rule"]: each["selected"] for each in told["others"]}
    # By votes for a euro: 5/60 000, 4/50 000, 2/40 000. Equal shares: 16 667 € each; three pay for
    # no. 1 with two others, 12 000 € each: 4 667 € are left to each, not enough for no. 2 nor no. 3.
    assert others["greedy-cost"] == [1, 3]
    assert others["equal-shares"] == [1]
    assert "majority-judgement" not in others
    json.dumps(told)


def test_grades_choose_by_their_median(session: orm.Session, world: World) -> None:
    campaign = make_vote(
        session,
        world,
        ballot=BallotKind.GRADES,
        rule=TallyRule.MAJORITY_JUDGEMENT,
        choices_max=None,
    )
    add_projects(session, campaign, {1: 60_000, 2: 60_000})
    vote(session, campaign, {1: 3, 2: 2}, 2)
    vote(session, campaign, {1: 0, 2: 2}, 3)
    seal(session, campaign)
    told = operations.counted(session, campaign)
    assert told["selected"] == [2]
    second = next(step for step in told["steps"] if step["number"] == 2)
    assert second["grades"]["median"] == 2


def test_points_are_summed_and_quarters_have_their_shares(
    session: orm.Session, world: World
) -> None:
    """No. 1 and no. 2 compete for the quarter's 30 000 €; no. 3 for the town's, plus what is left."""
    campaign = make_vote(session, world, ballot=BallotKind.POINTS, points=10)
    quarter = session.merge(world.quarter)
    share(session, campaign, {quarter: 30_000, None: 70_000})
    add_projects(
        session, campaign, {1: 25_000, 2: 20_000, 3: 75_000}, quarters={1: quarter, 2: quarter}
    )
    vote(session, campaign, {1: 4, 2: 3, 3: 3}, 2)
    vote(session, campaign, {2: 10})
    seal(session, campaign)
    told = operations.counted(session, campaign)
    assert told["selected"] == [2, 3]
    parts = {part["quarter"]: (part["budget"], part["cost"]) for part in told["parts"]}
    assert parts == {"attargette-chanzy": (30_000, 20_000), None: (80_000, 75_000)}
    campaign.leftover = Leftover.LOST
    assert operations.counted(session, campaign)["selected"] == [2]


def test_nothing_is_counted_before_the_urn_is_sealed(session: orm.Session, world: World) -> None:
    campaign = make_vote(session, world)
    add_projects(session, campaign, GREEDY_COSTS)
    vote(session, campaign, {1: 1})
    with pytest.raises(operations.NotSealedError):
        operations.counted(session, campaign)
    with pytest.raises(operations.NotSealedError):
        operations.publish(session, campaign, by="system", now=utcnow())
    assert session.scalar(sa.select(Project.won).where(Project.number == 1)) is None


def test_published_once_it_does_not_move_and_each_project_knows(
    session: orm.Session, world: World
) -> None:
    campaign = make_vote(session, world)
    add_projects(session, campaign, GREEDY_COSTS)
    vote(session, campaign, {1: 1})
    seal(session, campaign)
    first = operations.publish(session, campaign, by="system", now=utcnow())
    session.expire_all()
    won = dict(
        session.execute(sa.select(Project.number, Project.won)).all()  # type: ignore[arg-type]
    )
    assert won == {1: True, 2: False, 3: False}
    vote(session, campaign, {2: 1}, 5)
    assert operations.publish(session, campaign, by="system", now=utcnow()) is first
    assert first.told["selected"] == [1]
    lines = session.scalars(
        sa.select(AuditLine).where(AuditLine.action == "campaign.publish_outcome")
    ).all()
    assert [line.details for line in lines] == [{"ballots": 1, "selected": 1}]


@pytest.mark.parametrize("kind", list(BallotKind))
def test_the_exported_file_gives_the_same_winners(
    session: orm.Session, world: World, kind: BallotKind
) -> None:
    grades = kind is BallotKind.GRADES
    rule = TallyRule.MAJORITY_JUDGEMENT if grades else TallyRule.EQUAL_SHARES
    campaign = make_vote(session, world, ballot=kind, rule=rule, points=5)
    add_projects(session, campaign, GREEDY_COSTS)
    many = (
        {1: 2, 2: 3, 3: 0}
        if grades
        else {1: 2, 2: 3}
        if kind is BallotKind.POINTS
        else {1: 1, 2: 1}
    )
    few = {1: 0, 2: 0, 3: 3} if grades else {3: 1}
    vote(session, campaign, many, 6)
    vote(session, campaign, few, 4)
    seal(session, campaign)
    told = operations.counted(session, campaign)
    projects = votes.projects_of(session, campaign)
    text = pb_text(inputs.election_of(campaign, projects, votes.ballots_of(session, campaign)))
    election = read_pb_text(text)
    again = tally.tally(election.instance, election.profile, inputs.settings_of(campaign))
    assert [int(each) for each in again.selected] == told["selected"]
    assert told["selected"]
    assert next(csv.reader(text.splitlines(), delimiter=";")) == ["META"]
