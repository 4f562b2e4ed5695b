"""What was said under each enjeu, and what of it stands in a statement."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contributions.models import Channel, Contribution, Status, Tag
from consult.enjeux.models import Enjeu, Vocabulary
from consult.synthesis.models import Citation, Statement
from consult.web.pagination import Page, keyset

PAGE_SIZE = 40


@dataclass(frozen=True)
class Balance:
    """Of one enjeu: published contributions and the people heard in them; `cited` of them stand in a
    statement, `outside` in none."""

    enjeu: Enjeu
    contributions: int
    people: int
    cited: int
    statements: int

    @property
    def outside(self) -> int:
        return self.contributions - self.cited


def balances(session: orm.Session, vocabulary: Vocabulary) -> list[Balance]:
    """One a enjeu, in the contract's order; two queries beside the vocabulary's own."""
    tagged = (
        sa.select(Tag.enjeu_id, Tag.contribution_id)
        .where(Tag.enjeu_id.in_([enjeu.id for enjeu in vocabulary.enjeux]))
        .distinct()
        .subquery()
    )
    cited = sa.exists().where(
        Citation.contribution_id == Contribution.id,
        Citation.statement_id == Statement.id,
        Statement.enjeu_id == tagged.c.enjeu_id,
    )
    query = (
        sa.select(
            tagged.c.enjeu_id,
            sa.func.count(),
            sa.func.sum(Contribution.heard_from),
            sa.func.sum(sa.case((cited, 1), else_=0)),
        )
        .join(Contribution, Contribution.id == tagged.c.contribution_id)
        .where(Contribution.status == Status.PUBLISHED)
        .group_by(tagged.c.enjeu_id)
    )
    heard = {row[0]: row[1:] for row in session.execute(query)}
    written = statement_counts(session, [enjeu.id for enjeu in vocabulary.enjeux])
    return [
        Balance(enjeu, *(heard.get(enjeu.id) or (0, 0, 0)), written.get(enjeu.id, 0))
        for enjeu in vocabulary.enjeux
    ]


def statement_counts(session: orm.Session, enjeu_ids: list[int]) -> dict[int, int]:
    query = (
        sa.select(Statement.enjeu_id, sa.func.count())
        .where(Statement.enjeu_id.in_(enjeu_ids))
        .group_by(Statement.enjeu_id)
    )
    return {enjeu_id: number for enjeu_id, number in session.execute(query)}


@dataclass(frozen=True)
class Wanted:
    """Filters of the list of contributions; None filters nothing."""

    only_outside: bool = True
    channel: Channel | None = None
    perimeter_id: int | None = None
    ambition_id: int | None = None


def contributions_of(
    session: orm.Session, enjeu: Enjeu, wanted: Wanted, *, after: int | None
) -> Page[Contribution]:
    """Published words sorted under `enjeu`, oldest first."""
    tags = [Tag.contribution_id == Contribution.id, Tag.enjeu_id == enjeu.id]
    if wanted.ambition_id is not None:
        tags.append(Tag.ambition_id == wanted.ambition_id)
    query = (
        sa.select(Contribution)
        .where(Contribution.status == Status.PUBLISHED, sa.exists().where(*tags))
        .options(orm.joinedload(Contribution.perimeter))
    )
    if wanted.only_outside:
        query = query.where(
            ~sa.exists().where(
                Citation.contribution_id == Contribution.id,
                Citation.statement_id == Statement.id,
                Statement.enjeu_id == enjeu.id,
            )
        )
    if wanted.channel is not None:
        query = query.where(Contribution.channel == wanted.channel)
    if wanted.perimeter_id is not None:
        query = query.where(Contribution.perimeter_id == wanted.perimeter_id)
    return keyset(session, query, Contribution.id, after=after, size=PAGE_SIZE)


def contributions_by_public_id(session: orm.Session, ids: list[str]) -> list[Contribution]:
    query = sa.select(Contribution).where(Contribution.public_id.in_(ids[:500]))
    return list(session.scalars(query.options(orm.selectinload(Contribution.tags))))


def statements_of(session: orm.Session, enjeu: Enjeu) -> list[Statement]:
    """Newest first, with what they cite."""
    return list(
        session.scalars(
            sa.select(Statement)
            .where(Statement.enjeu_id == enjeu.id)
            .options(orm.selectinload(Statement.citations))
            .order_by(Statement.id.desc())
        )
    )


def statement(session: orm.Session, public_id: str) -> Statement | None:
    """One statement with its enjeu and the words it rests on."""
    return session.scalars(
        sa.select(Statement)
        .where(Statement.public_id == public_id)
        .options(
            orm.joinedload(Statement.enjeu).selectinload(Enjeu.ambitions),
            orm.selectinload(Statement.citations)
            .joinedload(Citation.contribution)
            .joinedload(Contribution.perimeter),
        )
    ).first()


def enjeu_of(vocabulary: Vocabulary, key: str) -> Enjeu | None:
    return next((each for each in vocabulary.enjeux if each.key == key), None)
