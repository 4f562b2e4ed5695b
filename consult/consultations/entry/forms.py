"""Asking for the link of a consultation by mail, and for cards to print."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField
from wtforms.validators import NumberRange

from consult.consultations.entry.cards import MOST, PER_PAGE
from consult.contributions.addresses import address_field
from consult.web.forms import Form, LineField, Required, at_most


class MailForm(Form):
    """Where the link is sent."""

    email = address_field(
        _l("It is used to send you the link, and is not kept unless you tick the box below.")
    )
    remind = BooleanField(
        _l("Remind me before the end if I have not answered"),
        description=_l("One mail, two days before the end. Your address is then erased."),
    )

    def __init__(self, *, may_remind: bool) -> None:
        super().__init__()
        if not may_remind:
            del self.remind
            self.email.description = _("It is used to send you the link, and is not kept.")


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
