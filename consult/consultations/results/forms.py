"""Choosing a table, what describes the person, and what results are published by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf

from consult.consultations.models import Consultation
from consult.consultations.reading import DESCRIBING
from consult.consultations.results.dimensions import Dimension
from consult.consultations.results.variables import Variable
from consult.web.forms import Form, each_once


class PublishForm(Form):
    """`crossed_by` is the key of a dimension, or nothing."""

    crossed_by = RadioField(
        _l("Also show the answers by"), default="", validate_choice=False, validators=[]
    )

    def offer(self, dimensions: Sequence[Dimension]) -> None:
        found = [("", _("Nothing: each question by itself"))]
        found += [(each.key, each.label) for each in dimensions]
        self.crossed_by.choices = [SelectChoice(value, text) for value, text in found]
        keys = [key for key, _label in found]
        self.crossed_by.validators = [AnyOf(keys, message=_("Choose from the list."))]
        if self.crossed_by.data is None:
            self.crossed_by.data = ""

    def choose(self, asked: str | None) -> None:
        """What an address asks for, if it is offered."""
        keys = {choice.value for choice in self.crossed_by.choices}
        self.crossed_by.data = asked if asked in keys else ""


class DescribeForm(Form):
    questions = SelectMultipleField(
        _l("Which answers say who answers?"), filters=[each_once], validate_choice=True
    )

    def offer(self, consultation: Consultation) -> None:
        may = [q for q in consultation.questions if q.kind.value in DESCRIBING]
        self.questions.choices = [SelectChoice(q.key, q.prompt) for q in may]
        if not self.is_submitted():
            self.questions.data = [q.key for q in may if q.describes_person]


class CrossForm:
    """Two lists in the address: a question, and what it is read by."""

    def __init__(self, asked: MultiDict[str, str]) -> None:
        self.question = asked.get("question", "")
        self.by = asked.get("selon", "")
        self.questions: list[tuple[str, str]] = []
        self.dimensions: list[tuple[str, str]] = []

    def offer(self, variables: Sequence[Variable], dimensions: Sequence[Dimension]) -> None:
        self.questions = [(each.key, _told(each)) for each in variables]
        self.dimensions = [(each.key, each.label) for each in dimensions]

    def wanted(
        self, variables: Sequence[Variable], dimensions: Sequence[Dimension]
    ) -> tuple[Variable, Dimension] | None:
        """None while nothing is chosen, or for anything that is not offered."""
        variable: Any = next((each for each in variables if each.key == self.question), None)
        by = next((each for each in dimensions if each.key == self.by), None)
        if variable is None or by is None or by.question is variable.question:
            return None
        return variable, by


def _told(variable: Variable) -> str:
    prompt = variable.question.prompt
    return prompt if variable.row is None else f"{prompt} – {variable.label}"
