"""Reads of a contract: a whole one in six queries, however long it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contract.models import (
    Action,
    ActionKind,
    Contract,
    IndicatorRow,
    Objective,
    Placement,
    PlacementKind,
    Section,
)
from consult.enjeux.models import Ambition, Enjeu
from consult.synthesis.models import Statement
from consult.synthesis.provenance import HEARD, Provenance, add_up, cited_by_channel
from consult.territory.models import Commune, Indicator, IndicatorValue, Perimeter


@dataclass(frozen=True)
class Born:
    """A sentence of the contract that residents' words gave birth to, where it is placed."""

    public_id: str
    kind: PlacementKind
    enjeu_id: int
    ambition_id: int | None
    objective_id: int | None
    action_id: int | None
    text: str
    provenance: Provenance


@dataclass(frozen=True)
class PlanAction:
    id: int
    kind: ActionKind
    text: str


@dataclass
class PlanObjective:
    """`id` is None for the line of an ambition that bears its own actions."""

    id: int | None
    text: str
    priority: bool
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

    def enjeu(self, enjeu_id: int | None) -> Enjeu:
        return next(enjeu for enjeu in self.enjeux if enjeu.id == enjeu_id)


def load_contract(session: orm.Session, slug: str) -> Whole | None:
    contract = _contract(session, slug)
    if contract is None:
        return None
    enjeux = _enjeux(session, contract)
    return Whole(
        contract,
        list(contract.sections),
        enjeux,
        _plans(session, contract),
        _rows(session, contract),
        _born(session, contract),
    )


def _contract(session: orm.Session, slug: str) -> Contract | None:
    query = (
        sa.select(Contract)
        .where(Contract.slug == slug)
        .options(
            orm.joinedload(Contract.sections),
            orm.joinedload(Contract.parent),
            orm.joinedload(Contract.commune).joinedload(Commune.epci),
        )
    )
    return session.scalars(query).unique().first()


def _enjeux(session: orm.Session, contract: Contract) -> list[Enjeu]:
    query = (
        sa.select(Enjeu)
        .where(Enjeu.vocabulary_id == contract.vocabulary_id)
        .options(orm.joinedload(Enjeu.ambitions), orm.joinedload(Enjeu.partners))
        .order_by(Enjeu.position)
    )
    return list(session.scalars(query).unique())


def _plans(session: orm.Session, contract: Contract) -> dict[int, list[PlanObjective]]:
    """Objectives and actions come from one query: two branches of the same shape."""
    objectives = sa.select(
        Objective.ambition_id,
        Objective.id.label("objective_id"),
        sa.null().label("action_id"),
        sa.literal("").label("kind"),
        Objective.position,
        Objective.text,
        Objective.priority,
    )
    actions = sa.select(
        Action.ambition_id,
        Action.objective_id,
        Action.id,
        sa.cast(Action.kind, sa.String),
        Action.position,
        Action.text,
        sa.false(),
    )
    mine = (
        sa.select(Ambition.id)
        .join(Ambition.enjeu)
        .where(Enjeu.vocabulary_id == contract.vocabulary_id)
    )
    both = sa.union_all(
        objectives.where(Objective.ambition_id.in_(mine)),
        actions.where(Action.ambition_id.in_(mine)),
    ).subquery()
    plans: dict[int, list[PlanObjective]] = {}
    by_id: dict[int, PlanObjective] = {}
    rows = session.execute(sa.select(both).order_by(both.c.position)).all()
    for row in rows:
        if row.action_id is None:
            objective = PlanObjective(row.objective_id, row.text, bool(row.priority))
            by_id[row.objective_id] = objective
            plans.setdefault(row.ambition_id, []).append(objective)
    own: dict[int, PlanObjective] = {}
    for row in rows:
        if row.action_id is None:
            continue
        action = PlanAction(row.action_id, ActionKind(row.kind), row.text)
        if row.objective_id is None:
            holder = own.setdefault(row.ambition_id, PlanObjective(None, "", False))
        else:
            holder = by_id[row.objective_id]
        holder.actions.append(action)
    for ambition_id, line in own.items():
        plans.setdefault(ambition_id, []).insert(0, line)
    return plans


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
        .outerjoin(cited, cited.c.statement_id == Statement.id)
        .where(Placement.contract_id == contract.id)
        .order_by(Placement.id)
    )
    born = []
    for placement, lines in groupby(session.execute(query), key=lambda row: row.Placement):
        group = list(lines)
        born.append(
            Born(
                placement.public_id,
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
    """How many sentences of each contract come from residents."""
    query = sa.select(Placement.contract_id, sa.func.count().label("number")).group_by(
        Placement.contract_id
    )
    return {row.contract_id: row.number for row in session.execute(query)}
