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

_WITHOUT_DOTS = frozenset({"gmail.com", "googlemail.com"})


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


def mailbox(address: str) -> str:
    """What two spellings of one mailbox have in common: to compare addresses, never to write to them.

    A label after « + » is the same mailbox for most providers, and so are the dots of Google's
    (https://support.google.com/mail/answer/7436150). Who owns a domain has as many as they wish.
    """
    name, _at, domain = normalise_email(address).rpartition("@")
    name = name.partition("+")[0] or name
    if domain in _WITHOUT_DOTS:
        name, domain = name.replace(".", ""), "gmail.com"
    return f"{name}@{domain}"


def address_typed(purpose: str) -> Callable[[], str]:
    """For a limit: counts the mails that one address is sent, whoever asks; the counter holds a print
    of it only.
    """

    def typed() -> str:
        address = mailbox(clean_line(request.form.get("email", "")) or "")
        return f"{purpose}:{hashlib.sha256(address.encode()).hexdigest()}"

    return typed
