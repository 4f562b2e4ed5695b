"""The file, what is said of it, and where it goes; what each column holds is read beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, HiddenField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, ValidationError

from consult.consultations.editing.entries import short_key
from consult.consultations.editing.forms.about import GroundForm
from consult.consultations.imports.batches import About
from consult.consultations.imports.mapping import NewEntry
from consult.consultations.imports.previewing import today
from consult.consultations.models import Consultation, Degree, Moment
from consult.web.carried import LARGEST_FILE, CarriedFileForm
from consult.web.clock import EARLIEST, possible_day
from consult.web.forms import LineField, Required, TextField, at_most
from consult.web.labels import label
from consult.web.records import as_csv, is_workbook
from consult.web.tables import FileError, told_fault

NEW = ""


class AnswersForm(CarriedFileForm, GroundForm):
    """A file of answers. `columns_of` tells for which columns, put with which consultation, the lists
    of the page were made: others are proposed when it differs.
    """

    consultation = SelectField(_l("To which consultation do they go?"), validate_choice=True)
    title = LineField(_l("Title of the consultation"), [at_most(200)])
    degree = SelectField(_l("What the town committed itself to"), default=Degree.CONSULTATION.value)
    moment = SelectField(_l("Moment of the contract"), default=Moment.DIAGNOSTIC.value)
    opens_on = DateField(
        _l("First day"),
        [Optional(), possible_day],
        description=_l("Left empty: that of the first answer."),
    )
    closes_on = DateField(
        _l("Last day"),
        [Optional(), possible_day],
        description=_l("Left empty: that of the last answer."),
    )
    described = TextField(
        _l("Who gathered them, when and how?"), [at_most(1_000)], description=_l("For the team.")
    )
    consent = TextField(
        _l("Under which licence, or with whose agreement?"),
        [Required(_l("Say by what right these answers are used.")), at_most(1_000)],
        description=_l(
            "For example: survey of the town, which told people what it was for. Kept with the file."
        ),
    )
    with_codes = BooleanField(
        _l("Give each row a code, to print and to hand to the people who answered")
    )
    columns_of = HiddenField()
    NOT_A_TABLE = _l(
        "This is neither a CSV file nor a workbook (.xlsx): in the spreadsheet, Save as, CSV (UTF-8)."
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.file.label.text = _l("The file (CSV or .xlsx)")
        self.file.description = _l("As the other tool gives it. At most 1 MB and 2 000 rows.")
        self.degree.choices = [SelectChoice(each.value, label(each)) for each in Degree]
        self.moment.choices = [SelectChoice(each.value, label(each)) for each in Moment]

    def offer_targets(self, consultations: Sequence[Consultation]) -> None:
        self.consultation.choices = [
            SelectChoice(NEW, str(_l("None: make it from the file"))),
            *(SelectChoice(each.slug, each.title) for each in consultations),
        ]

    def text_of(self, raw: bytes) -> str:
        stream = BytesIO(raw)
        if not is_workbook(stream):
            return super().text_of(raw)
        try:
            return as_csv(stream, LARGEST_FILE)
        except FileError as error:
            raise ValidationError(told_fault(error)) from None

    def validate_title(self, field: Any) -> None:
        if self.is_new and not field.data:
            raise ValidationError(str(_l("Give the consultation a title.")))

    def validate_closes_on(self, field: Any) -> None:
        first = self.opens_on.data
        if self.is_new and field.data and first and field.data < first:
            raise ValidationError(str(_l("The last day comes before the first one.")))

    @property
    def is_new(self) -> bool:
        return bool(self.consultation.data == NEW)

    def slug(self) -> str:
        return short_key(self.title.data or "", ()) if self.is_new else self.consultation.data

    def new(self) -> NewEntry | None:
        """What makes the consultation; of the last year until its days are known."""
        if not self.is_new:
            return None
        last = self.closes_on.data or today() - timedelta(days=1)
        a_year_before = min(last, today()) - timedelta(days=365)
        first = self.opens_on.data or max(a_year_before, EARLIEST)
        return NewEntry.model_validate(
            {
                "title": self.title.data,
                "contract": self.vocabulary.data,
                "commune": self.commune.data,
                "degree": self.degree.data,
                "moment": self.moment.data,
                "opens": first,
                "closes": last,
            }
        )

    def give_days(self, first: date | None, last: date | None) -> None:
        """Those of the answers, where nobody said others."""
        for field, day in ((self.opens_on, first), (self.closes_on, last)):
            if field.data is None:
                # What was sent, nothing, would be shown again.
                field.data, field.raw_data = day, None

    def about(self, tool: str) -> About:
        return About(
            file_name=self.file_name.data or "",
            tool=tool,
            described=self.described.data or "",
            consent=self.consent.data or "",
            with_codes=bool(self.with_codes.data),
        )
