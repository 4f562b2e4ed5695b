"""What may be done of an imported file."""

from __future__ import annotations

from consult.contributions.standing import Standing
from consult.gathering.models import ImportBatch


def can_withdraw(batch: ImportBatch, standing: Standing) -> bool:
    """As long as nothing of it was decided."""
    return batch.withdrawn_at is None and not standing.is_decided
