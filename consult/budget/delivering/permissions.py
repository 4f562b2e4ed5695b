"""Which projects have stages: those that won."""

from __future__ import annotations

from consult.budget.models import Project


def is_delivered_here(project: Project) -> bool:
    """Known with the published results only."""
    return project.won is True
