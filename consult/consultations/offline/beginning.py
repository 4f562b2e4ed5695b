"""When a phone opened a questionnaire, in the site's own hand: a phone's clock proves nothing.

Answers begun without network have no row here before they arrive. With this they are late ones, and
not new ones, when the consultation closed meanwhile; and an interview is one that could begin, when
its round or its link was stopped meanwhile.
"""

from __future__ import annotations

from datetime import datetime

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer


def stamp(token: str) -> str:
    """For the phone to keep beside the sheet of this address."""
    return str(_signer().dumps(token))


def begun_at(token: str, stamped: str | None) -> datetime | None:
    """None for what was not stamped here, or for another sheet."""
    try:
        found, when = _signer().loads(stamped or "", return_timestamp=True)
    except BadSignature:
        return None
    return when if found == token else None


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="sheet-begun")
