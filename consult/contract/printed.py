"""What published versions print of a contract's sentences.

A contract without any version is read as it stands; once it has one, its working text is not public.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contract.models import Contract, Placement
from consult.contract.version_models import (
    ContractVersion,
    VersionAction,
    VersionCitation,
    VersionSentence,
)
from consult.enjeux.models import Enjeu
from consult.synthesis.models import Citation


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


def words_readable(enjeu: Enjeu | None = None) -> sa.CompoundSelect[int]:
    """Ids of the contributions behind the sentences that a reader finds in a contract: those that its
    last version prints, or those that its working text holds before any version. With `enjeu`, behind
    the sentences of that one.
    """
    last = sa.select(sa.func.max(ContractVersion.id)).group_by(ContractVersion.contract_id)
    printed = (
        sa.select(VersionCitation.contribution_id)
        .join(VersionSentence, VersionSentence.id == VersionCitation.sentence_id)
        .where(VersionSentence.version_id.in_(last))
    )
    placed = (
        sa.select(Citation.contribution_id)
        .join(Placement, Placement.statement_id == Citation.statement_id)
        .where(Placement.contract_id.not_in(sa.select(ContractVersion.contract_id)))
    )
    if enjeu is not None:
        mine = sa.select(ContractVersion.id).join(ContractVersion.contract)
        mine = mine.where(Contract.vocabulary_id == enjeu.vocabulary_id)
        printed = printed.where(
            VersionSentence.enjeu == enjeu.key, VersionSentence.version_id.in_(mine)
        )
        placed = placed.where(Placement.enjeu_id == enjeu.id)
    return sa.union(printed, placed)


def is_enjeu_of(printed: type[VersionSentence | VersionAction]) -> sa.ColumnElement[bool]:
    """Condition on Enjeu, beside Contract: the one under which a version prints the line."""
    return sa.and_(Enjeu.vocabulary_id == Contract.vocabulary_id, Enjeu.key == printed.enjeu)


def printed_before(
    session: orm.Session, slug: str, public_id: str
) -> tuple[VersionSentence, Enjeu | None] | None:
    """The latest print of a sentence at this address, with its version and contract, and its enjeu."""
    query = (
        sa.select(VersionSentence, Enjeu)
        .join(VersionSentence.version)
        .join(ContractVersion.contract)
        .outerjoin(Enjeu, is_enjeu_of(VersionSentence))
        .where(Contract.slug == slug, VersionSentence.placement_public_id == public_id)
        .options(
            orm.contains_eager(VersionSentence.version).contains_eager(ContractVersion.contract)
        )
        .order_by(ContractVersion.number.desc())
        .limit(1)
    )
    row = session.execute(query).first()
    return None if row is None else (row[0], row[1])
