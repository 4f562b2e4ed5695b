"""What a page tells of a project's stages, without any name: done, late, to come, and what changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from consult.budget.delivering import delays
from consult.budget.delivering.models import (
    LAST,
    ChangeKind,
    Delivery,
    DeliveryChange,
    DeliveryStep,
    Stage,
)


@dataclass(frozen=True)
class Shown:
    """One stage as everyone reads it. `state`: done, current or todo, as in a timeline."""

    stage: Stage
    state: str
    step: DeliveryStep | None
    late: bool
    # Late, and nobody said why.
    silent: bool
    changes: list[DeliveryChange]


@dataclass(frozen=True)
class Told:
    """All that the page of a project says of its delivery."""

    stage: Stage | None
    committed_eur: int | None
    spent_eur: int | None
    stages: list[Shown]
    money: list[DeliveryChange]

    @property
    def waits_for_words(self) -> bool:
        return any(each.silent for each in self.stages)


def told(
    delivery: Delivery | None,
    steps: Sequence[DeliveryStep],
    changes: Sequence[DeliveryChange],
    *,
    today: date,
) -> Told:
    reached = delivery.stage if delivery else None
    by_stage = {each.stage: each for each in steps}
    silent = delays.silent(steps, changes, reached=reached, today=today)
    shown = []
    for stage in Stage:
        step = by_stage.get(stage)
        if not _is_shown(stage, reached, step):
            continue
        late = step is not None and delays.is_late(
            stage, step.planned_on, step.actual_on, reached=reached, today=today
        )
        shown.append(
            Shown(
                stage,
                _state(stage, reached, step),
                step,
                late,
                step is not None and step in silent,
                [each for each in changes if each.stage is stage],
            )
        )
    return Told(
        reached,
        delivery.committed_eur if delivery else None,
        delivery.spent_eur if delivery else None,
        shown,
        [each for each in changes if each.stage is None],
    )


def _is_shown(stage: Stage, reached: Stage | None, step: DeliveryStep | None) -> bool:
    """A project that was given up does not promise anything; nobody reads « given up » before."""
    if stage is Stage.ABANDONED:
        return reached is Stage.ABANDONED
    if reached is Stage.ABANDONED:
        return step is not None and step.actual_on is not None
    return True


def _state(stage: Stage, reached: Stage | None, step: DeliveryStep | None) -> str:
    if stage is reached:
        return "current"
    if step is not None and step.actual_on is not None:
        return "done"
    order = list(Stage)
    # A stage that the next ones overtook is over, whether it was dated or not.
    if reached is not None and order.index(stage) < order.index(reached):
        return "done"
    return "todo"


def next_planned(told: Told) -> Shown | None:
    """The first stage to come that has a day."""
    if told.stage in LAST:
        return None
    return next(
        (
            each
            for each in told.stages
            if each.state == "todo" and each.step and each.step.planned_on
        ),
        None,
    )


def day_of(text: str) -> date | None:
    """A day as the history keeps it."""
    return date.fromisoformat(text) if text else None


DAYS = frozenset({ChangeKind.PLANNED, ChangeKind.ACTUAL, ChangeKind.LATE})
