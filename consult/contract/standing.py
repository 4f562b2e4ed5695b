"""Where the sentences of residents stand in the contracts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contract.models import Contract, Placement, PlacementKind, Section, SectionKind

# The sections a placement may stand in, the most precise first: one without a printed number is
# told by the number of the one that contains it.
_SECTIONS = {
    PlacementKind.COMPLEMENT: (SectionKind.COMPLEMENTS, SectionKind.DIAGNOSTIC, SectionKind.ENJEU),
    PlacementKind.PISTE: (SectionKind.PLAN, SectionKind.ENJEU),
}


@dataclass(frozen=True)
class Standing:
    """One placement in words; `ambition`, `objective` and `action` are empty without one."""

    public_id: str
    kind: PlacementKind
    slug: str
    contract: str
    ambition: str
    objective: str
    action: str


def standings(session: orm.Session, statement_ids: Collection[int]) -> dict[int, Standing]:
    """By statement, of those that stand somewhere; one query."""
    if not statement_ids:
        return {}
    query = with_target(sa.select(Placement).where(Placement.statement_id.in_(statement_ids)))
    return {each.statement_id: _told(each) for each in session.scalars(query)}


def with_target(query: sa.Select[Placement]) -> sa.Select[Placement]:
    """The same query with all that tells where a placement is."""
    return query.options(
        orm.joinedload(Placement.contract),
        orm.joinedload(Placement.ambition),
        orm.joinedload(Placement.objective),
        orm.joinedload(Placement.action),
    )


def _told(placement: Placement) -> Standing:
    return Standing(
        public_id=placement.public_id,
        kind=placement.kind,
        slug=placement.contract.slug,
        contract=placement.contract.subtitle or placement.contract.title,
        ambition=placement.ambition.title if placement.ambition else "",
        objective=placement.objective.text if placement.objective else "",
        action=placement.action.text if placement.action else "",
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
        each.id: _first(
            printed.get((each.contract_id, each.enjeu_id, kind)) for kind in _SECTIONS[each.kind]
        )
        for each in placements
    }


def _first(numbers: Iterable[str | None]) -> str:
    return next((number for number in numbers if number), "")


def contract_of(session: orm.Session, vocabulary_id: int) -> Contract | None:
    """The contract that speaks with this vocabulary."""
    query = sa.select(Contract).where(Contract.vocabulary_id == vocabulary_id)
    return session.scalars(query).first()
