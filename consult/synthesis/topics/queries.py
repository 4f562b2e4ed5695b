"""Reading the groups of an enjeu, what is in them, what is in none."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contributions.lookalikes.models import Fingerprint
from consult.contributions.lookalikes.queries import memberships, one_of_each_group, sizes
from consult.contributions.models import Contribution
from consult.contributions.voices import people_by
from consult.enjeux.models import Enjeu
from consult.synthesis.queries import is_cited, is_grouped, is_set_aside
from consult.synthesis.topics.models import SetAside, Topic, TopicMember
from consult.synthesis.topics.scope import Scope, heard
from consult.web.pagination import Page, keyset

GROUPS = 60
WORDS = 40

Conditions = list[sa.ColumnElement[bool]]


@dataclass(frozen=True)
class Line:
    """A group as the list tells it, counted in the part of the enjeu that is looked at.

    `proposed` of its contributions wait for the team's word; `uncited` stand in no statement.
    """

    topic: Topic
    contributions: int
    people: int
    proposed: int
    uncited: int


def lines(
    session: orm.Session, enjeu: Enjeu, scope: Scope, *, kept: bool, start: int = 0
) -> tuple[list[Line], int | None]:
    """The groups heard from most people first, and where the next ones start; None at the end."""
    counted = count(enjeu, [*heard(enjeu, scope), Topic.enjeu_id == enjeu.id, Topic.kept.is_(kept)])
    query = (
        sa.select(
            Topic,
            counted.c.contributions,
            counted.c.people,
            counted.c.proposed,
            counted.c.uncited,
        )
        .join(counted, counted.c.topic_id == Topic.id)
        .order_by(counted.c.people.desc(), counted.c.contributions.desc(), Topic.id)
        .offset(start)
        .limit(GROUPS + 1)
    )
    rows = [Line(*row) for row in session.execute(query)]
    return rows[:GROUPS], start + GROUPS if len(rows) > GROUPS else None


def count(enjeu: Enjeu, members: Conditions) -> sa.Subquery:
    """topic_id, contributions, people, proposed, uncited: as in `Line`."""
    return people_by(
        members_where(*members),
        [TopicMember.topic_id],
        proposed=_number(~TopicMember.kept),
        uncited=_number(~is_cited(sa.literal(enjeu.id))),
    )


def empty_groups(session: orm.Session, enjeu: Enjeu) -> list[Topic]:
    """Groups that the team keeps and where nothing is any more."""
    members = sa.exists(
        members_where(*heard(enjeu), TopicMember.topic_id == Topic.id)
        .with_only_columns(TopicMember.id)
        .correlate(Topic)
    )
    query = sa.select(Topic).where(Topic.enjeu_id == enjeu.id, Topic.kept, ~members)
    return list(session.scalars(query.order_by(Topic.id)))


def names(session: orm.Session, enjeu: Enjeu, but: Topic | None = None) -> list[Topic]:
    """The groups that the team keeps, to move words into one; those with a name first."""
    query = sa.select(Topic).where(Topic.enjeu_id == enjeu.id, Topic.kept)
    found = [each for each in session.scalars(query) if each is not but]
    return sorted(found, key=lambda each: (not each.name, each.told.lower(), each.id))


def topic(session: orm.Session, public_id: str, *, lock: bool = False) -> Topic | None:
    """With its enjeu; `lock` holds it until the transaction ends."""
    query = (
        sa.select(Topic)
        .where(Topic.public_id == public_id)
        .options(orm.selectinload(Topic.enjeu).selectinload(Enjeu.ambitions))
    )
    return session.scalars(query.with_for_update() if lock else query).first()


def marks(
    session: orm.Session, enjeu: Enjeu, shown: Sequence[Contribution], topic: Topic | None = None
) -> tuple[set[int], set[int], dict[int, int]]:
    """Of the words on a page: those cited, those only proposed in `topic`, and by id how many more
    of the group (or of what is outside) say the same.
    """
    ids = [each.id for each in shown]
    among = sa.select(Contribution.id).where(Contribution.id.in_(ids))
    cited = set(session.scalars(among.where(is_cited(sa.literal(enjeu.id)))))
    if topic is None:
        chosen = [*heard(enjeu), *outside(enjeu)]
        proposed: set[int] = set()
    else:
        mine = members_where(*heard(enjeu), TopicMember.topic_id == topic.id)
        chosen = [Contribution.id.in_(mine.with_only_columns(Contribution.id).correlate(None))]
        waiting = mine.with_only_columns(Contribution.id).where(
            ~TopicMember.kept, Contribution.id.in_(ids)
        )
        proposed = set(session.scalars(waiting))
    known = memberships(session, ids)
    counted = sizes(session, {each.group_id for each in known.values()}, chosen)
    others = {key: counted.get(each.group_id, 1) - 1 for key, each in known.items()}
    return cited, proposed, {key: number for key, number in others.items() if number > 0}


def outside(enjeu: Enjeu) -> Conditions:
    """Conditions on Contribution: neither cited, nor in a kept group, nor set aside."""
    here = sa.literal(enjeu.id)
    return [~is_cited(here), ~is_grouped(here), ~is_set_aside(here)]


def outside_page(
    session: orm.Session, enjeu: Enjeu, scope: Scope, *, after: int | None
) -> Page[Contribution]:
    """What nothing settles yet, oldest first; one of each set of look-alikes."""
    chosen = [*heard(enjeu, scope), *outside(enjeu)]
    query = (
        sa.select(Contribution)
        .where(*chosen, one_of_each_group(chosen))
        .options(orm.joinedload(Contribution.perimeter))
    )
    return keyset(session, query, Contribution.id, after=after, size=WORDS)


def set_aside_page(session: orm.Session, enjeu: Enjeu, *, after: int | None) -> Page[SetAside]:
    """Newest first, of words that could be cited."""
    query = (
        sa.select(SetAside)
        .join(SetAside.contribution)
        .where(SetAside.enjeu_id == enjeu.id, *heard(enjeu))
        .options(
            orm.contains_eager(SetAside.contribution).joinedload(Contribution.perimeter),
            orm.joinedload(SetAside.user),
        )
    )
    return keyset(session, query, SetAside.id, after=after, size=WORDS, newest_first=True)


def with_copies(
    session: orm.Session, enjeu: Enjeu, chosen: Sequence[Contribution], topic: Topic | None
) -> list[Contribution]:
    """`chosen`, then those of the same group (or of what is outside) that say the same."""
    ids = [each.id for each in chosen]
    groups = {each.group_id for each in memberships(session, ids).values()}
    if not groups:
        return list(chosen)
    from_here = (
        [*heard(enjeu), *outside(enjeu)]
        if topic is None
        else [
            *heard(enjeu),
            sa.exists().where(
                TopicMember.contribution_id == Contribution.id, TopicMember.topic_id == topic.id
            ),
        ]
    )
    query = (
        sa.select(Contribution)
        .where(*from_here, _alike(groups), Contribution.id.not_in(ids))
        .options(orm.selectinload(Contribution.tags))
        .order_by(Contribution.id)
    )
    return [*chosen, *session.scalars(query)]


def _alike(groups: Collection[int]) -> sa.Exists:
    return sa.exists().where(
        Fingerprint.contribution_id == Contribution.id, Fingerprint.group_id.in_(groups)
    )


def members_where(*conditions: sa.ColumnElement[bool]) -> sa.Select[Any]:
    return (
        sa.select(Contribution)
        .join(TopicMember, TopicMember.contribution_id == Contribution.id)
        .join(Topic, Topic.id == TopicMember.topic_id)
        .where(*conditions)
    )


def _number(holds: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.sum(sa.case((holds, 1), else_=0))
