"""The figures of the public charter: what the moderators did, month by month, in three queries.

Only whole months are told: a figure that moved every day would tell of one text at a time.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contributions.models import Contribution
from consult.moderation.models import Decision, DecisionKind, Reason
from consult.moderation.review_models import Appeal, AppealState, Report, ReportState
from consult.web.clock import midnight
from consult.web.secrecy import Cell
from consult.web.secret_tables import MaskedTable, mask_table

MONTHS = 12
DAY = 86_400

RECEIVED, PUBLISHED, SENT_BACK, REFUSED, TAKEN_DOWN = (
    "received",
    "published",
    "sent_back",
    "refused",
    "taken_down",
)
APPEALS, ACCEPTED, REPORTS, ACTED_UPON = "appeals", "accepted", "reports", "acted_upon"

Key = tuple[str, int]


@dataclass(frozen=True)
class Month:
    """`refused` is masked with the table of reasons; `days` is the median wait, None unread."""

    first_day: date
    received: int
    published: int
    sent_back: int
    refused: Cell
    taken_down: int
    appeals: int
    accepted: int
    reports: int
    acted_upon: int
    days: float | None


@dataclass(frozen=True)
class Figures:
    """Months, the latest first, from the first one in which something happened.

    `why` has a row for each of them and a column for each of `reasons`: those that were used.
    """

    months: list[Month]
    reasons: list[str]
    why: MaskedTable


def whole_months(now: datetime, count: int = MONTHS) -> list[datetime]:
    """The instants at which the last `count` whole months begin, then the end of the last one.

    Months of the town's clock; `now` is in the month after.
    """
    today = midnight(now).replace(day=1)
    number = today.year * 12 + today.month - 1
    return [
        midnight(date(each // 12, each % 12 + 1, 1)) for each in range(number - count, number + 1)
    ]


def figures(session: orm.Session, reasons: list[Reason], now: datetime) -> Figures:
    """`reasons`: all of them, retired ones too, in the order of the page. Two queries."""
    starts = whole_months(now)
    counts, why = _counted(session, starts)
    waits = _median_waits(session, starts)
    first = min((month for _, month in counts), default=MONTHS)
    shown = list(range(MONTHS - 1, first - 1, -1))
    used = [each for each in reasons if any(why[each.id, month] for month in shown)]
    masked = mask_table([[why[each.id, month] for each in used] for month in shown])
    months = [
        _month(starts[month], month, counts, masked.row_totals[row], waits.get(month))
        for row, month in enumerate(shown)
    ]
    return Figures(months, [each.label for each in used], masked)


def _month(
    start: datetime, month: int, counts: Counter[Key], refused: Cell, days: float | None
) -> Month:
    return Month(
        first_day=start.date(),
        received=counts[RECEIVED, month],
        published=counts[PUBLISHED, month],
        sent_back=counts[SENT_BACK, month],
        refused=refused,
        taken_down=counts[TAKEN_DOWN, month],
        appeals=counts[APPEALS, month],
        accepted=counts[ACCEPTED, month],
        reports=counts[REPORTS, month],
        acted_upon=counts[ACTED_UPON, month],
        days=days,
    )


def _counted(
    session: orm.Session, starts: list[datetime]
) -> tuple[Counter[Key], Counter[tuple[int, int]]]:
    """By (what happened, month), and refusals by (reason's id, month); one query."""
    happened = sa.union_all(
        _events(sa.literal(RECEIVED), Contribution.submitted_at, starts),
        _events(_outcome(), Decision.created_at, starts, reason=Decision.reason_id),
        _events(sa.literal(APPEALS), Appeal.created_at, starts),
        _events(sa.literal(ACCEPTED), Appeal.answered_at, starts).where(
            Appeal.state == AppealState.ACCEPTED
        ),
        _events(sa.literal(REPORTS), Report.created_at, starts),
        _events(sa.literal(ACTED_UPON), Report.answered_at, starts).where(
            Report.state == ReportState.TAKEN_DOWN
        ),
    ).subquery()
    keys = (happened.c.what, happened.c.month, happened.c.reason_id)
    counts: Counter[Key] = Counter()
    why: Counter[tuple[int, int]] = Counter()
    for what, month, reason_id, count in session.execute(
        sa.select(*keys, sa.func.count()).group_by(*keys)
    ):
        counts[what, month] += count
        if what == REFUSED and reason_id is not None:
            why[reason_id, month] += count
    return counts, why


def _events(
    what: sa.ColumnElement[str],
    at: Any,
    starts: list[datetime],
    *,
    reason: Any = None,
) -> sa.Select[str, int, int]:
    return sa.select(
        what.label("what"),
        _month_of(at, starts).label("month"),
        sa.cast(sa.null() if reason is None else reason, sa.Integer).label("reason_id"),
    ).where(at >= starts[0], at < starts[-1])


def _month_of(at: Any, starts: list[datetime]) -> sa.Case[int]:
    """0 for the oldest month. Compared with instants: no engine's calendar has to know the town's."""
    return sa.case(*((at >= starts[month], month) for month in range(MONTHS - 1, -1, -1)))


def _outcome() -> sa.Case[str]:
    """A refusal of words that a decision had published before takes them down."""
    before = orm.aliased(Decision)
    was_published = sa.exists().where(
        before.contribution_id == Decision.contribution_id,
        before.kind == DecisionKind.PUBLISH,
        before.id < Decision.id,
    )
    return sa.case(
        (Decision.kind == DecisionKind.PUBLISH, PUBLISHED),
        (Decision.kind == DecisionKind.REPHRASE, SENT_BACK),
        (was_published, TAKEN_DOWN),
        else_=REFUSED,
    )


def _median_waits(session: orm.Session, starts: list[datetime]) -> dict[int, float]:
    """Days between receiving words and the first decision on them, by the month of the decision.

    SQLite has no percentile: the middle rows of each month are found by their rank.
    """
    first = (
        sa.select(Decision.contribution_id, sa.func.min(Decision.created_at).label("at"))
        .group_by(Decision.contribution_id)
        .subquery()
    )
    waited = sa.extract("epoch", first.c.at) - sa.extract("epoch", Contribution.submitted_at)
    waits = (
        sa.select(_month_of(first.c.at, starts).label("month"), waited.label("seconds"))
        .join(Contribution, Contribution.id == first.c.contribution_id)
        .where(first.c.at >= starts[0], first.c.at < starts[-1])
        .subquery()
    )
    ranked = sa.select(
        waits.c.month,
        waits.c.seconds,
        sa.func.row_number()
        .over(partition_by=waits.c.month, order_by=waits.c.seconds)
        .label("rank"),
        sa.func.count().over(partition_by=waits.c.month).label("among"),
    ).subquery()
    twice = ranked.c.rank * 2
    query = (
        sa.select(ranked.c.month, sa.func.avg(ranked.c.seconds))
        .where(twice >= ranked.c.among, twice <= ranked.c.among + 2)
        .group_by(ranked.c.month)
    )
    return {month: float(seconds) / DAY for month, seconds in session.execute(query)}
