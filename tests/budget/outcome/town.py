"""A small vote that is over, its urn sealed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import orm

from consult.budget.models import Campaign, CampaignShare, Project, Verdict
from consult.budget.terms import BallotKind, TallyRule, VoterEntry
from consult.budget.voting.models import Ballot, BallotChannel, VoteSeal
from consult.db import utcnow
from consult.territory.models import PlaceScope
from tests.factories import World, make_campaign

DAY = timedelta(days=1)


def make_vote(session: orm.Session, world: World, **values: Any) -> Campaign:
    """Deposit, study and vote are over; results are told since yesterday."""
    now = utcnow()
    terms: dict[str, Any] = {
        "ballot": BallotKind.APPROVAL,
        "rule": TallyRule.GREEDY,
        "choices_max": 3,
        "envelope_eur": 100_000,
        "vote_entry": VoterEntry.CARD,
        "results_at": now - DAY,
        **values,
    }
    return make_campaign(
        session, world, open_for=-40, study_closes_at=now - 20 * DAY, vote_opens_at=now - 15 * DAY,
        vote_closes_at=now - 5 * DAY, **terms,
    )  # fmt: skip


def add_projects(
    session: orm.Session,
    campaign: Campaign,
    costs: dict[int, int],
    quarters: dict[int, Any] | None = None,
) -> None:
    for number, cost in costs.items():
        quarter = (quarters or {}).get(number)
        session.add(
            Project(
                campaign_id=campaign.id,
                number=number,
                title=f"Projet {number}",
                cost_eur=cost,
                verdict=Verdict.RETAINED,
                perimeter_id=quarter.id if quarter else None,
                place_scope=PlaceScope.PERIMETER if quarter else PlaceScope.ELSEWHERE_IN_TOWN,
            )
        )
    session.flush()


def vote(
    session: orm.Session,
    campaign: Campaign,
    content: dict[int, int],
    times: int = 1,
    channel: BallotChannel = BallotChannel.ONLINE,
) -> None:
    for _ in range(times):
        said = {str(number): value for number, value in content.items()}
        session.add(Ballot(campaign_id=campaign.id, channel=channel, content=said))
    session.flush()


def seal(session: orm.Session, campaign: Campaign) -> None:
    session.add(VoteSeal(campaign_id=campaign.id))
    session.flush()


def share(session: orm.Session, campaign: Campaign, shares: dict[Any, int]) -> None:
    for quarter, amount in shares.items():
        campaign.shares.append(
            CampaignShare(perimeter_id=quarter.id if quarter else None, amount_eur=amount)
        )
    session.flush()
