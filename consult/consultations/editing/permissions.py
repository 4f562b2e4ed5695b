"""Who writes consultations."""

from __future__ import annotations

from consult.accounts.models import Role, User


def can_write(actor: User) -> bool:
    """Contract editors and administrators; the rest of the team reads."""
    return actor.has(Role.EDITOR)
