"""Choosing where a sentence goes: one question, and the line of the plan if there is one."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import shorten
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField

from consult.contract.models import Action, Objective, Placement, PlacementKind
from consult.contract.placements import Target
from consult.enjeux.models import Ambition, Enjeu
from consult.web.forms import Form

COMPLEMENT = "complement"
SUPPORT = "appui"
SUPPORT_OBJECTIVE = "appui-objectif"
NEW = "piste-"
# Some objectives are whole paragraphs.
LONGEST_OPTION = 160


class PlaceForm(Form):
    where = RadioField(_l("Where in the contract?"), validate_choice=False)
    objective = SelectField(_l("Which objective?"), validate_choice=False)
    action = SelectField(_l("Which action does it support?"), validate_choice=False)

    def __init__(
        self,
        enjeu: Enjeu,
        objectives: Sequence[Objective],
        actions: Sequence[Action],
        **values: Any,
    ) -> None:
        super().__init__(**values)
        self.ambitions = {NEW + each.key: each for each in enjeu.ambitions}
        self.objectives = {f"{each.ambition_id}-{each.key}": each for each in objectives}
        self.actions = {each.public_id: each for each in actions}
        choices = [(COMPLEMENT, _("A paragraph of « Compléments issus des échanges »"))]
        choices += [
            (value, _("A new piste d’action under « %(title)s »", title=each.title))
            for value, each in self.ambitions.items()
        ]
        if objectives:
            choices.append(
                (SUPPORT_OBJECTIVE, _("In support of an objective that is already written"))
            )
        if actions:
            choices.append((SUPPORT, _("In support of an action that is already written")))
        self.where.choices = choices
        self.objective.choices = _grouped(
            (_("No objective in particular"), _("Directly under the ambition")),
            enjeu.ambitions,
            self.objectives,
        )
        self.action.choices = _grouped(
            (_("No action"), _("Choose the action")), enjeu.ambitions, self.actions
        )

    def target(self) -> Target | None:
        """What was chosen; None after saying by the field what is wrong with it."""
        if self.where.data == COMPLEMENT:
            return Target(PlacementKind.COMPLEMENT)
        if self.where.data == SUPPORT:
            return self._support()
        if self.where.data == SUPPORT_OBJECTIVE:
            return self._support_objective()
        ambition = self.ambitions.get(self.where.data or "")
        if ambition is None:
            self.where.errors = [_("Choose where the sentence goes.")]
            return None
        objective = self.objectives.get(self.objective.data or "")
        wrong = objective is not None and objective.ambition_id != ambition.id
        if wrong or (self.objective.data and objective is None):
            self.objective.errors = [_("This objective belongs to another ambition. Choose again.")]
            return None
        return Target(PlacementKind.PISTE, ambition, objective)

    def _support(self) -> Target | None:
        action = self.actions.get(self.action.data or "")
        if action is None:
            self.action.errors = [_("Choose the action that the sentence supports.")]
            return None
        return Target(PlacementKind.PISTE, action.ambition, action.objective, action)

    def _support_objective(self) -> Target | None:
        objective = self.objectives.get(self.objective.data or "")
        if objective is None:
            self.objective.errors = [_("Choose the objective that the sentence supports.")]
            return None
        return Target(PlacementKind.OBJECTIVE, objective.ambition, objective)


def values_of(placement: Placement) -> dict[str, str]:
    """What the form shows first when a sentence moves: its present place."""
    if placement.kind is PlacementKind.COMPLEMENT or placement.ambition is None:
        return {"where": COMPLEMENT}
    if placement.action is not None:
        return {"where": SUPPORT, "action": placement.action.public_id}
    objective = placement.objective
    supports = placement.kind is PlacementKind.OBJECTIVE
    return {
        "where": SUPPORT_OBJECTIVE if supports else NEW + placement.ambition.key,
        "objective": f"{objective.ambition_id}-{objective.key}" if objective else "",
    }


def _grouped(
    first: tuple[str, str],
    ambitions: Sequence[Ambition],
    lines: dict[str, Objective] | dict[str, Action],
) -> dict[str, list[tuple[str, str]]]:
    """Options of a list in groups, one an ambition, after the option that chooses nothing."""
    name, text = first
    groups = {name: [("", text)]}
    for ambition in ambitions:
        mine = [
            (value, shorten(each.text, LONGEST_OPTION, placeholder=" […]"))
            for value, each in lines.items()
            if each.ambition_id == ambition.id
        ]
        if mine:
            groups[ambition.title] = mine
    return groups
