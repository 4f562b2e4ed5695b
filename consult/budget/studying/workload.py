"""How much each person and each service has to answer, and how long answers take."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from statistics import median

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import Structure, User
from consult.budget.models import Campaign, Project, Verdict
from consult.budget.studying.models import Opinion
from consult.web.i18n import local


@dataclass
class Load:
    """Of a person or of a service: `waiting` counts the late ones too."""

    name: str
    service: str = ""
    waiting: int = 0
    late: int = 0
    done: int = 0
    days: list[int] = field(default_factory=list)

    @property
    def median_days(self) -> float | None:
        """From the day an opinion was asked to the day it was given; None before the first."""
        return median(self.days) if self.days else None


def workload(
    session: orm.Session, campaign: Campaign, today: date
) -> tuple[list[Load], list[Load]]:
    """By person, then by service (those without one are together); one query.

    What nobody waits for any more, since the project is decided, counts nowhere.
    """
    query = (
        sa.select(Opinion, User.id, User.name, Structure.name, Project.verdict)
        .join(Opinion.project)
        .join(User, User.id == Opinion.assigned_to_id)
        .outerjoin(Structure, Structure.id == User.structure_id)
        .where(Project.campaign_id == campaign.id)
        .order_by(User.name, User.id)
    )
    people: dict[int, Load] = {}
    services: dict[str, Load] = {}
    for opinion, user_id, name, service, verdict in session.execute(query):
        loads = (
            people.setdefault(user_id, Load(name, service or "")),
            services.setdefault(service or "", Load(service or "")),
        )
        _count(loads, opinion, verdict, today)
    return list(people.values()), sorted(services.values(), key=lambda each: each.name)


def _count(loads: Iterable[Load], opinion: Opinion, verdict: Verdict, today: date) -> None:
    for load in loads:
        if opinion.given_at is not None:
            load.done += 1
            asked = local(opinion.created_at).date()
            load.days.append((local(opinion.given_at).date() - asked).days)
        elif verdict is Verdict.STUDIED:
            load.waiting += 1
            load.late += opinion.due_on < today
