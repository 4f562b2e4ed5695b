"""The plan of an enjeu for those who keep it: each line, where it is, and who stands behind it."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contract.models import (
    Action,
    ActionEvent,
    Contract,
    Objective,
    Placement,
    PlacementKind,
)
from consult.contract.placing_queries import lines_of
from consult.contract.printed import is_readable
from consult.contract.states import present
from consult.contributions.models import Contribution
from consult.enjeux.models import Ambition, Enjeu
from consult.synthesis.models import Citation
from consult.synthesis.provenance import Provenance, provenances, published_behind

# Words shown under each sentence; the others are behind it, one click further.
FEW = 3


class LineKind(enum.Enum):
    OBJECTIVE = "objective"
    ACTION = "action"
    PISTE = "piste"


@dataclass(frozen=True)
class Spot:
    """A sentence at one of its places, and the first of the published words it comes from.

    With `readable` False only the team knows of it, until a version is published.
    """

    placement: Placement
    readable: bool
    provenance: Provenance
    words: tuple[Contribution, ...]


@dataclass
class Line:
    """A line of the plan. A « piste » is a sentence of residents that is no action yet."""

    kind: LineKind
    text: str
    objective: Objective | None = None
    action: Action | None = None
    event: ActionEvent | None = None
    spots: list[Spot] = field(default_factory=list)

    @property
    def sourced(self) -> bool:
        return any(spot.provenance.contributions for spot in self.spots)


@dataclass(frozen=True)
class Plan:
    """`complements` are the residents' paragraphs of the enjeu."""

    enjeu: Enjeu
    complements: list[Spot]
    ambitions: list[tuple[Ambition, list[Line]]]


def plan_of(session: orm.Session, contract: Contract, enjeu: Enjeu) -> Plan:
    """Eight queries at most, however many sentences stand there."""
    objectives, actions = lines_of(session, enjeu)
    spots = _spots(session, contract, enjeu)
    events = present(session, [each.id for each in actions])
    by_ambition: dict[int, list[Line]] = {each.id: [] for each in enjeu.ambitions}
    for ambition in enjeu.ambitions:
        mine = [each for each in actions if each.ambition_id == ambition.id]
        lines = by_ambition[ambition.id]
        lines += [_of_action(each, events, spots) for each in mine if each.objective_id is None]
        lines += _pistes(spots, ambition, None)
        for objective in (each for each in objectives if each.ambition_id == ambition.id):
            lines.append(_of_objective(objective, spots))
            under = [each for each in mine if each.objective_id == objective.id]
            lines += [_of_action(each, events, spots) for each in under]
            lines += _pistes(spots, ambition, objective)
    return Plan(
        enjeu,
        [each for each in spots if each.placement.kind is PlacementKind.COMPLEMENT],
        [(each, by_ambition[each.id]) for each in enjeu.ambitions],
    )


def _of_objective(objective: Objective, spots: list[Spot]) -> Line:
    behind = [
        each
        for each in spots
        if each.placement.kind is PlacementKind.OBJECTIVE
        and each.placement.objective_id == objective.id
    ]
    return Line(LineKind.OBJECTIVE, objective.text, objective=objective, spots=behind)


def _of_action(action: Action, events: dict[int, ActionEvent], spots: list[Spot]) -> Line:
    behind = [each for each in spots if each.placement.action_id == action.id]
    return Line(
        LineKind.ACTION, action.text, action=action, event=events.get(action.id), spots=behind
    )


def _pistes(spots: list[Spot], ambition: Ambition, objective: Objective | None) -> list[Line]:
    return [
        Line(LineKind.PISTE, each.placement.statement.text, objective=objective, spots=[each])
        for each in spots
        if each.placement.kind is PlacementKind.PISTE
        and each.placement.action_id is None
        and each.placement.ambition_id == ambition.id
        and each.placement.objective_id == (objective.id if objective else None)
    ]


def _spots(session: orm.Session, contract: Contract, enjeu: Enjeu) -> list[Spot]:
    rows = session.execute(
        sa.select(Placement, is_readable())
        .where(Placement.contract_id == contract.id, Placement.enjeu_id == enjeu.id)
        .options(orm.joinedload(Placement.statement))
        .order_by(Placement.id)
    ).all()
    ids = {each.statement_id for each, _ in rows}
    heard = provenances(session, ids)
    said = first_words(session, ids)
    return [
        Spot(each, readable, heard[each.statement_id], tuple(said.get(each.statement_id, ())))
        for each, readable in rows
    ]


def first_words(session: orm.Session, statement_ids: set[int]) -> dict[int, list[Contribution]]:
    """By statement id, the first published words that it cites; one query."""
    if not statement_ids:
        return {}
    number = sa.func.row_number().over(
        partition_by=Citation.statement_id, order_by=Citation.contribution_id
    )
    ranked = (
        published_behind(statement_ids)
        .with_only_columns(
            Citation.statement_id,
            Citation.contribution_id,
            number.label("number"),
            maintain_column_froms=True,
        )
        .subquery()
    )
    query = (
        sa.select(ranked.c.statement_id, Contribution)
        .join(Contribution, Contribution.id == ranked.c.contribution_id)
        .where(ranked.c.number <= FEW)
        .order_by(Contribution.id)
    )
    found: dict[int, list[Contribution]] = {}
    for statement_id, contribution in session.execute(query):
        found.setdefault(statement_id, []).append(contribution)
    return found
