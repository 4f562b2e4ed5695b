"""An author contests a refusal; somebody else than whoever refused answers. Nothing here commits.

Callers hold the contribution's row (`lock=True` of the queries that find it).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import Role, User, UserRole
from consult.audit.operations import RESIDENT, record
from consult.contributions.models import Contribution, Status, StepKind
from consult.contributions.operations import add_step
from consult.db import utcnow
from consult.moderation.models import Decision, DecisionKind
from consult.moderation.operations import StaleError
from consult.moderation.permissions import appeal_deadline, can_answer_appeal, can_appeal
from consult.moderation.queries import last_decision
from consult.moderation.review_models import Appeal, AppealState
from consult.web.pagination import Page, keyset

PAGE = 30


class TooLateError(Exception):
    """This refusal cannot be contested: it changed, it is too old, or it is a room's."""


class SamePersonError(Exception):
    """Nobody answers an appeal against their own refusal."""


def submit(
    session: orm.Session,
    contribution: Contribution,
    sentence: str,
    *,
    days: int,
    at: datetime | None = None,
) -> bool:
    """Record the appeal against the refusal that stands; False when it is recorded already.

    The words' revision grows: who refused can no longer take that back as if nothing had been said.
    Raises TooLateError when `can_appeal` says no.
    """
    now = at or utcnow()
    decision = last_decision(session, contribution)
    if decision is not None and _against(session, decision) is not None:
        return False
    if decision is None or not can_appeal(contribution, decision, now, days=days):
        raise TooLateError
    appeal = Appeal(contribution=contribution, decision=decision, sentence=sentence, created_at=now)
    session.add(appeal)
    contribution.revision += 1
    add_step(contribution, StepKind.APPEALED, at=now)
    record(session, "appeal.submit", appeal, by=RESIDENT, contribution=contribution.id)
    return True


def maintain(
    session: orm.Session, appeal: Appeal, sentence: str, *, by: User, at: datetime | None = None
) -> None:
    """The refusal stands, and its author is told why. ValueError without a sentence.

    Raises SamePersonError for whoever refused, StaleError when somebody else answered first.
    """
    if not sentence.strip():
        raise ValueError("the author is told why")
    now = at or utcnow()
    _answer(appeal, AppealState.MAINTAINED, sentence.strip(), by=by, at=now)
    appeal.contribution.revision += 1
    add_step(appeal.contribution, StepKind.APPEAL_MAINTAINED, sentence.strip(), at=now)
    record(session, "appeal.maintain", appeal, by=by, contribution=appeal.contribution_id)


def accept(
    session: orm.Session,
    appeal: Appeal,
    sentence: str = "",
    *,
    by: User,
    at: datetime | None = None,
) -> Decision:
    """The words are published, as if they had been read by `by` first; a sentence is optional.

    Raises as `maintain` does.
    """
    now = at or utcnow()
    _answer(appeal, AppealState.ACCEPTED, sentence.strip(), by=by, at=now)
    contribution = appeal.contribution
    decision = Decision(
        contribution=contribution,
        moderator=by,
        kind=DecisionKind.PUBLISH,
        sentence=sentence.strip(),
        revision=contribution.revision,
        on_appeal=True,
        created_at=now,
    )
    session.add(decision)
    contribution.status = Status.PUBLISHED
    contribution.published_at = now
    contribution.revision += 1
    add_step(contribution, StepKind.APPEAL_ACCEPTED, sentence.strip(), at=now)
    add_step(contribution, StepKind.PUBLISHED, at=now)
    record(session, "appeal.accept", appeal, by=by, contribution=contribution.id)
    return decision


def forget(session: orm.Session, contribution: Contribution) -> None:
    """What was written about words that their author takes back goes; nobody has to answer any more."""
    session.execute(
        sa.update(Appeal)
        .where(Appeal.contribution_id == contribution.id)
        .values(
            sentence="",
            answer="",
            state=sa.case(
                (Appeal.state == AppealState.WAITING, AppealState.WITHDRAWN.value),
                else_=Appeal.state,
            ),
        )
    )


def _answer(appeal: Appeal, state: AppealState, sentence: str, *, by: User, at: datetime) -> None:
    if appeal.decision.moderator_id == by.id:
        raise SamePersonError
    if not can_answer_appeal(by, appeal) or appeal.contribution.status is not Status.REFUSED:
        raise StaleError
    appeal.state, appeal.answer = state, sentence
    appeal.answered_at, appeal.answered_by_id = at, by.id


def _against(session: orm.Session, decision: Decision) -> Appeal | None:
    return session.scalars(sa.select(Appeal).where(Appeal.decision_id == decision.id)).first()


def open_until(
    session: orm.Session, contributions: Sequence[Contribution], now: datetime, *, days: int
) -> dict[int, datetime]:
    """Until when each refusal can be contested, by contribution id; those that cannot are not in it.

    One query, none when nothing is refused.
    """
    refused = {each.id: each for each in contributions if each.status is Status.REFUSED}
    if not refused:
        return {}
    contested = sa.exists().where(Appeal.decision_id == Decision.id)
    query = (
        sa.select(Decision, contested)
        .where(Decision.contribution_id.in_(refused))
        .order_by(Decision.id)
    )
    # The last decision of each stays.
    last = {row[0].contribution_id: row for row in session.execute(query)}
    return {
        key: appeal_deadline(decision, days)
        for key, (decision, is_contested) in last.items()
        if not is_contested and can_appeal(refused[key], decision, now, days=days)
    }


def waiting(session: orm.Session, *, after: int | None = None) -> Page[Appeal]:
    """The oldest first, with all that a line tells."""
    query = _whole().where(Appeal.state == AppealState.WAITING)
    return keyset(session, query, Appeal.id, after=after, size=PAGE)


def latest_of(session: orm.Session, contribution: Contribution) -> Appeal | None:
    """The last appeal about these words, answered or not, read afresh."""
    query = (
        _whole()
        .where(Appeal.contribution_id == contribution.id)
        .order_by(Appeal.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )
    return session.scalars(query).first()


def _whole() -> sa.Select[Appeal]:
    return sa.select(Appeal).options(
        orm.joinedload(Appeal.contribution).joinedload(Contribution.perimeter),
        orm.joinedload(Appeal.decision).joinedload(Decision.reason),
        orm.joinedload(Appeal.decision).joinedload(Decision.moderator),
        orm.joinedload(Appeal.answered_by),
    )


def how_many(session: orm.Session, actor: User) -> tuple[int, int]:
    """Appeals that wait for `actor`, and those that wait for somebody else since they refused."""
    own = sa.case((Decision.moderator_id == actor.id, 1), else_=0)
    row = session.execute(
        sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(own), 0))
        .select_from(Appeal)
        .join(Appeal.decision)
        .where(Appeal.state == AppealState.WAITING)
    ).one()
    return row[0] - row[1], row[1]


def others_who_may_answer(session: orm.Session, refused_by: int) -> list[User]:
    """Everyone who may answer an appeal against that person's refusal, by name."""
    roles = sa.select(UserRole.user_id).where(
        UserRole.role.in_([Role.MODERATOR, Role.ADMINISTRATOR])
    )
    query = sa.select(User).where(User.active, User.id != refused_by, User.id.in_(roles))
    return list(session.scalars(query.order_by(User.name)))
