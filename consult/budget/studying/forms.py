"""What the team fills while it studies, and what authors answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, Field, HiddenField, RadioField, SelectField, widgets
from wtforms.validators import DataRequired, Optional

from consult.accounts.models import User
from consult.budget.forms import LONGEST_PLACE, LONGEST_TITLE
from consult.budget.models import Project
from consult.budget.studying.adapting import Changed
from consult.budget.studying.models import Domain, Opinion, Stance
from consult.budget.studying.opinions import Given
from consult.budget.studying.ruling import criteria_of
from consult.db import utcnow
from consult.web.forms import Form, LineField, Required, TextField, at_most, clean_line
from consult.web.i18n import local
from consult.web.labels import label

LONGEST_ANSWER = 2_000
LONGEST_APPEAL = 500
MOST_EUROS = 100_000_000
MOST_MONTHS = 240
USUAL_DELAY = timedelta(days=21)


class WholeField(Field):
    """A whole number; what cannot be read stays in the field as it was typed."""

    widget = widgets.TextInput()
    most = MOST_MONTHS

    def __init__(self, text: Any, validators: Any = None, **kwargs: Any) -> None:
        keys = {"inputmode": "numeric", "autocomplete": "off", "size": "10"}
        super().__init__(text, validators or [Optional()], render_kw=keys, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = clean_line(valuelist[0]) if valuelist else ""
        self.data = None
        if not typed:
            return
        digits = re.sub(r"[\s.€]", "", typed)
        if not re.fullmatch(r"[0-9]{1,9}", digits) or int(digits) > self.most:
            raise ValueError(self.sentence())
        self.data = int(digits)

    def sentence(self) -> str:
        return str(_("Write a whole number, such as 18."))

    def _value(self) -> str:
        if self.raw_data:
            return clean_line(str(self.raw_data[0])) or ""
        return "" if self.data is None else str(self.data)


class EurosField(WholeField):
    """Whole euros, typed with spaces and a sign or without."""

    most = MOST_EUROS

    def sentence(self) -> str:
        return str(_("Write an amount in whole euros, such as 12 000."))


class SeenForm(Form):
    """`seen`: the last line that whoever decides could read."""

    seen = HiddenField()

    def last_seen(self) -> int:
        typed = self.seen.data or ""
        return int(typed) if re.fullmatch(r"[0-9]{1,10}", typed) else -1


class RulingForm(SeenForm):
    """One answer for three decisions: the button that is pressed says which."""

    criterion = RadioField(_l("Which rule does it not respect?"), validate_choice=False)
    answer = TextField(
        _l("What the town answers"),
        [at_most(LONGEST_ANSWER)],
        description=_l(
            "In plain words, for its author and for everyone. Needed to refuse or to ask."
        ),
    )

    def offer(self, campaign: Any) -> None:
        self.criterion.choices = [(each, each) for each in criteria_of(campaign)]


class AskOpinionForm(Form):
    domain = SelectField(_l("Which opinion?"))
    assigned_to = SelectField(_l("Who answers?"))
    due_on = DateField(_l("By which day?"), [DataRequired(_l("Give a day."))])

    def offer(self, people: Sequence[User]) -> None:
        self.domain.choices = [(each.value, label(each)) for each in Domain]
        offer_people(self.assigned_to, people)
        if not self.is_submitted():
            self.due_on.data = self.due_on.data or local(utcnow()).date() + USUAL_DELAY


class ChangeOpinionForm(Form):
    assigned_to = SelectField(_l("Who answers?"))
    due_on = DateField(_l("By which day?"), [DataRequired(_l("Give a day."))])

    def offer(self, people: Sequence[User], opinion: Opinion) -> None:
        offer_people(self.assigned_to, people)
        if not self.is_submitted():
            self.assigned_to.data = str(opinion.assigned_to_id)
            self.due_on.data = opinion.due_on


def offer_people(field: SelectField, people: Sequence[User]) -> None:
    field.choices = [
        (str(each.id), f"{each.name} — {each.structure.name}" if each.structure else each.name)
        for each in people
    ]


class OpinionForm(Form):
    stance = RadioField(
        _l("Your opinion"),
        [Required(_l("Choose an opinion."))],
    )
    cost_eur = EurosField(_l("Cost, in euros"))
    running_cost_eur = EurosField(_l("Running cost, in euros a year"))
    months = WholeField(_l("Months to build it, from the vote"))
    comment = TextField(
        _l("Comment, for everyone"),
        [Required(_l("Explain your opinion: everyone reads it.")), at_most(LONGEST_ANSWER)],
        description=_l("In plain words: it is published on the page of the project, in the name of "
                       "your service and without yours."),
    )  # fmt: skip
    note = TextField(
        _l("Note, for the team"),
        [at_most(LONGEST_ANSWER)],
        description=_l("It is never published."),
    )

    def offer(self) -> None:
        self.stance.choices = [(each.value, label(each)) for each in Stance]

    def given(self) -> Given:
        return Given(
            Stance(self.stance.data),
            self.comment.data or "",
            self.cost_eur.data,
            self.running_cost_eur.data,
            self.months.data,
            self.note.data or "",
        )


class VerdictForm(SeenForm):
    """The button that is pressed says whether it goes to the vote."""

    cost_eur = EurosField(_l("Cost, in euros"))
    running_cost_eur = EurosField(_l("Running cost, in euros a year"))
    months = WholeField(_l("Months to build it, from the vote"))
    reason = TextField(
        _l("What the town answers"),
        [at_most(LONGEST_ANSWER)],
        description=_l("For everyone, in plain words. Needed when the project is not retained."),
    )
    without = LineField(
        _l("Why decide without all the opinions?"),
        [at_most(LONGEST_APPEAL)],
        description=_l("Everyone reads it."),
    )


class ReasonForm(SeenForm):
    reason = TextField(
        _l("Why, in words for everyone"),
        [Required(_l("Say why: everyone reads it.")), at_most(LONGEST_ANSWER)],
    )


class UniteForm(ReasonForm):
    into = WholeField(
        _l("Number of the project that goes on"),
        [DataRequired(_l("Give a number."))],
        description=_l("Its words stay. All the authors are kept, and told."),
    )


class AdaptForm(SeenForm):
    title = LineField(
        _l("Title"), [Required(_l("Give the project a title.")), at_most(LONGEST_TITLE)]
    )
    text = TextField(_l("Description"), [Required(_l("Describe the project.")), at_most()])
    place = LineField(_l("Where"), [at_most(LONGEST_PLACE)])
    cost_eur = EurosField(_l("Cost, in euros"))
    why = TextField(
        _l("Why change it?"),
        [Required(_l("Say why: everyone reads it.")), at_most(LONGEST_ANSWER)],
        description=_l("Its authors read it before they answer; so does everyone."),
    )
    days = SelectField(
        _l("How long can they answer?"),
        choices=[("7", _l("7 days")), ("15", _l("15 days")), ("30", _l("30 days"))],
        default="15",
    )

    def fill(self, project: Project) -> None:
        self.title.data, self.text.data = project.title, project.text
        self.place.data, self.cost_eur.data = project.place, project.cost_eur

    def changed(self) -> Changed:
        return Changed(
            self.title.data or "", self.text.data or "", self.place.data or "", self.cost_eur.data
        )


class AnswerForm(Form):
    """To an appeal; the button that is pressed says which way."""

    answer = TextField(
        _l("What you answer"),
        [Required(_l("Write an answer: everyone reads it.")), at_most(LONGEST_ANSWER)],
        description=_l("For its author and for everyone, in plain words."),
    )


class StudyAppealForm(Form):
    """Why the author does not agree, if they wish to say it."""

    sentence = TextField(
        _l("Why, in a sentence"),
        [at_most(LONGEST_APPEAL)],
        description=_l("You do not have to say. Please do not write anybody’s name."),
    )
