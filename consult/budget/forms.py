"""The form of an idea."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField

from consult.budget.operations import IdeaWords
from consult.contributions.operations import Place
from consult.contributions.places import place_choices, place_value, read_place
from consult.contributions.profiles import NO_PROFILE, ProfileForm
from consult.contributions.receipts import new_submission_key, read_submission_key
from consult.territory.models import Commune, PlaceScope
from consult.web.forms import Form, LineField, Required, TextField, at_most

LONGEST_TITLE = 120
LONGEST_PLACE = 200
LONGEST_BENEFICIARIES = 500


class IdeaWordsForm(Form):
    """What the author writes: asked when the idea is deposited and when it is corrected."""

    title = LineField(
        _l("What is your idea, in a few words?"),
        [Required(_l("Give your idea a name.")), at_most(LONGEST_TITLE)],
        description=_l("For example: benches in the shade on the square."),
    )
    text = TextField(
        _l("Tell us more"),
        [Required(_l("Describe your idea, even in one sentence.")), at_most()],
        description=_l("What it would change, and for whom. Please do not write anybody’s name."),
    )
    place = LineField(
        _l("Where would it be?"),
        [at_most(LONGEST_PLACE)],
        description=_l("A square, a street, a school, or everywhere in town."),
    )
    beneficiaries = LineField(
        _l("Who would it help?"),
        [at_most(LONGEST_BENEFICIARIES)],
        description=_l("Children, older people, everyone in the street…"),
    )

    def words(self) -> IdeaWords:
        return IdeaWords(
            title=self.title.data or "",
            text=self.text.data or "",
            place=self.place.data or "",
            beneficiaries=self.beneficiaries.data or "",
        )


class ProposeForm(ProfileForm, IdeaWordsForm):
    """The same, with the quarter, who one is, and the key that makes two clicks one idea."""

    quarter = RadioField(
        _l("Your quarter"),
        description=_l("So that we know whether every quarter is heard. You do not have to say."),
        default=place_value(PlaceScope.NOT_SAID, None),
    )
    submission = HiddenField()

    def __init__(self, commune: Commune, *args: Any, **kwargs: Any) -> None:
        super().__init__(NO_PROFILE, *args, **kwargs)
        self.commune = commune
        self.quarter.choices = place_choices(commune)
        self.fold()
        if not self.is_submitted():
            self.submission.data = new_submission_key()
        elif not self.quarter.data:
            self.quarter.data = place_value(PlaceScope.NOT_SAID, None)

    def validate(self, extra_validators: Any = None) -> bool:
        """A key that was not made here is replaced, and the person asked to send once more."""
        valid = super().validate(extra_validators)
        if read_submission_key(self.submission.data) is None:
            self.submission.data = new_submission_key()
            self.form_errors = [str(self.EXPIRED)]
            valid = False
        return valid

    def place_of_author(self) -> Place:
        """Of a validated form."""
        return read_place(str(self.quarter.data), self.commune)
