"""The addresses of sheets that not everyone may begin, and the links of the mails that lead to them."""

from __future__ import annotations

import secrets

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from consult.accounts.queries import normalise_email
from consult.consultations.models import Consultation
from consult.contributions.receipts import keyed


def token_of(consultation: Consultation, holder: str) -> str:
    """The address of the one sheet that `holder` (« card:… », « mail:… ») leads to, always the same."""
    made = keyed("sheet", f"{consultation.id}:{holder}")[:32]
    return str(_signer("sheet", consultation).dumps(made))


def new_token(consultation: Consultation) -> str:
    """A sheet for one more answer: what a member of the team may begin at will."""
    return token_of(consultation, f"team:{secrets.token_hex(16)}")


def is_token(consultation: Consultation, token: str) -> bool:
    """Whether this site gave it, for this consultation."""
    return _read("sheet", consultation, token) is not None


def mail_link(consultation: Consultation, address: str) -> str:
    """What the mail holds: nobody reads the address in it, and the same address has the same link."""
    return str(_signer("mail", consultation).dumps(holder_of_mail(consultation, address)))


def holder_of_mail(consultation: Consultation, address: str) -> str:
    return f"mail:{keyed('mail-entry', f'{consultation.id}:{normalise_email(address)}')[:32]}"


def read_mail_link(consultation: Consultation, link: str) -> str | None:
    """The holder that it leads to; None when it was not made here, or for another consultation."""
    return _read("mail", consultation, link)


def _read(purpose: str, consultation: Consultation, signed: str) -> str | None:
    try:
        found = _signer(purpose, consultation).loads(signed)
    except BadSignature:
        return None
    return found if isinstance(found, str) else None


def _signer(purpose: str, consultation: Consultation) -> URLSafeSerializer:
    salt = f"entry:{purpose}:{consultation.id}"
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=salt)
