"""Which contributions can be said to be the same."""

from __future__ import annotations

from consult.contributions.models import Contribution, Status


def can_join(one: Contribution, other: Contribution) -> bool:
    """Two that have words, under one contract's enjeux."""
    return (
        one.id != other.id
        and one.vocabulary_id == other.vocabulary_id
        and Status.WITHDRAWN not in {one.status, other.status}
    )
