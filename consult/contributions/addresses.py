"""The e-mail address that a resident may give: asked for once, and counted without being kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms.validators import Email

from consult.accounts.queries import normalise_email
from consult.web.forms import LineField, Required, at_most, clean_line


def address_field(description: Any = "") -> LineField:
    """One that no mail can bear is refused."""
    return LineField(
        _l("Your e-mail address"),
        [
            Required(_l("Give your e-mail address.")),
            Email(
                message=_l("This address does not look complete, for example: name@example.org."),
                allow_smtputf8=False,
            ),
            at_most(255),
        ],
        description=description,
    )


def address_typed(purpose: str) -> Callable[[], str]:
    """For a limit: counts the mails that one address is sent, whoever asks; the counter holds a print
    of it only.
    """

    def typed() -> str:
        address = normalise_email(clean_line(request.form.get("email", "")) or "")
        return f"{purpose}:{hashlib.sha256(address.encode()).hexdigest()}"

    return typed
