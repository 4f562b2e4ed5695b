"""Writing the audit line is part of every write."""

from __future__ import annotations

from typing import Any, Protocol

from sqlalchemy import orm

from consult.audit.models import AuditLine

RESIDENT = "resident"
SYSTEM = "system"


class Subject(Protocol):
    id: Any
    __tablename__: str


class Signed(Protocol):
    """Someone who signs in."""

    id: Any


def record(
    session: orm.Session,
    action: str,
    subject: Subject,
    *,
    by: Signed | str,
    reason: str = "",
    **details: Any,
) -> AuditLine:
    """Add a line about `subject`, flushed so that it has its id.

    `action` is « thing.verb » (contribution.publish); `by` is a signed-in user, RESIDENT or SYSTEM.
    """
    session.flush()
    line = AuditLine(
        actor=by if isinstance(by, str) else f"user:{by.id}",
        action=action,
        subject_type=subject.__tablename__,
        subject_id=subject.id,
        reason=reason,
        details=details,
    )
    session.add(line)
    session.flush()
    return line
