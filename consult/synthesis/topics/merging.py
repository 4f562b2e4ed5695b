"""Putting two groups together, and taking them apart again. Nothing here commits."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.audit.operations import record
from consult.contributions.models import Contribution, Status
from consult.synthesis.models import Statement
from consult.synthesis.topics.models import Topic, TopicMember, TopicMerge, TopicRefusal
from consult.synthesis.topics.operations import check_revision, keep
from consult.synthesis.topics.places import forget_refusals, refuse
from consult.synthesis.topics.running import hold
from consult.synthesis.topics.wording import refresh_words

# Values in one statement: SQLite takes 32 766.
_MOST = 5_000


def merge(
    session: orm.Session, topic: Topic, other: Topic, *, by: User, revision: int
) -> TopicMerge:
    """All that `other` holds goes to `topic`, with the sentences written from it; `other` ends.

    What is needed to take it apart again is kept. Raises StaleTopicError when `topic` changed,
    ValueError for a group of another enjeu or itself.
    """
    if topic.enjeu_id != other.enjeu_id or topic.id == other.id:
        raise ValueError("two groups of one enjeu are put together")
    check_revision(session, topic, revision)
    found = _remember(session, topic, other)
    keep(session, topic, by=by)
    members = [each[0] for each in found.before["members"]]
    session.execute(
        sa.update(TopicMember)
        .where(TopicMember.topic_id == other.id)
        .values(topic_id=topic.id, kept=True, nearness=None)
    )
    for some in _parts(members):
        forget_refusals(session, some, topic)
    for table in (Statement, TopicMerge):
        session.execute(
            sa.update(table).where(table.topic_id == other.id).values(topic_id=topic.id)
        )
    record(session, "topic.merge", topic, by=by, topic=other.id, number=len(members))
    session.delete(other)
    session.add(found)
    session.flush()
    refresh_words(session, topic)
    return found


def take_apart(session: orm.Session, merged: TopicMerge, *, by: User) -> Topic:
    """The group that had ended is there again, at its address, with what it had brought.

    What was moved or taken back since stays where it is. When nothing else was done of it, the other
    group is only proposed again, if it was.
    """
    topic = merged.topic
    hold(session, topic.enjeu_id)
    session.refresh(topic)
    made = Topic(
        public_id=merged.public_id,
        enjeu_id=topic.enjeu_id,
        name=merged.name,
        words=merged.words,
        kept=merged.kept,
        revision=merged.before["revision"] + 1,
        is_demo=merged.is_demo,
    )
    session.add(made)
    session.flush()
    number = _bring_back(session, merged, made)
    if not merged.kept_topic and _untouched_since(session, merged):
        _propose_again(session, merged)
    topic.revision += 1
    record(session, "topic.take_apart", topic, by=by, topic=made.id, number=number)
    session.delete(merged)
    session.flush()
    for each in (topic, made):
        refresh_words(session, each)
    return made


def merges_of(session: orm.Session, topic: Topic) -> Sequence[TopicMerge]:
    """What was put into a group, the latest first."""
    query = sa.select(TopicMerge).where(TopicMerge.topic_id == topic.id)
    return session.scalars(query.order_by(TopicMerge.id.desc())).all()


def merge_at(session: orm.Session, public_id: str) -> TopicMerge | None:
    """That of the group known by this address, which is in another one now."""
    query = sa.select(TopicMerge).where(TopicMerge.public_id == public_id)
    return session.scalars(query.options(orm.joinedload(TopicMerge.topic))).first()


def _remember(session: orm.Session, topic: Topic, other: Topic) -> TopicMerge:
    rows = session.execute(
        sa.select(TopicMember.contribution_id, TopicMember.kept, TopicMember.nearness)
        .where(TopicMember.topic_id == other.id)
        .order_by(TopicMember.contribution_id)
    )
    members = [list(row) for row in rows]
    came = {each[0] for each in members}
    proposed = sa.select(TopicMember.contribution_id).where(TopicMember.topic_id == topic.id)
    before: dict[str, Any] = {
        "members": members,
        "proposed": [] if topic.kept else list(session.scalars(proposed)),
        "refused": _refused(session, other),
        "forgotten": [each for each in _refused(session, topic) if each in came],
        "revision": other.revision,
    }
    for name, table in (("statements", Statement), ("merges", TopicMerge)):
        mine = sa.select(table.id).where(table.topic_id == other.id).order_by(table.id)
        before[name] = list(session.scalars(mine))
    return TopicMerge(
        public_id=other.public_id,
        topic_id=topic.id,
        name=other.name,
        words=list(other.words),
        kept=other.kept,
        kept_topic=topic.kept,
        revision=topic.revision,
        before=before,
        is_demo=other.is_demo,
    )


def _refused(session: orm.Session, topic: Topic) -> list[int]:
    query = sa.select(TopicRefusal.contribution_id).where(TopicRefusal.topic_id == topic.id)
    return list(session.scalars(query.order_by(TopicRefusal.contribution_id)))


def _bring_back(session: orm.Session, merged: TopicMerge, made: Topic) -> int:
    """How many words came back of those that had come."""
    before = {key: (kept, near) for key, kept, near in merged.before["members"]}
    back: list[dict[str, Any]] = []
    for some in _parts(list(before)):
        still = sa.select(TopicMember.id, TopicMember.contribution_id).where(
            TopicMember.topic_id == merged.topic_id, TopicMember.contribution_id.in_(some)
        )
        for row in session.execute(still):
            kept, near = before[row.contribution_id]
            back.append({"id": row.id, "topic_id": made.id, "kept": kept, "nearness": near})
    if back:
        session.execute(sa.update(TopicMember), back)
    refuse(session, made, _there(session, merged.before["refused"]))
    refuse(session, merged.topic, _there(session, merged.before["forgotten"]))
    for name, table in (("statements", Statement), ("merges", TopicMerge)):
        session.execute(
            sa.update(table)
            .where(table.topic_id == merged.topic_id, table.id.in_(merged.before[name]))
            .values(topic_id=made.id)
        )
    return len(back)


def _there(session: orm.Session, ids: Collection[int]) -> list[int]:
    """Those that were not taken back since."""
    query = sa.select(Contribution.id).where(
        Contribution.id.in_(ids), Contribution.status != Status.WITHDRAWN
    )
    return list(session.scalars(query))


def _untouched_since(session: orm.Session, merged: TopicMerge) -> bool:
    """Nobody named the group, wrote from it, or put anything else into it since."""
    kept = sa.select(TopicMember.contribution_id).where(
        TopicMember.topic_id == merged.topic_id, TopicMember.kept
    )
    written = sa.select(Statement.id).where(Statement.topic_id == merged.topic_id).limit(1)
    return (
        merged.topic.revision == merged.revision
        and set(session.scalars(kept)) <= set(merged.before["proposed"])
        and session.scalar(written) is None
    )


def _propose_again(session: orm.Session, merged: TopicMerge) -> None:
    merged.topic.kept = False
    session.execute(
        sa.update(TopicMember).where(TopicMember.topic_id == merged.topic_id).values(kept=False)
    )


def _parts(ids: Sequence[int]) -> list[Sequence[int]]:
    return [ids[start : start + _MOST] for start in range(0, len(ids), _MOST)]
