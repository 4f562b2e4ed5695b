"""What a summary may rest on."""

from __future__ import annotations

from consult.contributions.models import Contribution, Status
from consult.enjeux.models import Enjeu


def can_cite(contribution: Contribution, enjeu: Enjeu) -> bool:
    """Only words that everyone may read, and that the team sorted under this enjeu."""
    return contribution.status is Status.PUBLISHED and any(
        tag.enjeu_id == enjeu.id for tag in contribution.tags
    )
