"""What readers see of a contract: its last published version or, before any, the working text.

The words of a version are frozen, and whose words stood behind each sentence; they are counted when it
is read, for some may have been taken back since.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy import orm

from consult.contract.documents.build import build
from consult.contract.documents.frozen import thaw, with_counts
from consult.contract.documents.tree import Document
from consult.contract.models import Contract
from consult.contract.queries import contract_of_slug, contract_query, whole_of
from consult.contract.remarks.told import anchors_told
from consult.contract.version_models import (
    PRINTED,
    ContractVersion,
    StateChange,
    VersionSentence,
)
from consult.synthesis.provenance import HEARD, Provenance, add_up, cited_by_channel
from consult.web.i18n import day
from consult.web.languages import DEFAULT
from consult.web.pagination import possible_key
from consult.web.sentences import language


@dataclass(frozen=True)
class Reading:
    """`version` is None for the working text; `latest` is the number of the last one, 0 before any.

    By the public id of a sentence born of residents' words: `heard` tells who stands behind it,
    `texts` its words. One sentence may stand in several places: `born` counts it once. `remarked`: see
    `consult.contract.remarks.told.anchors_told`.
    """

    contract: Contract
    version: ContractVersion | None
    latest: int
    document: Document
    heard: dict[str, Provenance]
    texts: dict[str, str]
    born: int
    remarked: str

    @property
    def is_former(self) -> bool:
        return self.version is not None and self.version.number != self.latest


def read(session: orm.Session, slug: str, number: int | None = None) -> Reading | None:
    """The text to read, or version `number` of it; None when there is none. Five queries at most."""
    last = (
        sa.select(sa.func.max(ContractVersion.number))
        .where(ContractVersion.contract_id == Contract.id)
        .correlate(Contract)
        .scalar_subquery()
    )
    row = (
        session.execute(
            contract_query(slug).add_columns(last.label("last"), anchors_told().label("remarked"))
        )
        .unique()
        .first()
    )
    if row is None:
        return None
    contract, latest, remarked = row[0], row.last or 0, row.remarked or ""
    wanted = number if number is not None else latest
    if wanted:
        version = version_of(session, contract, wanted)
        return None if version is None else _of_version(session, version, latest, remarked)
    return None if number is not None else _working(session, contract, remarked)


def working(session: orm.Session, slug: str) -> Reading | None:
    """The text that the team is writing, whatever was published."""
    contract = session.scalars(contract_query(slug)).unique().first()
    return None if contract is None else _working(session, contract)


def _working(session: orm.Session, contract: Contract, remarked: str = "") -> Reading:
    whole = whole_of(session, contract)
    heard = {each.public_id: each.provenance for each in whole.born}
    texts = {each.public_id: each.text for each in whole.born}
    born = len({each.statement_id for each in whole.born})
    document = build(whole)
    if language() != DEFAULT:
        # The text is French; who said it is told in the page's language, as under a version.
        document = with_counts(document, _all_told(heard))
    return Reading(contract, None, 0, document, heard, texts, born, remarked)


def _all_told(heard: dict[str, Provenance]) -> dict[str, str]:
    return {public_id: provenance.told() for public_id, provenance in heard.items()}


def read_two(
    session: orm.Session, slug: str, before: int, after: int
) -> tuple[Reading, Reading] | None:
    """Two versions of a contract, in four queries; None unless both are there."""
    contract = contract_of_slug(session, slug)
    if contract is None:
        return None
    query = _whole_versions(contract).where(
        ContractVersion.number.in_([possible_key(before), possible_key(after)])
    )
    found = {each.number: each for each in session.scalars(query)}
    if before not in found or after not in found:
        return None
    latest = max(found)
    return _of_version(session, found[before], latest), _of_version(session, found[after], latest)


def version_of(session: orm.Session, contract: Contract, number: int) -> ContractVersion | None:
    query = _whole_versions(contract).where(ContractVersion.number == possible_key(number))
    return session.scalars(query).first()


def _whole_versions(contract: Contract) -> sa.Select[ContractVersion]:
    return (
        sa.select(ContractVersion)
        .where(ContractVersion.contract_id == contract.id)
        .options(
            orm.undefer(ContractVersion.document), orm.joinedload(ContractVersion.published_by)
        )
    )


def versions_of(session: orm.Session, contract_id: int) -> Sequence[ContractVersion]:
    """The newest first, without their texts."""
    query = (
        sa.select(ContractVersion)
        .where(ContractVersion.contract_id == contract_id)
        .options(orm.joinedload(ContractVersion.published_by))
        .order_by(ContractVersion.number.desc())
    )
    return session.scalars(query).all()


def states_of(session: orm.Session, contract_id: int) -> Sequence[StateChange]:
    """The last one first."""
    query = (
        sa.select(StateChange)
        .where(StateChange.contract_id == contract_id)
        .options(orm.joinedload(StateChange.by))
        .order_by(StateChange.at.desc(), StateChange.id.desc())
    )
    return session.scalars(query).all()


def _of_version(
    session: orm.Session, version: ContractVersion, latest: int, remarked: str = ""
) -> Reading:
    heard, texts = _heard(session, version)
    document = with_counts(thaw(version.document["tree"]), _all_told(heard))
    document = replace(document, version=_told(version))
    born = len(set(texts.values()))
    return Reading(version.contract, version, latest, document, heard, texts, born, remarked)


def _told(version: ContractVersion) -> str:
    return str(
        _(
            "Version %(number)s of %(date)s",
            number=version.number,
            date=day(version.published_at),
        )
    )


def _heard(
    session: orm.Session, version: ContractVersion
) -> tuple[dict[str, Provenance], dict[str, str]]:
    """Of each sentence that the version prints, in one query."""
    mine = VersionSentence.version_id == version.id
    cited = cited_by_channel(sa.select(VersionSentence.id).where(mine), PRINTED)
    query = (
        sa.select(
            VersionSentence.placement_public_id,
            VersionSentence.text,
            *(cited.c[name] for name in HEARD),
        )
        .outerjoin(cited, cited.c.owner_id == VersionSentence.id)
        .where(mine)
        .order_by(VersionSentence.id)
    )
    heard: dict[str, Provenance] = {}
    texts: dict[str, str] = {}
    for public_id, lines in groupby(session.execute(query), key=lambda row: row[0]):
        rows = list(lines)
        heard[public_id] = add_up(row[2:] for row in rows)
        texts[public_id] = rows[0].text
    return heard, texts
