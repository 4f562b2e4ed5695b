"""The end of a vote: nothing enters the urn any more, and its rows are written again in the order of
their keys.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import orm

from consult.audit.operations import Signed, record
from consult.budget.models import Campaign
from consult.budget.voting import queries
from consult.budget.voting.models import (
    Ballot,
    Outcome,
    PaperBatch,
    ProvisionalBallot,
    Voter,
    VoteSeal,
)
from consult.budget.voting.permissions import is_over


class NotYetError(ValueError):
    """The vote is not over, or ballots wait: `boxes` to be closed, `slips` to be decided."""

    def __init__(self, boxes: int = 0, slips: int = 0) -> None:
        super().__init__(f"{boxes} ballot boxes and {slips} provisional votes are waiting")
        self.boxes = boxes
        self.slips = slips


def seal(session: orm.Session, campaign: Campaign, *, by: Signed | str, now: datetime) -> None:
    """Raises NotYetError. Done twice, it is done once.

    Every row of both tables is written by one transaction, sorted by key: neither the file nor `xmin`
    tells any more which ones came together (see the package for what remains).
    """
    if not is_over(campaign, now):
        raise NotYetError
    # Votes under way hold the campaign by its key: this waits for them, and those after see the seal.
    session.execute(sa.select(Campaign.id).where(Campaign.id == campaign.id).with_for_update())
    if queries.is_sealed(session, campaign):
        return
    boxes, slips = waiting(session, campaign)
    if boxes or slips:
        raise NotYetError(boxes, slips)
    session.add(VoteSeal(campaign_id=campaign.id, sealed_at=now))
    session.flush()
    for table in (Voter.__table__, Ballot.__table__):
        _write_again(session, table, campaign)
    ballots = sum(queries.ballots_by_channel(session, campaign).values())
    record(session, "campaign.seal_urn", campaign, by=by, ballots=ballots)


def waiting(session: orm.Session, campaign: Campaign) -> tuple[int, int]:
    """Ballot boxes that are not closed, and slips that nobody decided."""
    boxes = sa.select(sa.func.count()).where(
        PaperBatch.campaign_id == campaign.id, PaperBatch.closed_at.is_(None)
    )
    slips = sa.select(sa.func.count()).where(
        ProvisionalBallot.campaign_id == campaign.id,
        ProvisionalBallot.outcome == Outcome.WAITING,
    )
    return session.scalar(boxes) or 0, session.scalar(slips) or 0


def _write_again(session: orm.Session, table: sa.FromClause, campaign: Campaign) -> None:
    """Through a table that the database forgets: a hundred thousand rows never meet in memory."""
    assert isinstance(table, sa.Table)
    aside = sa.table(f"sealed_{table.name}", *(sa.column(each.name) for each in table.columns))
    mine = table.c.campaign_id == campaign.id
    kept = sa.select(table).where(mine)
    binds = kept.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
    session.execute(sa.text(f"CREATE TEMPORARY TABLE {aside.name} AS {binds}"))
    session.execute(sa.delete(table).where(mine))
    keys = [aside.c[each.name] for each in table.primary_key]
    sorted_rows = sa.select(*aside.c).order_by(*keys)
    session.execute(
        sa.insert(table).from_select([each.name for each in table.columns], sorted_rows)
    )
    session.execute(sa.text(f"DROP TABLE {aside.name}"))
