"""The parts of a campaign's work, in the order they come: one line of links on each of their pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from consult.budget.models import Campaign
from consult.web.access import Audience

# (endpoint that takes the campaign's slug, its words, who may enter)
SECTIONS: tuple[tuple[str, Any, Audience], ...] = (
    ("campaigns.show", _l("The campaign"), Audience.TEAM),
    ("deliveries.desk", _l("The winning projects"), Audience.TEAM),
)


@dataclass(frozen=True)
class Link:
    url: str
    label: Any
    current: bool


def sections(campaign: Campaign, current: str) -> list[Link]:
    """What the signed-in person may open; `current` is the endpoint of the section being read."""
    return [
        Link(url_for(endpoint, slug=campaign.slug), label, endpoint == current)
        for endpoint, label, audience in SECTIONS
        if current_user.may_enter(audience)
    ]
