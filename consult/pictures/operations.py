"""Keeping a picture and removing it. Nothing here commits."""

from __future__ import annotations

from sqlalchemy import orm

from consult.audit.operations import Signed, Subject, record
from consult.pictures.making import Made
from consult.pictures.models import Picture


def keep(session: orm.Session, made: Made, alt: str) -> Picture:
    """The line of the journal is that of the words it comes with."""
    picture = Picture(content=made.content, width=made.width, height=made.height, alt=alt)
    session.add(picture)
    session.flush()
    return picture


def remove(
    session: orm.Session, picture: Picture, subject: Subject, *, by: Signed | str, reason: str
) -> None:
    """Erase one picture of `subject`, whose words stay. The journal keeps why, and nothing of it."""
    record(session, "picture.remove", subject, by=by, reason=reason)
    session.delete(picture)
    session.flush()
