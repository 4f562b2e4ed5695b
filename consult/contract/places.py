"""A sentence where readers find it: in the latest version or, before any, in the working text."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contract.models import Action, Contract, Placement, PlacementKind
from consult.contract.placements import key_of_piste
from consult.contract.printed import is_enjeu_of, latest_version
from consult.contract.standing import printed_numbers, with_target
from consult.contract.version_models import (
    PRINTED,
    ContractVersion,
    VersionSentence,
)
from consult.enjeux.models import Enjeu
from consult.synthesis.models import Statement
from consult.synthesis.provenance import CITED, Backing


@dataclass(frozen=True)
class Place:
    """A sentence where readers find it, with its words there.

    `number` is that of its section as printed, perhaps empty; `ambition`, `objective` and `action`
    are empty without one. `action_id` is the address of the action's page.
    """

    contract: Contract
    public_id: str
    text: str
    kind: PlacementKind
    number: str
    ambition: str
    objective: str
    action: str
    action_id: str

    @property
    def contract_slug(self) -> str:
        return self.contract.slug

    @property
    def contract_title(self) -> str:
        return self.contract.subtitle or self.contract.title


def of_version(sentence: VersionSentence, contract: Contract, followed: str = "") -> Place:
    """As a version prints it. `followed`: the address of the action that this piste became since."""
    return Place(
        contract,
        sentence.placement_public_id,
        sentence.text,
        sentence.kind,
        sentence.number,
        sentence.ambition,
        sentence.objective,
        sentence.text if followed else sentence.action,
        followed or sentence.action_public_id,
    )


def as_it_stands(placement: Placement, number: str) -> Place:
    """In the working text; `number` is that of its section."""
    return Place(
        placement.contract,
        placement.public_id,
        placement.statement.text,
        placement.kind,
        number,
        placement.ambition.title if placement.ambition else "",
        placement.objective.text if placement.objective else "",
        placement.action.text if placement.action else "",
        placement.action.public_id if placement.action else "",
    )


class Found(NamedTuple):
    """A sentence at its place, its enjeu, and the id of what has its words behind it (`backing`)."""

    place: Place
    enjeu: Enjeu | None
    owner_id: int
    backing: Backing


def sentence_at(session: orm.Session, slug: str, public_id: str) -> Found | None:
    """The sentence that readers find at this address; two queries.

    None for one that the text read today does not hold.
    """
    query = (
        sa.select(Contract, ContractVersion.id, VersionSentence, Enjeu, Placement)
        .outerjoin(ContractVersion, ContractVersion.id == latest_version(Contract.id))
        .outerjoin(
            VersionSentence,
            sa.and_(
                VersionSentence.version_id == ContractVersion.id,
                VersionSentence.placement_public_id == public_id,
            ),
        )
        .outerjoin(Enjeu, is_enjeu_of(VersionSentence))
        .outerjoin(
            Placement,
            sa.and_(Placement.contract_id == Contract.id, Placement.public_id == public_id),
        )
        .where(Contract.slug == slug)
        .options(
            orm.joinedload(Placement.statement).joinedload(Statement.enjeu),
        )
    )
    row = session.execute(with_target(query)).first()
    if row is None:
        return None
    contract: Contract = row[0]
    version_id: int | None = row[1]
    sentence: VersionSentence | None = row[2]
    placement: Placement | None = row[4]
    if version_id is None:
        if placement is None:
            return None
        number = printed_numbers(session, [placement])[placement.id]
        place = as_it_stands(placement, number)
        return Found(place, placement.statement.enjeu, placement.statement_id, CITED)
    if sentence is None:
        return None
    action = followed_since(session, [sentence]).get(public_id)
    place = of_version(sentence, contract, action.public_id if action else "")
    return Found(place, row[3], sentence.id, PRINTED)


def followed_since(
    session: orm.Session, sentences: Collection[VersionSentence]
) -> dict[str, Action]:
    """By the address of a piste printed as one, the action that it became since; one query at most.

    The town may tell where that action is before the next version: its page says what the piste says.
    """
    keys = {
        key_of_piste(each.placement_public_id): each.placement_public_id
        for each in sentences
        if each.kind is PlacementKind.PISTE and not each.action_public_id
    }
    if not keys:
        return {}
    found = session.scalars(sa.select(Action).where(Action.key.in_(keys)))
    return {keys[each.key]: each for each in found}
