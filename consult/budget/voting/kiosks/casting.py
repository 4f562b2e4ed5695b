"""A vote on a tablet: into the urn with a card, apart without one."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import orm

from consult.audit.operations import RESIDENT, Signed, record
from consult.budget.models import Campaign
from consult.budget.voting import proofs, provisional
from consult.budget.voting.models import BallotChannel, Kiosk, ProvisionalBallot, Way
from consult.budget.voting.online.booth import Booth
from consult.budget.voting.operations import (
    About,
    Marked,
    Refusal,
    VoteRefusedError,
    cast,
    check_ballot,
)
from consult.budget.voting.queries import rules_and_projects
from consult.db import utcnow
from consult.doors import links
from consult.territory.publics import AgeBand


def open_kiosk(session: orm.Session, campaign: Campaign, place: str, *, by: Signed) -> Kiosk:
    kiosk = Kiosk(campaign_id=campaign.id, place=place, by_id=by.id)
    session.add(kiosk)
    record(session, "kiosk.open", kiosk, by=by, place=place)
    return kiosk


def close_kiosk(session: orm.Session, kiosk: Kiosk, *, by: Signed) -> None:
    """Done twice, it is done once."""
    if kiosk.closed_at is None:
        kiosk.closed_at = utcnow()
        record(session, "kiosk.close", kiosk, by=by, place=kiosk.place)


def kiosks_of(session: orm.Session, campaign: Campaign) -> list[Kiosk]:
    query = sa.select(Kiosk).where(Kiosk.campaign_id == campaign.id).order_by(Kiosk.id.desc())
    return list(session.scalars(query))


def kiosk_of(session: orm.Session, campaign: Campaign, public_id: str) -> Kiosk | None:
    query = sa.select(Kiosk).where(Kiosk.campaign_id == campaign.id, Kiosk.public_id == public_id)
    return session.scalars(query).first()


def link_of(kiosk: Kiosk) -> str:
    return links.sign(_salt(kiosk.campaign_id), kiosk.public_id)


def read_link(session: orm.Session, campaign: Campaign, link: str) -> Kiosk | None:
    """The open kiosk that it leads to."""
    public_id = links.read(_salt(campaign.id), link)
    kiosk = kiosk_of(session, campaign, public_id) if isinstance(public_id, str) else None
    return kiosk if kiosk is not None and kiosk.closed_at is None else None


def cast_at_kiosk(
    session: orm.Session,
    campaign: Campaign,
    booth: Booth,
    marked: Marked,
    *,
    about: About,
    now: datetime,
) -> tuple[str, str]:
    """The ballot's code, and the slip of a vote that waits ("" when it is in the urn). Raises
    VoteRefusedError.
    """
    kiosk = kiosk_of(session, campaign, booth.kiosk)
    if kiosk is None or kiosk.closed_at is not None:
        raise VoteRefusedError(Refusal.STOPPED)
    if booth.entrance.way is Way.CARD:
        code = cast(
            session,
            campaign,
            booth.entrance,
            marked,
            about=about,
            now=now,
            channel=BallotChannel.KIOSK,
        )
        return code, ""
    return _set_apart(session, campaign, kiosk, booth, marked, about, now)


def _set_apart(
    session: orm.Session,
    campaign: Campaign,
    kiosk: Kiosk,
    booth: Booth,
    marked: Marked,
    about: About,
    now: datetime,
) -> tuple[str, str]:
    code = proofs.code_of(campaign.id, marked.mark)
    slip = provisional.slip_of(campaign, marked.mark)
    if provisional.find_slip(session, campaign, slip) is not None:
        return code, slip
    check_ballot(session, campaign, booth.entrance, marked.content, now)
    rules, _projects = rules_and_projects(session, campaign)
    waiting = ProvisionalBallot(
        campaign_id=campaign.id,
        kiosk_id=kiosk.id,
        slip=slip,
        content=dict(rules.completed(marked.content)),
        proof=proofs.digest(code),
        age=None if about.age is AgeBand.NOT_SAID else about.age,
        place_scope=about.place.scope,
        perimeter_id=about.place.perimeter.id if about.place.perimeter else None,
    )
    session.add(waiting)
    record(session, "provisional_ballot.wait", waiting, by=RESIDENT, slip=slip)
    return code, slip


def _salt(campaign_id: int) -> str:
    return f"vote:kiosk:{campaign_id}"
