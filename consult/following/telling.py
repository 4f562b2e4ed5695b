"""Telling residents, in a batch, what a published version did with their words. Nothing here commits.

Of each place of the contract (its address), a contribution is told that its words stand behind the
sentence there and, later, that they no longer do: because the sentence left the text, or because it
stays and no longer cites them. However often this runs, and whatever was united meanwhile, each thing
is told once. The receipts have a dated line, those who confirmed an address one mail.
A bounded number of queries, whatever stands behind the sentences.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import orm

from consult.audit.operations import SYSTEM, record
from consult.contract.models import Placement, PlacementAncestor
from consult.contract.version_models import ContractVersion, VersionCitation, VersionSentence
from consult.contract.versions import after_publication
from consult.contributions.models import Contribution, Status
from consult.following.mailing import queue_mails
from consult.following.models import Telling, Told, ToldKind
from consult.following.naming import version_name

_COLUMNS = ("telling_id", "contribution_id", "placement_public_id", "stands_at", "kind", "text",
            "number")  # fmt: skip
Column = orm.InstrumentedAttribute[str]


def tell_of_versions() -> None:
    """Called once by the application: from then on publishing a version tells."""
    if tell_of_version not in after_publication:
        after_publication.append(tell_of_version)


def tell_of_version(session: orm.Session, version: ContractVersion) -> None:
    """What `consult.contract.versions.publish` calls."""
    tell(session, version)


def tell(session: orm.Session, version: ContractVersion) -> Telling:
    """Tell of all that `version`, the latest one, prints and no longer prints.

    Done again for the same one, it only adds what was not told.
    """
    session.flush()
    telling = _telling(session, version)
    _lead_on(session, version.contract_id)
    # What stays is told last: on the receipt it is where the words are now.
    some = _tell_who_left(session, telling, version)
    some += _tell_who_entered(session, telling, version)
    _forget_what_was_taken_back(session, telling)
    mails = queue_mails(session, telling) if some else 0
    telling.mails += mails
    _count(session, telling)
    record(
        session,
        "telling.tell",
        telling,
        by=SYSTEM,
        contract=version.contract.slug,
        contributions=telling.contributions,
        receipts=telling.receipts,
        mails=mails,
    )
    return telling


def _telling(session: orm.Session, version: ContractVersion) -> Telling:
    label = version_name(version)
    query = sa.select(Telling).where(
        Telling.contract_id == version.contract_id, Telling.version_label == label
    )
    telling = session.scalars(query).first()
    if telling is None:
        telling = Telling(
            contract=version.contract,
            version_label=label,
            at=version.published_at,
            is_demo=version.is_demo,
        )
        session.add(telling)
        session.flush()
    return telling


def _lead_on(session: orm.Session, contract_id: int) -> None:
    """A place that was united with another since it was told is that other place from now on."""
    united = (
        sa.select(Placement.public_id)
        .join(PlacementAncestor, PlacementAncestor.placement_id == Placement.id)
        .where(Placement.contract_id == contract_id, PlacementAncestor.public_id == Told.stands_at)
        .correlate(Told)
    )
    _run(
        session,
        sa.update(Told).where(united.exists()).values(stands_at=united.scalar_subquery()),
    )


def _tell_who_entered(session: orm.Session, telling: Telling, version: ContractVersion) -> int:
    """Those whose words stand behind a sentence of the version and were not told so; how many lines."""
    sentence = VersionSentence
    last = (
        sa.select(Told.kind)
        .where(
            Told.stands_at == sentence.placement_public_id,
            Told.contribution_id == VersionCitation.contribution_id,
        )
        .order_by(Told.id.desc())
        .limit(1)
        .correlate(sentence, VersionCitation)
        .scalar_subquery()
    )
    lines = (
        sa.select(
            sa.literal(telling.id),
            VersionCitation.contribution_id,
            sentence.placement_public_id,
            sentence.placement_public_id,
            _kind(ToldKind.ENTERED),
            sentence.text,
            sentence.number,
        )
        .join(VersionCitation, VersionCitation.sentence_id == sentence.id)
        .join(Contribution, Contribution.id == VersionCitation.contribution_id)
        .where(
            sentence.version_id == version.id,
            Contribution.status == Status.PUBLISHED,
            sa.func.coalesce(last != ToldKind.ENTERED, sa.true()),
        )
        .order_by(sentence.id, VersionCitation.contribution_id)
    )
    return _run(session, sa.insert(Told).from_select(_COLUMNS, lines))


def _tell_who_left(session: orm.Session, telling: Telling, version: ContractVersion) -> int:
    """Those whose words were told to stand behind a sentence, and no longer do; how many lines."""
    printed = sa.select(VersionSentence.placement_public_id).where(
        VersionSentence.version_id == version.id
    )
    lines = (
        sa.select(
            sa.literal(telling.id),
            Told.contribution_id,
            Told.stands_at,
            Told.stands_at,
            sa.case(
                (Told.stands_at.in_(printed), _kind(ToldKind.APART)), else_=_kind(ToldKind.LEFT)
            ),
            _read_before(version, VersionSentence.text, Told.text),
            _read_before(version, VersionSentence.number, Told.number),
        )
        .join(Contribution, Contribution.id == Told.contribution_id)
        .where(
            Told.id.in_(_last_lines(version.contract_id)),
            Told.kind == ToldKind.ENTERED,
            Contribution.status == Status.PUBLISHED,
            ~_stands_there(version),
        )
        .order_by(Told.id)
    )
    return _run(session, sa.insert(Told).from_select(_COLUMNS, lines))


def _last_lines(contract_id: int) -> sa.Select[int]:
    """The last one of each contribution about each place of the contract."""
    line = orm.aliased(Told)
    return (
        sa.select(sa.func.max(line.id))
        .join(Telling, Telling.id == line.telling_id)
        .where(Telling.contract_id == contract_id)
        .group_by(line.contribution_id, line.stands_at)
    )


def _stands_there(version: ContractVersion) -> sa.ColumnElement[bool]:
    """Whether the version prints a sentence where it was told, with the words behind it."""
    cited = (
        sa.select(VersionSentence.id)
        .join(VersionCitation, VersionCitation.sentence_id == VersionSentence.id)
        .where(
            VersionSentence.version_id == version.id,
            VersionSentence.placement_public_id == Told.stands_at,
            VersionCitation.contribution_id == Told.contribution_id,
        )
    )
    return cited.correlate(Told).exists()


def _read_before(
    version: ContractVersion, column: Column, otherwise: Column
) -> sa.ColumnElement[str]:
    """What the version before printed of a told sentence, which its readers knew; else `otherwise`.

    The address that was told comes before the one that it leads to: two sentences united since were
    two there.
    """
    before = (
        sa.select(sa.func.max(ContractVersion.number))
        .where(
            ContractVersion.contract_id == version.contract_id,
            ContractVersion.number < version.number,
        )
        .scalar_subquery()
    )

    def printed_at(address: Column) -> sa.ScalarSelect[str]:
        return (
            sa.select(column)
            .join(VersionSentence.version)
            .where(
                ContractVersion.contract_id == version.contract_id,
                ContractVersion.number == before,
                VersionSentence.placement_public_id == address,
            )
            .correlate(Told)
            .scalar_subquery()
        )

    return sa.func.coalesce(
        printed_at(Told.placement_public_id), printed_at(Told.stands_at), otherwise
    )


def _forget_what_was_taken_back(session: orm.Session, telling: Telling) -> None:
    """Words taken back at this very moment: their author waited for nothing, and is told nothing.

    The lines just written hold their contributions: whoever takes words back after them waits for the
    end of this, and finds the lines to erase.
    """
    gone = sa.select(Contribution.id).where(Contribution.status != Status.PUBLISHED)
    _run(
        session,
        sa.delete(Told).where(Told.telling_id == telling.id, Told.contribution_id.in_(gone)),
    )


def _kind(kind: ToldKind) -> sa.ColumnElement[ToldKind]:
    return sa.literal(kind, Told.kind.type)


def _run(session: orm.Session, statement: sa.Insert | sa.Update | sa.Delete) -> int:
    """At once, for all of them: SQLite would be asked for each."""
    done = session.execute(statement, execution_options={"synchronize_session": False})
    return int(done.rowcount)  # type: ignore[attr-defined]


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
