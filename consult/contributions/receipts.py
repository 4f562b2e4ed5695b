"""Receipts: a code that only its holder knows, and that cannot be guessed.

The alphabet has 25 signs: digits and capitals without look-alikes (of 0/O/Q, 1/I/L, 2/Z, 5/S, 8/B
and U/V at most one of each is kept). Ten signs carry 10 x log2(25) = 46.4 bits. With a million
receipts in a town, one guess in about 95 million is right; the follow-up page allows a few tries a
minute per address.

The code is derived from the form's idempotency key by HMAC with the site's receipt key, so that a
form sent twice shows the same code again without the code being stored anywhere. The database holds
only a keyed digest: whoever steals it cannot follow, correct or withdraw anything.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass

import sqlalchemy as sa
from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import orm
from sqlalchemy.dialects import postgresql, sqlite

from consult.contributions.models import Receipt
from consult.db import utcnow

ALPHABET = "234679ACDEFGHJKMNPQRTVWXY"
LENGTH = 10
GROUP = 5
# Spaces, dashes, dots and lower case are forgiven, and so are the look-alikes that were left out.
_FORGIVEN = str.maketrans("0OUZ", "QQV2", " -–—._\u00a0\u202f")


@dataclass(frozen=True)
class Issued:
    """`code` as shown to its holder; `fresh` is False when the same form had been sent already."""

    receipt: Receipt
    code: str
    fresh: bool


def new_submission_key() -> str:
    """An idempotency key for a form: 128 random bits, signed so that nobody can choose one."""
    return _signer().dumps(secrets.token_hex(16))


def read_submission_key(signed: str | None) -> str | None:
    """The key inside, or None when it was not made here."""
    try:
        key = _signer().loads(signed or "")
    except BadSignature:
        return None
    return key if isinstance(key, str) else None


def issue(
    session: orm.Session, submission: str, *, shared: bool = False, is_demo: bool = False
) -> Issued:
    """The receipt of `submission`, made now or found again; safe when two requests race."""
    code = _derive(submission)
    values = {
        "code_digest": digest(code),
        "submission_digest": keyed("submission", submission),
        "shared": shared,
        "is_demo": is_demo,
        "created_at": utcnow(),
    }
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = session.execute(
        insert(Receipt)
        .values(**values)
        # The code comes from the form, so both digests meet: whichever is seen first.
        .on_conflict_do_nothing()
        .returning(Receipt.id)
    ).first()
    receipt = session.scalars(
        sa.select(Receipt).where(Receipt.submission_digest == values["submission_digest"])
    ).one()
    return Issued(receipt, pretty(code), fresh=row is not None)


def unsaved(submission: str, *, is_demo: bool = False) -> Receipt:
    """The receipt of a `submission` that nobody sent before: not looked for, to be added by the caller.

    For many at once; everything else goes through `issue`.
    """
    return Receipt(
        code_digest=digest(_derive(submission)),
        submission_digest=keyed("submission", submission),
        is_demo=is_demo,
    )


def code_of(submission: str) -> str:
    """The code that `submission` was or will be given, as shown to its holder; reads nothing."""
    return pretty(_derive(submission))


def find(session: orm.Session, typed: str) -> Receipt | None:
    """The receipt whose code was typed, however it was spaced or cased."""
    code = normalise(typed)
    if len(code) != LENGTH or any(sign not in ALPHABET for sign in code):
        return None
    return session.scalars(sa.select(Receipt).where(Receipt.code_digest == digest(code))).first()


def normalise(typed: str) -> str:
    return typed.strip().upper().translate(_FORGIVEN)


def pretty(code: str) -> str:
    """AC4KR-M3XHT: two groups that can be read aloud."""
    return "-".join(code[i : i + GROUP] for i in range(0, len(code), GROUP))


def digest(code: str) -> str:
    return keyed("code", code)


def keyed(purpose: str, text: str) -> str:
    """64 hexadecimal signs that recognise `text` and tell nothing of it without the site's key."""
    key = current_app.config["SETTINGS"].receipt_key.encode()
    return hmac.new(key, f"{purpose}:{text}".encode(), "sha256").hexdigest()


def _derive(submission: str) -> str:
    return signs(keyed("receipt", submission), LENGTH)


def signs(keyed_digest: str, length: int) -> str:
    """`length` signs of the ALPHABET, drawn without bias from the first 128 bits of an HMAC."""
    value = int(keyed_digest[:32], 16)
    drawn = []
    for _ in range(length):
        value, index = divmod(value, len(ALPHABET))
        drawn.append(ALPHABET[index])
    return "".join(drawn)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="submission-key")
