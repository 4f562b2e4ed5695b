"""The links of volunteers, and the addresses of the sheets that a round begins.

A link is made again from the round and its serial with the site's key, so that it can be printed
again; it is compared, and nothing of it is stored.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

from consult.consultations.collecting.models import Round
from consult.consultations.models import Consultation
from consult.contributions.receipts import keyed

# 80 bits beside the round's own identifier.
KEY_LENGTH = 20
# A sheet is begun within half a day of its address being given, or a new address is asked for.
BEGUN_WITHIN_SECONDS = 12 * 3600


@dataclass(frozen=True)
class Ticket:
    """What the address of a sheet says: its round, and the serial of the link it came by (0: none)."""

    round_id: str
    serial: int


def link_of(round_: Round) -> str:
    """The last part of the address given to volunteers; another one after each `link_serial`."""
    return f"{round_.public_id}-{_key(round_)}"


def split_link(link: str) -> tuple[str, str]:
    """The round's identifier and the key."""
    public_id, _dash, key = link.partition("-")
    return public_id, key


def opens(round_: Round, key: str) -> bool:
    return round_.link_serial > 0 and hmac.compare_digest(_key(round_).encode(), key.encode())


def sheet_token(round_: Round, *, by_link: bool) -> str:
    """The address of one more sheet."""
    serial = round_.link_serial if by_link else 0
    made = [round_.public_id, serial, secrets.token_hex(16)]
    return str(_signer(round_.consultation).dumps(made))


def read_ticket(consultation: Consultation, token: str, *, fresh: bool = False) -> Ticket | None:
    """None for a token that no round of this consultation gave; `fresh`: or too long ago."""
    try:
        found = _signer(consultation).loads(token, max_age=BEGUN_WITHIN_SECONDS if fresh else None)
    except BadSignature:
        return None
    return Ticket(found[0], found[1])


def _key(round_: Round) -> str:
    return keyed("collecting-link", f"{round_.public_id}:{round_.link_serial}")[:KEY_LENGTH]


def _signer(consultation: Consultation) -> URLSafeTimedSerializer:
    salt = f"collecting:{consultation.id}"
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=salt)
