"""What the team changed in each contract and its readers do not see yet."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contract.models import Action, Contract, Placement
from consult.contract.version_models import ContractVersion, Edit, VersionSentence
from consult.enjeux.models import Ambition, Enjeu
from consult.synthesis.models import Statement


class _Stand(NamedTuple):
    """A sentence born of residents' words: what it says, and where it stands."""

    text: str
    kind: str
    enjeu: str
    action: str
    ambition: str


def changes_waiting(session: orm.Session) -> dict[int, int]:
    """By id of each contract with a version: the parts edited since, and the sentences written,
    reworded, moved or taken out since. Before a first version readers see the text as it is written,
    and nothing waits. Four queries.
    """
    latest = _latest(session)
    if not latest:
        return {}
    found = _edits(session)
    printed, present = _printed(session, latest), _present(session, list(latest))
    titles = set(session.scalars(sa.select(Ambition.title)))
    for contract_id in latest:
        before, now = printed.get(contract_id, {}), present.get(contract_id, {})
        found[contract_id] += sum(
            each not in before or each not in now or _differs(before[each], now[each], titles)
            for each in before.keys() | now.keys()
        )
    return {key: found[key] for key in latest}


def _differs(before: _Stand, now: _Stand, titles: set[str]) -> bool:
    """An ambition that was renamed is an edit already, and not a move of the sentences under it."""
    renamed = before.ambition not in titles
    return before[:-1] != now[:-1] or (before.ambition != now.ambition and not renamed)


def _latest(session: orm.Session) -> dict[int, int]:
    """Id of the version that readers see, by contract."""
    query = sa.select(ContractVersion.contract_id, sa.func.max(ContractVersion.id))
    return {row[0]: row[1] for row in session.execute(query.group_by(ContractVersion.contract_id))}


def _edits(session: orm.Session) -> Counter[int]:
    last = (
        sa.select(sa.func.max(ContractVersion.published_at))
        .where(ContractVersion.contract_id == Edit.contract_id)
        .correlate(Edit)
        .scalar_subquery()
    )
    query = sa.select(Edit.contract_id, sa.func.count(Edit.part.distinct()))
    query = query.where(Edit.created_at > last).group_by(Edit.contract_id)
    return Counter({row[0]: row[1] for row in session.execute(query)})


def _printed(session: orm.Session, latest: dict[int, int]) -> dict[int, dict[str, _Stand]]:
    of = {version: contract for contract, version in latest.items()}
    query = sa.select(VersionSentence).where(VersionSentence.version_id.in_(of))
    found: dict[int, dict[str, _Stand]] = {}
    for each in session.scalars(query):
        stand = _Stand(each.text, each.kind.value, each.enjeu, each.action_public_id, each.ambition)
        found.setdefault(of[each.version_id], {})[each.placement_public_id] = stand
    return found


def _present(session: orm.Session, contracts: list[int]) -> dict[int, dict[str, _Stand]]:
    query = (
        sa.select(
            Placement.contract_id,
            Placement.public_id,
            Statement.text,
            Placement.kind,
            Enjeu.key,
            Action.public_id,
            Ambition.title,
        )
        .join(Placement.statement)
        .join(Enjeu, Enjeu.id == Placement.enjeu_id)
        .outerjoin(Action, Action.id == Placement.action_id)
        .outerjoin(Ambition, Ambition.id == Placement.ambition_id)
        .where(Placement.contract_id.in_(contracts))
    )
    found: dict[int, dict[str, _Stand]] = {}
    for contract_id, public_id, text, kind, enjeu, action, ambition in session.execute(query):
        stand = _Stand(text, kind.value, enjeu, action or "", ambition or "")
        found.setdefault(contract_id, {})[public_id] = stand
    return found


def has_version(session: orm.Session, contract: Contract) -> bool:
    """Whether its readers see a version, and not the text as it is being written."""
    query = sa.select(ContractVersion.id).where(ContractVersion.contract_id == contract.id)
    return session.scalar(query.limit(1)) is not None
