"""What was said under each enjeu, and what of it stands in a statement."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contributions.lookalikes.queries import memberships, one_of_each_group, sizes
from consult.contributions.models import Channel, Contribution, Status, Tag, Tagging
from consult.contributions.voices import count_people, people_by
from consult.enjeux.models import Ambition, Enjeu, Vocabulary
from consult.synthesis.models import Citation, Statement
from consult.synthesis.topics.models import SetAside, TopicMember
from consult.territory.models import Perimeter
from consult.web.pagination import Page, keyset

PAGE_SIZE = 40
# Values in one statement: SQLite takes 32 766.
_AT_A_TIME = 5_000
# Words that can be cited: see `permissions.can_cite`.
SORTED = (Contribution.status == Status.PUBLISHED, Contribution.tagging == Tagging.TAGGED)
_PUBLIC_ID = re.compile("[0-9a-f]{12}")


@dataclass(frozen=True)
class Balance:
    """Of one enjeu: published contributions and the people heard in them.

    `cited` of them stand in a statement of this enjeu; of the others, `set_aside` were with a reason
    and `grouped` are in a group that the team keeps (a proposed one does not count). All the rest is
    `outside`.
    """

    enjeu: Enjeu
    contributions: int
    people: int
    cited: int
    set_aside: int
    grouped: int

    @property
    def outside(self) -> int:
        return self.contributions - self.cited - self.set_aside - self.grouped


Column = sa.ColumnElement[int] | orm.InstrumentedAttribute[int]


def is_cited(enjeu_id: Column) -> sa.Exists:
    """Condition on Contribution: a statement of this enjeu cites it."""
    return sa.exists().where(
        Citation.contribution_id == Contribution.id,
        Citation.statement_id == Statement.id,
        Statement.enjeu_id == enjeu_id,
    )


def is_set_aside(enjeu_id: Column) -> sa.Exists:
    return sa.exists().where(
        SetAside.contribution_id == Contribution.id, SetAside.enjeu_id == enjeu_id
    )


def is_grouped(enjeu_id: Column) -> sa.Exists:
    """In a group that the team keeps, and not only proposed there."""
    return sa.exists().where(
        TopicMember.contribution_id == Contribution.id,
        TopicMember.enjeu_id == enjeu_id,
        TopicMember.kept,
    )


def decided_under(
    table: type[SetAside | TopicMember], enjeu: Enjeu | None = None
) -> list[sa.ColumnElement[bool]]:
    """Conditions that join rows of `table` to Contribution, under `enjeu` or under any.

    Such a row is always of words sorted under its enjeu: see `topics.places.leave`.
    """
    joined = [table.contribution_id == Contribution.id]
    return joined if enjeu is None else [*joined, table.enjeu_id == enjeu.id]


def balances(session: orm.Session, vocabulary: Vocabulary) -> list[Balance]:
    """One for each enjeu, in the contract's order; one query."""
    return _balances(session, vocabulary.enjeux)


def balance(session: orm.Session, enjeu: Enjeu) -> Balance:
    return _balances(session, [enjeu])[0]


def _balances(session: orm.Session, enjeux: Sequence[Enjeu]) -> list[Balance]:
    tagged = (
        sa.select(Tag.enjeu_id, Tag.contribution_id)
        .where(Tag.enjeu_id.in_([enjeu.id for enjeu in enjeux]))
        .distinct()
        .subquery()
    )
    states = {
        "cited": is_cited(tagged.c.enjeu_id),
        "set_aside": is_set_aside(tagged.c.enjeu_id),
        "grouped": is_grouped(tagged.c.enjeu_id),
    }
    # The first state that holds is the one that counts.
    state = sa.case(*((holds, name) for name, holds in states.items()), else_="outside")
    said = people_by(
        sa.select(Contribution)
        .join(tagged, tagged.c.contribution_id == Contribution.id)
        .where(*SORTED),
        [tagged.c.enjeu_id],
        **{name: sa.func.sum(sa.case((state == name, 1), else_=0)) for name in states},
    )
    heard = {row[0]: row[1:] for row in session.execute(sa.select(said))}
    return [Balance(enjeu, *heard.get(enjeu.id, (0, 0, 0, 0, 0))) for enjeu in enjeux]


def count_outside(session: orm.Session, vocabulary: Vocabulary) -> int:
    """Published words sorted under some enjeu that nothing settles; each counts once.

    A statement that cites them, a group that the team keeps, a reason to set them aside: under one
    of their enjeux, any settles them.
    """
    enjeux = [enjeu.id for enjeu in vocabulary.enjeux]
    query = sa.select(sa.func.count()).where(
        *SORTED,
        sa.exists().where(Tag.contribution_id == Contribution.id, Tag.enjeu_id.in_(enjeux)),
        ~sa.exists().where(Citation.contribution_id == Contribution.id),
        ~sa.exists().where(*decided_under(TopicMember), TopicMember.kept).correlate(Contribution),
        ~sa.exists().where(*decided_under(SetAside)).correlate(Contribution),
    )
    return session.scalar(query.select_from(Contribution)) or 0


def statements_under(session: orm.Session, vocabulary: Vocabulary) -> list[Statement]:
    """Every statement of the six enjeux, without what it cites."""
    query = sa.select(Statement).join(Statement.enjeu).where(Enjeu.vocabulary_id == vocabulary.id)
    return list(session.scalars(query))


@dataclass(frozen=True)
class Wanted:
    """Filters of the list of contributions; None filters nothing."""

    only_outside: bool = True
    channel: Channel | None = None
    perimeter: Perimeter | None = None
    ambition: Ambition | None = None


