"""Forms of the groups' pages."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField
from wtforms.validators import StopValidation

from consult.synthesis.topics.models import SetAsideReason, Topic
from consult.web.forms import Form, LineField, Required, TextField, at_most
from consult.web.labels import label

LONGEST_NAME = 120
_REVISION = re.compile("[0-9]{1,9}")
NEW, NOWHERE = "nouveau", "aucun"


def revision_of(field: HiddenField) -> int:
    """That of the page sent; one that no group has, for anything else."""
    return int(field.data) if _REVISION.fullmatch(field.data or "") else -1


class NameForm(Form):
    name = LineField(
        _l("Name of the group"),
        [Required(_l("Give the group a name.")), at_most(LONGEST_NAME)],
        description=_l("A few words, such as « Finding a doctor »."),
    )
    revision = HiddenField()


class MoveForm(Form):
    """Where the ticked words go: into a group, a new one, or none."""

    target = SelectField(_l("Where do they go?"), default="")
    new_name = LineField(_l("Name of the new group"), [at_most(LONGEST_NAME)])

    def offer(self, topics: list[Topic], *, nowhere: str = "") -> None:
        self.target.choices = [
            (NEW, str(_l("A new group"))),
            *([(NOWHERE, nowhere)] if nowhere else []),
            *((each.public_id, each.told or str(_l("Group without a name"))) for each in topics),
        ]


class MergeForm(Form):
    other = SelectField(_l("The other group"), default="", validate_choice=False)
    revision = HiddenField()

    def offer(self, topics: list[Topic]) -> None:
        self.other.choices = [
            (each.public_id, each.told or str(_l("Group without a name"))) for each in topics
        ]


def _sentence_for_another_reason(form: SetAsideForm, field: Any) -> None:
    if form.reason.data == SetAsideReason.OTHER.value and not (field.data or "").strip():
        field.errors = []
        raise StopValidation(str(_l("Write the reason in a sentence.")))


class SetAsideForm(Form):
    reason = SelectField(_l("Why set them aside?"))
    sentence = TextField(
        _l("A sentence for the team"),
        [_sentence_for_another_reason, at_most(400)],
        description=_l("Write no name: it stays beside the words."),
    )

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.reason.choices = [(each.value, label(each)) for each in SetAsideReason]

    @property
    def chosen(self) -> SetAsideReason:
        return SetAsideReason(self.reason.data)


def read_day(given: str) -> date | None:
    """A day of a filter; anything else filters nothing."""
    try:
        found = date.fromisoformat(given)
    except ValueError:
        return None
    return found if 1900 <= found.year <= 2200 else None
