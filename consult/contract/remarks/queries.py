"""Reads of remarks: what everyone reads, and what waits for an answer."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contract.documents.naming import PassageKind
from consult.contract.models import Contract
from consult.contract.passages import Now, Passage, Since, find_again
from consult.contract.remarks.models import AnswerKind, Remark, RemarkAnswer
from consult.contract.remarks.periods import Period, period
from consult.contract.remarks.told import readable
from consult.contract.version_models import ContractVersion
from consult.contributions.lookalikes.models import Fingerprint
from consult.contributions.models import Contribution, Status
from consult.territory.models import Commune
from consult.web.pagination import Page, keyset

PAGE_SIZE = 20
# What one page of a passage, or of remarks that say the same, holds at most.
MOST_TOGETHER = 50


@dataclass(frozen=True)
class Filters:
    """`answer`: only those with this one; `waiting`: only those without any."""

    section: str = ""
    answer: AnswerKind | None = None
    waiting: bool = False


def _told(contract_id: int) -> sa.Select[Remark]:
    return (
        sa.select(Remark)
        .outerjoin(Remark.contribution)
        .where(Remark.contract_id == contract_id, readable())
        .options(orm.contains_eager(Remark.contribution))
    )


def published(
    session: orm.Session, contract: Contract, filters: Filters, *, after: int | None
) -> Page[Remark]:
    """The newest first, with their answers; two queries."""
    query = _filtered(_told(contract.id), filters).options(orm.selectinload(Remark.answers))
    return keyset(session, query, Remark.id, after=after, size=PAGE_SIZE, newest_first=True)


def _filtered(query: sa.Select[Remark], filters: Filters) -> sa.Select[Remark]:
    if filters.section:
        query = query.where(Remark.section_key == filters.section)
    if filters.waiting:
        query = query.where(Remark.answer.is_(None))
    if filters.answer is not None:
        query = query.where(Remark.answer == filters.answer)
    return query


def counted(session: orm.Session, contract: Contract) -> dict[AnswerKind | None, int]:
    """Remarks that everyone reads, by answer; under None those that wait for one."""
    query = (
        sa.select(Remark.answer, sa.func.count())
        .outerjoin(Remark.contribution)
        .where(Remark.contract_id == contract.id, readable())
        .group_by(Remark.answer)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def of_passage(
    session: orm.Session, contract_id: int, passages: dict[str, Passage], passage: Passage
) -> list[Remark]:
    """What everyone reads of a passage, newest first, answers included; one query.

    Remarks on a former wording of a paragraph are those that it is the nearest to.
    """
    chosen: sa.ColumnElement[bool] = Remark.anchor == passage.anchor
    if passage.kind is PassageKind.TEXT:
        known = [each.anchor for each in passages.values() if each.section == passage.section]
        former = sa.and_(
            Remark.section_key == passage.section,
            Remark.anchor.startswith("t-", autoescape=True),
            Remark.anchor.not_in(known),
        )
        chosen = sa.or_(chosen, former)
    ids = (
        sa.select(Remark.id)
        .outerjoin(Remark.contribution)
        .where(Remark.contract_id == contract_id, readable(), chosen)
        .order_by(Remark.id.desc())
        .limit(MOST_TOGETHER)
    )
    query = (
        _told(contract_id)
        .where(Remark.id.in_(ids))
        .order_by(Remark.id.desc())
        .options(orm.joinedload(Remark.answers))
    )
    found = session.scalars(query).unique().all()
    return [each for each in found if now_of(passages, each).passage == passage]


def of_former_passage(session: orm.Session, contract_id: int, anchor: str) -> list[Remark]:
    """What everyone reads of a passage that is no longer there, newest first; one query."""
    query = (
        _told(contract_id)
        .where(Remark.anchor == anchor)
        .order_by(Remark.id.desc())
        .options(orm.joinedload(Remark.answers))
    )
    return list(session.scalars(query).unique())[:MOST_TOGETHER]


def now_of(passages: dict[str, Passage], remark: Remark) -> Now:
    """Where the passage of a remark stands today; an avis on the whole text has none."""
    if not remark.anchor:
        return Now(Since.SAME, None)
    return find_again(passages, remark.anchor, remark.section_key, remark.quote)


def waiting_by_section(session: orm.Session, contract: Contract) -> dict[str, int]:
    """By section's key, remarks that everyone reads and nobody answered."""
    query = (
        sa.select(Remark.section_key, sa.func.count())
        .outerjoin(Remark.contribution)
        .where(Remark.contract_id == contract.id, Remark.answer.is_(None), readable())
        .group_by(Remark.section_key)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def waiting_by_contract(session: orm.Session) -> dict[str, int]:
    """By contract's slug; every contract is in it."""
    waits = sa.case((sa.and_(Remark.answer.is_(None), readable()), 1))
    query = (
        sa.select(Contract.slug, sa.func.count(waits))
        .outerjoin(Remark, Remark.contract_id == Contract.id)
        .outerjoin(Remark.contribution)
        .group_by(Contract.slug)
        .order_by(Contract.slug)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def sections_of(session: orm.Session, contract: Contract) -> list[tuple[str, str]]:
    """(key, as printed) of the sections that somebody spoke of, as they were, oldest first."""
    query = (
        sa.select(Remark.section_key, sa.func.max(Remark.heading))
        .outerjoin(Remark.contribution)
        .where(Remark.contract_id == contract.id, Remark.section_key != "", readable())
        .group_by(Remark.section_key)
        .order_by(sa.func.max(Remark.heading))
    )
    return [(key, heading) for key, heading in session.execute(query)]


def queue(
    session: orm.Session, contract: Contract, filters: Filters, *, after: int | None
) -> Page[Remark]:
    """For the team: the oldest first; two queries."""
    query = _filtered(_told(contract.id), filters).options(orm.selectinload(Remark.answers))
    return keyset(session, query, Remark.id, after=after, size=PAGE_SIZE)


def remark_of(session: orm.Session, contract: Contract, public_id: str) -> Remark | None:
    """One that everyone may read, with who answered it."""
    query = (
        _told(contract.id)
        .where(Remark.public_id == public_id)
        .options(orm.selectinload(Remark.answers).joinedload(RemarkAnswer.by))
    )
    return session.scalars(query).first()


def alongside(session: orm.Session, remark: Remark) -> tuple[list[Remark], set[int]]:
    """Other remarks that wait: those that say the same, those on the same passage.

    With the ids of those that say the same: copies, or what a moderator joined.
    """
    group = (
        sa.select(Fingerprint.group_id)
        .where(Fingerprint.contribution_id == (remark.contribution_id or 0))
        .scalar_subquery()
    )
    alike = sa.select(Fingerprint.contribution_id).where(Fingerprint.group_id == group)
    same_words = Remark.contribution_id.in_(alike)
    query = (
        _told(remark.contract_id)
        .where(
            Remark.id != remark.id,
            Remark.answer.is_(None),
            sa.or_(same_words, sa.and_(Remark.anchor == remark.anchor, Remark.anchor != "")),
        )
        .order_by(same_words.desc(), Remark.id)
        .limit(MOST_TOGETHER)
        .options(orm.selectinload(Remark.answers))
        .add_columns(sa.func.coalesce(same_words, sa.false()))
    )
    rows = session.execute(query).all()
    return [row[0] for row in rows], {row[0].id for row in rows if row[1]}


def given_to_gone(session: orm.Session, remark: Remark) -> set[str]:
    """Gestures that answered `remark`, and words that their author took back since, together."""
    query = (
        sa.select(RemarkAnswer.batch)
        .join(RemarkAnswer.remark)
        .join(Remark.contribution)
        .where(
            RemarkAnswer.batch.in_([each.batch for each in remark.answers]),
            Contribution.status == Status.WITHDRAWN,
        )
    )
    return set(session.scalars(query)) if remark.answers else set()


def each_told(session: orm.Session, contract: Contract, size: int = 200) -> Iterator[Remark]:
    """All that everyone reads, in the order they arrived, `size` at a time."""
    after: int | None = 0
    while after is not None:
        query = _told(contract.id).options(orm.selectinload(Remark.answers))
        page = keyset(session, query, Remark.id, after=after, size=size)
        yield from page.rows
        after = page.after


def of_contributions(session: orm.Session, ids: Sequence[int]) -> dict[int, Remark]:
    """By contribution id, with the contract and every answer; other contributions are not in it."""
    query = (
        sa.select(Remark)
        .where(Remark.contribution_id.in_(ids))
        .options(orm.joinedload(Remark.contract), orm.selectinload(Remark.answers))
    )
    return {each.contribution_id: each for each in session.scalars(query) if each.contribution_id}


def publications(
    session: orm.Session, contract_ids: Collection[int]
) -> list[tuple[int, int, datetime]]:
    """(contract id, number, instant) of the versions of the text, in order."""
    query = (
        sa.select(ContractVersion.contract_id, ContractVersion.number, ContractVersion.published_at)
        .where(ContractVersion.contract_id.in_(contract_ids))
        .order_by(ContractVersion.contract_id, ContractVersion.number)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(query)]


def version_of(
    published_: Sequence[tuple[int, int, datetime]], contract_id: int, answer: RemarkAnswer
) -> int | None:
    """The first version published since an answer that changed the text; None while it waits."""
    later = (
        number
        for contract, number, at in published_
        if contract == contract_id and at > answer.created_at
    )
    return next(later, None) if answer.section_key else None


def commune_for(session: orm.Session, contract: Contract, town: str) -> Commune | None:
    """Whose residents speak: the volet's commune; of a framework, that of the site, named `town`.

    Without it, that of the framework's first volet; None where no territory is imported.
    """
    if contract.commune_id is not None:
        return session.get(Commune, contract.commune_id)
    own = Commune.name == town
    volet = sa.and_(Contract.commune_id == Commune.id, Contract.parent_id == contract.id)
    query = (
        sa.select(Commune)
        .outerjoin(Contract, volet)
        .where(sa.or_(own, Contract.id.is_not(None)))
        .order_by(sa.case((own, 0), else_=1), Contract.slug, Commune.id)
        .limit(1)
    )
    return session.scalars(query).first()


def period_here(session: orm.Session, contract: Contract, town: str, now: datetime) -> Period:
    """That of the contract, unless the site does not know whose residents would speak.

    One query for a framework, none for a volet.
    """
    found = period(contract, now)
    if found is not Period.OPEN or contract.commune_id is not None:
        return found
    return Period.OPEN if commune_for(session, contract, town) else Period.NOWHERE
