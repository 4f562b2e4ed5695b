"""The journal told in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy import orm

from consult.audit.labels import action_words, subject_words
from consult.audit.models import AuditLine
from consult.audit.operations import RESIDENT, SYSTEM
from consult.web.pagination import Page, keyset

PAGE_SIZE = 100


@dataclass(frozen=True)
class Told:
    """A line of the journal, ready to be read."""

    at: datetime
    who: str
    what: str
    about: str
    details: str


def read_journal(session: orm.Session, *, after: int | None) -> Page[Told]:
    page = keyset(
        session, sa.select(AuditLine), AuditLine.id, after=after, size=PAGE_SIZE, newest_first=True
    )
    names = _names(session, page.rows)
    return Page([_tell(line, names) for line in page.rows], page.after)


def _names(session: orm.Session, lines: list[AuditLine]) -> dict[str, str]:
    """Names of the team members met; read by table name, since accounts lie above this package."""
    people = sa.table("user_account", sa.column("id"), sa.column("name"))
    ids = {int(line.actor[5:]) for line in lines if line.actor.startswith("user:")}
    if not ids:
        return {}
    rows = session.execute(sa.select(people.c.id, people.c.name).where(people.c.id.in_(ids)))
    return {f"user:{row.id}": row.name for row in rows}


def _tell(line: AuditLine, names: dict[str, str]) -> Told:
    strangers = {RESIDENT: _("a resident"), SYSTEM: _("the site’s operator")}
    who = names.get(line.actor) or strangers.get(line.actor, line.actor)
    subject = subject_words(line.subject_type)
    about = f"{subject} {line.subject_id}" if line.subject_id is not None else subject
    return Told(line.at, who, action_words(line.action), about, _details(line))


def _details(line: AuditLine) -> str:
    parts = [line.reason] if line.reason else []
    parts += [f"{name} = {_plain(value)}" for name, value in line.details.items()]
    return " · ".join(parts)


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
