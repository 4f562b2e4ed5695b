"""What a consultation says of itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, NumberRange, Optional, ValidationError

from consult.consultations.editing.operations import About
from consult.consultations.labels import promise, timing
from consult.consultations.models import Consultation, Degree, Entry, Moment
from consult.consultations.reading import LONGEST_SUMMARY, LONGEST_TEXT, MOST_LATE_DAYS
from consult.enjeux.models import Vocabulary
from consult.reading import LONGEST_LINE
from consult.territory.models import Commune
from consult.web.clock import as_closing, as_opening, closing, opening, possible_day
from consult.web.forms import Form, LineField, Required, TextField, at_most
from consult.web.labels import label


class GroundForm(Form):
    """Where the consultation is held, and the contract it serves."""

    commune = SelectField(_l("Commune, whose quarters are offered"))
    vocabulary = SelectField(_l("Contract that the answers serve"))

    def offer(self, communes: Sequence[Commune], contracts: Mapping[str, str]) -> None:
        self.commune.choices = [SelectChoice(each.key, each.name) for each in communes]
        self.vocabulary.choices = [SelectChoice(key, name) for key, name in contracts.items()]


class AboutForm(GroundForm):
    title = LineField(
        _l("Title"),
        [Required(_l("Give the consultation a title.")), at_most(LONGEST_LINE)],
        description=_l("The question in a few words, as residents read it in the list."),
    )
    summary = TextField(
        _l("In one or two sentences"),
        [at_most(LONGEST_SUMMARY)],
        description=_l("Under the title, in the list and at the top of the page."),
    )
    intro = TextField(
        _l("Why this consultation"),
        [at_most(LONGEST_TEXT)],
        description=_l("Each line is a paragraph. Short sentences, everyday words."),
    )
    what_changes = TextField(
        _l("What your answer changes"),
        [at_most(LONGEST_TEXT)],
        description=_l("Say what will be done with the answers, and only that."),
    )
    degree = RadioField(
        _l("What the town commits itself to"), [Required(_l("Choose from the list."))]
    )
    moment = RadioField(_l("Moment of the contract"), [Required(_l("Choose from the list."))])
    opens_on = DateField(_l("First day"), [DataRequired(_l("Give a day.")), possible_day])
    opens_hour = TimeField(_l("From what time?"), [Optional()])
    closes_on = DateField(_l("Last day"), [DataRequired(_l("Give a day.")), possible_day])
    closes_hour = TimeField(
        _l("Until what time?"), [Optional()], description=_l("Left empty: until midnight.")
    )
    late_days = IntegerField(
        _l("For how many more days are answers begun before the end received?"),
        [NumberRange(0, MOST_LATE_DAYS, message=_l("Give a number of days, from 0 to 30."))],
        description=_l(
            "A phone had no network, a sheet was filled on paper: they are counted, and marked as late."
        ),
    )
    asks_profile = BooleanField(
        _l("At the end, ask the age and “a woman, a man” (nobody has to answer)")
    )
    entry = RadioField(_l("Who may answer"), [Required(_l("Choose from the list."))])
    seen = HiddenField()

    def __init__(self, consultation: Consultation, **kwargs: Any) -> None:
        super().__init__(data=shown(consultation), **kwargs)
        self.consultation = consultation
        self.degree.choices = [
            SelectChoice(each.value, f"{label(each)}. {promise(each)}") for each in Degree
        ]
        self.entry.choices = [SelectChoice(each.value, str(label(each))) for each in Entry]
        self.moment.choices = [
            SelectChoice(each.value, f"{label(each)}. {timing(each)}") for each in Moment
        ]

    def validate_closes_on(self, field: Any) -> None:
        if self.opens_on.errors or not self.opens_on.data:
            return
        if field.data and self.closes_at() <= self.opens_at():
            raise ValidationError(str(_l("The last day comes before the first one.")))

    def opens_at(self) -> datetime:
        """The instant as it was, unless the day or the hour was changed."""
        asked = (self.opens_on.data, self.opens_hour.data)
        if asked == as_opening(self.consultation.opens_at):
            return self.consultation.opens_at
        return opening(_at(*asked))

    def closes_at(self) -> datetime:
        asked = (self.closes_on.data, self.closes_hour.data)
        if asked == as_closing(self.consultation.closes_at):
            return self.consultation.closes_at
        return closing(_at(*asked))

    def about(self, communes: Sequence[Commune], vocabularies: Sequence[Vocabulary]) -> About:
        """Of a validated form."""
        return About(
            title=self.title.data or "",
            summary=self.summary.data or "",
            intro=self.intro.data or "",
            what_changes=self.what_changes.data or "",
            degree=Degree(self.degree.data),
            moment=Moment(self.moment.data),
            commune=next(each for each in communes if each.key == self.commune.data),
            vocabulary=next(each for each in vocabularies if each.key == self.vocabulary.data),
            opens_at=self.opens_at(),
            closes_at=self.closes_at(),
            asks_profile=bool(self.asks_profile.data),
            entry=Entry(self.entry.data),
            late_days=self.late_days.data or 0,
        )


def shown(consultation: Consultation) -> dict[str, Any]:
    """What the form holds of a consultation."""
    opens_on, opens_hour = as_opening(consultation.opens_at)
    closes_on, closes_hour = as_closing(consultation.closes_at)
    return {
        **{
            name: getattr(consultation, name)
            for name in ("title", "summary", "intro", "what_changes", "asks_profile", "late_days")
        },
        "degree": consultation.degree.value,
        "moment": consultation.moment.value,
        "entry": consultation.entry.value,
        "commune": consultation.commune.key,
        "vocabulary": consultation.vocabulary.key,
        "opens_on": opens_on,
        "opens_hour": opens_hour,
        "closes_on": closes_on,
        "closes_hour": closes_hour,
    }


def _at(day: Any, hour: time | None) -> Any:
    return day if hour is None else datetime.combine(day, hour)
