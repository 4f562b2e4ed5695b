"""What may be done of an imported file."""

from __future__ import annotations

from consult.gathering.models import ImportBatch
from consult.gathering.queries import Standing

# Beyond this many rows a web page would keep everybody waiting: the operator's command does it.
MOST_ON_A_PAGE = 2_000


def can_withdraw(batch: ImportBatch, standing: Standing) -> bool:
    """As long as nothing of it was decided."""
    decided = standing.handled or standing.published or standing.refused
    return batch.withdrawn_at is None and not decided
