"""Counting the sealed urn and publishing what it says. Nothing here commits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.audit.operations import Signed, record
from consult.budget.models import Campaign, Project
from consult.budget.outcome.models import CampaignOutcome
from consult.budget.voting import queries as votes


class NotSealedError(ValueError):
    """The urn still receives ballots, or some wait to be decided."""


class TooEarlyError(ValueError):
    """The règlement tells results on a later day, or has not settled it."""


def counted(session: orm.Session, campaign: Campaign) -> dict[str, Any]:
    """What the ballots give today, by this campaign's rule and by the others: see `telling.document`.

    Raises NotSealedError, or NothingToCountError for a campaign without a vote.
    """
    from consult.budget import tally
    from consult.budget.outcome import inputs, telling

    settings = inputs.settings_of(campaign)
    if not votes.is_sealed(session, campaign):
        raise NotSealedError(campaign.slug)
    projects = votes.projects_of(session, campaign)
    instance = inputs.instance_of(campaign, projects)
    profile = inputs.profile_of(campaign, projects, votes.ballots_of(session, campaign))
    outcome = tally.tally(instance, profile, settings)
    others = tally.compare(
        instance, profile, settings, [rule for rule in tally.Rule if rule is not settings.rule]
    )
    return telling.document(outcome, others, _counts(session, campaign))


def can_publish(campaign: Campaign, now: datetime) -> bool:
    """From the day of the results on: projects are then told that they won."""
    return campaign.results_at is not None and campaign.results_at <= now


def publish(
    session: orm.Session, campaign: Campaign, *, by: User | Signed, now: datetime
) -> CampaignOutcome:
    """Freeze the result and tell each project whether it won. Done twice, it is done once.

    Raises TooEarlyError, NotSealedError or NothingToCountError.
    """
    session.execute(sa.select(Campaign.id).where(Campaign.id == campaign.id).with_for_update())
    known = session.get(CampaignOutcome, campaign.id)
    if known is not None:
        return known
    if not can_publish(campaign, now):
        raise TooEarlyError(campaign.slug)
    told = counted(session, campaign)
    outcome = CampaignOutcome(
        campaign_id=campaign.id,
        published_at=now,
        by_id=by.id if isinstance(by, User) else None,
        told=told,
    )
    session.add(outcome)
    won = set(told["selected"])
    for project in votes.projects_of(session, campaign):
        project.won = project.number in won
    session.flush()
    record(
        session,
        "campaign.publish_outcome",
        campaign,
        by=by,
        ballots=sum(told["counts"].get(each, 0) for each in ("online", "paper", "kiosk")),
        selected=len(won),
    )
    return outcome


def _counts(session: orm.Session, campaign: Campaign) -> dict[str, int]:
    counts = {
        channel.value: number
        for channel, number in votes.ballots_by_channel(session, campaign).items()
    }
    boxes = votes.closed_boxes(session, campaign)
    counts["blank"] = sum(each.blank or 0 for each in boxes)
    counts["void"] = sum(each.void or 0 for each in boxes)
    return counts


def projects_by_number(session: orm.Session, campaign: Campaign) -> dict[int, Project]:
    return {each.number: each for each in votes.projects_of(session, campaign)}
