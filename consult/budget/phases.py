"""Where a campaign stands, told by its dates and never stored: once in Python, once in SQL.

A phase is the one whose end is the next known date. Once all known dates are past, it is the first
whose end the town has not settled: a campaign that only has its two dates of deposit is in study.
Two dates that fall together leave no phase between them.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from consult.budget.models import Campaign


class Phase(enum.Enum):
    """In the order of a campaign's life."""

    UPCOMING = "upcoming"
    DEPOSIT = "deposit"
    ADMISSIBILITY = "admissibility"
    STUDY = "study"
    BEFORE_VOTE = "before-vote"
    VOTE = "vote"
    COUNTING = "counting"
    DELIVERY = "delivery"
    OVER = "over"


# The first instant that is no longer in the phase, as the campaign's column names it.
ENDS: tuple[tuple[Phase, str], ...] = (
    (Phase.UPCOMING, "opens_at"),
    (Phase.DEPOSIT, "closes_at"),
    (Phase.ADMISSIBILITY, "admissibility_closes_at"),
    (Phase.STUDY, "study_closes_at"),
    (Phase.BEFORE_VOTE, "vote_opens_at"),
    (Phase.VOTE, "vote_closes_at"),
    (Phase.COUNTING, "results_at"),
    (Phase.DELIVERY, "delivery_closes_at"),
)
# Recevabilité may have no date of its own; the others last until the town says when they end.
MAY_LAST = ENDS[3:]


@dataclass(frozen=True)
class Period:
    """A phase from `start` until `end`, excluded; None where the town has not settled it."""

    phase: Phase
    start: datetime
    end: datetime | None


def phase(campaign: Campaign, now: datetime) -> Phase:
    for each, column in ENDS:
        end = getattr(campaign, column)
        if end is not None and now < end:
            return each
    return next(
        (each for each, column in MAY_LAST if getattr(campaign, column) is None), Phase.OVER
    )


def phase_at(now: datetime) -> sa.ColumnElement[str]:
    """`phase`, said in SQL: the value of the phase of each campaign."""
    columns = [(each, getattr(Campaign, column)) for each, column in ENDS]
    ends = [(column > now, each.value) for each, column in columns]
    lasting = [(column.is_(None), each.value) for each, column in columns[3:]]
    return sa.case(*ends, *lasting, else_=Phase.OVER.value)


def periods(campaign: Campaign) -> list[Period]:
    """The phases that this campaign has, in order, from the deposit to the first that has no end."""
    found: list[Period] = []
    start = campaign.opens_at
    for each, column in ENDS[1:]:
        end: datetime | None = getattr(campaign, column)
        if end is None and each is Phase.ADMISSIBILITY:
            continue
        if end != start:
            found.append(Period(each, start, end))
        if end is None:
            break
        start = end
    return found
