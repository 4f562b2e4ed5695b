"""A stage of a project, and its money, as the team writes them."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField
from wtforms.validators import Optional, ValidationError

from consult.budget.delivering.amounts import read_euros
from consult.budget.delivering.models import Delivery, DeliveryStep
from consult.budget.delivering.operations import StepWords, mark
from consult.db import utcnow
from consult.web.clock import possible_day
from consult.web.forms import Form, LineField, TextField, at_most
from consult.web.i18n import local
from consult.web.tables import CellError

LONGEST_SENTENCE = 600


def today() -> date:
    """The town's."""
    return local(utcnow()).date()


class StepForm(Form):
    """One stage."""

    planned_on = DateField(_l("Planned for"), [Optional(), possible_day])
    actual_on = DateField(
        _l("Happened on"),
        [Optional(), possible_day],
        description=_l("Only once it has happened: authors and followers are then told, once."),
    )
    sentence = TextField(
        _l("What happens, in a sentence for everyone"),
        [at_most(LONGEST_SENTENCE)],
        description=_l("For example: the ground is ready, the games arrive in May."),
    )
    explanation = TextField(
        _l("Why the planned day moves or passed"),
        [at_most(LONGEST_SENTENCE)],
        description=_l("Shown to everyone, with the former day."),
    )
    seen = HiddenField()

    def validate_actual_on(self, field: Any) -> None:
        if field.data is not None and field.data > today():
            raise ValidationError(str(_l("This day is still to come: write it as planned.")))

    def words(self) -> StepWords:
        return StepWords(
            self.planned_on.data,
            self.actual_on.data,
            self.sentence.data or "",
            self.explanation.data or "",
        )


def step_form(step: DeliveryStep | None) -> StepForm:
    values: dict[str, Any] = {"seen": mark(step)}
    if step is not None:
        values |= {
            "planned_on": step.planned_on,
            "actual_on": step.actual_on,
            "sentence": step.sentence,
        }
    return StepForm(data=values)


def _whole_euros(_form: object, field: Any) -> None:
    try:
        read_euros(field.data or "")
    except CellError as error:
        raise ValidationError(str(error)) from None


class MoneyForm(Form):
    """Whole euros; empty when it is not known."""

    committed = LineField(
        _l("Money committed, in euros"),
        [at_most(40), _whole_euros],
        description=_l("What is ordered or signed. For example: 12 500."),
    )
    spent = LineField(
        _l("Money spent, in euros"),
        [at_most(40), _whole_euros],
        description=_l("What is paid. Leave it empty while it is not known."),
    )
    explanation = TextField(
        _l("Why it changes"),
        [at_most(LONGEST_SENTENCE)],
        description=_l("Shown to everyone with the former figure."),
    )

    def euros(self) -> tuple[int | None, int | None]:
        return read_euros(self.committed.data or ""), read_euros(self.spent.data or "")


def money_form(delivery: Delivery | None) -> MoneyForm:
    def written(amount: int | None) -> str:
        return "" if amount is None else str(amount)

    if delivery is None:
        return MoneyForm()
    return MoneyForm(
        data={"committed": written(delivery.committed_eur), "spent": written(delivery.spent_eur)}
    )
