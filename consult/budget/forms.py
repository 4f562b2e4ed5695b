"""The form of an idea."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice

from consult.budget.operations import IdeaWords
from consult.budget.sites import UNSAID, in_a_list, site_choices
from consult.contributions.models import Channel
from consult.contributions.sending import SendingForm
from consult.pictures.fields import PictureForm
from consult.territory.models import Commune
from consult.web.forms import Form, LineField, Required, TextField, at_most
from consult.web.labels import label

# How an idea reaches somebody of the team who writes it down with its author.
HELPED = (Channel.INTERVIEW, Channel.PAPER, Channel.DOOR_TO_DOOR, Channel.WORKSHOP)
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
    )
    where = SelectField(_l("In which quarter?"), default=UNSAID)
    beneficiaries = LineField(
        _l("Who would it help?"),
        [at_most(LONGEST_BENEFICIARIES)],
    )

    def words(self) -> IdeaWords:
        return IdeaWords(
            title=self.title.data or "",
            text=self.text.data or "",
            place=self.place.data or "",
            beneficiaries=self.beneficiaries.data or "",
            where=self.where.data or UNSAID,
        )


class ProposeForm(SendingForm, PictureForm, IdeaWordsForm):
    """The same, with a photo, the quarter, who one is, and the key that makes two clicks one idea."""

    # A list, where the other forms have buttons: this one screen also asks where the idea would be.
    quarter = SelectField(_l("Your quarter"), default=UNSAID)

    def __init__(self, commune: Commune, *args: Any, **kwargs: Any) -> None:
        super().__init__(commune, *args, **kwargs)
        self.where.choices = in_a_list(site_choices(commune))
        self.quarter.choices = in_a_list(list(self.quarter.choices))
        if self.is_submitted() and not self.where.data:
            self.where.data = UNSAID


class HelpedForm(ProposeForm):
    """The same, filled by a member of the team with the author."""

    channel = RadioField(
        _l("How was it said?"),
        [Required(_l("Say how it was heard."))],
        default=Channel.INTERVIEW.value,
    )

    def __init__(self, commune: Commune, *args: Any, **kwargs: Any) -> None:
        super().__init__(commune, *args, **kwargs)
        self.channel.choices = [SelectChoice(each.value, label(each)) for each in HELPED]
