"""Telling residents, in a batch, what a published version did with their words. Nothing here commits.

Each contribution is told once of each sentence, however often this runs: a sentence that enters, and
later one that leaves. The receipts have a dated line, those who confirmed an address one mail.
A bounded number of queries for CHUNK contributions, whatever stands behind them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple, TypeVar

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy import orm

from consult.audit.operations import SYSTEM, record
from consult.contract.models import Contract, Placement
from consult.contract.standing import printed_numbers
from consult.contract.version_models import ContractVersion, VersionSentence
from consult.contract.versions import after_publication
from consult.contributions.models import Contribution, Status
from consult.following.emails import mail_of
from consult.following.models import Contact, Telling, TellingMail, Told, ToldKind
from consult.outbox.operations import queue_private
from consult.synthesis.models import Citation

CHUNK = 500
_T = TypeVar("_T")


class _Line(NamedTuple):
    """What is to be told to one contribution."""

    contribution_id: int
    placement: str
    kind: ToldKind
    text: str
    number: str


def tell(
    session: orm.Session,
    placements: Sequence[Placement],
    *,
    version_label: str,
    contract: Contract,
    at: datetime,
    left: Collection[str] = (),
) -> Telling:
    """Tell of `placements`, that a version of `contract` now prints, and of those that it no longer does.

    `version_label` names the version, once for each contract: telling again for the same one only
    adds what was not told. `left` holds the addresses (public ids) of placements, maybe deleted.
    """
    telling = _telling(session, contract, version_label, at)
    there = {each.public_id for each in placements}
    lines = [*_entered(session, placements), *_left(session, set(left) - there)]
    for some in _chunks(lines):
        session.execute(
            sa.insert(Told),
            [
                {
                    "telling_id": telling.id,
                    "contribution_id": each.contribution_id,
                    "placement_public_id": each.placement,
                    "kind": each.kind,
                    "text": each.text,
                    "number": each.number,
                }
                for each in some
            ],
        )
    mails = _mails(session, telling) if lines else 0
    telling.mails += mails
    _count(session, telling)
    record(
        session,
        "telling.tell",
        telling,
        by=SYSTEM,
        contract=contract.slug,
        contributions=telling.contributions,
        receipts=telling.receipts,
        mails=mails,
    )
    return telling


def tell_of_versions() -> None:
    """Called once by the application: from then on publishing a version tells."""
    if tell_of_version not in after_publication:
        after_publication.append(tell_of_version)


def tell_of_version(session: orm.Session, version: ContractVersion) -> None:
    """What `consult.contract.versions.publish` calls: every sentence of the version is looked at.

    So are told those whose words were put behind a sentence that an earlier version had already.
    """
    printed = sa.select(VersionSentence.placement_public_id).where(
        VersionSentence.version_id == version.id
    )
    placements = session.scalars(
        sa.select(Placement).where(
            Placement.contract_id == version.contract_id, Placement.public_id.in_(printed)
        )
    ).all()
    telling = tell(
        session,
        placements,
        version_label=version_name(version),
        contract=version.contract,
        at=version.published_at,
        left=_no_longer(session, version.contract_id, printed),
    )
    telling.is_demo = version.is_demo


def version_name(version: ContractVersion) -> str:
    """« version 3 », with the name it was given."""
    if version.name:
        return str(_("version %(number)s (%(name)s)", number=version.number, name=version.name))
    return str(_("version %(number)s", number=version.number))


def _telling(session: orm.Session, contract: Contract, label: str, at: datetime) -> Telling:
    query = sa.select(Telling).where(
        Telling.contract_id == contract.id, Telling.version_label == label
    )
    telling = session.scalars(query).first()
    if telling is None:
        telling = Telling(contract=contract, version_label=label, at=at)
        session.add(telling)
        session.flush()
    return telling


def _entered(session: orm.Session, placements: Sequence[Placement]) -> Iterator[_Line]:
    numbers = printed_numbers(session, placements)
    for some in _chunks(placements):
        known = {each.id: each for each in some}
        cited = (
            sa.select(Placement.id, Citation.contribution_id)
            .join(Citation, Citation.statement_id == Placement.statement_id)
            .join(Citation.contribution)
            .where(
                Placement.id.in_(known),
                Contribution.status == Status.PUBLISHED,
                ~_last_told(Placement.public_id, Citation.contribution_id, ToldKind.ENTERED),
            )
            .order_by(Placement.id, Citation.id)
        )
        texts = _texts(session, known)
        for placement_id, contribution_id in session.execute(cited):
            yield _Line(
                contribution_id,
                known[placement_id].public_id,
                ToldKind.ENTERED,
                texts[placement_id],
                numbers[placement_id],
            )


def _texts(session: orm.Session, placements: Collection[int]) -> dict[int, str]:
    query = (
        sa.select(Placement)
        .where(Placement.id.in_(placements))
        .options(orm.joinedload(Placement.statement))
    )
    return {each.id: each.statement.text for each in session.scalars(query)}


def _left(session: orm.Session, addresses: Collection[str]) -> Iterator[_Line]:
    """Those who were told that the sentence entered, and whose words are still there."""
    for some in _chunks(sorted(addresses)):
        query = (
            sa.select(Told)
            .join(Contribution, Contribution.id == Told.contribution_id)
            .where(
                Told.placement_public_id.in_(some),
                Told.kind == ToldKind.ENTERED,
                Told.id.in_(_last_ids()),
                Contribution.status == Status.PUBLISHED,
            )
            .order_by(Told.id)
        )
        for told in session.scalars(query):
            yield _Line(
                told.contribution_id,
                told.placement_public_id,
                ToldKind.LEFT,
                told.text,
                told.number,
            )


def _last_ids() -> sa.Select[int]:
    """The last line of each contribution about each sentence."""
    return sa.select(sa.func.max(Told.id)).group_by(Told.contribution_id, Told.placement_public_id)


def _last_told(
    address: orm.InstrumentedAttribute[str],
    contribution: orm.InstrumentedAttribute[int],
    kind: ToldKind,
) -> sa.ColumnElement[bool]:
    """Whether the last thing told of this sentence is `kind`."""
    last = (
        sa.select(Told.kind)
        .where(Told.placement_public_id == address, Told.contribution_id == contribution)
        .order_by(Told.id.desc())
        .limit(1)
        .correlate(Placement, Citation)
        .scalar_subquery()
    )
    return sa.func.coalesce(last == kind, sa.false())


def _no_longer(session: orm.Session, contract_id: int, printed: sa.Select[str]) -> list[str]:
    """Sentences of the contract that were told as written and that the version does not print."""
    query = (
        sa.select(Told.placement_public_id)
        .join(Told.telling)
        .where(
            Telling.contract_id == contract_id,
            Told.kind == ToldKind.ENTERED,
            Told.placement_public_id.not_in(printed),
        )
        .distinct()
    )
    return list(session.scalars(query))


def _mails(session: orm.Session, telling: Telling) -> int:
    """One for each contact whose words this telling told, once; how many were queued."""
    contract = telling.contract
    name = contract.subtitle or contract.title
    queued = 0
    while waiting := session.scalars(_not_mailed(telling).limit(CHUNK)).all():
        told = _told_to(session, telling, [each.receipt_id for each in waiting])
        version = telling.version_label
        mails = [
            mail_of(each, told[each.receipt_id], contract=name, version=version) for each in waiting
        ]
        messages = queue_private(session, mails)
        # At once: SQLite would be asked for each of them.
        mailed = sa.update(Contact).where(Contact.id.in_([each.id for each in waiting]))
        session.execute(mailed.values(told_at=telling.at))
        links = [{"message_id": each, "telling_id": telling.id} for each in messages]
        session.execute(sa.insert(TellingMail), links)
        queued += len(messages)
    return queued


def _not_mailed(telling: Telling) -> sa.Select[Contact]:
    told = (
        sa.select(Told.id)
        .join(Contribution, Contribution.id == Told.contribution_id)
        .where(Told.telling_id == telling.id, Contribution.receipt_id == Contact.receipt_id)
        .correlate(Contact)
    )
    return (
        sa.select(Contact)
        .where(
            Contact.confirmed_at.is_not(None),
            sa.or_(Contact.told_at.is_(None), Contact.told_at != telling.at),
            told.exists(),
        )
        .order_by(Contact.id)
    )


def _told_to(
    session: orm.Session, telling: Telling, receipts: Sequence[int]
) -> dict[int, list[Told]]:
    """By receipt."""
    query = (
        sa.select(Contribution.receipt_id, Told)
        .join(Told, Told.contribution_id == Contribution.id)
        .where(Told.telling_id == telling.id, Contribution.receipt_id.in_(receipts))
        .order_by(Told.id)
    )
    found: dict[int, list[Told]] = {}
    for receipt_id, told in session.execute(query):
        found.setdefault(receipt_id, []).append(told)
    return found


def _count(session: orm.Session, telling: Telling) -> None:
    row = session.execute(
        sa.select(
            sa.func.count(Told.contribution_id.distinct()),
            sa.func.count(Contribution.receipt_id.distinct()),
        )
        .join(Contribution, Contribution.id == Told.contribution_id)
        .where(Told.telling_id == telling.id)
    ).one()
    telling.contributions, telling.receipts = row[0], row[1]
    session.flush()


def _chunks(rows: Iterable[_T]) -> Iterator[list[_T]]:
    every = list(rows)
    for start in range(0, len(every), CHUNK):
        yield every[start : start + CHUNK]
