"""Editing a part of the text: how the tests take it, write in it and look at it."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contract.models import (
    Section,
)
from tests.pages import PageClient, hidden

TEAM = "/espace/contrat/armentieres"
PART = "section/sante-diagnostic"
FORM = f"{TEAM}/modifier/{PART}"


def post(client: PageClient, address: str, **fields: str) -> object:
    return client.post(address, data={"csrf_token": client.token(f"{TEAM}/publier"), **fields})


def start(client: PageClient, part: str = PART) -> dict[str, str]:
    """Take the lock and give the hidden fields of the form."""
    assert post(client, f"{TEAM}/ouvrir/{part}").status_code == 303
    page = client.get(f"{TEAM}/modifier/{part}")
    return hidden_of(page.get_data(as_text=True))


def hidden_of(html: str) -> dict[str, str]:
    return {name: hidden(html, name) for name in ("csrf_token", "base")}


def body_of(session: orm.Session) -> str:
    session.expire_all()
    return session.scalars(sa.select(Section).where(Section.key == "sante-diagnostic")).one().body
