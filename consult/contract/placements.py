"""Putting a statement into a contract, moving it, taking it out. Nothing here commits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.audit.operations import record
from consult.contract.models import Action, Contract, Objective, Placement, PlacementKind
from consult.db import utcnow
from consult.enjeux.models import Ambition
from consult.synthesis.models import Statement
from consult.synthesis.operations import NothingCitedError
from consult.synthesis.queries import is_backed


@dataclass(frozen=True)
class Target:
    """Where a statement goes: the complements of its enjeu, or the plan of one of its ambitions.

    A piste is a new one unless `action` is given: it then supports that one. An objective or an
    action belongs to the ambition.
    """

    kind: PlacementKind
    ambition: Ambition | None = None
    objective: Objective | None = None
    action: Action | None = None

    def __post_init__(self) -> None:
        piste = self.kind is PlacementKind.PISTE
        if piste is not (self.ambition is not None):
            raise ValueError("a piste stands under an ambition, and nothing else does")
        for part in (self.objective, self.action):
            if part is not None and (self.ambition is None or part.ambition_id != self.ambition.id):
                raise ValueError("an objective or an action of another ambition")

    def ids(self) -> tuple[int | None, int | None, int | None]:
        return (
            self.ambition.id if self.ambition else None,
            self.objective.id if self.objective else None,
            self.action.id if self.action else None,
        )


def place(
    session: orm.Session,
    statement: Statement,
    contract: Contract,
    target: Target,
    *,
    by: User,
    at: datetime | None = None,
    is_demo: bool = False,
) -> Placement:
    """Where `statement` stands from now on; it leaves the place it had, and keeps its address.

    Raises NothingCitedError when no published words stand behind it, ValueError for a contract or
    an ambition that is not of its enjeu. Asking for the place it already has changes nothing.
    """
    check_target(statement, contract, target)
    # Two requests at once would both find it nowhere.
    session.execute(sa.select(Statement.id).where(Statement.id == statement.id).with_for_update())
    if not is_backed(session, statement.id):
        raise NothingCitedError
    placement = session.scalars(
        sa.select(Placement)
        .where(Placement.statement_id == statement.id)
        .execution_options(populate_existing=True)
    ).first()
    if placement is None:
        placement = Placement(
            contract=contract, statement=statement, is_demo=is_demo, created_at=at or utcnow()
        )
        _settle(placement, statement, target)
        session.add(placement)
        _record(session, "placement.place", placement, by)
    elif _where(placement) != (target.kind, *target.ids()):
        _settle(placement, statement, target)
        _record(session, "placement.move", placement, by)
    return placement


def check_target(statement: Statement, contract: Contract, target: Target) -> None:
    if statement.enjeu.vocabulary_id != contract.vocabulary_id:
        raise ValueError("a contract that speaks of other enjeux")
    if target.ambition is not None and target.ambition.enjeu_id != statement.enjeu_id:
        raise ValueError("an ambition of another enjeu")


def remove(session: orm.Session, placement: Placement, *, by: User) -> None:
    """The statement stands nowhere again; it keeps its words and what it cites."""
    _record(session, "placement.remove", placement, by)
    session.delete(placement)
    session.flush()


def _settle(placement: Placement, statement: Statement, target: Target) -> None:
    placement.kind = target.kind
    placement.enjeu = statement.enjeu
    placement.ambition = target.ambition
    placement.objective = target.objective
    placement.action = target.action


def _where(placement: Placement) -> tuple[PlacementKind, int | None, int | None, int | None]:
    return placement.kind, placement.ambition_id, placement.objective_id, placement.action_id


def _record(session: orm.Session, action: str, placement: Placement, by: User) -> None:
    """The line tells of which statement: once the placement is gone nothing else does."""
    session.flush()
    ambition = placement.ambition.key if placement.ambition else ""
    record(
        session,
        action,
        placement,
        by=by,
        statement=placement.statement_id,
        kind=placement.kind.value,
        ambition=ambition,
    )
