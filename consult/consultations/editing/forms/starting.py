"""A new consultation: from nothing, from a ready-made one, from a workbook; and a copy."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from pydantic import TypeAdapter
from pydantic import ValidationError as NotValid
from werkzeug.datastructures import FileStorage
from wtforms import HiddenField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from consult.consultations.editing.forms.about import GroundForm
from consult.consultations.editing.ready_made import ready_made
from consult.consultations.reading import QuestionEntry
from consult.reading import LONGEST_LINE
from consult.web.archives import LARGEST_CONTENT, unfolded
from consult.web.forms import Form, LineField, Required, at_most

BLANK = "rien"
LARGEST_FILE = 1_000_000
_QUESTIONS = TypeAdapter(tuple[QuestionEntry, ...])


class NewForm(GroundForm):
    """`title` may be left to the ready-made one's."""

    start = RadioField(_l("What to begin with"), default=BLANK)
    title = LineField(
        _l("Title"),
        [at_most(LONGEST_LINE)],
        description=_l("As residents will read it. Left empty: that of the ready-made one."),
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        offered = [SelectChoice(BLANK, _l("An empty questionnaire"))]
        offered += [SelectChoice(name, each.name) for name, each in ready_made().items()]
        self.start.choices = offered

    def validate_title(self, field: Any) -> None:
        if not field.data and self.start.data == BLANK:
            raise ValidationError(str(_l("Give the consultation a title.")))


class CopyForm(Form):
    title = LineField(
        _l("Title of the copy"),
        [Required(_l("Give the consultation a title.")), at_most(LONGEST_LINE)],
    )


class WorkbookForm(GroundForm):
    """A workbook is read, then what was read travels with the form: no disk keeps it."""

    file = FileField(
        _l("The workbook (XLSForm, .xlsx)"),
        description=_l("As KoboToolbox and ODK make it. At most 1 MB."),
    )
    title = LineField(_l("Title"), [at_most(LONGEST_LINE)])
    intro = HiddenField()
    questions = HiddenField()
    TOO_HEAVY = _l("This file is heavier than 1 MB. Choose a lighter one.")
    NO_FILE = _l("Choose a file.")

    def content(self) -> bytes | None:
        """Of the file just chosen; None without one. Raises ValidationError for one that is too heavy."""
        given = self.file.data
        if not isinstance(given, FileStorage) or not given.filename:
            return None
        raw = given.stream.read(LARGEST_FILE + 1)
        if len(raw) > LARGEST_FILE or unfolded(BytesIO(raw)) > LARGEST_CONTENT:
            raise ValidationError(str(self.TOO_HEAVY))
        return raw

    def read(self) -> tuple[QuestionEntry, ...] | None:
        """The questions that travelled with the form; None when they are not what was sent out."""
        try:
            return _QUESTIONS.validate_json(self.questions.data or "")
        except NotValid:
            return None

    def carry(self, questions: tuple[QuestionEntry, ...]) -> None:
        self.questions.data = _QUESTIONS.dump_json(questions).decode()
