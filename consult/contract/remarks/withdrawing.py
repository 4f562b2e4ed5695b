"""A remark whose author takes it back: what of the team's answers stays. Nothing here commits.

The reasons given to it are erased. A reason given to somebody else that quotes it
(`consult.contract.remarks.quoting`) is no longer public at once: the quote is erased, the remark waits
for an answer again, and the team finds there the rest of what it had written, to be read again. A
reason that quotes nothing stays, and the team is told that it was given to words taken back too.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import orm

from consult.audit.operations import SYSTEM, record
from consult.contract.remarks.models import Remark, RemarkAnswer
from consult.contract.remarks.quoting import TakenBack, taken_back, without_quotes
from consult.contributions.models import Contribution
from consult.contributions.rewordings import read_rewording
from consult.db import utcnow
from consult.moderation.models import SealedOriginal

_AT_A_TIME = 500


def forget(session: orm.Session, contribution: Contribution) -> None:
    """To be called while the words are still there, and what was sealed of them."""
    mine = session.scalars(
        sa.select(Remark).where(Remark.contribution_id == contribution.id)
    ).first()
    if mine is None:
        return
    gone = taken_back(_texts(session, contribution), contribution.title)
    quoting: dict[int, str] = {}
    held: set[int] = set()
    touched = {mine.id, *_remarks_of(session, _quoting(session, mine, gone))}
    # Whoever answers one of these remarks ends first, and what they wrote is then read here.
    while not touched <= held:
        held |= touched
        _hold(session, held)
        quoting = _quoting(session, mine, gone)
        touched = _remarks_of(session, quoting)
    answers = sa.update(RemarkAnswer).where(RemarkAnswer.remark_id == mine.id)
    session.execute(answers.values(reason=""))
    for remark in _read_again(session, touched):
        _leave_out(session, remark, quoting)


def _texts(session: orm.Session, contribution: Contribution) -> list[str]:
    """What was said, masked and as it came in; of another wording, what its author wrote of it."""
    sealed = sa.select(SealedOriginal.text).where(SealedOriginal.contribution_id == contribution.id)
    found: list[str] = []
    for text in (contribution.text, *session.scalars(sealed)):
        change = read_rewording(text)
        found += [change.proposed, change.why] if change else [text]
    return found


def _quoting(session: orm.Session, mine: Remark, gone: TakenBack) -> dict[int, str]:
    """By id of an answer to somebody else that quotes them, its reason without the quotes."""
    gestures = set(
        session.scalars(sa.select(RemarkAnswer.batch).where(RemarkAnswer.remark_id == mine.id))
    )
    query = (
        sa.select(
            RemarkAnswer.id,
            RemarkAnswer.reason,
            RemarkAnswer.batch,
            Remark.quote,
            sa.func.coalesce(Contribution.text, Remark.text),
            sa.func.coalesce(Contribution.title, Remark.body),
        )
        .join(RemarkAnswer.remark)
        .outerjoin(Remark.contribution)
        .where(
            Remark.contract_id == mine.contract_id,
            Remark.id != mine.id,
            RemarkAnswer.reason != "",
        )
    )
    found: dict[int, str] = {}
    for key, reason, batch, *theirs in session.execute(
        query.execution_options(yield_per=_AT_A_TIME)
    ):
        left = without_quotes(reason, gone, [mine.quote, *theirs], names=batch in gestures)
        if left != reason:
            found[key] = left
    return found


def _remarks_of(session: orm.Session, answers: dict[int, str]) -> set[int]:
    if not answers:
        return set()
    query = sa.select(RemarkAnswer.remark_id).where(RemarkAnswer.id.in_(answers))
    return set(session.scalars(query))


def _hold(session: orm.Session, ids: set[int]) -> None:
    held = sa.select(Remark.id).where(Remark.id.in_(ids)).order_by(Remark.id)
    session.execute(held.with_for_update())


def _read_again(session: orm.Session, ids: set[int]) -> Sequence[Remark]:
    query = (
        sa.select(Remark)
        .where(Remark.id.in_(ids))
        .order_by(Remark.id)
        .options(orm.selectinload(Remark.answers))
        .execution_options(populate_existing=True)
    )
    return session.scalars(query).all() if ids else []


def _leave_out(session: orm.Session, remark: Remark, quoting: dict[int, str]) -> None:
    """The answer that holds waits to be read again; of an older one, only its nature stays told."""
    for each in remark.answers[:-1]:
        if each.id in quoting:
            each.reason = ""
    last = remark.answers[-1]
    if last.id not in quoting:
        return
    last.reason = quoting[last.id]
    if last.withheld_at is None:
        last.withheld_at = utcnow()
        remark.answer = None
        remark.revision += 1
        record(session, "remark.withhold", remark, by=SYSTEM, answer=last.kind.value)
