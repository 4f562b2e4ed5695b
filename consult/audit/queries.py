"""The journal told in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy import orm

from consult.audit.labels import action_words, detail_words, subject_words, value_words
from consult.audit.models import AuditLine
from consult.audit.operations import RESIDENT, SYSTEM
from consult.web.i18n import moment
from consult.web.pagination import Page, keyset

PAGE_SIZE = 100
EMPTY: tuple[Any, ...] = (None, "", [], {})


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
    reasons = _reasons(session, page.rows)
    return Page([_tell(line, names, reasons) for line in page.rows], page.after)


def _names(session: orm.Session, lines: list[AuditLine]) -> dict[str, str]:
    """Names of the team members met; read by table name, since accounts lie above this package."""
    people = sa.table("user_account", sa.column("id"), sa.column("name"))
    ids = {int(line.actor[5:]) for line in lines if line.actor.startswith("user:")}
    if not ids:
        return {}
    rows = session.execute(sa.select(people.c.id, people.c.name).where(people.c.id.in_(ids)))
    return {f"user:{row.id}": row.name for row in rows}


def _reasons(session: orm.Session, lines: list[AuditLine]) -> dict[str, str]:
    """The moderators' reasons in the town's own words; by table name too."""
    keys = {line.reason for line in lines if line.reason}
    if not keys:
        return {}
    table = sa.table("reason", sa.column("key"), sa.column("label"))
    rows = session.execute(sa.select(table.c.key, table.c.label).where(table.c.key.in_(keys)))
    return {row.key: row.label for row in rows}


def _tell(line: AuditLine, names: dict[str, str], reasons: dict[str, str]) -> Told:
    strangers = {RESIDENT: _("a resident"), SYSTEM: _("the site’s operator")}
    who = names.get(line.actor) or strangers.get(line.actor, line.actor)
    subject = subject_words(line.subject_type)
    about = f"{subject} {line.subject_id}" if line.subject_id is not None else subject
    return Told(line.at, who, action_words(line.action), about, _details(line, reasons))


def _details(line: AuditLine, reasons: dict[str, str]) -> str:
    parts = [reasons.get(line.reason, line.reason)] if line.reason else []
    parts += [
        _("%(name)s: %(value)s", name=detail_words(name), value=_plain(name, value))
        for name, value in line.details.items()
        if value not in EMPTY
    ]
    return " · ".join(parts)


def _plain(name: str, value: Any) -> str:
    """Instants are written down as ISO 8601; everything else is told by its words."""
    if name in {"since", "until"}:
        return moment(datetime.fromisoformat(value))
    return value_words(name, value)
