"""The moderators' pages, and what waits for them on their desk."""

from __future__ import annotations

from consult.moderation import labels
from consult.moderation.views import appeals, public, reading, reasons, reports, sorting
from consult.moderation.views.blueprint import blueprint
from consult.moderation.views.cards import desk_cards
from consult.moderation.views.public import public_blueprint

__all__ = [
    "appeals",
    "blueprint",
    "desk_cards",
    "labels",
    "public",
    "public_blueprint",
    "reading",
    "reasons",
    "reports",
    "sorting",
]
