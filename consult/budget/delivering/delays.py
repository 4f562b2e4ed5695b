"""When the town owes everyone an explanation: a planned day moves, or passes. Pure, told by dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from consult.budget.delivering.models import ChangeKind, DeliveryChange, DeliveryStep, Stage


def is_late(
    stage: Stage,
    planned_on: date | None,
    actual_on: date | None,
    *,
    reached: Stage | None,
    today: date,
) -> bool:
    """The day is past and the stage did not come. Nobody waits for one that a later stage overtook.

    Days are the town's; the planned day itself is still in time.
    """
    if planned_on is None or actual_on is not None or planned_on >= today:
        return False
    order = list(Stage)
    return reached is None or order.index(reached) < order.index(stage)


def owes_explanation(
    before: date | None, after: date | None, actual_on: date | None, *, late: bool, told: bool
) -> bool:
    """Of a step being written. `late`: as it will stand; `told`: why was said of this very planned day.

    A day that was said moves, even earlier; or it passes; or the stage comes after it.
    """
    if before is not None and before != after:
        return True
    came_late = after is not None and actual_on is not None and actual_on > after
    return (late or came_late) and not told


def is_told(changes: Sequence[DeliveryChange], stage: Stage, planned_on: date | None) -> bool:
    """Whether somebody said why this planned day was not kept."""
    if planned_on is None:
        return False
    return any(
        each.stage is stage
        and each.kind is ChangeKind.LATE
        and each.after == planned_on.isoformat()
        for each in changes
    )


def silent(
    steps: Sequence[DeliveryStep],
    changes: Sequence[DeliveryChange],
    *,
    reached: Stage | None,
    today: date,
) -> list[DeliveryStep]:
    """Steps whose day passed without a word."""
    return [
        each
        for each in steps
        if is_late(each.stage, each.planned_on, each.actual_on, reached=reached, today=today)
        and not is_told(changes, each.stage, each.planned_on)
    ]
