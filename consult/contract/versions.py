"""Publishing a version of a contract, and moving it from one state to the next. Nothing here commits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.audit.operations import SYSTEM, record
from consult.contract.content import content_of
from consult.contract.documents.build import build
from consult.contract.documents.frozen import freeze
from consult.contract.models import Contract, ContractState
from consult.contract.queries import load_contract
from consult.contract.version_lines import actions_of, keep_citations, sentences_of
from consult.contract.version_models import ContractVersion, StateChange
from consult.db import utcnow
from consult.web.i18n import local

# Called by `publish`, in the same transaction, once the version and its sentences have their ids.
after_publication: list[Callable[[orm.Session, ContractVersion], None]] = []


def publish(
    session: orm.Session,
    contract: Contract,
    *,
    by: User,
    note: str,
    name: str = "",
    at: datetime | None = None,
) -> ContractVersion:
    """Freeze the text as it stands now: it is what readers see from then on.

    `note` says in plain words what changed and why. Raises ValueError without one.
    """
    if not note.strip():
        raise ValueError("a version is published with a note of what changed")
    hold(session, contract)
    at = at or utcnow()
    version = ContractVersion(
        contract=contract,
        number=_next_number(session, contract),
        name=name,
        note=note.strip(),
        state=contract.state,
        published_at=at,
        published_by=by,
        document=_frozen(session, contract, at),
        sentences=sentences_of(session, contract),
        actions=actions_of(session, contract),
        is_demo=by.is_demo,
    )
    session.add(version)
    keep_citations(session, version)
    record(
        session,
        "contract_version.publish",
        version,
        by=by,
        contract=contract.slug,
        number=version.number,
        sentences=len(version.sentences),
    )
    for told in after_publication:
        told(session, version)
    return version


def latest(session: orm.Session, contract_id: int) -> ContractVersion | None:
    """The version that readers see; None while the working text itself is what they see."""
    query = (
        sa.select(ContractVersion)
        .where(ContractVersion.contract_id == contract_id)
        .order_by(ContractVersion.number.desc())
        .limit(1)
    )
    return session.scalars(query).first()


def move_to(
    session: orm.Session,
    contract: Contract,
    state: ContractState,
    *,
    by: User | None,
    at: datetime | None = None,
) -> bool:
    """The contract is in `state` from now on; False when it was already. Nobody for an import."""
    hold(session, contract)
    if contract.state is state:
        return False
    contract.state = state
    session.add(
        StateChange(
            contract_id=contract.id, state=state, at=at or utcnow(), by_id=by.id if by else None
        )
    )
    record(session, "contract.move", contract, by=by or SYSTEM, state=state.value)
    return True


def hold(session: orm.Session, contract: Contract) -> None:
    """What changes this contract waits for its turn, until the end of the transaction."""
    session.execute(sa.select(Contract.id).where(Contract.id == contract.id).with_for_update())


def _next_number(session: orm.Session, contract: Contract) -> int:
    last = session.scalar(
        sa.select(sa.func.max(ContractVersion.number)).where(
            ContractVersion.contract_id == contract.id
        )
    )
    return (last or 0) + 1


def _frozen(session: orm.Session, contract: Contract, at: datetime) -> dict[str, object]:
    session.flush()
    # Rows read before may not hold what was added since.
    session.expire_all()
    whole = load_contract(session, contract.slug)
    if whole is None:
        raise LookupError(contract.slug)
    return {
        "tree": freeze(build(whole, local(at).date())),
        "content": content_of(session, contract),
    }
