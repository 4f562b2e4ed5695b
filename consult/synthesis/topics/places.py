"""Where words stand under an enjeu: cited, grouped, set aside; and the groups they were taken out of."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy import orm

from consult.audit.operations import Signed, record
from consult.contributions.companions import when_sorted
from consult.contributions.models import Contribution
from consult.enjeux.models import Enjeu
from consult.synthesis.models import Citation, Statement
from consult.synthesis.topics.models import SetAside, Topic, TopicMember, TopicRefusal
from consult.synthesis.topics.running import hold
from consult.synthesis.topics.wording import refresh_words


def cited_under(session: orm.Session, enjeu: Enjeu, ids: Collection[int]) -> set[int]:
    query = (
        sa.select(Citation.contribution_id)
        .join(Citation.statement)
        .where(Statement.enjeu_id == enjeu.id, Citation.contribution_id.in_(ids))
    )
    return set(session.scalars(query))


def aside_under(session: orm.Session, enjeu: Enjeu, ids: Collection[int]) -> set[int]:
    """Those that are set aside."""
    query = sa.select(SetAside.contribution_id).where(
        SetAside.enjeu_id == enjeu.id, SetAside.contribution_id.in_(ids)
    )
    return set(session.scalars(query))


def refuse(session: orm.Session, topic: Topic, ids: Collection[int]) -> None:
    """No run proposes them in `topic` again."""
    known = set(
        session.scalars(
            sa.select(TopicRefusal.contribution_id).where(
                TopicRefusal.topic_id == topic.id, TopicRefusal.contribution_id.in_(ids)
            )
        )
    )
    session.add_all(
        TopicRefusal(topic_id=topic.id, contribution_id=each) for each in ids if each not in known
    )
    session.flush()


def forget_refusals(session: orm.Session, ids: Collection[int], topic: Topic) -> None:
    session.execute(
        sa.delete(TopicRefusal).where(
            TopicRefusal.topic_id == topic.id, TopicRefusal.contribution_id.in_(ids)
        )
    )


def leave(
    session: orm.Session, contribution: Contribution, enjeux: Collection[int], by: Signed
) -> None:
    """Words sorted elsewhere are in no group of the `enjeux` they left, and set aside from none.

    So a row of a group, or of what is set aside, is always of words sorted under its enjeu.
    """
    for each in enjeux:
        hold(session, each)
    mine = [TopicMember.contribution_id == contribution.id, TopicMember.enjeu_id.in_(enjeux)]
    kept = sa.select(Topic).join(TopicMember, TopicMember.topic_id == Topic.id)
    topics = session.scalars(kept.where(*mine, TopicMember.kept).order_by(Topic.id)).all()
    session.execute(sa.delete(TopicMember).where(*mine))
    for topic in topics:
        record(session, "topic.leave", topic, by=by, contributions=[contribution.id])
        refresh_words(session, topic)
    aside = sa.select(SetAside).where(
        SetAside.contribution_id == contribution.id, SetAside.enjeu_id.in_(enjeux)
    )
    for row in session.scalars(aside.order_by(SetAside.id)).all():
        record(
            session,
            "set_aside.leave",
            row,
            by=by,
            contribution=contribution.id,
            enjeu=row.enjeu.key,
        )
        session.delete(row)
    session.flush()


when_sorted.append(leave)


def forget(session: orm.Session, contribution: Contribution) -> None:
    """Words withdrawn are in no group and set aside nowhere; what the team wrote of them is erased.

    Called once they are erased: the words that tell their groups are then chosen among the others.
    """
    mine = TopicMember.contribution_id == contribution.id
    topics = session.scalars(
        sa.select(Topic).join(TopicMember, TopicMember.topic_id == Topic.id).where(mine)
    ).all()
    session.execute(sa.delete(TopicMember).where(mine))
    for table in (SetAside, TopicRefusal):
        session.execute(sa.delete(table).where(table.contribution_id == contribution.id))
    for topic in topics:
        refresh_words(session, topic)
