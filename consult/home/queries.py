"""What the home page tells: where residents' words led, and honest figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contract.models import Contract, Placement
from consult.contract.printed import is_enjeu_of, latest_version, words_readable
from consult.contract.version_models import PRINTED, ContractVersion, VersionSentence
from consult.contributions.models import Contribution, Status
from consult.enjeux.models import Enjeu, TrainedModel, Vocabulary
from consult.enjeux.suggester.model import Model, shipped_model
from consult.enjeux.suggesting import model_for
from consult.synthesis.provenance import CITED, Backing, people_behind

LATEST = 3


@dataclass(frozen=True)
class Change:
    """A sentence that readers find in a contract: its words there, since when, the people behind it."""

    contract: Contract
    public_id: str
    enjeu: Enjeu | None
    text: str
    since: datetime
    people: int


@dataclass(frozen=True)
class Figures:
    """Words received and not withdrawn, published, and behind a sentence that a reader finds in a
    contract: see `words_readable`.
    """

    received: int
    published: int
    written: int


def latest_changes(session: orm.Session, limit: int = LATEST) -> list[Change]:
    """The last sentences that published words stand behind, the newest first; four queries at most.

    One that stands in several places is told once, at the last of them.
    """
    changes = [*_printed(session, limit), *_placed(session, limit)]
    return sorted(changes, key=lambda each: each.since, reverse=True)[:limit]


def _printed(session: orm.Session, limit: int) -> list[Change]:
    """In contracts with a version, since the first that printed it."""
    earlier, before = orm.aliased(VersionSentence), orm.aliased(ContractVersion)
    since = (
        sa.select(sa.func.min(before.published_at))
        .join(earlier, earlier.version_id == before.id)
        .where(
            before.contract_id == ContractVersion.contract_id,
            earlier.placement_public_id == VersionSentence.placement_public_id,
        )
        .correlate(VersionSentence, ContractVersion)
        .scalar_subquery()
    )
    elsewhere = orm.aliased(VersionSentence)
    later = sa.select(elsewhere.id).where(
        elsewhere.version_id == VersionSentence.version_id,
        elsewhere.text == VersionSentence.text,
        elsewhere.id > VersionSentence.id,
    )
    backed = _backed(PRINTED).where(PRINTED.owner_id == VersionSentence.id)
    query = (
        sa.select(VersionSentence, Contract, Enjeu, since)
        .join(VersionSentence.version)
        .join(ContractVersion.contract)
        .outerjoin(Enjeu, is_enjeu_of(VersionSentence))
        .where(
            ContractVersion.id == latest_version(Contract.id),
            backed.correlate(VersionSentence).exists(),
            ~later.correlate(VersionSentence).exists(),
        )
        .order_by(since.desc(), VersionSentence.id.desc())
        .limit(limit)
    )
    found = session.execute(query).all()
    people = people_behind(session, [each.id for each, *_ in found], PRINTED)
    return [
        Change(contract, each.placement_public_id, enjeu, each.text, at, people[each.id])
        for each, contract, enjeu, at in found
    ]


def _placed(session: orm.Session, limit: int) -> list[Change]:
    """In contracts that are read as they are being written."""
    later = orm.aliased(Placement)
    elsewhere = sa.select(later.id).where(
        later.statement_id == Placement.statement_id, later.id > Placement.id
    )
    backed = _backed(CITED).where(CITED.owner_id == Placement.statement_id)
    query = (
        sa.select(Placement)
        .where(
            Placement.contract_id.not_in(sa.select(ContractVersion.contract_id)),
            backed.correlate(Placement).exists(),
            ~elsewhere.correlate(Placement).exists(),
        )
        .options(
            orm.joinedload(Placement.statement),
            orm.joinedload(Placement.contract),
            orm.joinedload(Placement.enjeu),
        )
        .order_by(Placement.created_at.desc(), Placement.id.desc())
        .limit(limit)
    )
    found = session.scalars(query).all()
    people = people_behind(session, [each.statement_id for each in found])
    return [
        Change(
            each.contract,
            each.public_id,
            each.enjeu,
            each.statement.text,
            each.created_at,
            people[each.statement_id],
        )
        for each in found
    ]


def _backed(backing: Backing) -> sa.Select[int]:
    """Published words that stand behind something."""
    return (
        sa.select(backing.contribution_id)
        .join(Contribution, Contribution.id == backing.contribution_id)
        .where(Contribution.status == Status.PUBLISHED)
    )


def figures(session: orm.Session) -> Figures:
    """One query; a contribution behind several sentences counts once."""
    published = Contribution.status == Status.PUBLISHED
    row = session.execute(
        sa.select(
            sa.func.count().filter(Contribution.status != Status.WITHDRAWN),
            sa.func.count().filter(published),
            sa.func.count().filter(published, Contribution.id.in_(words_readable())),
        ).select_from(Contribution)
    ).one()
    return Figures(*row)


def model_in_use(session: orm.Session) -> tuple[Vocabulary | None, Model]:
    """The model that suggests, and the contract it speaks of: the last trained, or the shipped one."""
    trained = sa.select(TrainedModel.vocabulary_id).order_by(TrainedModel.id.desc()).limit(1)
    shared = set(shipped_model().classes)
    query = (
        sa.select(Vocabulary).options(orm.selectinload(Vocabulary.enjeux)).order_by(Vocabulary.id)
    )
    vocabularies = list(session.scalars(query))
    chosen = session.scalars(trained).first()
    for each in vocabularies:
        if each.id == chosen:
            return each, model_for(session, each)
    for each in vocabularies:
        if shared.issuperset(enjeu.key for enjeu in each.enjeux):
            return each, shipped_model()
    return None, shipped_model()
