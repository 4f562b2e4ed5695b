"""Importing a file, and writing down what somebody said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, HiddenField, IntegerField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Optional, ValidationError

from consult.contributions.languages import language_choices
from consult.contributions.places import place_choices, place_value, read_place
from consult.gathering.columns import MOST_PEOPLE
from consult.gathering.ground import Ground
from consult.gathering.importing import About, today
from consult.gathering.operations import CHANNELS, Told
from consult.gathering.reading import Defaults
from consult.territory.models import PlaceScope
from consult.web.carried import CarriedFileForm
from consult.web.forms import Form, LineField, Required, TextField, at_most
from consult.web.labels import label


class ImportForm(CarriedFileForm):
    """A file of words and what is said of it."""

    contract = SelectField(_l("The contract that the words speak to"))
    source_title = LineField(
        _l("Which consultation or occasion do they come from?"),
        [at_most(255)],
        description=_l("For the rows that do not say it themselves. Everyone will read it."),
    )
    described = TextField(
        _l("Who gathered them, when and how?"), [at_most(1_000)], description=_l("For the team.")
    )
    consent = TextField(
        _l("Under which licence, or with whose agreement?"),
        [Required(_l("Say by what right these words are used.")), at_most(1_000)],
    )
    with_codes = BooleanField(
        _l("Give each row a code, to print and to hand to the people who spoke")
    )

    def offer(self, contracts: Mapping[str, str]) -> None:
        self.contract.choices = [SelectChoice(key, name) for key, name in contracts.items()]

    def about(self) -> About:
        return About(
            file_name=self.file_name.data or "",
            defaults=Defaults(source_title=self.source_title.data or ""),
            described=self.described.data or "",
            consent=self.consent.data or "",
            with_codes=bool(self.with_codes.data),
        )


class WriteDownForm(Form):
    """What one person, or one group, said. Channel, place and occasion stay for the next one."""

    text = TextField(
        _l("What was said"),
        [Required(_l("Write down what was said.")), at_most()],
        description=_l("In their own words, without anybody’s name."),
    )
    heard_from = IntegerField(
        _l("How many people said it?"),
        [NumberRange(1, MOST_PEOPLE, message=_l("Give a number of people, from 1 to 9,999."))],
        default=1,
    )
    channel = RadioField(_l("How was it heard?"), [Required(_l("Say how it was heard."))])
    occasion = LineField(
        _l("On which occasion?"),
        [Required(_l("Say on which occasion.")), at_most(255)],
        description=_l("For example: Door to door in rue de la Gare. Everyone will read it."),
    )
    question = LineField(_l("What had been asked?"), [at_most(1_000)])
    # A list left alone says nothing of anybody.
    place = SelectField(
        _l("Where do they live?"),
        validate_choice=True,
        default=place_value(PlaceScope.NOT_SAID, None),
    )
    language = SelectField(_l("In which language?"), validate_choice=True)
    said_on = DateField(_l("On which day, if it was not today?"), [Optional()])
    key = HiddenField()

    def offer(self, ground: Ground) -> None:
        self.channel.choices = [SelectChoice(each.value, label(each)) for each in CHANNELS]
        self.place.choices = place_choices(ground.commune, label(PlaceScope.NOT_SAID))
        self.language.choices = language_choices()

    def validate_said_on(self, field: Any) -> None:
        if field.data is not None and field.data > today():
            raise ValidationError(str(_l("This day is still to come.")))
        if field.data is not None and field.data.year < 2000:
            raise ValidationError(str(_l("This day is not possible.")))

    def told(self, ground: Ground) -> Told:
        """Of a validated form."""
        return Told(
            text=self.text.data or "",
            channel=next(each for each in CHANNELS if each.value == self.channel.data),
            occasion=self.occasion.data or "",
            question=self.question.data or "",
            place=read_place(self.place.data, ground.commune),
            heard_from=self.heard_from.data or 1,
            language=self.language.data,
            said_on=self.said_on.data,
        )
