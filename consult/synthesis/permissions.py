"""What a summary may rest on."""

from __future__ import annotations

from consult.contributions.models import Contribution, Status, Tagging
from consult.enjeux.models import Enjeu


def is_heard(contribution: Contribution) -> bool:
    """Words withdrawn, or not published any more, stand behind nothing."""
    return contribution.status is Status.PUBLISHED


def can_cite(contribution: Contribution, enjeu: Enjeu) -> bool:
    """Only words that everyone may read, and that the team sorted under this enjeu.

    An animator's proposal, or a hesitation of the team, is not a sorting.
    """
    return (
        is_heard(contribution)
        and contribution.tagging is Tagging.TAGGED
        and any(tag.enjeu_id == enjeu.id for tag in contribution.tags)
    )
