"""The moderators' pages, and what waits for them on their desk."""

from __future__ import annotations

from consult.moderation import labels
from consult.moderation.views import copies, reading, sorting
from consult.moderation.views.blueprint import blueprint
from consult.moderation.views.cards import desk_cards

__all__ = ["blueprint", "copies", "desk_cards", "labels", "reading", "sorting"]
