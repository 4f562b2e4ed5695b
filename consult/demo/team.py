"""The demonstration's sign-ins: one a role, with a password made for this data folder."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts import operations, structures
from consult.accounts.models import Role, User
from consult.audit.operations import SYSTEM
from consult.demo.files import read

FILE = "demo-sign-ins.txt"
WORDS = ("beffroi", "brique", "canal", "estaminet", "jardin", "lessive", "maison", "marche", "mouette",
         "passerelle", "peniche", "place", "pont", "quai", "tissage", "velo")  # fmt: skip

ACCOUNTS = {
    Role.ANIMATOR: ("animation@demo.example", "Animation (démonstration)"),
    Role.MODERATOR: ("moderation@demo.example", "Modération (démonstration)"),
    Role.EDITOR: ("redaction@demo.example", "Rédaction (démonstration)"),
    Role.ADMINISTRATOR: ("administration@demo.example", "Administration (démonstration)"),
}

SERVICE = ("services@demo.example", "Services techniques (démonstration)")


def make_team(session: orm.Session, password: str) -> dict[str, User]:
    """By role value, and « service »; the animator works for the first structure of workshops.yaml."""
    known = [
        structures.create(session, each["name"], key=each["key"], by=SYSTEM, is_demo=True)
        for each in read("workshops")["structures"]
    ]
    team = {
        role.value: operations.create_user(
            session,
            email=email,
            name=name,
            roles=[role],
            structure=known[0] if role is Role.ANIMATOR else None,
            password=password,
            by=SYSTEM,
            is_demo=True,
        )
        for role, (email, name) in ACCOUNTS.items()
    }
    # Whom opinions on projects are asked of: a service of the town, and no decision.
    email, name = SERVICE
    team["service"] = operations.create_user(
        session,
        email=email,
        name=name,
        roles=[Role.ANIMATOR],
        structure=structures.create(
            session, "Services techniques", key="services-techniques", by=SYSTEM, is_demo=True
        ),
        password=password,
        by=SYSTEM,
        is_demo=True,
    )
    return team


def has_team(session: orm.Session) -> bool:
    """Whether the accounts that the sign-ins open are here."""
    return bool(session.scalar(sa.select(sa.exists().where(User.is_demo))))


def new_password() -> str:
    """Four words and four digits (29 bits): enough behind the limit on tries, easy to type."""
    chosen = secrets.SystemRandom().sample(WORDS, 4)
    return "-".join([*chosen, f"{secrets.randbelow(10_000):04d}"])


def keep_password(data: Path, password: str) -> None:
    """In a file of the data folder that only its owner reads; it also marks the folder as a demo."""
    descriptor = os.open(data / FILE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(password + "\n")


def kept_password(data: Path) -> str | None:
    """The password of an earlier run; None when `data` is no demonstration's folder."""
    file = data / FILE
    return file.read_text(encoding="utf-8").strip() if file.exists() else None
