"""Reads of a contract: a whole one in six queries at most, however long it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contract.axes import NO_AXES, Axes, axes_of
from consult.contract.models import (
    Action,
    ActionEvent,
    ActionKind,
    ActionState,
    Contract,
    IndicatorRow,
    Objective,
    Placement,
    PlacementKind,
    Section,
)
from consult.contract.states import last_event
from consult.contract.version_models import ContractVersion, VersionSentence
from consult.enjeux.models import Ambition, Enjeu, Vocabulary
from consult.synthesis.models import Statement
from consult.synthesis.provenance import HEARD, Provenance, add_up, cited_by_channel
from consult.territory.models import Commune, Indicator, IndicatorValue, Perimeter


@dataclass(frozen=True)
class Born:
    """A sentence of the contract that residents' words gave birth to, at one of its places."""

    public_id: str
    statement_id: int
    kind: PlacementKind
    enjeu_id: int
    ambition_id: int | None
    objective_id: int | None
    action_id: int | None
    text: str
    provenance: Provenance


@dataclass(frozen=True)
class PlanAction:
    """`state` and the day it was reached are None for an action not decided yet."""

    id: int
    public_id: str
    kind: ActionKind
    text: str
    state: ActionState | None
    since: date | None
    key: str


@dataclass
class PlanObjective:
    """`id` is None for the line of an ambition that bears its own actions."""

    id: int | None
    text: str
    priority: bool
    key: str = ""
    actions: list[PlanAction] = field(default_factory=list)


@dataclass
class Whole:
    """A contract with all that its document prints. `plans` is by ambition, `rows` by enjeu."""

    contract: Contract
    sections: list[Section]
    enjeux: list[Enjeu]
    plans: dict[int, list[PlanObjective]]
    rows: dict[int, list[IndicatorRow]]
    born: list[Born]
    axes: Axes = NO_AXES

    def enjeu(self, enjeu_id: int | None) -> Enjeu:
        return next(enjeu for enjeu in self.enjeux if enjeu.id == enjeu_id)


def load_contract(session: orm.Session, slug: str, *, indicators: bool = True) -> Whole | None:
    """Five queries; four without the figures of the tables of indicators."""
    contract = session.scalars(contract_query(slug)).unique().first()
    return None if contract is None else whole_of(session, contract, indicators=indicators)


def contract_of_slug(session: orm.Session, slug: str, *, lock: bool = False) -> Contract | None:
    """The contract alone; `lock` holds it, read afresh, until the transaction ends."""
    query = sa.select(Contract).where(Contract.slug == slug)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).first()


def whole_of(session: orm.Session, contract: Contract, *, indicators: bool = True) -> Whole:
    """Four more queries, for a contract that `contract_query` found."""
    enjeux = _enjeux(session, contract)
    return Whole(
        contract,
        list(contract.sections),
        enjeux,
        _plans(session, contract),
        _rows(session, contract) if indicators else {},
        _born(session, contract),
        axes_of(session, enjeux),
    )


def contract_query(slug: str) -> sa.Select[Contract]:
    return (
        sa.select(Contract)
        .where(Contract.slug == slug)
        .options(
            orm.joinedload(Contract.sections),
            orm.joinedload(Contract.parent),
            orm.joinedload(Contract.commune).joinedload(Commune.epci),
        )
    )


def _enjeux(session: orm.Session, contract: Contract) -> list[Enjeu]:
    query = (
        sa.select(Enjeu)
        .where(Enjeu.vocabulary_id == contract.vocabulary_id)
        .options(
            orm.joinedload(Enjeu.ambitions),
            orm.joinedload(Enjeu.partners),
            orm.joinedload(Enjeu.vocabulary).joinedload(Vocabulary.axes),
        )
        .order_by(Enjeu.position)
    )
    return list(session.scalars(query).unique())


def _plans(session: orm.Session, contract: Contract) -> dict[int, list[PlanObjective]]:
    """In their printed order; actions born of residents come after those of the contract's file."""
    plans: dict[int, list[PlanObjective]] = {}
    by_id: dict[int, PlanObjective] = {}
    rows = session.execute(_lines_of_plans(contract)).all()
    for row in rows:
        if row.action_id is None:
            objective = PlanObjective(row.objective_id, row.text, bool(row.priority), row.key)
            by_id[row.objective_id] = objective
            plans.setdefault(row.ambition_id, []).append(objective)
    own: dict[int, PlanObjective] = {}
    for row in rows:
        if row.action_id is None:
            continue
        if row.objective_id is None:
            holder = own.setdefault(row.ambition_id, PlanObjective(None, "", False))
        else:
            holder = by_id[row.objective_id]
        holder.actions.append(_action(row))
    for ambition_id, line in own.items():
        plans.setdefault(ambition_id, []).insert(0, line)
    return plans


