"""Once the vote has opened, what voters read of a project does not change any more: refused at the last
door.

Whoever changes a project asks `regulation.can_change_project` first and explains; this stops what
forgot to.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import event, orm

from consult.budget.models import Campaign, Project
from consult.db import utcnow

# `won`, the delivery's words and the reason of a verdict live on.
FROZEN = ("number", "title", "text", "cost_eur", "verdict", "perimeter_id", "place_scope")


class ProjectFrozenError(ValueError):
    """People are voting or have voted: `fields` may not change."""

    def __init__(self, number: int, fields: list[str]) -> None:
        super().__init__(
            f"project {number}: {', '.join(fields)} do not change once the vote is open"
        )
        self.fields = fields


@event.listens_for(Project, "before_update")
def _stop_late_changes(
    _mapper: orm.Mapper[Any], connection: sa.Connection, project: Project
) -> None:
    state = orm.attributes.instance_state(project)
    changed = [
        name
        for name in FROZEN
        if state.attrs[name].history.has_changes() and state.attrs[name].history.deleted
    ]
    if not changed:
        return
    opens = connection.scalar(
        sa.select(Campaign.vote_opens_at).where(Campaign.id == project.campaign_id)
    )
    if opens is not None and opens <= utcnow():
        raise ProjectFrozenError(project.number, changed)
