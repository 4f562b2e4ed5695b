"""What a voter fills beside the ballot itself."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from consult.budget.voting.operations import About
from consult.contributions.addresses import address_field
from consult.contributions.places import place_choices, read_place
from consult.contributions.profiles import member_choices
from consult.territory.models import Commune
from consult.territory.publics import AgeBand
from consult.web.forms import Form, LineField, Required, at_most


class MailForm(Form):
    """Where the link is sent."""

    email = address_field(_l("It is used to send you the link, and is not kept."))


class CardForm(Form):
    code = LineField(
        _l("The code of your card"),
        [Required(_l("Type the code of your card.")), at_most(60)],
        description=_l(
            "Eight letters and digits, for example AC4K-RM3X. Spaces and capitals do not matter."
        ),
    )


class ProofForm(Form):
    code = LineField(
        _l("The code of your ballot"),
        [Required(_l("Type the code of your ballot.")), at_most(60)],
        description=_l("Fifteen letters and digits, for example AC4KR-M3XHT-79CDE."),
    )


class StartForm(Form):
    """A button: nothing to fill."""


class AboutForm(Form):
    """Two questions that may be passed, kept apart from the ballot."""

    age = SelectField(_l("Your age"), default="")
    quarter = SelectField(_l("Your quarter"), default="")

    def __init__(self, commune: Commune, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.commune = commune
        empty = SelectChoice("", _("No answer"))
        self.age.choices = [empty, *member_choices(AgeBand)]
        self.quarter.choices = [empty, *place_choices(commune)]

    def about(self) -> About:
        """Of a validated form."""
        age = AgeBand(self.age.data) if self.age.data else None
        if not self.quarter.data:
            return About(age)
        return About(age, read_place(self.quarter.data, self.commune))
