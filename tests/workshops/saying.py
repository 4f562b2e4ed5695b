"""Short ways to say things in a workshop, shared by these tests."""

from __future__ import annotations

from typing import Any

from sqlalchemy import orm

from consult.accounts.models import Role, Structure, User, UserRole
from consult.workshops import speech
from consult.workshops.models import Item, ItemKind, Workshop
from tests.factories import World, make_workshop


def base(workshop: Workshop) -> str:
    return f"/espace/ateliers/{workshop.public_id}"


def said(text: str = "Il manque des bancs.", **values: Any) -> dict[str, Any]:
    """What the form of one item sends, hidden fields aside."""
    return {
        "text": text,
        "kind": "constat",
        "part": "",
        "college": "habitants",
        "intensity": "modere",
        "heard_from": "1",
        "dots": "0",
        **values,
    }


def open_workshop(session: orm.Session, world: World, **values: Any) -> Workshop:
    workshop = make_workshop(session, world, **values)
    session.commit()
    return workshop


def write_down(
    session: orm.Session,
    workshop: Workshop,
    text: str,
    kind: ItemKind = ItemKind.OBSERVATION,
    **values: Any,
) -> Item:
    """An item written by the workshop's animator; committed."""
    key = values.pop("key", f"key-{len(workshop.items):08d}")
    item, _ = speech.add_item(
        session, workshop, workshop.animator, key, speech.Said(kind=kind, text=text, **values)
    )
    session.commit()
    return item


def stranger(session: orm.Session) -> User:
    """An animator of another structure."""
    user = User(
        email="autre@example.org",
        name="Compte autre",
        epoch="0123456789abcdef",
        structure=Structure(key="maison-de-quartier", name="Maison de quartier"),
        held=[UserRole(role=Role.ANIMATOR)],
    )
    session.add(user)
    session.commit()
    return user


def heading(**values: Any) -> dict[str, Any]:
    """What the form of a record's heading sends."""
    return {
        "title": "Café papote du Bizet",
        "kind": "cafe-papote",
        "held_on": "2026-11-03",
        "starts_at": "14:00",
        "place": "Salle du Bizet",
        "women": "12",
        "men": "6",
        "quarters": ["attargette-chanzy"],
        "colleges": ["habitants", "elus"],
        "parts": "Tour de parole | 20\nEt demain ?",
        "guiding_question": "Qu’est-ce qui vous manque ?",
        "confidential": "Une dispute dans la salle.",
        **values,
    }
