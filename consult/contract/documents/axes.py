"""Transversal axes in a document: a mark under what serves one, and a table of them all."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from flask_babel import gettext as _

from consult.contract.axes import mark_of
from consult.contract.documents.markdown import printable
from consult.contract.documents.tree import Block, Cell, Group, Heading, Paragraph, Row, Run, Table
from consult.contract.queries import PlanObjective, Whole
from consult.web.i18n import number


def with_marks(whole: Whole) -> Whole:
    """The same contract, whose objectives and actions end with the short names of their axes."""
    if not whole.axes.axes:
        return whole
    plans = {
        ambition_id: [_marked(whole, objective) for objective in objectives]
        for ambition_id, objectives in whole.plans.items()
    }
    return replace(whole, plans=plans)


def _marked(whole: Whole, objective: PlanObjective) -> PlanObjective:
    axes = whole.axes.objectives.get(objective.id or 0, ())
    actions = [
        replace(action, text=action.text + mark_of(whole.axes.actions.get(action.id, ())))
        for action in objective.actions
    ]
    return replace(objective, text=objective.text + mark_of(axes), actions=actions)


def axes_table(whole: Whole) -> list[Block]:
    """Each axis, what it covers, and how many lines of the plan serve it."""
    if not whole.axes.axes:
        return []
    served = Counter(
        axis.id
        for held in (whole.axes.objectives, whole.axes.actions)
        for axes in held.values()
        for axis in axes
    )
    groups = tuple(
        Group(
            (
                Row(
                    (
                        Cell((_words(axis.title),), "row"),
                        Cell((_words(f"[{axis.short_title}]"),)),
                        Cell((_words(axis.scope),) if axis.scope else ()),
                        Cell((_words(number(served[axis.id])),)),
                    )
                ),
            )
        )
        for axis in whole.axes.axes
    )
    head = (_("Axis"), _("Mark in the text"), _("What it covers"), _("Objectives and actions"))
    return [
        Heading(1, "", _("Transversal axes"), "s-axes-transversaux"),
        Table("plain", _("The transversal axes of the contract"), head, groups, (36, 18, 30, 16)),
    ]


def _words(text: str) -> Paragraph:
    return Paragraph((Run(printable(text)),))
