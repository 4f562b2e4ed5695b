"""Where a campaign stands: the same in Python and in SQL, and what a règlement may not say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import orm

from consult.budget import regulation
from consult.budget.models import Campaign
from consult.budget.operations import settle_shares
from consult.budget.phases import ENDS, Phase, periods, phase, phase_at
from consult.budget.terms import BallotKind, Completion, TallyRule, VoterEntry
from consult.web.clock import as_closing, as_opening, closing, opening
from tests.factories import World, make_campaign

FIRST = datetime(2027, 1, 1, tzinfo=UTC)
LATER = [column for _phase, column in ENDS[2:]]


def at(days: float) -> datetime:
    return FIRST + timedelta(days=days)


@given(
    steps=st.lists(st.integers(0, 3) | st.none(), min_size=len(LATER), max_size=len(LATER)),
    days=st.integers(-3, 25),
)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_sql_and_python_tell_the_same_phase(
    session: orm.Session, world: World, steps: list[int | None], days: int
) -> None:
    slug = "phases"
    campaign = session.scalars(sa.select(Campaign).where(Campaign.slug == slug)).first()
    campaign = campaign or make_campaign(session, world, slug=slug)
    campaign.opens_at, campaign.closes_at = FIRST, at(2)
    end = 2
    for column, step in zip(LATER, steps, strict=True):
        end += step or 0
        setattr(campaign, column, None if step is None else at(end))
    session.flush()
    now = at(days)
    told = session.scalar(sa.select(phase_at(now)).where(Campaign.id == campaign.id))
    assert told == phase(campaign, now).value
    # What the page lists holds together with it, where the règlement itself holds together.
    columns = [column for _phase, column in ENDS]
    wrong = regulation.faults({name: getattr(campaign, name) for name in columns}, {})
    if {each.field for each in wrong} & set(columns) or now < FIRST:
        return
    here = [
        each.phase
        for each in periods(campaign)
        if each.start <= now and (each.end is None or now < each.end)
    ]
    assert here == ([phase(campaign, now)] if phase(campaign, now) is not Phase.OVER else [])


WHOLE = {
    "opens_at": at(0),
    "closes_at": at(10),
    "study_closes_at": at(20),
    "vote_opens_at": at(30),
    "vote_closes_at": at(40),
    "envelope_eur": 100,
    "ballot": BallotKind.APPROVAL,
    "choices_max": 3,
    "rule": TallyRule.GREEDY,
    "vote_entry": VoterEntry.OPEN,
    "completion": Completion.NONE,
}


@pytest.mark.parametrize(
    ("changed", "shares", "fields"),
    [
        ({}, {}, []),
        ({"closes_at": at(0)}, {}, ["closes_at"]),
        ({"study_closes_at": at(5)}, {}, ["study_closes_at"]),
        ({"vote_opens_at": at(20)}, {}, []),
        ({"vote_closes_at": None}, {}, ["vote_closes_at"]),
        ({"vote_closes_at": at(30)}, {}, ["vote_closes_at"]),
        ({"study_closes_at": None}, {}, ["study_closes_at"]),
        ({"delivery_closes_at": at(90)}, {}, ["results_at"]),
        ({"envelope_eur": None}, {}, ["envelope_eur"]),
        ({"cap_eur": 101}, {}, ["cap_eur"]),
        ({}, {None: 40, "chanzy": 60}, []),
        ({}, {None: 40, "chanzy": 61}, ["envelope_eur"]),
        ({"ballot": None}, {}, ["ballot"]),
        ({"ballot": BallotKind.GRADES}, {}, ["rule"]),
        ({"completion": Completion.ADD1U}, {}, ["completion"]),
        ({"choices_max": None}, {}, ["choices_max"]),
        ({"choices_min": 4}, {}, ["choices_max"]),
        ({"ballot": BallotKind.POINTS}, {}, ["points"]),
    ],
)
def test_what_does_not_hold_is_named_by_its_setting(changed, shares, fields) -> None:
    found = regulation.faults({**WHOLE, **changed}, shares)
    assert [each.field for each in found] == fields


def test_shares_are_settled_once_and_told_by_quarter(session: orm.Session, world: World) -> None:
    campaign = make_campaign(session, world, envelope_eur=100)
    quarter = world.quarter.id
    assert settle_shares(session, campaign, {quarter: 60, None: 40})
    assert not settle_shares(session, campaign, {None: 40, quarter: 60})
    assert regulation.shares_of(campaign) == {world.quarter.key: 60, None: 40}
    assert settle_shares(session, campaign, {})
    assert campaign.shares == []


@pytest.mark.parametrize("written", ["2027-03-28", "2027-10-31 18:30", "2027-06-30"])
def test_a_form_shows_the_day_and_the_hour_that_were_written(written: str) -> None:
    """Across the two changes of the clock too."""
    for read, show in ((opening, as_opening), (closing, as_closing)):
        day, hour = show(read(written))
        assert f"{day}{f' {hour:%H:%M}' if hour else ''}" == written
