"""Projects that won, as the published results leave them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import orm

from consult.budget.models import Campaign, Project, Verdict


def make_winner(
    session: orm.Session, campaign: Campaign, number: int = 1, **values: Any
) -> Project:
    project = Project(
        campaign_id=campaign.id,
        number=number,
        title=values.pop("title", f"Projet {number}"),
        verdict=Verdict.RETAINED,
        won=values.pop("won", True),
        cost_eur=values.pop("cost_eur", 10_000),
        **values,
    )
    session.add(project)
    session.flush()
    return project
