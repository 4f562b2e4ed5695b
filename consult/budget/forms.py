"""The form of an idea."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from consult.budget.operations import IdeaWords
from consult.contributions.sending import SendingForm
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


class ProposeForm(SendingForm, IdeaWordsForm):
    """The same, with the quarter, who one is, and the key that makes two clicks one idea."""
