"""What one has just decided, told on the next page with the button that takes it back."""

from __future__ import annotations

from flask import request

from consult.accounts.session import actor
from consult.extensions import db
from consult.moderation import queries
from consult.moderation.models import Decision
from consult.moderation.permissions import can_undo


def just_done() -> Decision | None:
    """The decision one comes from (« done » in the address), as long as it can be taken back."""
    public_id = request.args.get("done", "")
    decision = queries.just_decided(db.session, public_id) if public_id else None
    if decision is None or not can_undo(actor(), decision.contribution, decision):
        return None
    return decision
