"""Writing statements and choosing what they rest on. Nothing here commits."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.audit.operations import record
from consult.contributions.models import Contribution
from consult.db import utcnow
from consult.enjeux.models import Ambition, Enjeu
from consult.synthesis.models import Citation, Statement
from consult.synthesis.permissions import can_cite, is_heard
from consult.synthesis.queries import all_heard


class StaleStatementError(Exception):
    """Somebody changed the statement since the page was shown."""


class NothingCitedError(ValueError):
    """A statement that no contribution stands behind is not written."""


def write_statement(
    session: orm.Session,
    enjeu: Enjeu,
    text: str,
    contributions: Collection[Contribution],
    *,
    by: User,
    ambition: Ambition | None = None,
    at: datetime | None = None,
    is_demo: bool = False,
) -> Statement:
    """A sentence and the contributions it sums up.

    The same sentence of the same enjeu written twice is one statement that cites both lots. Raises
    NothingCitedError without a contribution, ValueError for one that cannot be cited or an ambition
    of another enjeu.
    """
    if not contributions:
        raise NothingCitedError
    _check_ambition(enjeu, ambition)
    # Two identical sendings wait for each other here: the second one finds what the first wrote.
    session.execute(sa.select(Enjeu.id).where(Enjeu.id == enjeu.id).with_for_update())
    known = session.scalars(
        sa.select(Statement).where(Statement.enjeu_id == enjeu.id, Statement.text == text)
    ).first()
    if known is not None:
        cite(session, known, contributions, by=by)
        return known
    statement = Statement(
        enjeu=enjeu, ambition=ambition, text=text, is_demo=is_demo, created_at=at or utcnow()
    )
    session.add(statement)
    record(session, "statement.write", statement, by=by, enjeu=enjeu.key)
    cite(session, statement, contributions, by=by, at=at)
    return statement


def edit_statement(
    session: orm.Session,
    statement: Statement,
    text: str,
    *,
    by: User,
    revision: int,
    ambition: Ambition | None = None,
) -> None:
    """Raises StaleStatementError when `revision` is not the present one."""
    _check_ambition(statement.enjeu, ambition)
    if statement.revision != revision:
        raise StaleStatementError
    statement.text = text
    statement.ambition = ambition
    statement.revision += 1
    record(session, "statement.edit", statement, by=by, revision=revision)


def cite(
    session: orm.Session,
    statement: Statement,
    contributions: Collection[Contribution],
    *,
    by: User,
    at: datetime | None = None,
) -> int:
    """Add the contributions that are not cited yet; returns how many.

    Raises ValueError for one that cannot be cited: the caller rolls back.
    """
    if any(not can_cite(each, statement.enjeu) for each in contributions):
        raise ValueError("words that are not published, or of another enjeu")
    cited = {each.contribution_id for each in statement.citations}
    new = [each for each in contributions if each.id not in cited]
    for each in new:
        statement.citations.append(Citation(contribution_id=each.id, created_at=at or utcnow()))
    if new:
        ids = [each.id for each in new]
        record(session, "statement.cite", statement, by=by, contributions=ids)
        # Their author may have taken them back since they were read here.
        if not all_heard(session, statement.enjeu, ids):
            raise ValueError("words that are not published any more, or of another enjeu")
    return len(new)


def uncite(session: orm.Session, statement: Statement, contribution_id: int, *, by: User) -> bool:
    """Take a contribution from under the statement; the last published one stays.

    Raises NothingCitedError for that one; False when the contribution was not cited.
    """
    found = [each for each in statement.citations if each.contribution_id == contribution_id]
    if not found:
        return False
    if not any(is_heard(each.contribution) for each in statement.citations if each not in found):
        raise NothingCitedError
    statement.citations.remove(found[0])
    record(session, "statement.uncite", statement, by=by, contributions=[contribution_id])
    return True


def delete_statement(session: orm.Session, statement: Statement, *, by: User) -> None:
    """The caller has made sure that it stands in no contract."""
    record(session, "statement.delete", statement, by=by)
    session.delete(statement)
    session.flush()


def _check_ambition(enjeu: Enjeu, ambition: Ambition | None) -> None:
    if ambition is not None and ambition.enjeu_id != enjeu.id:
        raise ValueError("an ambition of another enjeu")
