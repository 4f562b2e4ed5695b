"""Correcting one's words, and taking them back."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from consult.budget.forms import IdeaWordsForm
from consult.budget.models import Idea
from consult.contributions.models import Contribution
from consult.web.forms import Form, Required, TextField, at_most


class CorrectForm(Form):
    """`revision` is that of the words shown: others may have handled them in the meantime."""

    text = TextField(
        _l("Your words"),
        [Required(_l("Write something, or take your words back from the previous page.")), at_most()],
    )
    revision = HiddenField()

    def fill(self, contribution: Contribution, idea: Idea | None) -> None:
        assert idea is None
        self.text.data = contribution.text
        self.revision.data = str(contribution.revision)

    def unchanged(self, contribution: Contribution, idea: Idea | None) -> bool:
        assert idea is None
        return bool(self.text.data == contribution.text)


class CorrectIdeaForm(IdeaWordsForm):
    """The same for all the words of an idea."""

    revision = HiddenField()


class WithdrawForm(Form):
    """A confirmation: nothing to fill."""
