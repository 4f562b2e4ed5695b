"""One group: what tells it, and what is in it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contributions.lookalikes.queries import one_of_each_group
from consult.contributions.models import Channel, Contribution
from consult.contributions.voices import people_by
from consult.synthesis.models import Statement
from consult.synthesis.topics.models import Topic, TopicMember
from consult.synthesis.topics.queries import WORDS, Conditions, Line, count, members_where
from consult.synthesis.topics.scope import heard
from consult.synthesis.topics.telling import Placed, departing, representative
from consult.territory.models import Perimeter
from consult.web.pagination import Page, keyset

# Words looked at to choose those that stand for a group, and those that depart from it.
READ = 200


@dataclass(frozen=True)
class Told:
    """What the page of a group tells of it, its words chosen out of at most twice READ of them."""

    line: Line
    channels: Sequence[tuple[Channel, int, int]]
    quarters: Sequence[tuple[Perimeter | None, int]]
    representative: Sequence[Contribution]
    departing: Sequence[Contribution]


def told(session: orm.Session, topic: Topic) -> Told:
    mine = [*heard(topic.enjeu), TopicMember.topic_id == topic.id]
    numbers = session.execute(sa.select(count(topic.enjeu, mine))).first()
    placed = _placed(session, mine)
    stand_for = representative(placed)
    return Told(
        Line(topic, *(numbers[1:] if numbers else (0, 0, 0, 0))),
        _channels(session, mine),
        _quarters(session, mine),
        stand_for,
        departing(placed, stand_for),
    )


def _channels(session: orm.Session, mine: Conditions) -> list[tuple[Channel, int, int]]:
    """Channel, contributions, people; in the order of the channels."""
    heard_by = people_by(members_where(*mine), [Contribution.channel])
    order = list(Channel)
    rows = [(row[0], row[1], row[2]) for row in session.execute(sa.select(heard_by))]
    return sorted(rows, key=lambda row: order.index(row[0]))


def _quarters(session: orm.Session, mine: Conditions) -> list[tuple[Perimeter | None, int]]:
    """Quarter and people; the one that spoke most first, those of no quarter last."""
    by_quarter = people_by(members_where(*mine), [Contribution.perimeter_id])
    query = sa.select(Perimeter, by_quarter.c.people).outerjoin_from(
        by_quarter, Perimeter, Perimeter.id == by_quarter.c.perimeter_id
    )
    rows = [(row[0], row[1]) for row in session.execute(query)]
    return sorted(rows, key=lambda row: (row[0] is None, -row[1], row[0].name if row[0] else ""))


def _placed(session: orm.Session, mine: Conditions) -> list[Placed]:
    """The nearest and the farthest of a group, one of each set of look-alikes."""
    query = (
        sa.select(Contribution, TopicMember.nearness)
        .join(TopicMember, TopicMember.contribution_id == Contribution.id)
        .where(*mine, _one_of_each(mine))
        .options(orm.joinedload(Contribution.perimeter))
        .limit(READ)
    )
    unknown = TopicMember.nearness.is_(None)
    nearest = query.order_by(unknown, TopicMember.nearness.desc(), Contribution.id)
    found = {said.id: Placed(said, near) for said, near in session.execute(nearest)}
    if len(found) == READ:
        farthest = query.order_by(unknown, TopicMember.nearness, Contribution.id.desc())
        found |= {said.id: Placed(said, near) for said, near in session.execute(farthest)}
    return list(found.values())


def _one_of_each(mine: Conditions) -> sa.ColumnElement[bool]:
    """Of look-alikes in the group, the first."""
    ids = members_where(*mine).with_only_columns(Contribution.id).correlate(None)
    return one_of_each_group([Contribution.id.in_(ids)])


def members(
    session: orm.Session, topic: Topic, but: Collection[Contribution], *, after: int | None
) -> Page[Contribution]:
    """The words of a group, oldest first, one of each set of look-alikes; not `but`."""
    mine = [*heard(topic.enjeu), TopicMember.topic_id == topic.id]
    query = members_where(*mine, _one_of_each(mine)).options(orm.joinedload(Contribution.perimeter))
    query = query.where(Contribution.id.not_in([each.id for each in but]))
    return keyset(session, query, Contribution.id, after=after, size=WORDS)


def all_members(session: orm.Session, topic: Topic) -> list[Contribution]:
    """Those that the team keeps in the group, with their tags: to cite them all."""
    query = members_where(
        *heard(topic.enjeu), TopicMember.topic_id == topic.id, TopicMember.kept.is_(True)
    )
    return list(session.scalars(query.options(orm.selectinload(Contribution.tags))))


def statements_of(session: orm.Session, topic: Topic) -> list[Statement]:
    query = sa.select(Statement).where(Statement.topic_id == topic.id)
    return list(session.scalars(query.order_by(Statement.id)))
