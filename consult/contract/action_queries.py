"""One action of a contract: where it is, and the residents' sentences behind it."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contract.models import (
    Action,
    ActionEvent,
    Contract,
    Placement,
    PlacementKind,
    Section,
    SectionKind,
)
from consult.contract.printed import is_readable, printed_text
from consult.contract.states import history
from consult.enjeux.models import Ambition, Enjeu
from consult.synthesis.provenance import Provenance, people_behind_all, provenances


@dataclass(frozen=True)
class Told:
    """`supports` speak of the action itself, `around` only of its objective; `people` are heard in
    `supports`, each once. `section` is the one whose table prints the action, if any. `texts` are the
    words of each sentence to show, by placement id.
    """

    action: Action
    contract: Contract
    section: Section | None
    events: list[ActionEvent]
    supports: list[Placement]
    around: list[Placement]
    texts: dict[int, str]
    provenances: dict[int, Provenance]
    people: int

    @property
    def present(self) -> ActionEvent | None:
        return self.events[-1] if self.events else None


def told_of(
    session: orm.Session, slug: str, public_id: str, *, working: bool = False
) -> Told | None:
    """Five queries, however many sentences and events there are.

    `working` tells the team the sentences of the working text; the others read what is published.
    """
    row = session.execute(_with_its_section(slug, public_id)).first()
    if row is None:
        return None
    action, contract, section = row
    texts: dict[int, str] = {}
    placements: list[Placement] = []
    for placement, printed in session.execute(_behind(action, working=working)):
        placements.append(placement)
        current = placement.statement.text
        texts[placement.id] = current if working or printed is None else printed
    supports = [each for each in placements if each.action_id == action.id]
    known = {each.statement_id for each in supports}
    return Told(
        action,
        contract,
        section,
        history(session, [action.id]).get(action.id, []),
        supports,
        [each for each in placements if each.statement_id not in known],
        texts,
        provenances(session, {each.statement_id for each in placements}),
        people_behind_all(session, known),
    )


def _with_its_section(slug: str, public_id: str) -> sa.Select[Action, Contract, Section]:
    """The action, and the section that prints the table where it stands, if there is one."""
    return (
        sa.select(Action, Contract, Section)
        .join(Action.ambition)
        .join(Ambition.enjeu)
        .join(Contract, Contract.vocabulary_id == Enjeu.vocabulary_id)
        .outerjoin(
            Section,
            sa.and_(
                Section.contract_id == Contract.id,
                Section.enjeu_id == Enjeu.id,
                Section.kind == SectionKind.PLAN,
            ),
        )
        .where(Contract.slug == slug, Action.public_id == public_id)
        .options(
            orm.contains_eager(Action.ambition).contains_eager(Ambition.enjeu),
            orm.joinedload(Action.objective),
        )
        .order_by(Section.position)
        .limit(1)
    )


def _behind(action: Action, *, working: bool) -> sa.Select[Placement, str]:
    asked = [Placement.action_id == action.id]
    if action.objective_id is not None:
        asked.append(
            sa.and_(
                Placement.kind == PlacementKind.OBJECTIVE,
                Placement.objective_id == action.objective_id,
            )
        )
    return (
        sa.select(Placement, printed_text())
        .where(sa.or_(*asked), sa.true() if working else is_readable())
        .options(orm.joinedload(Placement.statement))
        .order_by(Placement.id)
    )
