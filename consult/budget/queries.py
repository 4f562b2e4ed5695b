"""Reading campaigns and the ideas that may be shown to everyone."""

from __future__ import annotations

import enum
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import orm

from consult.budget.models import Campaign, Idea, idea_picture
from consult.budget.phases import Phase, phase_at
from consult.contributions.models import Channel, Contribution, Status
from consult.pictures.models import Picture
from consult.territory.models import Commune, Perimeter
from consult.web.pagination import Page, keyset

PAGE_SIZE = 20
LATEST = 3
# Between the first idea and the results.
CURRENT = (
    Phase.DEPOSIT,
    Phase.ADMISSIBILITY,
    Phase.STUDY,
    Phase.BEFORE_VOTE,
    Phase.VOTE,
    Phase.COUNTING,
)


@dataclass(frozen=True)
class Deposited:
    """Ideas of one campaign: all those received and not taken back, those one can read, and those that
    somebody of the team wrote down with their author.
    """

    received: int = 0
    published: int = 0
    helped: int = 0


def open_campaigns(session: orm.Session, now: datetime) -> list[Campaign]:
    """Those that receive ideas, the first to close first."""
    query = (
        sa.select(Campaign)
        .where(Campaign.is_ready, Campaign.open_at(now))
        .order_by(Campaign.closes_at, Campaign.id)
    )
    return list(session.scalars(query))


def current_campaigns(session: orm.Session, now: datetime) -> list[Campaign]:
    """Those in which something happens, from the first idea to the results: the first to close first."""
    query = (
        sa.select(Campaign)
        .where(Campaign.is_ready, phase_at(now).in_([each.value for each in CURRENT]))
        .order_by(Campaign.closes_at, Campaign.id)
    )
    return list(session.scalars(query))


def other_campaigns(session: orm.Session, now: datetime) -> list[Campaign]:
    """Upcoming and past ones, the latest first."""
    query = (
        sa.select(Campaign)
        .where(Campaign.is_ready, sa.not_(Campaign.open_at(now)))
        .order_by(Campaign.closes_at.desc(), Campaign.id.desc())
    )
    return list(session.scalars(query))


def all_campaigns(session: orm.Session) -> list[Campaign]:
    """The latest first; a town has one a year."""
    return list(
        session.scalars(sa.select(Campaign).order_by(Campaign.opens_at.desc(), Campaign.id.desc()))
    )


def by_slug(session: orm.Session, slug: str) -> Campaign | None:
    """The campaign as everybody may see it: a draft is not there."""
    found = find(session, slug)
    return found if found is not None and found.is_ready else None


def find(session: orm.Session, slug: str) -> Campaign | None:
    """For the team, which sees drafts too."""
    query = (
        sa.select(Campaign)
        .where(Campaign.slug == slug)
        .options(orm.joinedload(Campaign.commune).selectinload(Commune.perimeters))
    )
    return session.scalars(query).first()


def deposited(session: orm.Session, campaigns: list[Campaign]) -> dict[int, Deposited]:
    """By campaign id, for every campaign given; one query."""
    published = sa.case((Contribution.status == Status.PUBLISHED, 1), else_=0)
    helped = sa.case((Contribution.channel != Channel.ONLINE, 1), else_=0)
    query = (
        sa.select(Idea.campaign_id, sa.func.count(), sa.func.sum(published), sa.func.sum(helped))
        .join(Idea.contribution)
        .where(
            Idea.campaign_id.in_([campaign.id for campaign in campaigns]),
            Contribution.status != Status.WITHDRAWN,
        )
        .group_by(Idea.campaign_id)
    )
    counted = {key: Deposited(*numbers) for key, *numbers in session.execute(query)}
    return {campaign.id: counted.get(campaign.id, Deposited()) for campaign in campaigns}


def places(session: orm.Session, campaign: Campaign) -> dict[enum.Enum, int]:
    """Ideas not taken back by where they would be: by PerimeterKind, or by PlaceScope where they are in
    no perimeter.
    """
    query = (
        sa.select(Perimeter.kind, Idea.place_scope, sa.func.count())
        .select_from(Idea)
        .join(Idea.contribution)
        .outerjoin(Idea.perimeter)
        .where(Idea.campaign_id == campaign.id, Contribution.status != Status.WITHDRAWN)
        .group_by(Perimeter.kind, Idea.place_scope)
    )
    counted: Counter[enum.Enum] = Counter()
    for kind, scope, number in session.execute(query):
        counted[scope if kind is None else kind] += number
    return dict(counted)


def with_pictures(session: orm.Session, contribution_ids: list[int]) -> dict[int, list[Picture]]:
    """By contribution id; those without a picture are absent."""
    if not contribution_ids:
        return {}
    query = (
        sa.select(Idea)
        .join(idea_picture, idea_picture.c.idea_id == Idea.id)
        .where(Idea.contribution_id.in_(contribution_ids))
        .options(orm.selectinload(Idea.pictures))
        .distinct()
    )
    return {idea.contribution_id: list(idea.pictures) for idea in session.scalars(query)}


def find_picture(session: orm.Session, public_id: str) -> tuple[Picture, Idea] | None:
    """A picture of an idea, with its words' state."""
    query = (
        sa.select(Picture, Idea)
        .join(idea_picture, idea_picture.c.picture_id == Picture.id)
        .join(Idea, Idea.id == idea_picture.c.idea_id)
        .where(Picture.public_id == public_id)
        .options(orm.joinedload(Idea.contribution))
    )
    row = session.execute(query).first()
    return None if row is None else (row[0], row[1])


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
            orm.joinedload(Idea.perimeter),
            orm.selectinload(Idea.pictures),
        )
    )
    return keyset(session, query, Idea.number, after=after, size=size, newest_first=True)


def published_idea(session: orm.Session, campaign: Campaign, number: int) -> Idea | None:
    query = (
        sa.select(Idea)
        .join(Idea.contribution)
        .where(
            Idea.campaign_id == campaign.id,
            Idea.number == number,
            Contribution.status == Status.PUBLISHED,
        )
    )
    return session.scalars(query).first()


def ideas_of(session: orm.Session, contribution_ids: list[int]) -> dict[int, Idea]:
    """By contribution id, with their campaigns; contributions of other kinds are not in it."""
    query = (
        sa.select(Idea)
        .where(Idea.contribution_id.in_(contribution_ids))
        .options(orm.joinedload(Idea.campaign), orm.joinedload(Idea.perimeter))
    )
    return {idea.contribution_id: idea for idea in session.scalars(query)}
