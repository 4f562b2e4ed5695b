"""Answering remarks: what the town makes of each, and why. Nothing here commits.

What was told is never changed in silence: a new answer is another dated one, and only one's own
last gesture, a few minutes old, can be taken back.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.audit.operations import record
from consult.contract.models import Contract
from consult.contract.remarks.models import AnswerKind, Remark, RemarkAnswer, RemarkKind
from consult.contributions.models import Status
from consult.db import utcnow

# In this delay a slip of the hand is taken back without a trace on the author's page.
UNDO_DELAY = timedelta(minutes=15)
# Answers that may have changed the text.
CHANGING = frozenset({AnswerKind.RETAINED, AnswerKind.ADAPTED})


class StaleError(Exception):
    """A remark, or what was answered to it, changed since the page was shown."""


def answer(
    session: orm.Session,
    contract: Contract,
    revisions: Mapping[str, int],
    kind: AnswerKind,
    reason: str,
    *,
    by: User,
    section_key: str = "",
    at: datetime | None = None,
) -> str:
    """The same answer to one remark or several, all or none; returns what names the gesture.

    `revisions`: by public id, the state of each remark that was read. The same answer sent twice by
    the same person is one. Raises StaleError, ValueError without a remark or a reason.
    """
    if not revisions or not reason.strip():
        raise ValueError("a remark is answered with a reason")
    remarks = _held(session, contract, revisions)
    if (done := _just_done(remarks, revisions, kind, reason, by)) is not None:
        return done
    if len(remarks) != len(revisions):
        raise StaleError
    if any(each.revision != revisions[each.public_id] or not is_told(each) for each in remarks):
        raise StaleError
    batch = secrets.token_hex(8)
    for remark in remarks:
        made = RemarkAnswer(
            kind=kind,
            reason=reason.strip(),
            section_key=section_key if kind in CHANGING else "",
            by=by,
            batch=batch,
            created_at=at or utcnow(),
        )
        if remark.read_again is not None:
            remark.read_again.reason = ""  # it was only there to be written again
        remark.answers.append(made)
        remark.answer = kind
        remark.revision += 1
        record(session, "remark.answer", remark, by=by, answer=kind.value, batch=batch)
    return batch


def undo(session: orm.Session, batch: str, *, by: User, now: datetime | None = None) -> Contract:
    """Take back all that one answered in one gesture. Raises StaleError when it is too late."""
    answers = answers_of_gesture(session, batch, lock=True)
    if not can_undo(answers, by, now or utcnow()):
        raise StaleError
    contract = answers[0].remark.contract
    for each in answers:
        remark = each.remark
        remark.answers.remove(each)
        remark.answer = remark.last.kind if remark.last else None
        remark.revision += 1
        record(session, "remark.undo", remark, by=by, answer=each.kind.value, batch=batch)
    return contract


def answers_of_gesture(
    session: orm.Session, batch: str, *, lock: bool = False
) -> list[RemarkAnswer]:
    mine = sa.select(RemarkAnswer.remark_id).where(RemarkAnswer.batch == batch)
    if lock:
        held = sa.select(Remark.id).where(Remark.id.in_(mine)).order_by(Remark.id)
        session.execute(held.with_for_update())
    query = (
        sa.select(RemarkAnswer)
        .where(RemarkAnswer.batch == batch)
        .order_by(RemarkAnswer.remark_id)
        .options(orm.joinedload(RemarkAnswer.remark).selectinload(Remark.answers))
        .execution_options(populate_existing=lock)
    )
    return list(session.scalars(query))


def can_undo(answers: list[RemarkAnswer], by: User, now: datetime) -> bool:
    """One's own, just given, and the last of each remark."""
    return bool(answers) and all(
        each.by_id == by.id and each.remark.last is each and now < each.created_at + UNDO_DELAY
        for each in answers
    )


def is_told(remark: Remark) -> bool:
    """Whether everyone can read the words; `consult.contract.remarks.told.readable` in SQL."""
    if remark.kind is RemarkKind.OFFICIAL or remark.contribution is None:
        return True
    return remark.contribution.status is Status.PUBLISHED


def _held(session: orm.Session, contract: Contract, revisions: Mapping[str, int]) -> list[Remark]:
    """The remarks, read afresh, that nobody else answers until the transaction ends."""
    chosen = (Remark.contract_id == contract.id, Remark.public_id.in_(revisions))
    session.execute(sa.select(Remark.id).where(*chosen).order_by(Remark.id).with_for_update())
    query = (
        sa.select(Remark)
        .where(*chosen)
        .order_by(Remark.id)
        .options(orm.joinedload(Remark.contribution), orm.selectinload(Remark.answers))
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(query))


def _just_done(
    remarks: list[Remark], revisions: Mapping[str, int], kind: AnswerKind, reason: str, by: User
) -> str | None:
    """The gesture that gave this very answer to these remarks: a button pressed twice answers once."""
    last = [each.last for each in remarks]
    done = {each.batch for each in last if each is not None}
    same = all(
        each is not None
        and (each.kind, each.reason, each.by_id) == (kind, reason.strip(), by.id)
        and each.remark.revision == revisions[each.remark.public_id] + 1
        for each in last
    )
    return done.pop() if same and len(done) == 1 and len(last) == len(revisions) else None
