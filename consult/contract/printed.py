"""What readers see of a contract's sentences, and where each stands.

A contract without any version is read as it stands. Once it has one, its working text is not public:
the words of a sentence and its place are those that the latest version prints.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contract.models import Action, Contract, Placement, PlacementKind
from consult.contract.placements import key_of_piste
from consult.contract.standing import printed_numbers, with_target
from consult.contract.version_models import ContractVersion, VersionSentence
from consult.synthesis.models import Statement

ContractId = orm.InstrumentedAttribute[int]


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


def latest_version(contract_id: ContractId) -> sa.ScalarSelect[int]:
    """Id of the version that readers see; null before any."""
    return (
        sa.select(ContractVersion.id)
        .where(ContractVersion.contract_id == contract_id)
        .order_by(ContractVersion.number.desc())
        .limit(1)
        .correlate(contract_id.class_)
        .scalar_subquery()
    )


def sentence_at(session: orm.Session, slug: str, public_id: str) -> tuple[Place, Statement] | None:
    """The sentence that readers find at this address, and who says it; two queries.

    None for one that the text read today does not hold.
    """
    query = (
        sa.select(Contract, ContractVersion.id, VersionSentence, Placement)
        .outerjoin(ContractVersion, ContractVersion.id == latest_version(Contract.id))
        .outerjoin(
            VersionSentence,
            sa.and_(
                VersionSentence.version_id == ContractVersion.id,
                VersionSentence.placement_public_id == public_id,
            ),
        )
        .outerjoin(
            Placement,
            sa.and_(Placement.contract_id == Contract.id, Placement.public_id == public_id),
        )
        .where(Contract.slug == slug)
        .options(
            orm.joinedload(VersionSentence.statement).joinedload(Statement.enjeu),
            orm.joinedload(Placement.statement).joinedload(Statement.enjeu),
        )
    )
    row = session.execute(with_target(query)).first()
    if row is None:
        return None
    contract: Contract = row[0]
    version_id: int | None = row[1]
    sentence: VersionSentence | None = row[2]
    placement: Placement | None = row[3]
    if version_id is None:
        if placement is None:
            return None
        number = printed_numbers(session, [placement])[placement.id]
        return as_it_stands(placement, number), placement.statement
    if sentence is None or sentence.statement is None:
        return None
    action = followed_since(session, [sentence]).get(public_id)
    place = of_version(sentence, contract, action.public_id if action else "")
    return place, sentence.statement


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


def printed_text() -> sa.ScalarSelect[str]:
    """Of a Placement: its words in the latest version that prints it; null when none does."""
    return (
        sa.select(VersionSentence.text)
        .join(VersionSentence.version)
        .where(
            ContractVersion.contract_id == Placement.contract_id,
            VersionSentence.placement_public_id == Placement.public_id,
        )
        .order_by(ContractVersion.number.desc())
        .limit(1)
        .correlate(Placement)
        .scalar_subquery()
    )


def is_readable() -> sa.ColumnElement[bool]:
    """Condition on Placement: a version prints it, or its contract has none."""
    versions = sa.exists().where(ContractVersion.contract_id == Placement.contract_id)
    return sa.or_(~versions.correlate(Placement), printed_text().is_not(None))


def readable_statements() -> sa.CompoundSelect[int | None]:
    """Ids of the statements that readers find in a contract."""
    printed = (
        sa.select(VersionSentence.statement_id)
        .join(VersionSentence.version)
        .join(ContractVersion.contract)
        .where(
            ContractVersion.id == latest_version(Contract.id),
            VersionSentence.statement_id.is_not(None),
        )
    )
    published = sa.select(ContractVersion.contract_id)
    standing = sa.select(Placement.statement_id).where(Placement.contract_id.not_in(published))
    return sa.union(printed, standing)


def printed_before(session: orm.Session, slug: str, public_id: str) -> VersionSentence | None:
    """The latest print of a sentence at this address, with its version, contract and statement."""
    query = (
        sa.select(VersionSentence)
        .join(VersionSentence.version)
        .join(ContractVersion.contract)
        .where(Contract.slug == slug, VersionSentence.placement_public_id == public_id)
        .options(
            orm.contains_eager(VersionSentence.version).contains_eager(ContractVersion.contract),
            orm.joinedload(VersionSentence.statement).joinedload(Statement.enjeu),
        )
        .order_by(ContractVersion.number.desc())
        .limit(1)
    )
    return session.scalars(query).first()
