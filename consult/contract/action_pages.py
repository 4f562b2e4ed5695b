"""An action as its public page tells it: with the words and the place that the latest version prints.

Where it is, that the town tells whenever it likes, is told at once.
"""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contract.action_queries import (
    Behind,
    Line,
    Told,
    tell,
    whole_action,
    working,
)
from consult.contract.documents.naming import section_anchor
from consult.contract.models import Action, ActionKind, Contract, PlacementKind
from consult.contract.placements import piste_of_key
from consult.contract.printed import is_enjeu_of, latest_version
from consult.contract.version_models import (
    PRINTED,
    ContractVersion,
    VersionAction,
    VersionSentence,
)
from consult.enjeux.models import Ambition, Enjeu


class _Found(NamedTuple):
    """What the latest version prints at an address, under which enjeu; and the row of today."""

    contract: Contract
    version: ContractVersion | None
    printed: VersionAction | None
    enjeu: Enjeu | None
    action: Action | None


def told_of(session: orm.Session, slug: str, public_id: str) -> Told | None:
    """Six queries at most, however many sentences and events there are."""
    found = _find(session, slug, public_id)
    if found is None:
        return None
    action_id = found.action.id if found.action else None
    if found.version is None:
        return working(session, found.contract, found.action) if found.action else None
    if found.printed is not None:
        line = _of_version(found.printed, found.enjeu)
        told, behind = Told(found.contract, line), _behind(session, found.printed)
        return tell(session, told, action_id, behind, PRINTED)
    followed = _piste(session, found)
    if followed is None:
        return _formerly(session, found, public_id)
    piste, enjeu = followed
    line = _of_piste(piste, enjeu, public_id)
    told, behind = Told(found.contract, line), _behind_piste(session, piste)
    return tell(session, told, action_id, behind, PRINTED)


def has_a_page(session: orm.Session, slug: str, public_id: str) -> bool:
    """Whether the text that readers see holds this action."""
    found = _find(session, slug, public_id)
    if found is None or found.version is None:
        return found is not None and found.action is not None
    return found.printed is not None or _piste(session, found) is not None


def _find(session: orm.Session, slug: str, public_id: str) -> _Found | None:
    mine = sa.select(Ambition.id).join(Ambition.enjeu)
    mine = mine.where(Enjeu.vocabulary_id == Contract.vocabulary_id).correlate(Contract)
    query = (
        sa.select(Contract, ContractVersion, VersionAction, Enjeu, Action)
        .outerjoin(ContractVersion, ContractVersion.id == latest_version(Contract.id))
        .outerjoin(
            VersionAction,
            sa.and_(
                VersionAction.version_id == ContractVersion.id,
                VersionAction.public_id == public_id,
            ),
        )
        .outerjoin(Enjeu, is_enjeu_of(VersionAction))
        .outerjoin(Action, sa.and_(Action.public_id == public_id, Action.ambition_id.in_(mine)))
        .where(Contract.slug == slug)
        .options(*whole_action())
    )
    row = session.execute(query).first()
    return None if row is None else _Found(*row)


def _of_version(printed: VersionAction, enjeu: Enjeu | None) -> Line:
    return Line(
        printed.public_id,
        printed.kind,
        printed.text,
        enjeu,
        section_anchor(printed.section) if printed.section else "",
        printed.number,
        printed.ambition,
        printed.objective,
    )


def _piste(session: orm.Session, found: _Found) -> tuple[VersionSentence, Enjeu | None] | None:
    """That of residents which the version prints, and which the town follows as an action since."""
    address = piste_of_key(found.action.key) if found.action else ""
    if not address or found.version is None:
        return None
    query = (
        sa.select(VersionSentence, Enjeu)
        .join(VersionSentence.version)
        .join(ContractVersion.contract)
        .outerjoin(Enjeu, is_enjeu_of(VersionSentence))
        .where(
            VersionSentence.version_id == found.version.id,
            VersionSentence.placement_public_id == address,
            VersionSentence.kind == PlacementKind.PISTE,
            VersionSentence.action_public_id == "",
        )
    )
    row = session.execute(query).first()
    return None if row is None else (row[0], row[1])


def _of_piste(piste: VersionSentence, enjeu: Enjeu | None, public_id: str) -> Line:
    return Line(
        public_id,
        ActionKind.PISTE,
        piste.text,
        enjeu,
        f"p-{piste.placement_public_id}",
        piste.number,
        piste.ambition,
        piste.objective,
    )


def _formerly(session: orm.Session, found: _Found, public_id: str) -> Told | None:
    """The last version that prints it goes on telling it; None for one that no version printed."""
    query = (
        sa.select(VersionAction, Enjeu, ContractVersion.number)
        .join(VersionAction.version)
        .join(ContractVersion.contract)
        .outerjoin(Enjeu, is_enjeu_of(VersionAction))
        .where(Contract.id == found.contract.id, VersionAction.public_id == public_id)
        .order_by(ContractVersion.number.desc())
        .limit(1)
    )
    row = session.execute(query).first()
    if row is None:
        return None
    printed, enjeu, number = row
    told = Told(found.contract, _of_version(printed, enjeu), number)
    action_id = found.action.id if found.action else None
    return tell(session, told, action_id, _behind(session, printed), PRINTED)


def _behind(session: orm.Session, printed: VersionAction) -> list[Behind]:
    own = VersionSentence.action_public_id == printed.public_id
    return _sentences(session, printed.version_id, own, printed.objective_path)


def _behind_piste(session: orm.Session, piste: VersionSentence) -> list[Behind]:
    own = VersionSentence.id == piste.id
    return _sentences(session, piste.version_id, own, piste.objective_path)


def _sentences(
    session: orm.Session, version_id: int, own: sa.ColumnElement[bool], objective_path: str
) -> list[Behind]:
    """Those that a version prints behind the action, and those behind its objective."""
    around = sa.and_(
        VersionSentence.kind == PlacementKind.OBJECTIVE,
        VersionSentence.objective_path == objective_path,
    )
    query = (
        sa.select(VersionSentence)
        .where(
            VersionSentence.version_id == version_id,
            sa.or_(own, around) if objective_path else own,
        )
        .order_by(VersionSentence.id)
    )
    return [
        Behind(
            each.placement_public_id,
            each.text,
            each.id,
            each.kind is not PlacementKind.OBJECTIVE,
        )
        for each in session.scalars(query)
    ]
