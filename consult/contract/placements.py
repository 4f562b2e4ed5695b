"""Putting a statement into a contract, moving it, taking it out. Nothing here commits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.audit.operations import record
from consult.contract.models import (
    Action,
    ActionEvent,
    ActionKind,
    Contract,
    Objective,
    Placement,
    PlacementKind,
    spelled,
)
from consult.db import utcnow
from consult.enjeux.models import Ambition
from consult.synthesis.models import Statement
from consult.synthesis.operations import NothingCitedError
from consult.synthesis.queries import is_backed

# The key of an action that a piste of residents became, before the address of that piste.
_BORN = "habitants-"


class AlreadyThereError(ValueError):
    """The statement stands at that very place already."""


@dataclass(frozen=True)
class Target:
    """Where a statement goes: the complements of its enjeu, or the plan of one of its ambitions.

    A piste is a new one unless `action` is given: it then supports that one. In the same way
    « objective » supports the objective given. An objective or an action belongs to the ambition.
    """

    kind: PlacementKind
    ambition: Ambition | None = None
    objective: Objective | None = None
    action: Action | None = None

    def __post_init__(self) -> None:
        complement = self.kind is PlacementKind.COMPLEMENT
        if complement is (self.ambition is not None):
            raise ValueError("what stands in the plan has an ambition, and nothing else does")
        supports = self.kind is PlacementKind.OBJECTIVE
        if supports and (self.objective is None or self.action is not None):
            raise ValueError("an objective is supported, and nothing under it")
        for part in (self.objective, self.action):
            if part is not None and (self.ambition is None or part.ambition_id != self.ambition.id):
                raise ValueError("an objective or an action of another ambition")

    def spelled(self) -> str:
        return spelled(
            self.kind,
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
    """One more place where `statement` stands; asking for one that it has already changes nothing.

    Raises NothingCitedError when no published words stand behind it, ValueError for a contract or
    an ambition that is not of its enjeu.
    """
    check_target(statement, contract, target)
    _hold(session, statement)
    placement = placement_at(session, statement, target.spelled())
    if placement is not None:
        return placement
    placement = Placement(
        contract=contract, statement=statement, is_demo=is_demo, created_at=at or utcnow()
    )
    _settle(placement, statement, target)
    session.add(placement)
    _record(session, "placement.place", placement, by)
    return placement


def move(session: orm.Session, placement: Placement, target: Target, *, by: User) -> None:
    """To another place, with the same public address; moved to where it is, nothing changes.

    Raises as `place` does, and AlreadyThereError when the statement stands there too.
    """
    statement = placement.statement
    check_target(statement, placement.contract, target)
    _hold(session, statement)
    twin = placement_at(session, statement, target.spelled())
    if twin is placement:
        return
    if twin is not None:
        raise AlreadyThereError
    left = placement.action
    _settle(placement, statement, target)
    _record(session, "placement.move", placement, by)
    forget_if_unused(session, left)


def remove(session: orm.Session, placement: Placement, *, by: User) -> None:
    """The statement no longer stands there; it keeps its words, what it cites, its other places."""
    left = placement.action
    _record(session, "placement.remove", placement, by)
    session.delete(placement)
    session.flush()
    forget_if_unused(session, left)


def follow(session: orm.Session, placement: Placement, *, by: User) -> Action:
    """A piste born of residents becomes an action: it has a page, and can have a state.

    The place keeps its address and supports that action from now on. Raises ValueError when it is
    no piste.
    """
    if placement.action is not None:
        return placement.action
    if placement.kind is not PlacementKind.PISTE or placement.ambition_id is None:
        raise ValueError("only a piste becomes an action")
    last = sa.select(sa.func.max(Action.position)).where(
        Action.ambition_id == placement.ambition_id
    )
    action = Action(
        ambition_id=placement.ambition_id,
        objective_id=placement.objective_id,
        kind=ActionKind.PISTE,
        key=key_of_piste(placement.public_id),
        position=(session.scalar(last) or 0) + 1,
        text=placement.statement.text,
        born=True,
    )
    session.add(action)
    record(session, "action.follow", action, by=by, statement=placement.statement_id)
    placement.action = action
    session.flush()
    return action


def key_of_piste(public_id: str) -> str:
    """The key of the action that the piste at this address becomes."""
    return f"{_BORN}{public_id}"


def piste_of_key(key: str) -> str:
    """The address of the piste that an action with this key was, empty for another action."""
    return key.removeprefix(_BORN) if key.startswith(_BORN) else ""


def forget_if_unused(session: orm.Session, action: Action | None) -> None:
    """An action that only a sentence made goes with its last sentence, unless something was said
    of its state: the town answered then, and the answer stays.
    """
    if action is None or not action.born:
        return
    session.flush()
    placed = sa.select(Placement.id).where(Placement.action_id == action.id).limit(1)
    told = sa.select(ActionEvent.id).where(ActionEvent.action_id == action.id).limit(1)
    if session.scalar(placed) is None and session.scalar(told) is None:
        session.delete(action)
        session.flush()


def check_target(statement: Statement, contract: Contract, target: Target) -> None:
    if statement.enjeu.vocabulary_id != contract.vocabulary_id:
        raise ValueError("a contract that speaks of other enjeux")
    if target.ambition is not None and target.ambition.enjeu_id != statement.enjeu_id:
        raise ValueError("an ambition of another enjeu")


def placement_at(session: orm.Session, statement: Statement, target: str) -> Placement | None:
    query = sa.select(Placement).where(
        Placement.statement_id == statement.id, Placement.target == target
    )
    return session.scalars(query.execution_options(populate_existing=True)).first()


def _hold(session: orm.Session, statement: Statement) -> None:
    """Two requests at once would both find it nowhere."""
    session.flush()
    session.execute(sa.select(Statement.id).where(Statement.id == statement.id).with_for_update())
    if not is_backed(session, statement.id):
        raise NothingCitedError


def _settle(placement: Placement, statement: Statement, target: Target) -> None:
    placement.kind = target.kind
    placement.enjeu = statement.enjeu
    placement.ambition = target.ambition
    placement.objective = target.objective
    placement.action = target.action


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
