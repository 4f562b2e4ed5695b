"""How workshops and what was said in them are told."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from consult.web.labels import name_members
from consult.workshops.models import College, Intensity, ItemKind, WorkshopKind

name_members(
    {
        WorkshopKind.CITIZENS: _l("Citizens’ workshop"),
        WorkshopKind.LIVED_QUARTER: _l("Lived-quarter workshop"),
        WorkshopKind.COFFEE: _l("Coffee and talk"),
        WorkshopKind.QUARTER_COUNCIL: _l("Quarter council"),
        WorkshopKind.WALK: _l("Walking survey"),
        WorkshopKind.ACTORS: _l("Meeting of local actors"),
        WorkshopKind.NEWS: _l("News meeting"),
        WorkshopKind.SEMINAR: _l("Seminar"),
        WorkshopKind.DOOR_TO_DOOR: _l("Door-to-door round"),
        WorkshopKind.STEERING: _l("Steering committee"),
    }
)
name_members(
    {
        College.RESIDENTS: _l("Residents"),
        College.ASSOCIATIONS: _l("Associations"),
        College.ELECTED: _l("Elected members"),
        College.TECHNICIANS: _l("Technicians"),
        ItemKind.OBSERVATION: _l("Observation"),
        ItemKind.NEED: _l("Need"),
        ItemKind.PROPOSAL: _l("Proposal"),
        ItemKind.EXISTING: _l("Existing action"),
        ItemKind.VERBATIM: _l("Verbatim"),
        ItemKind.QUESTION: _l("Question"),
        ItemKind.REPLY: _l("Reply of the institution"),
        Intensity.STRONG: _l("Strong"),
        Intensity.MODERATE: _l("Moderate"),
    }
)
