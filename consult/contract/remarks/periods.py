"""When remarks are received: told by the contract's state and its two dates, and never stored."""

from __future__ import annotations

import enum
from datetime import datetime, timedelta

import sqlalchemy as sa

from consult.contract.models import Contract, ContractState

RECEIVING = (ContractState.CONSULTATION, ContractState.AMENDMENTS)


class Period(enum.Enum):
    """CLOSED: the text is at another stage of its life, whatever the dates say.

    NOWHERE: the site has no commune whose residents would speak (`queries.period_here`).
    """

    CLOSED = "closed"
    UPCOMING = "upcoming"
    OPEN = "open"
    OVER = "over"
    NOWHERE = "nowhere"


def period(contract: Contract, now: datetime) -> Period:
    """A date that is not set holds nobody back."""
    if contract.state not in RECEIVING:
        return Period.CLOSED
    if contract.remarks_from is not None and now < contract.remarks_from:
        return Period.UPCOMING
    if contract.remarks_until is not None and contract.remarks_until <= now:
        return Period.OVER
    return Period.OPEN


def is_open(contract: Contract, now: datetime) -> bool:
    return period(contract, now) is Period.OPEN


def open_at(now: datetime) -> sa.ColumnElement[bool]:
    """`is_open`, said in SQL."""
    return sa.and_(
        Contract.state.in_(RECEIVING),
        sa.or_(Contract.remarks_from.is_(None), Contract.remarks_from <= now),
        sa.or_(Contract.remarks_until.is_(None), Contract.remarks_until > now),
    )


def last_moment(contract: Contract) -> datetime | None:
    """What people are told: closing at midnight on the 4th means writing until the 3rd."""
    return contract.remarks_until - timedelta(seconds=1) if contract.remarks_until else None
