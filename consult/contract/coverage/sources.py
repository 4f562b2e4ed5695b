"""Which lines of a contract come from residents, and which have no source among them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contract.models import Action, Contract, Objective, Placement
from consult.contributions.models import Contribution, Status
from consult.enjeux.models import Ambition, Enjeu, Vocabulary
from consult.synthesis.models import Citation

Part = TypeVar("Part", Objective, Action)
# Published words stand behind the statement of a placement.
_BACKED = (
    sa.exists()
    .where(
        Citation.statement_id == Placement.statement_id,
        Citation.contribution_id == Contribution.id,
        Contribution.status == Status.PUBLISHED,
    )
    .correlate(Placement)
)


@dataclass
class Sources:
    """Of one enjeu: the lines that nobody's words stand behind, and how many lines there are.

    An objective has a source when a sentence stands behind it or behind anything under it.
    `forsaken` are the residents' sentences whose words were all taken back since.
    """

    enjeu: Enjeu
    objectives: int = 0
    actions: int = 0
    bare_objectives: list[Objective] = field(default_factory=list)
    bare_actions: list[Action] = field(default_factory=list)
    forsaken: list[Placement] = field(default_factory=list)

    @property
    def sourced_objectives(self) -> int:
        return self.objectives - len(self.bare_objectives)

    @property
    def sourced_actions(self) -> int:
        return self.actions - len(self.bare_actions)


def sources_of(session: orm.Session, vocabulary: Vocabulary) -> list[Sources]:
    """One for each enjeu, in the contract's order; three queries."""
    found = {each.id: Sources(each) for each in vocabulary.enjeux}
    behind_objective = sa.exists().where(Placement.objective_id == Objective.id, _BACKED)
    for objective, sourced in _lines(session, vocabulary, Objective, behind_objective):
        line = found[objective.ambition.enjeu_id]
        line.objectives += 1
        if not sourced:
            line.bare_objectives.append(objective)
    behind_action = sa.exists().where(Placement.action_id == Action.id, _BACKED)
    for action, sourced in _lines(session, vocabulary, Action, behind_action):
        line = found[action.ambition.enjeu_id]
        line.actions += 1
        if not sourced:
            line.bare_actions.append(action)
    forsaken = (
        sa.select(Placement)
        .join(Placement.contract)
        .where(Contract.vocabulary_id == vocabulary.id, ~_BACKED)
        .options(orm.joinedload(Placement.statement))
        .order_by(Placement.id)
    )
    for placement in session.scalars(forsaken):
        found[placement.enjeu_id].forsaken.append(placement)
    return list(found.values())


def _lines(
    session: orm.Session,
    vocabulary: Vocabulary,
    table: type[Part],
    sourced: sa.ColumnElement[bool],
) -> list[tuple[Part, bool]]:
    query = (
        sa.select(table, sourced.label("sourced"))
        .join(Ambition, Ambition.id == table.ambition_id)
        .join(Enjeu, Enjeu.id == Ambition.enjeu_id)
        .where(Enjeu.vocabulary_id == vocabulary.id)
        .options(orm.joinedload(table.ambition))
        .order_by(Enjeu.position, Ambition.position, table.position)
    )
    return [(line, bool(is_sourced)) for line, is_sourced in session.execute(query)]
