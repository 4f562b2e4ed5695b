"""The links of volunteers, and the addresses of the sheets that a round begins.

A link is made again from the round and its serial with the site's key, so that it can be printed
again; it is compared, and nothing of it is stored.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

from consult.consultations.collecting.models import Round
from consult.consultations.models import Consultation
from consult.contributions.receipts import keyed

# 80 bits beside the round's own identifier.
KEY_LENGTH = 20


@dataclass(frozen=True)
class Ticket:
    """What the address of a sheet says: its round, when it was given, and to whom.

    `serial`: of the link it came by; 0 when `owner`, the id of an account, asked for it.
    """

    round_id: str
    serial: int
    owner: int | None
    given_at: datetime


def link_of(round_: Round) -> str:
    """The last part of the address given to volunteers; another one after each `link_serial`."""
    return f"{round_.public_id}-{_key(round_)}"


def split_link(link: str) -> tuple[str, str]:
    """The round's identifier and the key."""
    public_id, _dash, key = link.partition("-")
    return public_id, key


def opens(round_: Round, key: str) -> bool:
    return round_.link_serial > 0 and hmac.compare_digest(_key(round_).encode(), key.encode())


def sheet_token(round_: Round, owner: int | None) -> str:
    """The address of one more sheet, for an account; without `owner`, for who came by the link."""
    drawn = secrets.token_hex(16)
    by_link = [round_.public_id, round_.link_serial, drawn]
    made = by_link if owner is None else [round_.public_id, 0, drawn, owner]
    return str(_signer(round_.consultation).dumps(made))


def read_ticket(consultation: Consultation, token: str) -> Ticket | None:
    """None for a token that no round of this consultation gave."""
    try:
        found, given_at = _signer(consultation).loads(token, return_timestamp=True)
    except BadSignature:
        return None
    match found:
        case [str(round_id), int(serial), str()]:
            return Ticket(round_id, serial, None, given_at)
        case [str(round_id), 0, str(), int(owner)]:
            return Ticket(round_id, 0, owner, given_at)
        case _:
            return None


def _key(round_: Round) -> str:
    return keyed("collecting-link", f"{round_.public_id}:{round_.link_serial}")[:KEY_LENGTH]


def _signer(consultation: Consultation) -> URLSafeTimedSerializer:
    salt = f"collecting:{consultation.id}"
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=salt)
