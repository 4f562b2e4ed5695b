"""Correcting one's words, and taking them back."""

from __future__ import annotations

from dataclasses import asdict

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from consult.accounts.queries import normalise_email
from consult.budget.forms import IdeaWordsForm
from consult.budget.models import Idea
from consult.budget.operations import IdeaWords
from consult.budget.sites import site_choices
from consult.contract.remarks.forms import LONGEST_WHY
from consult.contributions.addresses import address_field
from consult.contributions.models import Contribution
from consult.contributions.places import place_value
from consult.contributions.rewordings import Rewording, read_rewording
from consult.pictures.fields import PictureForm
from consult.web.forms import Form, Required, TextField, at_most

LONGEST_APPEAL = 500
LONGEST_WORDING = 20_000


class CorrectWordsForm(Form):
    """`revision` is that of the words shown: the team may have handled them in the meantime."""

    text = TextField(_l("Your words"), [Required(_l("Your words are missing.")), at_most()])
    revision = HiddenField()

    def words(self) -> IdeaWords:
        return IdeaWords(title="", text=self.text.data or "")


class CorrectRewordingForm(Form):
    """The same for another wording of a passage of the contract, and why."""

    text = TextField(
        _l("What you would write"),
        [Required(_l("Write the wording that you propose.")), at_most(LONGEST_WORDING)],
    )
    why = TextField(_l("Why"), [at_most(LONGEST_WHY)])
    revision = HiddenField()

    def words(self) -> IdeaWords:
        return IdeaWords(title="", text=str(Rewording(self.text.data or "", self.why.data or "")))


class CorrectIdeaForm(PictureForm, IdeaWordsForm):
    """The same for all that describes an idea, its photo too: a new one takes the place of the other,
    and `photo_drop` takes off the one that is there.
    """

    revision = HiddenField()

    def changes_photo(self) -> bool:
        """Of a validated form."""
        return bool(self.photo_kept.data or self.photo_drop.data)


class WithdrawForm(Form):
    """A confirmation: nothing to fill."""


class AppealForm(Form):
    """Why the author does not agree, if they wish to say it."""

    sentence = TextField(
        _l("Why, in a sentence"),
        [at_most(LONGEST_APPEAL)],
        description=_l("You do not have to say. Please do not write anybody’s name."),
    )


class ContactForm(Form):
    """An address to be told at."""

    email = address_field()

    def address(self) -> str:
        return normalise_email(self.email.data or "")


def correct_form(
    contribution: Contribution, idea: Idea | None
) -> CorrectWordsForm | CorrectIdeaForm | CorrectRewordingForm:
    """Filled with the words as they stand, or with what was just sent."""
    rewording = read_rewording(contribution.text)
    if idea is None and rewording is not None:
        revision = str(contribution.revision)
        return CorrectRewordingForm(
            data={"text": rewording.proposed, "why": rewording.why, "revision": revision}
        )
    now = {**asdict(words_of(contribution, idea)), "revision": str(contribution.revision)}
    if idea is None:
        return CorrectWordsForm(data=now)
    form = CorrectIdeaForm(data=now)
    form.where.choices = site_choices(contribution.commune, also=idea.perimeter)
    return form


def words_of(contribution: Contribution, idea: Idea | None) -> IdeaWords:
    """As recorded. Only an idea has anything beside its text that its author may change."""
    if idea is None:
        return IdeaWords(title="", text=contribution.text)
    return IdeaWords(
        contribution.title,
        contribution.text,
        idea.place,
        idea.beneficiaries,
        place_value(idea.place_scope, idea.perimeter),
    )
