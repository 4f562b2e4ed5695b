"""Bringing campaigns of the database in line with their file.

A campaign is found again by its slug and keeps its id: ideas refer to it.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from consult.audit.operations import SYSTEM, record
from consult.budget import regulation
from consult.budget.models import Campaign
from consult.budget.operations import refuse_change, settle_shares
from consult.budget.reading import PLACES, CampaignEntry, CampaignsFile
from consult.db import utcnow
from consult.enjeux.importing import check_ground, find_ground
from consult.reading import Faults, ReadingError, Source, Where
from consult.reference_rows import Counts, Upserter
from consult.territory.models import Commune, Perimeter


def import_campaigns(session: orm.Session, file: CampaignsFile, source: Source) -> Counts:
    """All of the file or, with ReadingError, nothing of it. One audit line a campaign.

    A change that came once people vote leaves a line too, committed before the error is told.
    """
    total = Counts()
    faults = Faults(source)
    try:
        with session.begin_nested():
            for index, entry in enumerate(file.campaigns):
                total.include(_import(session, entry, faults, ("campaigns", index)))
            faults.stop()
    except ReadingError:
        if _note_refusals(session, file):
            session.commit()
        raise
    return total


def _note_refusals(session: orm.Session, file: CampaignsFile) -> bool:
    """True when somebody asked for what does not change any more."""
    entries = {entry.slug: entry for entry in file.campaigns}
    noted = False
    for campaign in session.scalars(sa.select(Campaign).where(Campaign.slug.in_(entries))):
        changed = _frozen_changes(campaign, entries[campaign.slug])
        if changed:
            refuse_change(session, campaign, changed, by=SYSTEM)
            noted = True
    return noted


def _import(session: orm.Session, entry: CampaignEntry, faults: Faults, where: Where) -> Counts:
    rows = Upserter(session)
    # An idea being deposited waits until the import has ended.
    campaign = session.scalars(
        sa.select(Campaign).where(Campaign.slug == entry.slug).with_for_update()
    ).first()
    ground = find_ground(session, entry, faults, where)
    if ground is None:
        return rows.counts
    values: dict[str, Any] = {**entry.terms(), **ground, "is_ready": True}
    shares = _shares(session, entry, faults, where)
    if campaign is None:
        campaign = Campaign(slug=entry.slug, **values)
        rows.add(campaign)
    else:
        check_ground(session, campaign, ground, faults, where)
        _check_frozen(campaign, entry, faults, where)
        rows.change(campaign, values)
    session.flush()
    if shares is not None and settle_shares(session, campaign, shares):
        rows.counts.changed += 1
    if not rows.counts.nothing:
        record(session, "campaign.import", campaign, by=SYSTEM, **vars(rows.counts))
    return rows.counts


def _shares(
    session: orm.Session, entry: CampaignEntry, faults: Faults, where: Where
) -> dict[int | None, int] | None:
    """Whole euros by id of quarter; None, with faults, when one is not a quarter of the commune."""
    quarters = (
        sa.select(Perimeter.key, Perimeter.id)
        .join(Perimeter.communes)
        .where(Commune.key == entry.commune)
    )
    keys = {row.key: row.id for row in session.execute(quarters)}
    shares: dict[int | None, int] = {}
    known = True
    for key, amount in entry.shares_by_quarter().items():
        if key is not None and key not in keys:
            known = False
            faults.add((*where, "shares", key), f"« {key} » is not a quarter of this commune.")
        else:
            shares[keys[key] if key is not None else None] = amount
    return shares if known else None


def _check_frozen(campaign: Campaign, entry: CampaignEntry, faults: Faults, where: Where) -> None:
    for column in _frozen_changes(campaign, entry):
        place = PLACES.get(column, (column,))
        faults.add(
            (*where, *place), "people are voting or have voted: this does not change any more."
        )


def _frozen_changes(campaign: Campaign, entry: CampaignEntry) -> list[str]:
    """The columns that the file says otherwise, and that may not change any more."""
    now = utcnow()
    changed = regulation.forbidden_changes(campaign, entry.terms(), now)
    if not regulation.can_change_vote(campaign, now) and (
        entry.shares_by_quarter() != regulation.shares_of(campaign)
    ):
        changed.append("shares")
    return changed
