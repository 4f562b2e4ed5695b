"""What the team does of the groups and of what it sets aside. Nothing here commits.

From its first act on it a group is kept: no run undoes it.
"""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.audit.operations import record
from consult.contributions.models import Contribution
from consult.enjeux.models import Ambition, Enjeu
from consult.synthesis import operations as statements
from consult.synthesis.models import Statement
from consult.synthesis.permissions import can_cite
from consult.synthesis.queries import all_heard
from consult.synthesis.topics.models import SetAside, SetAsideReason, Topic, TopicMember
from consult.synthesis.topics.places import aside_under, cited_under, forget_refusals, refuse
from consult.synthesis.topics.running import hold
from consult.synthesis.topics.wording import refresh_words


class StaleTopicError(Exception):
    """Somebody changed the group since the page was shown."""


class MovedMeanwhileError(Exception):
    """None of the words chosen is where the page showed them any more."""


def name_topic(session: orm.Session, topic: Topic, name: str, *, by: User, revision: int) -> None:
    """Raises StaleTopicError when `revision` is not the present one."""
    check_revision(session, topic, revision)
    keep(session, topic, by=by)
    topic.name = name
    record(session, "topic.name", topic, by=by, revision=revision)


def confirm(
    session: orm.Session, topic: Topic, *, by: User, contributions: Collection[Contribution] = ()
) -> int:
    """Keep what runs proposed in the group: `contributions`, or all of it; returns how many."""
    hold(session, topic.enjeu_id)
    if not topic.kept and not contributions:
        return keep(session, topic, by=by)
    chosen = [TopicMember.contribution_id.in_([each.id for each in contributions])]
    done = _keep_members(session, topic, *(chosen if contributions else []))
    topic.kept = True
    record(session, "topic.confirm", topic, by=by, number=done)
    return done


def new_topic(session: orm.Session, enjeu: Enjeu, name: str, *, by: User) -> Topic:
    """Empty: the caller moves words into it."""
    hold(session, enjeu.id)
    topic = Topic(enjeu_id=enjeu.id, name=name, kept=True)
    session.add(topic)
    record(session, "topic.create", topic, by=by, enjeu=enjeu.key)
    return topic


def move(
    session: orm.Session,
    enjeu: Enjeu,
    contributions: Collection[Contribution],
    *,
    source: Topic | None,
    target: Topic | None,
    by: User,
) -> list[Contribution]:
    """From a group (or from none) into another (or into none); returns those that moved.

    Those that are not in `source` any more stay where somebody put them. Raises MovedMeanwhileError
    when none moves, ValueError for words that cannot be cited under this enjeu: the caller rolls back.
    """
    hold(session, enjeu.id)
    if any(not can_cite(each, enjeu) for each in contributions):
        raise ValueError("words that are not published, or of another enjeu")
    here = [each for each in contributions if _is_in(session, enjeu, each, source)]
    if not here or source is target:
        raise MovedMeanwhileError
    for topic in (source, target):
        if topic is not None and not topic.kept:
            keep(session, topic, by=by)
    ids = [each.id for each in here]
    session.execute(
        sa.delete(TopicMember).where(
            TopicMember.enjeu_id == enjeu.id, TopicMember.contribution_id.in_(ids)
        )
    )
    if source is not None:
        refuse(session, source, ids)
    if target is not None:
        forget_refusals(session, ids, target)
        taken_back = sa.delete(SetAside).where(
            SetAside.enjeu_id == enjeu.id, SetAside.contribution_id.in_(ids)
        )
        session.execute(taken_back)
        _add(session, target, ids)
        _check_heard(session, enjeu, ids)
    for topic in (source, target):
        if topic is not None:
            refresh_words(session, topic)
    if target is not None:
        record(session, "topic.move_in", target, by=by, contributions=ids)
    elif source is not None:
        record(session, "topic.move_out", source, by=by, contributions=ids)
    return here


def dissolve(session: orm.Session, topic: Topic, *, by: User, revision: int) -> None:
    """The group ends and its words wait again; sentences written from it stay.

    Raises StaleTopicError when it changed.
    """
    check_revision(session, topic, revision)
    session.execute(
        sa.update(Statement).where(Statement.topic_id == topic.id).values(topic_id=None)
    )
    record(session, "topic.dissolve", topic, by=by, revision=revision)
    session.delete(topic)
    session.flush()


