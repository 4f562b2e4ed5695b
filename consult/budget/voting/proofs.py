"""The code that lets a voter check that their ballot is counted, and nothing else.

Fifteen signs of the receipts' alphabet, 69 bits, derived by HMAC from the random mark of one ballot
paper: a vote sent twice by one hurried finger shows one code. The site keeps its SHA-256 and publishes
it.
"""

from __future__ import annotations

import hashlib

from consult.contributions.receipts import ALPHABET, keyed, normalise, pretty, signs

LENGTH = 15


def code_of(campaign_id: int, mark: str) -> str:
    """AC4KR-M3XHT-79CDE, always the same for one ballot paper."""
    return pretty(signs(keyed("ballot-proof", f"{campaign_id}:{mark}"), LENGTH))


def digest(typed: str) -> str | None:
    """The SHA-256 of a code, however spaced or cased; None for what is no code."""
    code = normalise(typed)
    if len(code) != LENGTH or any(sign not in ALPHABET for sign in code):
        return None
    return hashlib.sha256(code.encode()).hexdigest()
