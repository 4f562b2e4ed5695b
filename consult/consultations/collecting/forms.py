"""What the team says of a round, of its copies and of its link."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Optional, ValidationError

from consult.consultations.collecting.copies import MOST
from consult.consultations.collecting.models import Round
from consult.consultations.collecting.permissions import CHANNELS, can_have_been_filled
from consult.consultations.collecting.rounds import Said
from consult.contributions.models import Channel
from consult.db import utcnow
from consult.web.clock import midnight
from consult.web.forms import Form, LineField, Required, at_most
from consult.web.i18n import local
from consult.web.labels import label

LONGEST_LINK = timedelta(days=92)


def _label_field() -> LineField:
    return LineField(
        _l("Who gathers, and where?"),
        [Required(_l("Say who gathers, and where.")), at_most(120)],
        description=_l(
            "A structure and a place, no volunteer’s name. For example: Social centre, in the queue of "
            "the school. It is read above the screens of the interviews."
        ),
    )


class RoundForm(Form):
    """A new round."""

    channel = RadioField(_l("How?"), [Required(_l("Say how the answers are gathered."))])
    label = _label_field()
    hand_in = LineField(
        _l("For paper: where do people hand it in?"),
        [at_most(160)],
        description=_l("Printed on each sheet. For example: At the reception of the town hall."),
    )

    def offer(self) -> None:
        self.channel.choices = [SelectChoice(each.value, label(each)) for each in CHANNELS]

    def how(self) -> Channel:
        """Of a validated form."""
        return Channel(self.channel.data)

    def said(self) -> Said:
        paper = self.how() is Channel.PAPER
        return Said(self.label.data or "", self.hand_in.data or "" if paper else "")


class EditForm(Form):
    """What may be corrected of a round."""

    label = _label_field()
    hand_in = LineField(
        _l("Where do people hand the sheets in?"),
        [at_most(160)],
        description=_l("Printed on each sheet. For example: At the reception of the town hall."),
    )
    filled_on = DateField(
        _l("The last day that the sheets were filled"),
        [Optional()],
        description=_l("Known when they come back. The words typed from them bear this day."),
    )

    def __init__(self, round_: Round) -> None:
        super().__init__(obj=round_)
        self.round = round_
        if not round_.is_paper:
            del self.hand_in
            del self.filled_on

    def validate_filled_on(self, field: Any) -> None:
        check_day(self.round, field)

    def said(self) -> Said:
        """Of a validated form."""
        if not self.round.is_paper:
            return Said(self.label.data or "")
        return Said(self.label.data or "", self.hand_in.data or "", self.filled_on.data)


class CopiesForm(Form):
    number = IntegerField(
        _l("How many copies?"),
        [
            Required(_l("Say how many copies.")),
            NumberRange(1, MOST, _l("Between 1 and 200 copies at a time.")),
        ],
        default=25,
    )


class LinkForm(Form):
    """Until when volunteers may begin interviews."""

    until = DateField(_l("Until the end of which day?"), [Required(_l("Say until which day."))])

    def __init__(self, round_: Round) -> None:
        last = round_.consultation.last_moment
        wished = min(max(last, utcnow()), utcnow() + timedelta(days=7))
        super().__init__(data={"until": local(wished).date()})

    def validate_until(self, field: Any) -> None:
        today = local(utcnow()).date()
        if field.data is not None and not today <= field.data <= today + LONGEST_LINK:
            raise ValidationError(str(_l("Choose a day from today, within three months.")))

    def moment(self) -> datetime:
        """Of a validated form: the midnight that ends the day."""
        return midnight(self.until.data + timedelta(days=1))


class ConfirmForm(Form):
    """A button: nothing to fill."""


def check_day(round_: Round, field: Any) -> None:
    """Raises ValidationError for a day on which no answer was received."""
    if field.data is not None and not can_have_been_filled(round_, field.data, utcnow()):
        raise ValidationError(
            str(_l("Answers were not received that day: choose a day of the consultation."))
        )
