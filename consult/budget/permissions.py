"""Who may deposit an idea: anybody, while the campaign is open."""

from __future__ import annotations

from datetime import datetime

from consult.budget.models import Campaign


def can_propose(campaign: Campaign, now: datetime) -> bool:
    """Age and residence are the règlement's affair: they are told, never asked nor checked."""
    return campaign.is_open(now)
