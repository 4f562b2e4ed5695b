"""What every form that a resident sends has in common: the quarter, who one is, and being sent once."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField

from consult.contributions.languages import LanguageField
from consult.contributions.operations import Place
from consult.contributions.places import place_choices, place_value, read_place
from consult.contributions.profiles import NO_PROFILE, ProfileForm
from consult.contributions.receipts import new_submission_key, read_submission_key
from consult.territory.models import Commune, PlaceScope
from consult.web.forms import Form


class OnceForm(Form):
    """`submission` is the key that makes two clicks one sending."""

    submission = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_submitted():
            self.submission.data = new_submission_key()

    def validate(self, extra_validators: Any = None) -> bool:
        """A key that was not made here is replaced, and the person asked to send once more."""
        valid = super().validate(extra_validators)
        if read_submission_key(self.submission.data) is None:
            self.submission.data = new_submission_key()
            self.form_errors = [str(self.EXPIRED)]
            valid = False
        return valid

    def key(self) -> str:
        """Of a validated form."""
        return read_submission_key(self.submission.data) or ""


class SendingForm(OnceForm, ProfileForm):
    quarter = RadioField(
        _l("Your quarter"),
        description=_l("So that we know whether every quarter is heard. You do not have to say."),
        default=place_value(PlaceScope.NOT_SAID, None),
    )
    language = LanguageField()

    def __init__(self, commune: Commune, *args: Any, **kwargs: Any) -> None:
        super().__init__(NO_PROFILE, *args, **kwargs)
        self.commune = commune
        self.quarter.choices = place_choices(commune)
        self.fold()
        if self.is_submitted() and not self.quarter.data:
            self.quarter.data = place_value(PlaceScope.NOT_SAID, None)

    def place_of_author(self) -> Place:
        """Of a validated form."""
        return read_place(str(self.quarter.data), self.commune)
