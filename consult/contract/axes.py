"""The transversal axes of a contract: which of its objectives and actions serve each of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Table, orm

from consult.contract.models import Action, Objective
from consult.db import Base
from consult.enjeux.models import Enjeu, TransversalAxis


def _link(line: str) -> Table:
    return Table(
        f"{line}_axis",
        Base.metadata,
        Column(f"{line}_id", ForeignKey(f"{line}.id", ondelete="CASCADE"), primary_key=True),
        Column(
            "axis_id",
            ForeignKey("transversal_axis.id", ondelete="CASCADE"),
            primary_key=True,
            index=True,
        ),
    )


objective_axis = _link("objective")
action_axis = _link("action")
# The link table of each kind of line of the plan.
LINKS: dict[type[Objective | Action], Table] = {Objective: objective_axis, Action: action_axis}


@dataclass(frozen=True)
class Axes:
    """The axes in their printed order and, by id of an objective or of an action, those it serves."""

    axes: tuple[TransversalAxis, ...] = ()
    objectives: dict[int, tuple[TransversalAxis, ...]] = field(default_factory=dict)
    actions: dict[int, tuple[TransversalAxis, ...]] = field(default_factory=dict)


NO_AXES = Axes()
# The mark of the axes of a line, as it is read and as the plan's Markdown writes it.
AXES_MARK = re.compile(r"\[[^\]]+\]")
_MARK = re.compile(rf" \*{AXES_MARK.pattern}\*$")


def axes_of(session: orm.Session, enjeux: Sequence[Enjeu]) -> Axes:
    """Of a contract whose enjeux came with their vocabulary and its axes.

    One query; none for a contract that has no axis.
    """
    axes = tuple(enjeux[0].vocabulary.axes) if enjeux else ()
    if not axes:
        return NO_AXES
    ids = [axis.id for axis in axes]
    nothing = sa.null()
    links = sa.union_all(
        sa.select(
            objective_axis.c.axis_id, objective_axis.c.objective_id, nothing.label("action_id")
        ).where(objective_axis.c.axis_id.in_(ids)),
        sa.select(
            action_axis.c.axis_id, sa.cast(nothing, sa.Integer), action_axis.c.action_id
        ).where(action_axis.c.axis_id.in_(ids)),
    )
    found = Axes(axes)
    places = {axis.id: axis for axis in axes}
    rows = session.execute(links).all()
    for axis_id, objective_id, action_id in sorted(rows, key=lambda row: ids.index(row[0])):
        held = found.actions if objective_id is None else found.objectives
        key = action_id if objective_id is None else objective_id
        held[key] = (*held.get(key, ()), places[axis_id])
    return found


def mark_of(axes: Sequence[TransversalAxis]) -> str:
    """« [Égalité · Jeunesse] » after a line that serves them, in the light Markdown of the plan."""
    return f" *[{' · '.join(axis.short_title for axis in axes)}]*" if axes else ""


def without_axes(text: str) -> str:
    """A line of the plan without the mark of its axes."""
    return _MARK.sub("", text)
