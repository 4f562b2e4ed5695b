"""Reading campaigns and the ideas that may be shown to everyone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import orm

from consult.budget.models import Campaign, Idea
from consult.contributions.models import Contribution, Status
from consult.territory.models import Commune
from consult.web.pagination import Page, keyset

PAGE_SIZE = 20
LATEST = 3


@dataclass(frozen=True)
class Deposited:
    """Ideas of one campaign: all those received and not taken back, and those one can read."""

    received: int = 0
    published: int = 0


def open_campaigns(session: orm.Session, now: datetime) -> list[Campaign]:
    """Those that receive ideas, the first to close first."""
    query = (
        sa.select(Campaign).where(Campaign.open_at(now)).order_by(Campaign.closes_at, Campaign.id)
    )
    return list(session.scalars(query))


def other_campaigns(session: orm.Session, now: datetime) -> list[Campaign]:
    """Upcoming and past ones, the latest first."""
    query = (
        sa.select(Campaign)
        .where(sa.not_(Campaign.open_at(now)))
        .order_by(Campaign.closes_at.desc(), Campaign.id.desc())
    )
    return list(session.scalars(query))


def all_campaigns(session: orm.Session) -> list[Campaign]:
    """The latest first; a town has one a year."""
    return list(
        session.scalars(sa.select(Campaign).order_by(Campaign.opens_at.desc(), Campaign.id.desc()))
    )


def by_slug(session: orm.Session, slug: str) -> Campaign | None:
    query = (
        sa.select(Campaign)
        .where(Campaign.slug == slug)
        .options(orm.joinedload(Campaign.commune).selectinload(Commune.perimeters))
    )
    return session.scalars(query).first()


def deposited(session: orm.Session, campaigns: list[Campaign]) -> dict[int, Deposited]:
    """By campaign id, for every campaign given; one query."""
    published = sa.case((Contribution.status == Status.PUBLISHED, 1), else_=0)
    query = (
        sa.select(Idea.campaign_id, sa.func.count(), sa.func.sum(published))
        .join(Idea.contribution)
        .where(
            Idea.campaign_id.in_([campaign.id for campaign in campaigns]),
            Contribution.status != Status.WITHDRAWN,
        )
        .group_by(Idea.campaign_id)
    )
    counted = {key: Deposited(all_, shown) for key, all_, shown in session.execute(query)}
    return {campaign.id: counted.get(campaign.id, Deposited()) for campaign in campaigns}


def published_ideas(
    session: orm.Session, campaign: Campaign, *, after: int | None = None, size: int = PAGE_SIZE
) -> Page[Idea]:
    """Only what moderators published, the newest number first; `after` is an idea's number."""
    query = (
        sa.select(Idea)
        .join(Idea.contribution)
        .where(Idea.campaign_id == campaign.id, Contribution.status == Status.PUBLISHED)
        .options(
            orm.contains_eager(Idea.contribution).joinedload(Contribution.perimeter),
        )
    )
    return keyset(session, query, Idea.number, after=after, size=size, newest_first=True)


def ideas_of(session: orm.Session, contribution_ids: list[int]) -> dict[int, Idea]:
    """By contribution id, with their campaigns; contributions of other kinds are not in it."""
    query = (
        sa.select(Idea)
        .where(Idea.contribution_id.in_(contribution_ids))
        .options(orm.joinedload(Idea.campaign))
    )
    return {idea.contribution_id: idea for idea in session.scalars(query)}
