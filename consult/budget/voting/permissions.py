"""When one may vote, and when the urn takes what was voted in time."""

from __future__ import annotations

from datetime import datetime

from consult.budget.models import Campaign
from consult.budget.terms import VoterEntry


def has_vote(campaign: Campaign) -> bool:
    """Whether the règlement says all that a vote needs."""
    return None not in (campaign.vote_opens_at, campaign.ballot, campaign.vote_entry)


def can_vote(campaign: Campaign, now: datetime) -> bool:
    """Residence and age are the règlement's affair: they are told, and checked by who gives the cards."""
    opens, closes = campaign.vote_opens_at, campaign.vote_closes_at
    if campaign.ballot is None or opens is None or closes is None:
        return False
    return opens <= now < closes


def can_enter_by(campaign: Campaign, entry: VoterEntry) -> bool:
    """One way in for a campaign: whoever has two of them would vote twice."""
    return campaign.vote_entry is entry


def is_over(campaign: Campaign, now: datetime) -> bool:
    return campaign.vote_closes_at is not None and now >= campaign.vote_closes_at
