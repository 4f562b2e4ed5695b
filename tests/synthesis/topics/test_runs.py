"""Runs over time: what the team kept stays, what nobody touched is computed again."""

from __future__ import annotations

from datetime import date, timedelta

import sqlalchemy as sa

from consult.contributions.models import Status, Tag
from consult.db import utcnow
from consult.synthesis.topics import operations, running
from consult.synthesis.topics.models import SetAsideReason, Topic, TopicMember, TopicRun
from consult.synthesis.topics.scope import EVERYTHING, Scope
from tests.synthesis.conftest import said
from tests.synthesis.topics.conftest import group_with, groups, propose
from tests.synthesis.topics.samples import ALONE, DOCTORS, TEETH


def test_a_run_again_gives_the_same_groups_at_the_same_addresses(
    session, world, sante, heard
) -> None:
    propose(session, sante, world)
    before = groups(session)
    assert sorted(before.values(), key=len) == [set(TEETH), set(DOCTORS)]
    topic = group_with(session, TEETH[0])
    propose(session, sante, world)
    assert groups(session) == before
    session.refresh(topic)
    assert topic.revision == 0, "nothing changed: the page that shows it is still right"


def test_a_proposal_keeps_its_address_while_most_of_it_is_there(
    session, world, sante, heard
) -> None:
    propose(session, sante, world)
    topic = group_with(session, DOCTORS[0])
    said(session, world, "Le nouveau médecin traitant ne prend plus de patients.")
    heard["doctor3"].status = Status.REFUSED
    session.commit()
    propose(session, sante, world)
    assert group_with(session, DOCTORS[0]).public_id == topic.public_id
    assert DOCTORS[3] not in groups(session)[topic.public_id]
    assert group_with(session, DOCTORS[0]).revision == 1


def test_what_the_team_named_is_never_undone_and_new_words_are_proposed_into_it(
    session, world, sante, heard
) -> None:
    propose(session, sante, world)
    topic = group_with(session, TEETH[0])
    operations.name_topic(session, topic, "Se soigner les dents", by=world.editor, revision=0)
    operations.move(
        session, sante, [heard["doctor3"]], source=group_with(session, DOCTORS[0]), target=topic,
        by=world.editor,
    )  # fmt: skip
    kept = groups(session)[topic.public_id]
    new = said(session, world, "Mon fils a mal aux dents, pas de dentiste avant six mois.")
    session.commit()
    propose(session, sante, world)
    session.refresh(topic)
    assert topic.name == "Se soigner les dents"
    assert groups(session)[topic.public_id] == kept | {new.text}
    member = session.scalars(
        sa.select(TopicMember).where(TopicMember.contribution_id == new.id)
    ).one()
    assert not member.kept, "a proposal, until somebody says so"
    assert operations.confirm(session, topic, by=world.editor) == 1


def test_words_taken_out_are_not_proposed_there_again(session, world, sante, heard) -> None:
    propose(session, sante, world)
    topic = group_with(session, DOCTORS[0])
    operations.move(session, sante, [heard["doctor1"]], source=topic, target=None, by=world.editor)
    session.commit()
    propose(session, sante, world)
    assert DOCTORS[1] not in groups(session)[topic.public_id]


def test_what_is_set_aside_is_proposed_nowhere(session, world, sante, heard) -> None:
    operations.set_aside(
        session, sante, [heard["doctor1"]], SetAsideReason.UNCLEAR, "", by=world.editor
    )
    session.commit()
    propose(session, sante, world)
    assert DOCTORS[1] not in set().union(*groups(session).values())


def test_a_run_looks_at_the_part_that_was_asked_for(session, world, sante, heard) -> None:
    quarter = session.merge(world.quarter)
    propose(session, sante, world, Scope(perimeter=quarter))
    assert list(groups(session).values()) == [set(TEETH)]
    tomorrow = (utcnow() + timedelta(days=2)).date()
    propose(session, sante, world, Scope(since=tomorrow))
    assert list(groups(session).values()) == [set(TEETH)], "what it did not look at stays"
    ambition = sante.ambitions[0]
    for key in ("doctor0", "doctor1"):
        session.add(
            Tag(
                contribution_id=heard[key].id,
                enjeu_id=sante.id,
                ambition_id=ambition.id,
                origin=heard[key].tags[0].origin,
            )
        )
    session.commit()
    propose(session, sante, world, Scope(ambition=ambition))
    assert {DOCTORS[0], DOCTORS[1]} in groups(session).values()


def test_a_period_is_that_in_which_words_were_said(session, world, sante, heard) -> None:
    """Those of an earlier consultation reached us today, and are not of this year."""
    for key in ("tooth0", "tooth1"):
        heard[key].said_on = date(2022, 5, 3)
    heard["tooth2"].said_on = date(2022, 5, 4)
    session.commit()
    day = date(2022, 5, 3)
    propose(session, sante, world, Scope(since=day, until=day))
    assert list(groups(session).values()) == [set(TEETH[:2])]
    today = utcnow().date()
    propose(session, sante, world, Scope(since=today - timedelta(days=1)))
    assert set(DOCTORS) in groups(session).values()
    assert not set().union(*groups(session).values()) & {TEETH[2]}


def test_proposals_of_words_that_left_the_enjeu_go(session, world, sante, heard) -> None:
    propose(session, sante, world)
    for key in ("tooth0", "tooth1", "tooth2"):
        heard[key].tags.clear()
    session.commit()
    propose(session, sante, world)
    assert list(groups(session).values()) == [set(DOCTORS)]
    assert session.scalar(sa.select(sa.func.count()).select_from(Topic)) == 1


def test_copies_are_one_text_and_count_as_many_people(session, world, sante, heard) -> None:
    for _ in range(3):
        said(session, world, ALONE)
    session.commit()
    propose(session, sante, world)
    topic = group_with(session, ALONE)
    members = session.scalars(sa.select(TopicMember).where(TopicMember.topic_id == topic.id)).all()
    assert len(members) == 4


def test_one_run_at_a_time_and_a_lost_one_can_be_asked_again(session, world, sante, heard) -> None:
    run, is_new = running.ask(session, sante, EVERYTHING, by=world.editor)
    assert is_new
    assert running.ask(session, sante, EVERYTHING, by=world.editor) == (run, False)
    run.alive_at = utcnow() - timedelta(minutes=5)
    session.flush()
    assert run.is_lost(utcnow())
    other, is_new = running.ask(session, sante, EVERYTHING, by=world.editor)
    assert is_new
    running.run_at_once(session, other)
    assert (other.contributions, other.groups, other.grouped) == (8, 2, 7)
    assert other.method
    assert not other.is_running(utcnow())
    assert session.scalar(sa.select(sa.func.count()).select_from(TopicRun)) == 2
