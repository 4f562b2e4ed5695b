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
    ("campaigns.text", _l("Règlement"), Audience.TEAM),
    ("campaigns.write_down", _l("Write down an idea"), Audience.GATHERERS),
    ("studies.index", _l("The study"), Audience.TEAM),
    ("ballots.overview", _l("The vote"), Audience.TEAM),
    ("outcomes.preview", _l("Results"), Audience.EDITORS),
    ("deliveries.desk", _l("The winning projects"), Audience.TEAM),
)
# The others begin with what residents send.
OF_A_DRAFT = ("campaigns.show", "campaigns.text")


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
        if current_user.may_enter(audience) and (campaign.is_ready or endpoint in OF_A_DRAFT)
    ]
