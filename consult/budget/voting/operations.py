"""Casting a ballot, refusing one. Nothing here commits, save `refuse`, whose request keeps nothing
else.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.dialects import postgresql, sqlite

from consult.audit.operations import RESIDENT, Signed, record
from consult.budget.models import Campaign
from consult.budget.voting import proofs
from consult.budget.voting.cards.deck import DECK
from consult.budget.voting.contents import Content
from consult.budget.voting.models import Ballot, BallotChannel, Voter, VoteSeal, Way
from consult.budget.voting.permissions import can_vote
from consult.budget.voting.queries import rules_and_projects
from consult.contributions.operations import Place
from consult.contributions.receipts import keyed
from consult.territory.publics import AgeBand

NOWHERE = Place()


class Refusal(enum.Enum):
    """Why a vote was not received; told to its author, and written in the journal."""

    CLOSED = "closed"
    TWICE = "twice"
    STOPPED = "stopped"
    BALLOT = "ballot"
    SEALED = "sealed"


class VoteRefusedError(ValueError):
    def __init__(self, why: Refusal) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True)
class Entrance:
    """How somebody came in. `token` stands for them in the register; `batch`: of their card."""

    token: str
    way: Way
    batch: str = ""


@dataclass(frozen=True)
class About:
    """What voters say of themselves, for the figures of turnout."""

    age: AgeBand | None = None
    place: Place = NOWHERE


@dataclass(frozen=True)
class Marked:
    """A ballot paper that was filled: its `content`, and the random `mark` that its code comes from."""

    content: Content
    mark: str


def token_of(campaign: Campaign, holder: str) -> str:
    """What the register knows `holder` by (a card's code, a mailbox, a device), always the same."""
    return keyed("voter", f"{campaign.id}:{holder}")


def cast(
    session: orm.Session,
    campaign: Campaign,
    entrance: Entrance,
    marked: Marked,
    *,
    about: About,
    now: datetime,
    channel: BallotChannel = BallotChannel.ONLINE,
) -> str:
    """The voter's name is crossed off and their ballot is in the urn; returns the code that proves it.

    Sent twice with one mark, it is one vote and the same code. Raises VoteRefusedError.
    """
    code = proofs.code_of(campaign.id, marked.mark)
    proof = proofs.digest(code)
    if has_ballot(session, campaign, proof):
        return code
    check_ballot(session, campaign, entrance, marked.content, now)
    enrol(session, campaign, entrance, about)
    drop_in(session, campaign, marked.content, channel, proof)
    record(session, "campaign.vote", campaign, by=RESIDENT)
    return code


def check_ballot(
    session: orm.Session, campaign: Campaign, entrance: Entrance, content: Content, now: datetime
) -> None:
    """Raises VoteRefusedError when it is not the time, the card was stopped, or the ballot breaks a
    rule.
    """
    if not can_vote(campaign, now):
        raise VoteRefusedError(Refusal.CLOSED)
    if entrance.batch and DECK.is_stopped(session, campaign.id, entrance.batch):
        raise VoteRefusedError(Refusal.STOPPED)
    rules, _projects = rules_and_projects(session, campaign)
    if rules.fault(content) is not None:
        raise VoteRefusedError(Refusal.BALLOT)


def enrol(session: orm.Session, campaign: Campaign, entrance: Entrance, about: About) -> None:
    """Cross a name off. Of two at the same moment the second waits, then is refused (TWICE).

    Raises VoteRefusedError SEALED when the urn was sealed meanwhile: whoever seals it holds the
    campaign's row, which the key of this one waits for.
    """
    on_postgres = session.get_bind().dialect.name == "postgresql"
    insert = postgresql.insert if on_postgres else sqlite.insert
    done = session.execute(
        insert(Voter)
        .values(
            campaign_id=campaign.id,
            token=entrance.token,
            way=entrance.way,
            age=None if about.age is AgeBand.NOT_SAID else about.age,
            place_scope=about.place.scope,
            perimeter_id=about.place.perimeter.id if about.place.perimeter else None,
        )
        .on_conflict_do_nothing()
        .returning(Voter.token)
    ).first()
    if done is None:
        raise VoteRefusedError(Refusal.TWICE)
    sealed = sa.select(VoteSeal.campaign_id).where(VoteSeal.campaign_id == campaign.id)
    if session.execute(sealed).first() is not None:
        raise VoteRefusedError(Refusal.SEALED)


def drop_in(
    session: orm.Session,
    campaign: Campaign,
    content: Content,
    channel: BallotChannel,
    proof: str | None,
) -> None:
    """Into the urn, as the rule reads it."""
    rules, _projects = rules_and_projects(session, campaign)
    session.add(
        Ballot(
            campaign_id=campaign.id,
            channel=channel,
            content=rules.completed(content),
            proof=proof,
        )
    )
    session.flush()


def has_ballot(session: orm.Session, campaign: Campaign, proof: str | None) -> bool:
    query = sa.select(Ballot.key).where(Ballot.campaign_id == campaign.id, Ballot.proof == proof)
    return proof is not None and session.execute(query).first() is not None


def refuse(
    session: orm.Session, campaign_id: int, why: Refusal, *, by: Signed | str = RESIDENT
) -> None:
    """Keep nothing of what was sent but a line of the journal. Commits."""
    session.rollback()
    campaign = session.get_one(Campaign, campaign_id)
    record(session, "campaign.refuse_vote", campaign, by=by, refusal=why.value)
    session.commit()
