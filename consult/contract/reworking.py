"""Merging and splitting statements with the places where they stand. Nothing here commits.

Every public address given to one of their places goes on leading to words that are still there.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.contract.models import Contract, Placement, PlacementAncestor
from consult.contract.placements import placement_at
from consult.contract.printed import is_readable
from consult.contract.version_models import VersionSentence
from consult.enjeux.models import Ambition, Enjeu
from consult.synthesis import merging
from consult.synthesis.models import Statement, StatementAncestor
from consult.synthesis.operations import StaleStatementError, edit_statement


def hold(session: orm.Session, public_id: str, others: Collection[str]) -> list[Statement]:
    """The statements of `others` that are of the same enjeu, read afresh and held with that one.

    Whoever merges or splits in an enjeu waits for the one before: two merges cannot cross.
    """
    enjeu = sa.select(Statement.enjeu_id).where(Statement.public_id == public_id)
    enjeu_id = session.scalar(enjeu)
    session.execute(sa.select(Enjeu.id).where(Enjeu.id == enjeu_id).with_for_update())
    query = (
        sa.select(Statement)
        .where(Statement.enjeu_id == enjeu_id, Statement.public_id.in_({public_id, *others}))
        .order_by(Statement.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return [each for each in session.scalars(query) if each.public_id != public_id]


def merge(
    session: orm.Session,
    survivor: Statement,
    others: Sequence[Statement],
    *,
    by: User,
    text: str | None = None,
    revision: int | None = None,
) -> None:
    """One statement of several: their citations are united, and their places without doubles.

    `text` replaces that of `survivor`. Raises StaleStatementError when `revision` is not its
    present one, ValueError for no other statement or one of another enjeu.
    """
    if revision is not None and survivor.revision != revision:
        raise StaleStatementError
    if not others or any(each.enjeu_id != survivor.enjeu_id for each in others):
        raise ValueError("statements of one enjeu are merged")
    if text is not None and text != survivor.text:
        edit_statement(
            session, survivor, text, by=by, revision=survivor.revision, ambition=survivor.ambition
        )
    for other in others:
        for placement in _places(session, other):
            _hand_over(session, placement, survivor)
        # The words that a version printed stay heard: those behind them are now behind `survivor`.
        printed = sa.update(VersionSentence).where(VersionSentence.statement_id == other.id)
        session.execute(printed.values(statement_id=survivor.id))
        merging.absorb(session, survivor, other, by=by)


def split(
    session: orm.Session,
    statement: Statement,
    text: str,
    *,
    going: Collection[int],
    staying: Collection[int] = (),
    places: Collection[Placement] = (),
    by: User,
    revision: int,
    ambition: Ambition | None = None,
    ancestor: StatementAncestor | None = None,
) -> Statement:
    """As `consult.synthesis.merging.divide`; `places` leave with the new statement."""
    if any(each.statement_id != statement.id for each in places):
        raise ValueError("a place of another statement")
    made = merging.divide(
        session,
        statement,
        text,
        going=going,
        staying=staying,
        by=by,
        revision=revision,
        ambition=ambition,
        ancestor=ancestor,
    )
    for each in places:
        each.statement = made
    session.flush()
    _printed_follow(session, places, made)
    return made


def _printed_follow(
    session: orm.Session, places: Collection[Placement], statement: Statement
) -> None:
    """The words that a version printed at these places, whatever address they had then, are from now
    on those of `statement`: whoever reads them is led to the people behind the place.
    """
    here = [each.id for each in places]
    united = sa.select(PlacementAncestor.public_id).where(PlacementAncestor.placement_id.in_(here))
    address = VersionSentence.placement_public_id
    session.execute(
        sa.update(VersionSentence)
        .where(sa.or_(address.in_([each.public_id for each in places]), address.in_(united)))
        .values(statement_id=statement.id)
        .execution_options(synchronize_session=False)
    )


def _places(session: orm.Session, statement: Statement) -> list[Placement]:
    query = sa.select(Placement).where(Placement.statement_id == statement.id)
    return list(session.scalars(query.order_by(Placement.id)))


def _hand_over(session: orm.Session, placement: Placement, survivor: Statement) -> None:
    """To `survivor`; where it stands already, the place is united with its own."""
    twin = placement_at(session, survivor, placement.target)
    if twin is None:
        placement.statement = survivor
        session.flush()
        return
    older = sa.update(PlacementAncestor).where(PlacementAncestor.placement_id == placement.id)
    session.execute(older.values(placement_id=twin.id))
    session.add(PlacementAncestor(public_id=placement.public_id, placement_id=twin.id))
    session.delete(placement)
    session.flush()


def successor(
    session: orm.Session, public_id: str, *, working: bool = False
) -> tuple[str, str] | None:
    """Slug and public id of the place that this address was united with; one that readers may see,
    or any with `working`.
    """
    query = (
        sa.select(Contract.slug, Placement.public_id)
        .join(Placement, Placement.contract_id == Contract.id)
        .join(PlacementAncestor, PlacementAncestor.placement_id == Placement.id)
        .where(PlacementAncestor.public_id == public_id, sa.true() if working else is_readable())
    )
    row = session.execute(query).first()
    return (row[0], row[1]) if row else None
