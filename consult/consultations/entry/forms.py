"""Asking for the link of a consultation by mail."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from consult.contributions.addresses import address_field
from consult.web.forms import Form


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