def _action(row: sa.Row[Any]) -> PlanAction:
    return PlanAction(
        row.action_id,
        row.public_id,
        ActionKind(row.kind),
        row.text,
        ActionState(row.state) if row.state else None,
        row.since,
        row.key,
    )


def _lines_of_plans(contract: Contract) -> sa.Select[Any]:
    """Objectives and actions of a contract in one query: two branches of the same shape."""
    objectives = sa.select(
        Objective.ambition_id,
        Objective.id.label("objective_id"),
        sa.null().label("action_id"),
        sa.literal("").label("public_id"),
        sa.false().label("born"),
        sa.literal("").label("kind"),
        Objective.position,
        Objective.text,
        Objective.priority,
        sa.cast(sa.null(), sa.String).label("state"),
        sa.cast(sa.null(), sa.Date).label("since"),
        Objective.key,
    )
    latest = last_event(Action.id).correlate(Action).scalar_subquery()
    actions = sa.select(
        Action.ambition_id,
        Action.objective_id,
        Action.id,
        Action.public_id,
        Action.born,
        sa.cast(Action.kind, sa.String),
        Action.position,
        Action.text,
        sa.false(),
        sa.cast(ActionEvent.state, sa.String),
        ActionEvent.on,
        Action.key,
    ).outerjoin(ActionEvent, ActionEvent.id == latest)
    mine = (
        sa.select(Ambition.id)
        .join(Ambition.enjeu)
        .where(Enjeu.vocabulary_id == contract.vocabulary_id)
    )
    both = sa.union_all(
        objectives.where(Objective.ambition_id.in_(mine)),
        actions.where(Action.ambition_id.in_(mine)),
    ).subquery()
    return sa.select(both).order_by(both.c.born, both.c.position)


def _rows(session: orm.Session, contract: Contract) -> dict[int, list[IndicatorRow]]:
    query = (
        sa.select(IndicatorRow)
        .where(IndicatorRow.contract_id == contract.id)
        .options(
            orm.joinedload(IndicatorRow.indicator)
            .joinedload(Indicator.values)
            .joinedload(IndicatorValue.perimeter)
            .joinedload(Perimeter.communes)
        )
        .order_by(IndicatorRow.enjeu_id, IndicatorRow.position)
    )
    rows = session.scalars(query).unique()
    return {key: list(group) for key, group in groupby(rows, key=lambda row: row.enjeu_id)}


def _born(session: orm.Session, contract: Contract) -> list[Born]:
    placed = sa.select(Placement.statement_id).where(Placement.contract_id == contract.id)
    cited = cited_by_channel(placed)
    query = (
        sa.select(Placement, Statement.text, *(cited.c[name] for name in HEARD))
        .join(Placement.statement)
        .outerjoin(cited, cited.c.owner_id == Statement.id)
        .where(Placement.contract_id == contract.id)
        .order_by(Placement.id)
    )
    born = []
    for placement, lines in groupby(session.execute(query), key=lambda row: row.Placement):
        group = list(lines)
        born.append(
            Born(
                placement.public_id,
                placement.statement_id,
                placement.kind,
                placement.enjeu_id,
                placement.ambition_id,
                placement.objective_id,
                placement.action_id,
                group[0].text,
                add_up(row[2:] for row in group),
            )
        )
    return born


def list_contracts(session: orm.Session) -> list[Contract]:
    """Frameworks first, then volets by commune."""
    query = (
        sa.select(Contract)
        .options(orm.joinedload(Contract.parent), orm.joinedload(Contract.commune))
        .order_by(Contract.kind, Contract.slug)
    )
    return list(session.scalars(query))


def count_born(session: orm.Session) -> dict[int, int]:
    """How many sentences of each contract come from residents, wherever they stand in what is read.

    One query.
    """
    last = (
        sa.select(sa.func.max(ContractVersion.id).label("id"), ContractVersion.contract_id)
        .group_by(ContractVersion.contract_id)
        .subquery()
    )
    printed = (
        sa.select(
            last.c.contract_id, sa.func.count(VersionSentence.text.distinct()).label("number")
        )
        .outerjoin(VersionSentence, VersionSentence.version_id == last.c.id)
        .group_by(last.c.contract_id)
    )
    placed = (
        sa.select(
            Placement.contract_id, sa.func.count(Placement.statement_id.distinct()).label("number")
        )
        .where(Placement.contract_id.not_in(sa.select(ContractVersion.contract_id)))
        .group_by(Placement.contract_id)
    )
    both = sa.union_all(printed, placed)
    return {row.contract_id: row.number for row in session.execute(both)}
