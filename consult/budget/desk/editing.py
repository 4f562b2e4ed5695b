"""Writing a règlement: each act leaves its line in the journal, and nothing here commits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.accounts.structures import slug as slug_of
from consult.audit.operations import record
from consult.budget import regulation
from consult.budget.desk.wording import told_changes
from consult.budget.models import Campaign, Idea, Project
from consult.budget.operations import settle_shares
from consult.budget.phases import ENDS
from consult.db import utcnow
from consult.enjeux.models import Vocabulary
from consult.territory.models import Commune, Perimeter
from consult.web.clock import midnight
from consult.web.i18n import local

LONGEST_SLUG = 60
# Addresses beside those of campaigns.
RESERVED = {"nouvelle-campagne"}
USUAL_DAYS = 60
# What a copy has of its own.
NOT_COPIED = ("id", "slug", "created_at", "is_demo", "is_ready", "draw_seed")


class FrozenError(Exception):
    """People are voting or have voted; `columns` do not change any more."""

    def __init__(self, columns: list[str]) -> None:
        super().__init__(", ".join(columns))
        self.columns = tuple(columns)


def hold(session: orm.Session, slug: str) -> Campaign | None:
    """To write it: another who writes it, an idea and an import wait until the request ends."""
    query = sa.select(Campaign).where(Campaign.slug == slug).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).first()


def create(
    session: orm.Session, title: str, commune: Commune, vocabulary: Vocabulary, *, by: User
) -> Campaign:
    """A draft: ideas from tomorrow on for two months, and nothing else settled."""
    opens = midnight(utcnow() + timedelta(days=1))
    return _add(
        session,
        Campaign(
            slug=_free_slug(session, title),
            title=title,
            commune=commune,
            vocabulary=vocabulary,
            opens_at=opens,
            closes_at=midnight(opens + timedelta(days=USUAL_DAYS)),
            is_ready=False,
        ),
        by,
    )


def duplicate(session: orm.Session, campaign: Campaign, title: str, *, by: User) -> Campaign:
    """A draft with the same règlement, at the same dates of the first year where all are to come."""
    values = {
        column.key: getattr(campaign, column.key)
        for column in sa.inspect(Campaign).column_attrs
        if column.key not in NOT_COPIED
    }
    years = _years_until_it_comes(campaign.opens_at, utcnow())
    for _phase, column in ENDS:
        values[column] = _later(values[column], years)
    values |= {"slug": _free_slug(session, title), "title": title, "is_ready": False}
    values["ties"] = list(campaign.ties)
    made = _add(session, Campaign(**values), by)
    settle_shares(session, made, {each.perimeter_id: each.amount_eur for each in campaign.shares})
    return made


def edit(
    session: orm.Session,
    campaign: Campaign,
    terms: Mapping[str, Any],
    shares: Mapping[str | None, int],
    *,
    by: User,
    now: datetime | None = None,
) -> bool:
    """Bring the règlement to `terms` (columns) and `shares` (whole euros by key of quarter).

    False when it already said so. Raises FrozenError. `regulation.faults` is the caller's to look at.
    """
    now = now or utcnow()
    frozen = regulation.forbidden_changes(campaign, terms, now)
    former = regulation.shares_of(campaign)
    if former != dict(shares) and not regulation.can_change_vote(campaign, now):
        frozen.append("shares")
    if frozen:
        raise FrozenError(frozen)
    perimeters = _perimeters(session, [key for key in (*former, *shares) if key is not None])
    names = {None: campaign.commune.name} | {key: each.name for key, each in perimeters.items()}
    before = {name: getattr(campaign, name) for name in terms}
    before["shares"] = {names[key]: amount for key, amount in former.items()}
    after = {**terms, "shares": {names[key]: amount for key, amount in shares.items()}}
    changes = told_changes(before, after)
    if not changes:
        return False
    for name, value in terms.items():
        setattr(campaign, name, value)
    by_id = {perimeters[key].id if key else None: amount for key, amount in shares.items()}
    settle_shares(session, campaign, by_id)
    record(session, "campaign.edit", campaign, by=by, campaign=campaign.slug, changes=changes)
    return True


def publish(session: orm.Session, campaign: Campaign, *, by: User) -> None:
    """Residents see it from now on. Done twice, it is done once."""
    if not campaign.is_ready:
        campaign.is_ready = True
        record(session, "campaign.open", campaign, by=by, campaign=campaign.slug)


def can_remove(session: orm.Session, campaign: Campaign) -> bool:
    """A draft that received nothing."""
    if campaign.is_ready:
        return False
    return not any(
        session.scalar(sa.select(table.id).where(table.campaign_id == campaign.id).limit(1))
        for table in (Idea, Project)
    )


def remove(session: orm.Session, campaign: Campaign, *, by: User) -> None:
    """Raises ValueError for a campaign that residents saw, or that received something."""
    if not can_remove(session, campaign):
        raise ValueError(f"{campaign.slug} is not an empty draft")
    record(session, "campaign.remove", campaign, by=by, campaign=campaign.slug)
    session.delete(campaign)
    session.flush()


def _add(session: orm.Session, campaign: Campaign, by: User) -> Campaign:
    session.add(campaign)
    record(session, "campaign.create", campaign, by=by, campaign=campaign.slug)
    return campaign


def _perimeters(session: orm.Session, keys: list[str]) -> dict[str, Perimeter]:
    found = session.scalars(sa.select(Perimeter).where(Perimeter.key.in_(keys)))
    return {each.key: each for each in found}


def _free_slug(session: orm.Session, title: str) -> str:
    base = slug_of(title)[:LONGEST_SLUG].strip("-")
    taken = RESERVED | set(
        session.scalars(
            sa.select(Campaign.slug).where(Campaign.slug.startswith(base, autoescape=True))
        )
    )
    number, free = 1, base
    while free in taken:
        number += 1
        free = f"{base}-{number}"
    return free


def _years_until_it_comes(opens_at: datetime, now: datetime) -> int:
    years = max(0, local(now).year - local(opens_at).year)
    later = _later(opens_at, years)
    return years if later is not None and later > now else years + 1


def _later(instant: datetime | None, years: int) -> datetime | None:
    """The same day and hour by the town's clock; 29 February becomes 1 March."""
    if instant is None:
        return None
    here = local(instant)
    try:
        return here.replace(year=here.year + years)
    except ValueError:
        return here.replace(year=here.year + years, month=3, day=1)
