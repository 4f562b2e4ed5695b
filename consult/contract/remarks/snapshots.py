"""A passage as somebody reads it while they write: kept in their form, signed, for a text that moves."""

from __future__ import annotations

from dataclasses import astuple

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from consult.contract.models import Contract
from consult.contract.passages import Passage


def sign_passage(contract: Contract, passage: Passage) -> str:
    return str(_signer().dumps([contract.slug, *astuple(passage)]))


def read_passage(contract: Contract, anchor: str, signed: str | None) -> Passage | None:
    """The passage of that name as it was read; None for what was not signed here for it."""
    try:
        slug, *found = _signer().loads(signed or "")
        passage = Passage(*found)
    except (BadData, ValueError, TypeError):
        return None
    return passage if slug == contract.slug and passage.anchor == anchor else None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="passage-read")
