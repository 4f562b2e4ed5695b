"""Making cards to print, and the code of one that is typed."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField
from wtforms.validators import NumberRange

from consult.doors.cards import MOST, PER_PAGE
from consult.web.forms import Form, LineField, Required, at_most


class BatchForm(Form):
    label = LineField(
        _l("Who are these cards for?"),
        [Required(_l("Say who they are for: a place, a street, a meeting.")), at_most(120)],
        description=_l(
            "For the team, to tell them apart. For example: Reception of the social centre."
        ),
    )
    number = IntegerField(
        _l("How many cards?"),
        [
            Required(_l("Say how many cards.")),
            NumberRange(1, MOST, _l("Between 1 and 200 cards at a time.")),
        ],
        default=5 * PER_PAGE,
        description=_l("Ten on a sheet of A4."),
    )


class ConfirmForm(Form):
    """A button: nothing to fill."""
