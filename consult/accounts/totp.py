"""One-time codes (RFC 6238: 6 digits, 30 s), the optional second step of signing in."""

from __future__ import annotations

from datetime import datetime

import pyotp
from sqlalchemy import orm

from consult.accounts.models import User

PERIOD = 30
# A phone's clock may be one step early or late.
DRIFT = 1


def new_secret() -> str:
    return pyotp.random_base32()


def provisioning_uri(secret: str, email: str, issuer: str) -> str:
    """What the QR code of an authenticator application holds."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer)


def matching_step(secret: str, code: str, now: datetime) -> int | None:
    """The time step whose code was typed, or None."""
    typed = "".join(code.split())
    if len(typed) != 6 or not typed.isascii() or not typed.isdigit():
        return None
    totp = pyotp.TOTP(secret)
    current = int(now.timestamp()) // PERIOD
    for step in range(current - DRIFT, current + DRIFT + 1):
        if totp.verify(typed, for_time=step * PERIOD):
            return step
    return None


def accept(session: orm.Session, user: User, code: str, now: datetime) -> bool:
    """True once for a good code: the same one, or an older one, is refused afterwards."""
    # Two requests with the same digits wait for each other here.
    session.refresh(user, ["totp_secret", "totp_last_step"], with_for_update=True)
    if user.totp_secret is None:
        return False
    step = matching_step(user.totp_secret, code, now)
    if step is None or (user.totp_last_step is not None and step <= user.totp_last_step):
        return False
    user.totp_last_step = step
    return True