def contributions_of(
    session: orm.Session, enjeu: Enjeu, wanted: Wanted, *, after: int | None
) -> Page[Contribution]:
    """Published words sorted under `enjeu`, oldest first; one of each group of look-alikes."""
    chosen = words_under(enjeu, wanted)
    query = (
        sa.select(Contribution)
        .where(*chosen, one_of_each_group(chosen))
        .options(orm.joinedload(Contribution.perimeter))
    )
    return keyset(session, query, Contribution.id, after=after, size=PAGE_SIZE)


def alike_among(
    session: orm.Session, enjeu: Enjeu, wanted: Wanted, shown: list[Contribution]
) -> dict[int, int]:
    """By contribution id: how many others of its group the list stands for, when there are some."""
    known = memberships(session, [each.id for each in shown])
    counted = sizes(session, {each.group_id for each in known.values()}, words_under(enjeu, wanted))
    others = {key: counted.get(each.group_id, 1) - 1 for key, each in known.items()}
    return {key: number for key, number in others.items() if number > 0}


def words_under(enjeu: Enjeu, wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    """Conditions on Contribution: published words sorted under `enjeu`, as the filters want them."""
    tags = [Tag.contribution_id == Contribution.id, Tag.enjeu_id == enjeu.id]
    if wanted.ambition is not None:
        tags.append(Tag.ambition_id == wanted.ambition.id)
    chosen: list[sa.ColumnElement[bool]] = [*SORTED, sa.exists().where(*tags)]
    if wanted.only_outside:
        chosen.append(~is_cited(sa.literal(enjeu.id)))
    if wanted.channel is not None:
        chosen.append(Contribution.channel == wanted.channel)
    if wanted.perimeter is not None:
        chosen.append(Contribution.perimeter_id == wanted.perimeter.id)
    return chosen


def cited_among(session: orm.Session, enjeu: Enjeu, contributions: list[Contribution]) -> set[int]:
    """Ids of those that a statement of this enjeu cites."""
    query = (
        sa.select(Citation.contribution_id)
        .join(Citation.statement)
        .where(
            Statement.enjeu_id == enjeu.id,
            Citation.contribution_id.in_([each.id for each in contributions]),
        )
    )
    return set(session.scalars(query))


def contributions_by_public_id(session: orm.Session, ids: list[str]) -> list[Contribution]:
    """Those of `ids` that exist; a page offers fewer than 500."""
    asked = [each for each in ids[:500] if _PUBLIC_ID.fullmatch(each)]
    query = sa.select(Contribution).where(Contribution.public_id.in_(asked))
    return list(session.scalars(query.options(orm.selectinload(Contribution.tags))))


def statements_of(session: orm.Session, enjeu: Enjeu) -> list[Statement]:
    """Newest first."""
    query = sa.select(Statement).where(Statement.enjeu_id == enjeu.id)
    return list(session.scalars(query.order_by(Statement.id.desc())))


def statement(session: orm.Session, public_id: str, *, lock: bool = False) -> Statement | None:
    """One statement with its enjeu and the words it rests on.

    `lock` holds the statement until the transaction ends: two editors change it in turn.
    """
    query = (
        sa.select(Statement)
        .where(Statement.public_id == public_id)
        .options(
            orm.selectinload(Statement.enjeu).selectinload(Enjeu.ambitions),
            orm.selectinload(Statement.citations)
            .joinedload(Citation.contribution)
            .options(
                orm.joinedload(Contribution.perimeter),
                orm.joinedload(Contribution.receipt),
                orm.joinedload(Contribution.lineage),
            ),
        )
    )
    return session.scalars(query.with_for_update() if lock else query).first()


def all_heard(session: orm.Session, enjeu: Enjeu, ids: Collection[int]) -> bool:
    """Whether all these words can still be cited under `enjeu`, as the database has it now.

    Asked once a row refers to them: who withdraws them then waits for the end of the transaction.
    """
    wanted = sorted(set(ids))
    heard = sa.select(sa.func.count()).where(
        *SORTED, sa.exists().where(Tag.contribution_id == Contribution.id, Tag.enjeu_id == enjeu.id)
    )
    found = 0
    for start in range(0, len(wanted), _AT_A_TIME):
        some = Contribution.id.in_(wanted[start : start + _AT_A_TIME])
        found += session.scalar(heard.where(some).select_from(Contribution)) or 0
    return found == len(wanted)


def is_backed(session: orm.Session, statement_id: int) -> bool:
    """Whether published words stand behind the statement."""
    query = (
        sa.select(Citation.id)
        .join(Citation.contribution)
        .where(Citation.statement_id == statement_id, Contribution.status == Status.PUBLISHED)
    )
    return session.scalar(query.limit(1)) is not None


@dataclass(frozen=True)
class Quarters:
    """People heard in a statement's published contributions, by quarter and from elsewhere."""

    people: tuple[tuple[Perimeter, int], ...]
    elsewhere: int


def quarters_of(found: Statement) -> Quarters:
    """Counted on citations already loaded; the quarter that spoke most comes first."""
    published = [
        each.contribution
        for each in found.citations
        if each.contribution.status is Status.PUBLISHED
    ]
    heard: Counter[Perimeter | None] = count_people((each.perimeter, each) for each in published)
    named = [(perimeter, people) for perimeter, people in heard.most_common() if perimeter]
    return Quarters(tuple(named), heard[None])


def enjeu_of(vocabulary: Vocabulary, key: str) -> Enjeu | None:
    return next((each for each in vocabulary.enjeux if each.key == key), None)