def end_if_empty(session: orm.Session, topic: Topic, *, by: User) -> None:
    """A group made for words that left it again; one that a sentence was written from stays."""
    members = sa.select(TopicMember.id).where(TopicMember.topic_id == topic.id).limit(1)
    written = sa.select(Statement.id).where(Statement.topic_id == topic.id).limit(1)
    if session.scalar(members) is None and session.scalar(written) is None:
        record(session, "topic.dissolve", topic, by=by, revision=topic.revision)
        session.delete(topic)
        session.flush()


def set_aside(
    session: orm.Session,
    enjeu: Enjeu,
    contributions: Collection[Contribution],
    reason: SetAsideReason,
    sentence: str,
    *,
    by: User,
    is_demo: bool = False,
) -> list[Contribution]:
    """They leave their groups and wait for no sentence; returns those that were set aside.

    Not those that a sentence of this enjeu cites, nor those that are aside already. Raises ValueError
    for words that cannot be cited under this enjeu: the caller rolls back.
    """
    hold(session, enjeu.id)
    if any(not can_cite(each, enjeu) for each in contributions):
        raise ValueError("words that are not published, or of another enjeu")
    ids = [each.id for each in contributions]
    settled = cited_under(session, enjeu, ids) | aside_under(session, enjeu, ids)
    chosen = [each for each in contributions if each.id not in settled]
    session.execute(
        sa.delete(TopicMember).where(
            TopicMember.enjeu_id == enjeu.id,
            TopicMember.contribution_id.in_([each.id for each in chosen]),
        )
    )
    for each in chosen:
        row = SetAside(
            enjeu_id=enjeu.id,
            contribution_id=each.id,
            reason=reason,
            sentence=sentence,
            user_id=by.id,
            is_demo=is_demo,
        )
        session.add(row)
        record(session, "set_aside.set", row, by=by, contribution=each.id, enjeu=enjeu.key)
    _check_heard(session, enjeu, [each.id for each in chosen])
    return chosen


def take_back(session: orm.Session, row: SetAside, *, by: User) -> None:
    """The words wait again, outside everything."""
    record(session, "set_aside.take_back", row, by=by, contribution=row.contribution_id)
    session.delete(row)
    session.flush()


def write_statement(
    session: orm.Session,
    topic: Topic,
    text: str,
    contributions: Collection[Contribution],
    *,
    by: User,
    ambition: Ambition | None = None,
) -> Statement:
    """A sentence that remembers its group, which is kept from then on.

    Raises as `consult.synthesis.operations.write_statement`.
    """
    hold(session, topic.enjeu_id)
    statement = statements.write_statement(
        session, topic.enjeu, text, contributions, by=by, ambition=ambition
    )
    statement.topic_id = topic.id
    if not topic.kept:
        keep(session, topic, by=by)
    session.flush()
    return statement


def check_revision(session: orm.Session, topic: Topic, revision: int) -> None:
    """Hold the groups of the enjeu; raises StaleTopicError when `revision` is not the present one."""
    hold(session, topic.enjeu_id)
    session.refresh(topic)
    if topic.revision != revision:
        raise StaleTopicError
    topic.revision += 1


def keep(session: orm.Session, topic: Topic, *, by: User) -> int:
    """The team took the group in hand: what was proposed in it is kept with it."""
    if topic.kept:
        return 0
    topic.kept = True
    done = _keep_members(session, topic)
    record(session, "topic.keep", topic, by=by, number=done)
    return done


def _keep_members(session: orm.Session, topic: Topic, *chosen: sa.ColumnElement[bool]) -> int:
    done = session.execute(
        sa.update(TopicMember)
        .where(TopicMember.topic_id == topic.id, ~TopicMember.kept, *chosen)
        .values(kept=True)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]


def _is_in(
    session: orm.Session, enjeu: Enjeu, contribution: Contribution, topic: Topic | None
) -> bool:
    """Whether the words are in `topic`; out of all groups, for None (a proposal holds nothing)."""
    query = sa.select(TopicMember.topic_id, TopicMember.kept).where(
        TopicMember.enjeu_id == enjeu.id, TopicMember.contribution_id == contribution.id
    )
    row = session.execute(query).first()
    if topic is None:
        return row is None or not row.kept
    return row is not None and row.topic_id == topic.id


def _check_heard(session: orm.Session, enjeu: Enjeu, ids: Collection[int]) -> None:
    """Somebody may have sorted them elsewhere, or taken them back, since they were read here."""
    if not all_heard(session, enjeu, ids):
        raise ValueError("words that are not published any more, or of another enjeu")


def _add(session: orm.Session, topic: Topic, ids: Collection[int]) -> None:
    rows = [
        TopicMember(topic_id=topic.id, enjeu_id=topic.enjeu_id, contribution_id=each, kept=True)
        for each in ids
    ]
    session.add_all(rows)
    session.flush()
