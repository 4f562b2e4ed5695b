"""What is signed by this site, and the holder behind an e-mail address."""

from __future__ import annotations

from typing import Any

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from consult.contributions.addresses import mailbox
from consult.contributions.receipts import keyed


def holder_of_mail(place: str, address: str) -> str:
    """Always the same for one mailbox and one `place` (what it opens); nobody reads the address in it."""
    return f"mail:{keyed('mail-entry', f'{place}:{mailbox(address)}')[:32]}"


def sign(salt: str, value: Any) -> str:
    return str(_signer(salt).dumps(value))


def read(salt: str, signed: str) -> Any:
    """None when it was not signed here, or for something else."""
    try:
        return _signer(salt).loads(signed)
    except BadSignature:
        return None


def _signer(salt: str) -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=salt)
