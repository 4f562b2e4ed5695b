"""Writing the stages of a winning project and its money. Nothing here commits."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy import orm

from consult.audit.operations import Signed, record
from consult.budget.delivering import delays, queries
from consult.budget.delivering.models import (
    ChangeKind,
    Delivery,
    DeliveryChange,
    DeliveryStep,
    Stage,
)
from consult.budget.delivering.permissions import is_delivered_here
from consult.budget.models import Project
from consult.db import utcnow

# What is called, once for each stage of each project, when it has been reached.
after_stage: list[Callable[[orm.Session, Project, DeliveryStep], None]] = []


class ExplanationError(ValueError):
    """A planned day moved or passed: why is due to everyone."""


class SentenceError(ValueError):
    """A stage that is reached says what happened, in a sentence for everyone."""


class StaleError(ValueError):
    """Somebody else wrote the same step since the page was opened."""


@dataclass(frozen=True)
class StepWords:
    """All that is written of a step; `explanation` of what moved or passed."""

    planned_on: date | None
    actual_on: date | None
    sentence: str = ""
    explanation: str = ""


def write_step(
    session: orm.Session,
    project: Project,
    stage: Stage,
    words: StepWords,
    *,
    by: Signed | str,
    today: date,
    seen: str | None = None,
) -> DeliveryStep:
    """Write a step, keeping what it said before; reached for the first time, it is told.

    `seen`: the mark of the step as the page showed it. Raises SentenceError,
    ExplanationError, StaleError, and ValueError for a project that did not win.
    """
    delivery = _hold(session, project)
    step = queries.step_of(session, project, stage)
    if seen is not None and seen != mark(step):
        raise StaleError
    _check(session, project, delivery, step, stage, words, today)
    if step is None:
        step = DeliveryStep(project_id=project.id, stage=stage)
        session.add(step)
    taken_off = step.actual_on is not None and words.actual_on is None
    changed = _keep_former(session, step, words, delivery.stage, today)
    step.planned_on, step.actual_on, step.sentence = (
        words.planned_on,
        words.actual_on,
        words.sentence,
    )
    delivery.written_at = utcnow()
    session.flush()
    known = None if taken_off and delivery.stage is stage else delivery.stage
    delivery.stage = _furthest(queries.steps_of(session, project), known)
    if changed:
        record(
            session, "delivery.step", step, by=by, project=project.id, stage=stage.value,
            kinds=sorted(each.value for each in changed),
        )  # fmt: skip
    _tell(session, project, step)
    return step


def write_money(
    session: orm.Session,
    project: Project,
    *,
    committed_eur: int | None,
    spent_eur: int | None,
    explanation: str = "",
    by: Signed | str,
) -> bool:
    """The former figures stay in the history. False when nothing changed."""
    delivery = _hold(session, project)
    before = (delivery.committed_eur, delivery.spent_eur)
    after = (committed_eur, spent_eur)
    if before == after:
        return False
    for kind, old, new in zip((ChangeKind.COMMITTED, ChangeKind.SPENT), before, after, strict=True):
        if old is not None and old != new:
            _note(session, project.id, None, kind, str(old), _text(new), explanation)
    delivery.committed_eur, delivery.spent_eur = after
    delivery.written_at = utcnow()
    session.flush()
    record(
        session, "delivery.money", delivery, by=by, project=project.id,
        committed_eur=committed_eur, spent_eur=spent_eur,
    )  # fmt: skip
    return True


def mark(step: DeliveryStep | None) -> str:
    """Of what a page shows of a step, to know whether it is still so."""
    if step is None:
        return ""
    said = f"{_text(step.planned_on)}|{_text(step.actual_on)}|{step.sentence}"
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _hold(session: orm.Session, project: Project) -> Delivery:
    """The delivery of a winner, made when it has none; two writers come one after the other."""
    if not is_delivered_here(project):
        raise ValueError("only a project that won has stages")
    session.execute(sa.select(Project.id).where(Project.id == project.id).with_for_update())
    delivery = session.scalars(
        sa.select(Delivery)
        .where(Delivery.project_id == project.id)
        .execution_options(populate_existing=True)
    ).first()
    if delivery is None:
        delivery = Delivery(project_id=project.id)
        session.add(delivery)
        session.flush()
    return delivery


def _check(
    session: orm.Session,
    project: Project,
    delivery: Delivery,
    step: DeliveryStep | None,
    stage: Stage,
    words: StepWords,
    today: date,
) -> None:
    if words.actual_on is not None and not words.sentence.strip():
        raise SentenceError
    late = delays.is_late(
        stage, words.planned_on, words.actual_on, reached=delivery.stage, today=today
    )
    owed = delays.owes_explanation(
        step.planned_on if step else None,
        words.planned_on,
        words.actual_on,
        late=late,
        told=delays.is_told(queries.changes_of(session, project), stage, words.planned_on),
    )
    if owed and not words.explanation.strip():
        raise ExplanationError


def _keep_former(
    session: orm.Session, step: DeliveryStep, words: StepWords, reached: Stage | None, today: date
) -> set[ChangeKind]:
    """Lines of the history, and which parts of the step change."""
    values = (
        (ChangeKind.PLANNED, _text(step.planned_on), _text(words.planned_on)),
        (ChangeKind.ACTUAL, _text(step.actual_on), _text(words.actual_on)),
        (ChangeKind.SENTENCE, step.sentence or "", words.sentence),
    )
    changed = {kind for kind, before, after in values if before != after}
    why = words.explanation.strip()
    for kind, before, after in values:
        if before and before != after:
            said = why if kind is ChangeKind.PLANNED else ""
            _note(session, step.project_id, step.stage, kind, before, after, said)
    planned, actual = words.planned_on, words.actual_on
    late = delays.is_late(step.stage, planned, actual, reached=reached, today=today)
    came_late = planned is not None and actual is not None and actual > planned
    if why and planned is not None and (late or came_late):
        day = planned.isoformat()
        _note(session, step.project_id, step.stage, ChangeKind.LATE, day, day, why)
        changed.add(ChangeKind.LATE)
    return changed


def _note(
    session: orm.Session,
    project_id: int,
    stage: Stage | None,
    kind: ChangeKind,
    before: str,
    after: str,
    explanation: str,
) -> None:
    session.add(
        DeliveryChange(
            project_id=project_id,
            stage=stage,
            kind=kind,
            before=before,
            after=after,
            explanation=explanation.strip(),
        )
    )


def _furthest(steps: Sequence[DeliveryStep], known: Stage | None) -> Stage | None:
    """`known` without a day: a file of past projects said so."""
    reached = {each.stage for each in steps if each.actual_on is not None}
    if known is not None:
        reached.add(known)
    return max(reached, key=list(Stage).index, default=None)


def _tell(session: orm.Session, project: Project, step: DeliveryStep) -> None:
    if step.actual_on is None or step.told_at is not None:
        return
    step.told_at = utcnow()
    session.flush()
    for each in after_stage:
        each(session, project, step)


def _text(value: date | int | None) -> str:
    return "" if value is None else str(value)
