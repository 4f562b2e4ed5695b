"""Deciding on words, and taking a decision back. Nothing here commits."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
import yaml
from sqlalchemy import orm

from consult.accounts.models import User
from consult.audit.operations import SYSTEM, record
from consult.contributions.models import Contribution, Status, StepKind, Tagging
from consult.contributions.operations import add_step
from consult.db import utcnow
from consult.moderation import advice, reports
from consult.moderation.models import Decision, DecisionKind, Reason
from consult.moderation.permissions import accepts, can_ask_to_rephrase, can_undo
from consult.moderation.sealing import unseal

REASONS = Path(__file__).with_name("reasons.yaml")
OUTCOME: dict[DecisionKind, tuple[Status, StepKind]] = {
    DecisionKind.PUBLISH: (Status.PUBLISHED, StepKind.PUBLISHED),
    DecisionKind.REFUSE: (Status.REFUSED, StepKind.REFUSED),
    DecisionKind.REPHRASE: (Status.REPHRASE_ASKED, StepKind.REPHRASE_ASKED),
}


class StaleError(Exception):
    """The words, or what was decided of them, changed since the page was shown."""


def ensure_reasons(session: orm.Session) -> int:
    """Add the reasons of reasons.yaml that are missing; those the town reworded or retired stay so.

    Returns how many were added.
    """
    known = set(session.scalars(sa.select(Reason.key)))
    wanted = yaml.safe_load(REASONS.read_text(encoding="utf-8"))["reasons"]
    added = 0
    for position, each in enumerate(wanted):
        if each["key"] in known:
            continue
        reason = Reason(
            key=each["key"],
            kind=DecisionKind(each["kind"]),
            position=position,
            label=each["label"],
            message=each["message"],
        )
        session.add(reason)
        record(session, "reason.add", reason, by=SYSTEM, key=reason.key)
        added += 1
    return added


def decide(
    session: orm.Session,
    contribution: Contribution,
    kind: DecisionKind,
    *,
    by: User,
    revision: int,
    reason: Reason | None = None,
    sentence: str = "",
    batch: str = "",
    at: datetime | None = None,
) -> Decision:
    """Publish, refuse or send back the state `revision` of words that wait.

    Refusing published words takes them down: they leave every public page, and keep their tags and
    the sentences that cite them, which no longer count them.
    A refusal or a demand to rephrase has a reason and a sentence to the author: ValueError without,
    or for a demand to rephrase that nobody could answer.
    Raises StaleError when that can no longer be decided of these words, or when they are no longer
    the ones that were read.
    """
    if not accepts(contribution, kind) or contribution.revision != revision:
        raise StaleError
    _check_words(contribution, kind, reason, sentence)
    now = at or utcnow()
    decision = Decision(
        contribution=contribution,
        moderator=by,
        kind=kind,
        reason=reason,
        sentence=sentence,
        revision=revision,
        batch=batch,
        created_at=now,
    )
    session.add(decision)
    was = contribution.status
    contribution.status, step = OUTCOME[kind]
    contribution.handled_at = contribution.handled_at or now
    contribution.published_at = now if kind is DecisionKind.PUBLISH else None
    contribution.revision += 1
    add_step(contribution, step, message_to_author(reason, sentence), at=now)
    record(
        session,
        f"contribution.{kind.value}",
        contribution,
        by=by,
        reason=reason.key if reason else "",
        revision=revision,
        was=was.value,
        batch=batch,
    )
    if kind is DecisionKind.PUBLISH:
        session.flush()
        advice.give(session, contribution)
    if kind is DecisionKind.REFUSE:
        reports.close_as_taken_down(session, decision, by=by)
    return decision


def _check_words(
    contribution: Contribution, kind: DecisionKind, reason: Reason | None, sentence: str
) -> None:
    if kind is not DecisionKind.PUBLISH and (reason is None or not sentence.strip()):
        raise ValueError("the author is told why")
    if kind is DecisionKind.REPHRASE and not can_ask_to_rephrase(contribution):
        raise ValueError("nobody could answer that demand")


def message_to_author(reason: Reason | None, sentence: str) -> str:
    """What the receipt shows: the reason's own words, then the moderator's."""
    return " ".join(part for part in (reason.message if reason else "", sentence.strip()) if part)


def undo(session: orm.Session, decision: Decision, *, by: User) -> Contribution:
    """Take one's own decision back: the words wait again and their author no longer reads of it.

    Words that were taken down wait too: they are read once more before everyone can see them. A
    passage masked by the same gesture can be read again.
    Raises StaleError when something else happened since, or for somebody else's decision.
    """
    contribution = decision.contribution
    if not can_undo(by, contribution, decision):
        raise StaleError
    _, told = OUTCOME[decision.kind]
    _forget_step(contribution, told)
    # Of words taken down, « published » has not been true since.
    _forget_step(contribution, StepKind.PUBLISHED)
    if unseal(session, decision):
        _forget_step(contribution, StepKind.MASKED)
    contribution.status = Status.RECEIVED
    contribution.published_at = None
    if contribution.tagging is Tagging.TO_DO:
        contribution.handled_at = None
    contribution.revision += 1
    advice.forget(session, contribution.id)
    reports.reopen(session, decision, by=by)
    session.delete(decision)
    record(session, "contribution.undo", contribution, by=by, decision=decision.kind.value)
    return contribution


def _forget_step(contribution: Contribution, kind: StepKind) -> None:
    """The last one of this kind, if there is one."""
    step = next((each for each in reversed(contribution.steps) if each.kind is kind), None)
    if step is not None:
        contribution.steps.remove(step)


def was_just_done(
    decision: Decision | None, kind: DecisionKind, *, by: User, revision: int
) -> bool:
    """True when this very decision was already recorded: a button pressed twice decides once."""
    return (
        decision is not None
        and decision.kind is kind
        and decision.moderator_id == by.id
        and decision.revision == revision
    )
