"""Bringing campaigns of the database in line with their file.

A campaign is found again by its slug and keeps its id: ideas refer to it.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from consult.audit.operations import SYSTEM, record
from consult.budget.models import Campaign
from consult.budget.reading import CampaignEntry, CampaignsFile
from consult.enjeux.importing import check_ground, find_ground
from consult.reading import Faults, Source, Where
from consult.reference_rows import Counts, Upserter


def import_campaigns(session: orm.Session, file: CampaignsFile, source: Source) -> Counts:
    """All of the file or, with ReadingError, nothing of it. One audit line a campaign."""
    total = Counts()
    faults = Faults(source)
    with session.begin_nested():
        for index, entry in enumerate(file.campaigns):
            total.include(_import(session, entry, faults, ("campaigns", index)))
        faults.stop()
    return total


def _import(session: orm.Session, entry: CampaignEntry, faults: Faults, where: Where) -> Counts:
    rows = Upserter(session)
    # An idea being deposited waits until the import has ended.
    campaign = session.scalars(
        sa.select(Campaign).where(Campaign.slug == entry.slug).with_for_update()
    ).first()
    ground = find_ground(session, entry, faults, where)
    if ground is None:
        return rows.counts
    values: dict[str, Any] = {
        **entry.model_dump(include={"title", "intro", "who_may", "envelope_eur", "cap_eur"}),
        **ground,
        # One a line, however the file breaks them.
        "criteria": "\n".join(" ".join(each.split()) for each in entry.criteria),
        "opens_at": entry.opens,
        "closes_at": entry.closes,
    }
    if campaign is None:
        campaign = Campaign(slug=entry.slug, **values)
        rows.add(campaign)
    else:
        check_ground(session, campaign, ground, faults, where)
        rows.change(campaign, values)
    session.flush()
    if not rows.counts.nothing:
        record(session, "campaign.import", campaign, by=SYSTEM, **vars(rows.counts))
    return rows.counts
