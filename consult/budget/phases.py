"""Where a campaign stands, told by its two dates and never stored."""

from __future__ import annotations

import enum
from datetime import datetime

from consult.budget.models import Campaign


class Phase(enum.Enum):
    UPCOMING = "upcoming"
    OPEN = "open"
    CLOSED = "closed"


def phase(campaign: Campaign, now: datetime) -> Phase:
    if campaign.is_open(now):
        return Phase.OPEN
    return Phase.UPCOMING if now < campaign.opens_at else Phase.CLOSED
