"""The links of the mails: signed, expiring, and each good for one thing only.

They hold the public id of a contact, and neither the address nor the code, which is stored nowhere.
"""

from __future__ import annotations

import enum
from datetime import timedelta

from flask import current_app
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from consult.web.page import settings

# The page of a receipt opens from a mail for so long; the code opens it always.
FOLLOWING = timedelta(days=180)


class Purpose(enum.Enum):
    """The value is the salt: a link made for one purpose opens nothing else."""

    CONFIRM = "contact.confirm"
    FOLLOW = "contact.follow"
    STOP = "contact.stop"
    CONFIRM_PROJECT = "project.confirm"
    STOP_PROJECT = "project.stop"


class ExpiredLinkError(ValueError):
    """Made here, too long ago."""


def lifetime(purpose: Purpose) -> timedelta:
    """« Ne plus être prévenu » works for as long as an address is kept."""
    if purpose in {Purpose.CONFIRM, Purpose.CONFIRM_PROJECT}:
        return timedelta(days=settings().contact_pending_days)
    if purpose in {Purpose.STOP, Purpose.STOP_PROJECT}:
        return timedelta(days=settings().contact_days)
    return FOLLOWING


def sign(public_id: str, purpose: Purpose) -> str:
    return str(_signer(purpose).dumps(public_id))


def read(token: str, purpose: Purpose) -> str | None:
    """The public id inside; None when it was not made here. Raises ExpiredLinkError."""
    try:
        found = _signer(purpose).loads(token, max_age=int(lifetime(purpose).total_seconds()))
    except SignatureExpired:
        raise ExpiredLinkError from None
    except BadSignature:
        return None
    return found if isinstance(found, str) else None


def _signer(purpose: Purpose) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=purpose.value)
