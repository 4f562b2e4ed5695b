"""Reading the urn and the register. Nothing here tells one voter from another."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from consult.budget.models import Campaign, Project, Verdict
from consult.budget.voting.contents import Content, Rules, rules_of
from consult.budget.voting.models import Ballot, BallotChannel, PaperBatch, Voter, VoteSeal, Way
from consult.territory.models import PlaceScope
from consult.territory.publics import AgeBand

CHUNK = 2_000
PROOFS_PER_PAGE = 200


def projects_of(session: orm.Session, campaign: Campaign) -> list[Project]:
    """Those on the ballot, by number."""
    query = (
        sa.select(Project)
        .where(Project.campaign_id == campaign.id, Project.verdict == Verdict.RETAINED)
        .options(orm.joinedload(Project.perimeter))
        .order_by(Project.number)
    )
    return list(session.scalars(query))


def rules_and_projects(session: orm.Session, campaign: Campaign) -> tuple[Rules, list[Project]]:
    projects = projects_of(session, campaign)
    costs = {str(each.number): each.cost_eur or 0 for each in projects}
    return rules_of(campaign, costs), projects


def in_their_order(projects: list[Project], seed: str) -> list[Project]:
    """Drawn for one voter, and the same as long as they vote."""

    def rank(project: Project) -> str:
        return hashlib.sha256(f"{seed}:{project.number}".encode()).hexdigest()

    return sorted(projects, key=rank)


def ballots_of(session: orm.Session, campaign: Campaign) -> Iterator[Content]:
    """What every ballot of the urn holds, by key: an order that tells nothing. Read 2 000 at a time.

    Only a sealed urn is whole: see `is_sealed`.
    """
    last = ""
    while True:
        query = (
            sa.select(Ballot.key, Ballot.content)
            .where(Ballot.campaign_id == campaign.id, Ballot.key > last)
            .order_by(Ballot.key)
            .limit(CHUNK)
        )
        rows = session.execute(query).all()
        for row in rows:
            yield row.content
        if len(rows) < CHUNK:
            return
        last = rows[-1].key


@dataclass(frozen=True)
class Turnout:
    """Voters: all of them, and by what they said (None: not said). `by_place`: by scope and id of
    perimeter.

    Those who signed a list of paper are in `total` and under PAPER; neither age nor quarter is known.
    """

    total: int
    by_way: dict[Way, int]
    by_age: dict[AgeBand | None, int]
    by_place: dict[tuple[PlaceScope, int | None], int]


def turnout(session: orm.Session, campaign: Campaign) -> Turnout:
    def counted(*columns: orm.InstrumentedAttribute[Any]) -> dict[Any, int]:
        query = sa.select(*columns, sa.func.count()).where(Voter.campaign_id == campaign.id)
        rows = session.execute(query.group_by(*columns)).all()
        return {(row[0] if len(columns) == 1 else tuple(row[:-1])): row[-1] for row in rows}

    by_hand = session.scalar(
        sa.select(sa.func.sum(PaperBatch.signed_by_hand)).where(
            PaperBatch.campaign_id == campaign.id, PaperBatch.closed_at.is_not(None)
        )
    )
    ways, ages = counted(Voter.way), counted(Voter.age)
    places = counted(Voter.place_scope, Voter.perimeter_id)
    if by_hand:
        unsaid = (PlaceScope.NOT_SAID, None)
        for counts, key in ((ways, Way.PAPER), (ages, None), (places, unsaid)):
            counts[key] = counts.get(key, 0) + by_hand
    return Turnout(sum(ways.values()), ways, ages, places)


def ballots_by_channel(session: orm.Session, campaign: Campaign) -> dict[BallotChannel, int]:
    query = (
        sa.select(Ballot.channel, sa.func.count())
        .where(Ballot.campaign_id == campaign.id)
        .group_by(Ballot.channel)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def is_sealed(session: orm.Session, campaign: Campaign) -> bool:
    return session.get(VoteSeal, campaign.id) is not None


def has_voted(session: orm.Session, campaign: Campaign, token: str) -> bool:
    return session.get(Voter, (campaign.id, token)) is not None


@dataclass(frozen=True)
class Proofs:
    """Some digests in their order; `after` asks for the next ones, None at the end."""

    rows: list[str]
    after: str | None


def proofs_page(session: orm.Session, campaign: Campaign, after: str = "") -> Proofs:
    rows = list(session.scalars(_proofs(campaign, after).limit(PROOFS_PER_PAGE + 1)))
    more = len(rows) > PROOFS_PER_PAGE
    rows = rows[:PROOFS_PER_PAGE]
    return Proofs(rows, rows[-1] if more else None)


def all_proofs(session: orm.Session, campaign: Campaign) -> Iterator[str]:
    last = ""
    while rows := list(session.scalars(_proofs(campaign, last).limit(CHUNK))):
        yield from rows
        last = rows[-1]


def _proofs(campaign: Campaign, after: str) -> sa.Select[Any]:
    return (
        sa.select(Ballot.proof)
        .where(Ballot.campaign_id == campaign.id, Ballot.proof > after)
        .order_by(Ballot.proof)
    )


def closed_boxes(session: orm.Session, campaign: Campaign) -> list[PaperBatch]:
    """The ballot boxes whose ballots are in the urn."""
    query = (
        sa.select(PaperBatch)
        .where(PaperBatch.campaign_id == campaign.id, PaperBatch.closed_at.is_not(None))
        .order_by(PaperBatch.place, PaperBatch.id)
    )
    return list(session.scalars(query))
