"""One table, whatever the pictures illustrate."""

from __future__ import annotations

import secrets

from sqlalchemy import LargeBinary, orm

from consult.db import Base, Created, Identified, LongText


def new_public_id() -> str:
    """96 random bits: an address that nobody finds by trying."""
    return secrets.token_hex(12)


class Picture(Identified, Created, Base):
    """A JPEG without metadata, `width` by `height` pixels. `alt`: what one sees, if somebody said it.

    `content` is read only where the picture itself is sent.
    """

    __tablename__ = "picture"

    public_id: orm.Mapped[str] = orm.mapped_column(unique=True, default=new_public_id)
    width: orm.Mapped[int]
    height: orm.Mapped[int]
    alt: orm.Mapped[LongText] = orm.mapped_column(default="")
    content: orm.Mapped[bytes] = orm.mapped_column(LargeBinary, deferred=True)
