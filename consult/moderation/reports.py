"""Readers' reports on published words, gathered by the words they are about. Nothing here commits."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.dialects import postgresql, sqlite

from consult.accounts.models import User
from consult.audit.operations import RESIDENT, record
from consult.contributions.models import Contribution, Status
from consult.db import utcnow
from consult.moderation.models import Decision
from consult.moderation.review_models import Report, ReportReason, ReportState
from consult.web.pagination import LARGEST_KEY, Page

PAGE = 30


class AnsweredError(Exception):
    """No report of those that were read waits any more: somebody else answered them."""


@dataclass(frozen=True)
class Reported:
    """Words and how many reports about them wait, by reason; `since` is the first one's."""

    contribution: Contribution
    count: int
    since: datetime
    reasons: list[tuple[ReportReason, int]]


def submit(
    session: orm.Session,
    contribution: Contribution,
    key: str,
    reason: ReportReason,
    sentence: str = "",
    *,
    at: datetime | None = None,
) -> bool:
    """Record a report once for each form's `key`, however often it is sent; False the next times.

    Raises ValueError for words that nobody can read on the site.
    """
    if contribution.status is not Status.PUBLISHED:
        raise ValueError("these words are not published")
    digest = hashlib.sha256(f"report:{key}".encode()).hexdigest()
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    made = session.scalar(
        insert(Report)
        .values(
            contribution_id=contribution.id,
            submission_digest=digest,
            reason=reason,
            sentence=sentence,
            state=ReportState.WAITING,
            note="",
            created_at=at or utcnow(),
        )
        .on_conflict_do_nothing(index_elements=[Report.submission_digest])
        .returning(Report.id)
    )
    if made is None:
        return False
    report = session.get_one(Report, made)
    record(session, "report.submit", report, by=RESIDENT, contribution=contribution.id)
    return True


def waiting(session: orm.Session, contribution: Contribution) -> list[Report]:
    """Oldest first."""
    query = (
        sa.select(Report)
        .where(Report.contribution_id == contribution.id, Report.state == ReportState.WAITING)
        .order_by(Report.id)
    )
    return list(session.scalars(query))


def last_answered(session: orm.Session, contribution: Contribution) -> Report | None:
    query = (
        sa.select(Report)
        .where(Report.contribution_id == contribution.id, Report.answered_at.is_not(None))
        .order_by(Report.answered_at.desc(), Report.id.desc())
        .options(orm.joinedload(Report.answered_by))
        .limit(1)
    )
    return session.scalars(query).first()


def _open() -> sa.Subquery:
    """contribution_id, times (how many wait), since: of words that are still on the site."""
    return (
        sa.select(
            Report.contribution_id.label("contribution_id"),
            sa.func.count().label("times"),
            sa.func.min(Report.created_at).label("since"),
        )
        .join(Report.contribution)
        .where(Report.state == ReportState.WAITING, Contribution.status == Status.PUBLISHED)
        .group_by(Report.contribution_id)
        .subquery()
    )


def how_many(session: orm.Session) -> int:
    """Texts with a report that waits."""
    return session.scalar(sa.select(sa.func.count()).select_from(_open())) or 0


def reported(session: orm.Session, *, after: int | None = None, size: int = PAGE) -> Page[Reported]:
    """Most reported first, then the longest known; three queries. `after` is a contribution's id."""
    groups = _open()
    query = sa.select(groups).order_by(groups.c.times.desc(), groups.c.contribution_id)
    if after is not None:
        last = max(0, min(after, LARGEST_KEY))
        shown = (
            sa.select(sa.func.count())
            .where(Report.contribution_id == last, Report.state == ReportState.WAITING)
            .scalar_subquery()
        )
        query = query.where(
            sa.or_(
                groups.c.times < shown,
                sa.and_(groups.c.times == shown, groups.c.contribution_id > last),
            )
        )
    rows = session.execute(query.limit(size + 1)).all()
    ids = [row.contribution_id for row in rows[:size]]
    words = {
        each.id: each
        for each in session.scalars(
            sa.select(Contribution)
            .where(Contribution.id.in_(ids))
            .options(orm.joinedload(Contribution.perimeter))
        )
    }
    given = (
        sa.select(Report.contribution_id, Report.reason, sa.func.count())
        .where(Report.contribution_id.in_(ids), Report.state == ReportState.WAITING)
        .group_by(Report.contribution_id, Report.reason)
    )
    why: dict[int, Counter[ReportReason]] = {each: Counter() for each in ids}
    for contribution_id, reason, count in session.execute(given):
        why[contribution_id][reason] = count
    made = [
        Reported(words[key], row.times, row.since, why[key].most_common())
        for key, row in zip(ids, rows, strict=False)
    ]
    return Page(made, ids[-1] if len(rows) > size else None)


def keep(
    session: orm.Session, contribution: Contribution, *, until: int, note: str, by: User
) -> int:
    """The words stay: the reports up to the id `until`, those that were read, are answered.

    Returns how many. Raises AnsweredError when none of them waits, ValueError without a note.
    """
    if not note.strip():
        raise ValueError("the team notes why words stay")
    read = [each for each in waiting(session, contribution) if each.id <= until]
    if not read:
        raise AnsweredError
    _answer(read, ReportState.KEPT, by=by, note=note)
    record(session, "report.keep", contribution, by=by, reports=len(read))
    return len(read)


def close_as_taken_down(session: orm.Session, decision: Decision, *, by: User) -> None:
    """Words that leave the site answer every report about them, wherever that was decided."""
    found = waiting(session, decision.contribution)
    if not found:
        return
    session.flush()
    for each in found:
        each.decision_id = decision.id
    _answer(found, ReportState.TAKEN_DOWN, by=by)
    record(session, "report.take_down", decision.contribution, by=by, reports=len(found))


def reopen(session: orm.Session, decision: Decision, *, by: User) -> None:
    """The decision that took the words down is taken back: its reports wait again."""
    found = session.scalars(sa.select(Report).where(Report.decision_id == decision.id)).all()
    for each in found:
        each.state, each.decision_id = ReportState.WAITING, None
        each.answered_at = each.answered_by_id = None
    if found:
        record(session, "report.reopen", decision.contribution, by=by, reports=len(found))


def forget(session: orm.Session, contribution: Contribution) -> None:
    """What was written about words that their author takes back: it may quote them."""
    session.execute(
        sa.update(Report)
        .where(Report.contribution_id == contribution.id)
        .values(
            sentence="",
            note="",
            state=sa.case(
                (Report.state == ReportState.WAITING, ReportState.WITHDRAWN.value),
                else_=Report.state,
            ),
        )
    )


def _answer(reports: list[Report], state: ReportState, *, by: User, note: str = "") -> None:
    now = utcnow()
    for each in reports:
        each.state, each.answered_at, each.answered_by_id, each.note = state, now, by.id, note
