"""Who may deposit an idea: anybody, while the campaign is open."""

from __future__ import annotations

from datetime import datetime

from consult.budget.models import Campaign, Idea
from consult.contributions.models import Status


def can_propose(campaign: Campaign, now: datetime) -> bool:
    """Age and residence are the règlement's affair: they are told, never asked nor checked."""
    return campaign.is_open(now)


def can_see_picture(idea: Idea, *, is_moderator: bool) -> bool:
    """Everybody once the idea is published; before and after, those who read what arrives."""
    return is_moderator or idea.contribution.status is Status.PUBLISHED
