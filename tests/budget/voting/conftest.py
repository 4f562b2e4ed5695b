"""A campaign whose vote is open, with projects on its ballot."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import orm

from consult.budget.models import Campaign, Project, Verdict
from consult.budget.terms import BallotKind, TallyRule, VoterEntry
from consult.budget.voting.cards.deck import DECK
from consult.db import utcnow
from consult.doors.cards import printed
from consult.territory.models import PlaceScope
from tests import factories
from tests.factories import World

SLUG = "budget-2027"
VOTE = f"/budget/{SLUG}/vote"
DESK = f"/espace/budget/{SLUG}/vote"
COSTS = {3: 20_000, 7: 30_000, 12: 40_000, 15: 60_000}
Town = Callable[..., Campaign]


def make_vote(
    session: orm.Session,
    world: World,
    ballot: BallotKind = BallotKind.APPROVAL,
    entry: VoterEntry = VoterEntry.CARD,
    *,
    over: bool = False,
    **values: Any,
) -> Campaign:
    """Open since yesterday, or ended an hour ago: envelope of 100 000 €, 3 choices, 10 points."""
    now = utcnow()
    grades = ballot is BallotKind.GRADES
    campaign = factories.make_campaign(
        session,
        world,
        open_for=-20,
        study_closes_at=now - timedelta(days=10),
        vote_opens_at=now - timedelta(days=1),
        vote_closes_at=now - timedelta(hours=1) if over else now + timedelta(days=5),
        ballot=ballot,
        vote_entry=entry,
        rule=TallyRule.MAJORITY_JUDGEMENT if grades else TallyRule.GREEDY,
        **{"envelope_eur": 100_000, "choices_max": 3, "points": 10, **values},
    )
    quarter = session.merge(world.quarter)
    for number, cost in COSTS.items():
        session.add(
            Project(
                campaign=campaign,
                number=number,
                title=f"Projet {number}",
                text="Des bancs à l’ombre.",
                cost_eur=cost,
                verdict=Verdict.RETAINED,
                place_scope=PlaceScope.PERIMETER if number == 3 else PlaceScope.ELSEWHERE_IN_TOWN,
                perimeter=quarter if number == 3 else None,
            )
        )
    session.add(Project(campaign=campaign, number=1, title="Refusé", verdict=Verdict.REJECTED))
    session.flush()
    return campaign


def cards_of(session: orm.Session, world: World, campaign: Campaign, number: int = 5) -> list[str]:
    by = session.merge(world.editor)
    batch = DECK.make(session, campaign.id, label="Accueil", number=number, by=by)
    return [each.code for each in printed(batch)]


@pytest.fixture
def vote(session: orm.Session, world: World) -> Campaign:
    """By card, three projects at most."""
    campaign = make_vote(session, world)
    session.commit()
    return campaign


@pytest.fixture
def cards(session: orm.Session, world: World, vote: Campaign) -> list[str]:
    codes = cards_of(session, world, vote)
    session.commit()
    return codes
