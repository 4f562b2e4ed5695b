"""Social centres, associations and services that animators work for."""

from __future__ import annotations

import re
import unicodedata

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.exc import IntegrityError

from consult.accounts.models import Structure
from consult.audit.operations import Signed, record


def create(
    session: orm.Session,
    name: str,
    *,
    by: Signed | str,
    key: str | None = None,
    is_demo: bool = False,
) -> Structure:
    """The structure of that key (made from its name when not given), found again or added."""
    wanted = key or slug(name)
    known = session.scalars(sa.select(Structure).where(Structure.key == wanted)).first()
    if known is not None:
        return known
    structure = Structure(key=wanted, name=name, is_demo=is_demo)
    try:
        with session.begin_nested():
            session.add(structure)
    except IntegrityError:  # another request was faster
        return session.scalars(sa.select(Structure).where(Structure.key == wanted)).one()
    record(session, "structure.create", structure, by=by)
    return structure


def slug(name: str) -> str:
    """« Centre social Salengro » → centre-social-salengro."""
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:100] or "structure"
