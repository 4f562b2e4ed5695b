"""Telling where an action is: a state, a day, and what everyone reads about it."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField

from consult.contract.models import ActionState
from consult.db import utcnow
from consult.web.clock import FIRST_YEAR
from consult.web.forms import Form, Required, TextField, at_most
from consult.web.i18n import local
from consult.web.labels import label
from consult.workshops.fields import DayField

LONGEST_NOTE = 1_000
# Those that disappoint: residents are told why.
WITH_A_REASON = {ActionState.POSTPONED, ActionState.DROPPED}


class StateForm(Form):
    state = RadioField(_l("Where is this action?"), validate_choice=False)
    on = DayField(_l("Since which day?"), [Required(_l("Give the day."))])
    note = TextField(
        _l("What residents will read"),
        [at_most(LONGEST_NOTE)],
        description=_l(
            "In plain words: what was decided, what begins, why it waits. No name of a person."
        ),
    )
    seen = HiddenField()

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.state.choices = [(each.value, label(each)) for each in ActionState]

    def chosen(self) -> ActionState | None:
        """The state, once all is right; None after saying by the field what is wrong."""
        if not self.validate_on_submit():
            self._state()
            return None
        state = self._state()
        if self.on.data and (
            self.on.data > local(utcnow()).date() or self.on.data.year < FIRST_YEAR
        ):
            self.on.errors = [_("Give a day that has come: today at the latest.")]
            return None
        if state in WITH_A_REASON and not self.note.data:
            self.note.errors = [_("Tell residents why: they will read it.")]
            return None
        return state

    def _state(self) -> ActionState | None:
        try:
            return ActionState(self.state.data)
        except ValueError:
            self.state.errors = [_("Choose where the action is.")]
            return None
