"""The moderators' pages, and what waits for them on their desk."""

from __future__ import annotations

from consult.moderation import labels
from consult.moderation.views import (
    claiming,
    copies,
    masking,
    reading,
    selecting,
    sorting,
    splitting,
    workload,
)
from consult.moderation.views.blueprint import blueprint
from consult.moderation.views.cards import desk_cards

__all__ = [
    "blueprint",
    "claiming",
    "copies",
    "desk_cards",
    "labels",
    "masking",
    "reading",
    "selecting",
    "sorting",
    "splitting",
    "workload",
]
