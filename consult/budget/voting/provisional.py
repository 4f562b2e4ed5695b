"""Votes that wait for an editor: known by a slip that the voter signs, their content shown to nobody."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from consult.audit.operations import Signed, record
from consult.budget.models import Campaign
from consult.budget.voting.models import BallotChannel, Outcome, ProvisionalBallot, Way
from consult.budget.voting.operations import About, Entrance, drop_in, enrol, token_of
from consult.contributions.operations import Place
from consult.contributions.receipts import keyed, signs
from consult.territory.models import PlaceScope

SLIP = 6


class DecidedError(ValueError):
    """Somebody else decided it meanwhile."""


def slip_of(campaign: Campaign, mark: str) -> str:
    """AC4-KRM: what the voter writes on the slip, always the same for one ballot paper."""
    code = signs(keyed("slip", f"{campaign.id}:{mark}"), SLIP)
    return f"{code[:3]}-{code[3:]}"


def find_slip(session: orm.Session, campaign: Campaign, slip: str) -> ProvisionalBallot | None:
    return session.scalars(_of(campaign).where(ProvisionalBallot.slip == slip)).first()


def outcome_of(session: orm.Session, campaign: Campaign, proof: str | None) -> Outcome | None:
    """Where the provisional vote with this digest stands; None: there is none, or it was accepted."""
    if proof is None:
        return None
    found = session.scalars(_of(campaign).where(ProvisionalBallot.proof == proof)).first()
    return found.outcome if found else None


def slips(session: orm.Session, campaign: Campaign) -> list[ProvisionalBallot]:
    """Waiting ones first; their contents stay in the database."""
    query = (
        _of(campaign)
        .options(orm.defer(ProvisionalBallot.content), orm.joinedload(ProvisionalBallot.kiosk))
        .order_by(ProvisionalBallot.outcome != Outcome.WAITING, ProvisionalBallot.slip)
    )
    return list(session.scalars(query))


def locked(session: orm.Session, campaign: Campaign, slip: str) -> ProvisionalBallot | None:
    query = _of(campaign).where(ProvisionalBallot.slip == slip).with_for_update()
    return session.scalars(query).first()


def accept(
    session: orm.Session,
    campaign: Campaign,
    waiting: ProvisionalBallot,
    known_as: Entrance | None,
    *,
    by: Signed,
) -> None:
    """Into the register and the urn; the slip keeps neither what was chosen nor the ballot's proof.

    `known_as`: the card or the address that this person could have voted with otherwise. Raises
    DecidedError, or VoteRefusedError TWICE when they did.
    """
    _still_waits(waiting)
    entrance = known_as or Entrance(token_of(campaign, f"slip:{waiting.slip}"), Way.KIOSK)
    about = About(waiting.age, Place(waiting.place_scope, waiting.perimeter))
    enrol(session, campaign, entrance, about)
    drop_in(session, campaign, waiting.content, BallotChannel.KIOSK, waiting.proof)
    _decide(session, waiting, Outcome.ACCEPTED)
    waiting.proof = None
    record(session, "provisional_ballot.accept", waiting, by=by, slip=waiting.slip)


def reject(session: orm.Session, waiting: ProvisionalBallot, reason: str, *, by: Signed) -> None:
    """What was chosen is erased; its voter reads that it is not counted. Raises DecidedError."""
    _still_waits(waiting)
    waiting.reason = reason
    _decide(session, waiting, Outcome.REFUSED)
    record(session, "provisional_ballot.refuse", waiting, by=by, slip=waiting.slip, reason=reason)


def _still_waits(waiting: ProvisionalBallot) -> None:
    if waiting.outcome is not Outcome.WAITING:
        raise DecidedError(waiting.slip)


def _decide(session: orm.Session, waiting: ProvisionalBallot, outcome: Outcome) -> None:
    waiting.outcome = outcome
    waiting.content = {}
    waiting.age = None
    waiting.place_scope = PlaceScope.NOT_SAID
    waiting.perimeter = None
    session.flush()


def _of(campaign: Campaign) -> sa.Select[Any]:
    return sa.select(ProvisionalBallot).where(ProvisionalBallot.campaign_id == campaign.id)
