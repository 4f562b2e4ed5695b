"""Writing a line of a mapping, removing one. Nothing here commits."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.audit.operations import record
from consult.contract.mappings.models import EnjeuMapping, MappingKind
from consult.contract.mappings.queries import OPPOSITE, Line, Mapping, Point, mapping_between
from consult.enjeux.models import Vocabulary


class StaleLineError(Exception):
    """The line is no longer what the page showed."""


def held(session: orm.Session, left: str, right: str) -> Mapping | None:
    """The mapping, which nobody else changes before this transaction ends."""
    keys = sorted([left, right])
    query = sa.select(Vocabulary.id).where(Vocabulary.key.in_(keys)).order_by(Vocabulary.key)
    session.execute(query.with_for_update())
    return mapping_between(session, left, right)


def set_line(
    session: orm.Session,
    mapping: Mapping,
    left: Point,
    right: Point,
    kind: MappingKind,
    note: str,
    *,
    by: User,
    seen: str = "",
) -> None:
    """Write the line between two points, or change it. `seen` is the stamp of the line as it was shown,
    empty for a new one: raises StaleLineError when it says something else now.
    """
    present = line_between(mapping, left, right)
    if present is not None and (present.kind, present.note) == (kind, note):
        return
    if (present.seen if present else "") != seen:
        raise StaleLineError
    stored = OPPOSITE.get(kind, kind) if mapping.turned else kind
    if present is None:
        row = _new(left, right) if not mapping.turned else _new(right, left)
        row.kind, row.note = stored, note
        session.add(row)
    else:
        row = session.get_one(EnjeuMapping, present.id)
        row.kind, row.note = stored, note
    session.flush()
    record(session, "enjeu_mapping.set", row, by=by, kind=kind.value, key=_told(left, right))


def remove_line(session: orm.Session, line: Line, *, by: User, seen: str) -> None:
    """Raises StaleLineError when it changed since it was shown."""
    if line.seen != seen:
        raise StaleLineError
    row = session.get_one(EnjeuMapping, line.id)
    record(
        session,
        "enjeu_mapping.remove",
        row,
        by=by,
        kind=line.kind.value,
        key=_told(line.left, line.right),
    )
    session.delete(row)
    session.flush()


def line_between(mapping: Mapping, left: Point, right: Point) -> Line | None:
    wanted = left.ids, right.ids
    return next((each for each in mapping.lines if (each.left.ids, each.right.ids) == wanted), None)


def _new(left: Point, right: Point) -> EnjeuMapping:
    return EnjeuMapping(
        from_enjeu=left.enjeu,
        from_ambition=left.ambition,
        to_enjeu=right.enjeu,
        to_ambition=right.ambition,
    )


def _told(left: Point, right: Point) -> str:
    return f"{left.key} → {right.key}"
