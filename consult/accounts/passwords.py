"""Passwords of the team, hashed with Argon2id (the library's current recommended cost)."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
LONGEST = 200

_hasher = PasswordHasher()
# Verified when the address is unknown, so that the answer takes as long as for a real account.
_NOBODY = _hasher.hash("nobody's password")


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def verify_password(known: str | None, password: str) -> bool:
    """True when `password` matches; the time taken does not tell whether there was anything to match."""
    try:
        _hasher.verify(known or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return known is not None


def is_outdated(known: str) -> bool:
    """The cost was raised since this hash was made."""
    return _hasher.check_needs_rehash(known)
