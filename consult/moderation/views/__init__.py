"""The moderators' pages, those where anyone reads or reports, and what waits on the desk."""

from __future__ import annotations

from consult.moderation import labels
from consult.moderation.views import (
    appeals,
    claiming,
    copies,
    masking,
    pictures,
    public,
    reading,
    reasons,
    reports,
    second_reading,
    selecting,
    sorting,
    splitting,
    translating,
    workload,
)
from consult.moderation.views.blueprint import blueprint
from consult.moderation.views.cards import desk_cards
from consult.moderation.views.public import public_blueprint

__all__ = [
    "appeals",
    "blueprint",
    "claiming",
    "copies",
    "desk_cards",
    "labels",
    "masking",
    "pictures",
    "public",
    "public_blueprint",
    "reading",
    "reasons",
    "reports",
    "second_reading",
    "selecting",
    "sorting",
    "splitting",
    "translating",
    "workload",
]
