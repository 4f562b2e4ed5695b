"""Where the sentences of residents stand in the contracts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contract.models import (
    ActionState,
    Contract,
    Placement,
    PlacementKind,
    Section,
    SectionKind,
)
from consult.contract.printed import is_readable
from consult.contract.states import present_states
from consult.enjeux.models import Enjeu, Vocabulary

# The sections a line may stand in, the most precise first: one without a printed number is told by
# the number of the one that contains it.
PLAN_SECTIONS = (SectionKind.PLAN, SectionKind.ENJEU)
_SECTIONS = {
    PlacementKind.COMPLEMENT: (SectionKind.COMPLEMENTS, SectionKind.DIAGNOSTIC, SectionKind.ENJEU),
    PlacementKind.OBJECTIVE: PLAN_SECTIONS,
    PlacementKind.PISTE: PLAN_SECTIONS,
}


Asking = TypeVar("Asking", bound=sa.Select[*tuple[Any, ...]])


@dataclass(frozen=True)
class Standing:
    """One placement in words; `ambition`, `objective` and `action` are empty without one.

    `action_id` is the public one; `state` is None for an action not decided yet, or no action.
    With `readable` False only the team knows of it, until a version is published.
    """

    public_id: str
    kind: PlacementKind
    slug: str
    contract: str
    ambition: str
    objective: str
    action: str
    action_id: str
    state: ActionState | None
    readable: bool


def standings(session: orm.Session, statement_ids: Collection[int]) -> dict[int, list[Standing]]:
    """By statement, of those that stand somewhere, the oldest place first; two queries at most."""
    if not statement_ids:
        return {}
    query = with_target(
        sa.select(Placement, is_readable())
        .where(Placement.statement_id.in_(statement_ids))
        .order_by(Placement.created_at, Placement.id)
    )
    rows = session.execute(query).all()
    states = present_states(session, {each.action_id for each, _ in rows if each.action_id})
    found: dict[int, list[Standing]] = {}
    for each, readable in rows:
        told = _told(each, states.get(each.action_id or 0), readable=readable)
        found.setdefault(each.statement_id, []).append(told)
    return found


def with_target(query: Asking) -> Asking:
    """The same query with all that tells where a placement is."""
    return query.options(
        orm.joinedload(Placement.contract),
        orm.joinedload(Placement.ambition),
        orm.joinedload(Placement.objective),
        orm.joinedload(Placement.action),
    )


def _told(placement: Placement, state: ActionState | None, *, readable: bool) -> Standing:
    return Standing(
        public_id=placement.public_id,
        kind=placement.kind,
        slug=placement.contract.slug,
        contract=placement.contract.subtitle or placement.contract.title,
        ambition=placement.ambition.title if placement.ambition else "",
        objective=placement.objective.text if placement.objective else "",
        action=placement.action.text if placement.action else "",
        action_id=placement.action.public_id if placement.action else "",
        state=state,
        readable=readable,
    )


def printed_numbers(session: orm.Session, placements: Collection[Placement]) -> dict[int, str]:
    """By placement id, the printed number of its section, perhaps empty; one query."""
    if not placements:
        return {}
    query = sa.select(Section.contract_id, Section.enjeu_id, Section.kind, Section.number).where(
        Section.contract_id.in_({placement.contract_id for placement in placements}),
        Section.enjeu_id.in_({placement.enjeu_id for placement in placements}),
    )
    printed = {
        (contract, enjeu, kind): number for contract, enjeu, kind, number in session.execute(query)
    }
    return {
        each.id: first_number(
            printed.get((each.contract_id, each.enjeu_id, kind)) for kind in _SECTIONS[each.kind]
        )
        for each in placements
    }


def first_number(numbers: Iterable[str | None]) -> str:
    return next((number for number in numbers if number), "")


def contract_of(session: orm.Session, vocabulary_id: int) -> Contract | None:
    """The contract that speaks with this vocabulary."""
    query = sa.select(Contract).where(Contract.vocabulary_id == vocabulary_id)
    return session.scalars(query).first()


def contract_at(session: orm.Session, slug: str) -> Contract | None:
    """With its enjeux and their ambitions."""
    query = (
        sa.select(Contract)
        .where(Contract.slug == slug)
        .options(
            orm.joinedload(Contract.vocabulary)
            .selectinload(Vocabulary.enjeux)
            .selectinload(Enjeu.ambitions)
        )
    )
    return session.scalars(query).first()


def placement_in(
    session: orm.Session, slug: str, public_id: str, *, lock: bool = False
) -> Placement | None:
    query = (
        sa.select(Placement)
        .join(Placement.contract)
        .where(Contract.slug == slug, Placement.public_id == public_id)
    )
    return session.scalars(query.with_for_update(of=Placement) if lock else query).first()
