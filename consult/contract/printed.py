"""What published versions print of a contract's sentences.

A contract without any version is read as it stands; once it has one, its working text is not public.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contract.models import Contract, Placement
from consult.contract.version_models import ContractVersion, VersionSentence
from consult.synthesis.models import Statement


def printed_text(place: type[Placement] = Placement) -> sa.ScalarSelect[str]:
    """Of a Placement, or of an alias of it: its words in the latest version that prints it; null when
    none does.
    """
    return (
        sa.select(VersionSentence.text)
        .join(VersionSentence.version)
        .where(
            ContractVersion.contract_id == place.contract_id,
            VersionSentence.placement_public_id == place.public_id,
        )
        .order_by(ContractVersion.number.desc())
        .limit(1)
        .correlate(place)
        .scalar_subquery()
    )


def is_readable(place: type[Placement] = Placement) -> sa.ColumnElement[bool]:
    """Condition on Placement, or on an alias of it: a version prints it, or its contract has none."""
    versions = sa.exists().where(ContractVersion.contract_id == place.contract_id)
    return sa.or_(~versions.correlate(place), printed_text(place).is_not(None))


def latest_version(contract_id: orm.InstrumentedAttribute[int]) -> sa.ScalarSelect[int]:
    """Id of the version that readers see, beside a column that holds a contract's id; null before any."""
    return (
        sa.select(ContractVersion.id)
        .where(ContractVersion.contract_id == contract_id)
        .order_by(ContractVersion.number.desc())
        .limit(1)
        .correlate(contract_id.class_)
        .scalar_subquery()
    )


def statements_readable() -> sa.CompoundSelect[int | None]:
    """Ids of the statements that a reader finds in a contract: those that its last version prints,
    or those that its working text holds before any version.
    """
    last = sa.select(sa.func.max(ContractVersion.id)).group_by(ContractVersion.contract_id)
    printed = sa.select(VersionSentence.statement_id).where(VersionSentence.version_id.in_(last))
    placed = sa.select(Placement.statement_id).where(
        Placement.contract_id.not_in(sa.select(ContractVersion.contract_id))
    )
    return sa.union(printed, placed)


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
