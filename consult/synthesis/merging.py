"""Making one statement of several, and several of one. Nothing here commits.

What stands in a contract follows in `consult.contract.reworking`, which calls these.
"""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.audit.operations import record
from consult.enjeux.models import Ambition
from consult.synthesis.models import Citation, Statement, StatementAncestor
from consult.synthesis.operations import NothingCitedError, StaleStatementError
from consult.synthesis.permissions import is_heard


def absorb(session: orm.Session, survivor: Statement, other: Statement, *, by: User) -> None:
    """`survivor` cites what `other` cited; the address and the text of `other` are kept beside it.

    Raises ValueError for one statement or two enjeux. The caller has moved the places of `other`.
    """
    if survivor is other or survivor.enjeu_id != other.enjeu_id:
        raise ValueError("two statements of one enjeu are merged")
    older = sa.update(StatementAncestor).where(StatementAncestor.statement_id == other.id)
    session.execute(older.values(statement_id=survivor.id))
    ancestor = StatementAncestor(
        public_id=other.public_id, statement_id=survivor.id, text=other.text
    )
    session.add(ancestor)
    session.flush()
    known = sa.select(Citation.contribution_id).where(Citation.statement_id == survivor.id)
    new = sa.and_(
        Citation.statement_id == other.id, Citation.contribution_id.not_in(known.scalar_subquery())
    )
    brought = list(session.scalars(sa.select(Citation.contribution_id).where(new)))
    session.execute(
        sa.update(Citation)
        .where(new)
        .values(
            statement_id=survivor.id,
            came_with_id=sa.func.coalesce(Citation.came_with_id, ancestor.id),
        )
        .execution_options(synchronize_session=False)
    )
    survivor.topic_id = survivor.topic_id or other.topic_id
    survivor.revision += 1
    record(session, "statement.merge", survivor, by=by, statement=other.id, contributions=brought)
    session.expire(survivor, ["citations"])
    session.expire(other)
    session.delete(other)
    session.flush()


def divide(
    session: orm.Session,
    statement: Statement,
    text: str,
    *,
    going: Collection[int],
    staying: Collection[int] = (),
    by: User,
    revision: int,
    ambition: Ambition | None = None,
    ancestor: StatementAncestor | None = None,
) -> Statement:
    """A new statement that cites the contributions `going`; those `staying` too remain behind both.

    With `ancestor`, what was merged is taken apart: the new statement has its address again.
    Raises StaleStatementError when `revision` is not the present one, NothingCitedError when one of
    the two would have no published words behind it, ValueError for the same text or another ambition.
    """
    if statement.revision != revision:
        raise StaleStatementError
    if text == statement.text:
        raise ValueError("two statements that say the same are one")
    if ambition is not None and ambition.enjeu_id != statement.enjeu_id:
        raise ValueError("an ambition of another enjeu")
    gone, left = _parted(statement, going, staying)
    made = Statement(
        enjeu=statement.enjeu,
        ambition=ambition,
        topic_id=statement.topic_id,
        text=text,
        is_demo=statement.is_demo,
    )
    if ancestor is not None:
        made.public_id = ancestor.public_id
    session.add(made)
    session.flush()
    for each in gone:
        session.add(
            Citation(
                statement_id=made.id,
                contribution_id=each.contribution_id,
                created_at=each.created_at,
            )
        )
        if each not in left:
            statement.citations.remove(each)
    statement.revision += 1
    if ancestor is not None:
        session.delete(ancestor)
    record(
        session,
        "statement.split",
        statement,
        by=by,
        statement=made.id,
        contributions=[each.contribution_id for each in gone],
    )
    session.expire(made, ["citations"])
    return made


def _parted(
    statement: Statement, going: Collection[int], staying: Collection[int]
) -> tuple[list[Citation], list[Citation]]:
    """The citations of the new statement, then those that the old one keeps."""
    gone = [each for each in statement.citations if each.contribution_id in going]
    left = [
        each
        for each in statement.citations
        if each.contribution_id not in going or each.contribution_id in staying
    ]
    for part in (gone, left):
        if not any(is_heard(each.contribution) for each in part):
            raise NothingCitedError
    return gone, left


def ancestors_of(session: orm.Session, statement: Statement) -> list[StatementAncestor]:
    query = sa.select(StatementAncestor).where(StatementAncestor.statement_id == statement.id)
    return list(session.scalars(query.order_by(StatementAncestor.id)))


def survivor_of(session: orm.Session, public_id: str) -> Statement | None:
    """The statement that one known by this address was merged into."""
    query = (
        sa.select(Statement)
        .join(StatementAncestor, StatementAncestor.statement_id == Statement.id)
        .where(StatementAncestor.public_id == public_id)
    )
    return session.scalars(query).first()
