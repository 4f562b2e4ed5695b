"""Whom the team has in front of them: by the card they hold, or the address they would vote with."""

from __future__ import annotations

from consult.budget.models import Campaign
from consult.budget.terms import VoterEntry
from consult.budget.voting.models import Way
from consult.budget.voting.online.door import entrance_of_card
from consult.budget.voting.online.emails import holder_of
from consult.budget.voting.operations import Entrance, token_of


def is_known(campaign: Campaign) -> bool:
    """Whether the campaign's way in lets one check that somebody has not voted elsewhere."""
    return campaign.vote_entry in {VoterEntry.CARD, VoterEntry.MAIL}


def holder_typed(campaign: Campaign, typed: str, way: Way) -> Entrance | None:
    """The entry of the register that this card or address stands for, entered as `way`; None for none."""
    if campaign.vote_entry is VoterEntry.CARD:
        found = entrance_of_card(campaign, typed)
        return Entrance(found.token, way) if found else None
    if campaign.vote_entry is VoterEntry.MAIL and "@" in typed:
        return Entrance(token_of(campaign, holder_of(campaign, typed)), way)
    return None
