"""Correcting one's words, and taking them back."""

from __future__ import annotations

from dataclasses import asdict

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from consult.budget.forms import IdeaWordsForm
from consult.budget.models import Idea
from consult.budget.operations import IdeaWords
from consult.contributions.models import Contribution
from consult.web.forms import Form, Required, TextField, at_most

LONGEST_APPEAL = 500


class CorrectWordsForm(Form):
    """`revision` is that of the words shown: the team may have handled them in the meantime."""

    text = TextField(_l("Your words"), [Required(_l("Your words are missing.")), at_most()])
    revision = HiddenField()

    def words(self) -> IdeaWords:
        return IdeaWords(title="", text=self.text.data or "")


class CorrectIdeaForm(IdeaWordsForm):
    """The same for all that describes an idea."""

    revision = HiddenField()


class WithdrawForm(Form):
    """A confirmation: nothing to fill."""


class AppealForm(Form):
    """Why the author does not agree, if they wish to say it."""

    sentence = TextField(
        _l("Why, in a sentence"),
        [at_most(LONGEST_APPEAL)],
        description=_l("You do not have to say. Please do not write anybody’s name."),
    )


def correct_form(
    contribution: Contribution, idea: Idea | None
) -> CorrectWordsForm | CorrectIdeaForm:
    """Filled with the words as they stand, or with what was just sent."""
    now = {**asdict(words_of(contribution, idea)), "revision": str(contribution.revision)}
    return CorrectWordsForm(data=now) if idea is None else CorrectIdeaForm(data=now)


def words_of(contribution: Contribution, idea: Idea | None) -> IdeaWords:
    """As recorded. Only an idea has anything beside its text that its author may change."""
    if idea is None:
        return IdeaWords(title="", text=contribution.text)
    return IdeaWords(contribution.title, contribution.text, idea.place, idea.beneficiaries)
