"""Two groups put together, and taken apart again as if nothing had been."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.contributions.models import Contribution
from consult.enjeux.models import Enjeu
from consult.following.operations import withdraw
from consult.synthesis.models import Statement
from consult.synthesis.topics import merging, operations
from consult.synthesis.topics.models import (
    SetAsideReason,
    Topic,
    TopicMember,
    TopicMerge,
    TopicRefusal,
)
from tests.factories import World
from tests.pages import words
from tests.synthesis.conftest import said
from tests.synthesis.topics.conftest import GROUPS, OUTSIDE, group_with, groups, page_of, propose
from tests.synthesis.topics.samples import ALONE, DOCTORS, TEETH
from tests.synthesis.topics.test_desk import actions, counters, post


def everything(session: orm.Session) -> dict[str, Any]:
    """All that the groups are, but how often they changed."""
    session.expire_all()
    topics = {each.id: each.public_id for each in session.scalars(sa.select(Topic))}
    rows = session.scalars(sa.select(TopicMember).order_by(TopicMember.contribution_id))
    members = [(topics[e.topic_id], e.contribution_id, e.kept, e.nearness) for e in rows]
    refused = session.scalars(sa.select(TopicRefusal).order_by(TopicRefusal.contribution_id))
    written = session.scalars(sa.select(Statement).order_by(Statement.id))
    return {
        "topics": {
            e.public_id: (e.name, e.kept, sorted(e.words))
            for e in session.scalars(sa.select(Topic))
        },
        "members": members,
        "refused": {(topics[e.topic_id], e.contribution_id) for e in refused},
        "written": [(e.public_id, topics.get(e.topic_id or 0)) for e in written],
        "merges": {
            (e.public_id, topics[e.topic_id]) for e in session.scalars(sa.select(TopicMerge))
        },
    }


@pytest.fixture
def two(
    session: orm.Session, world: World, sante: Enjeu, heard: dict[str, Contribution]
) -> tuple[Topic, Topic]:
    """What a run proposed: doctors, and teeth."""
    propose(session, sante, world)
    return group_with(session, DOCTORS[0]), group_with(session, TEETH[0])


def keep(session: orm.Session, world: World, topic: Topic, name: str) -> None:
    operations.name_topic(session, topic, name, by=world.editor, revision=topic.revision)


def merge(session: orm.Session, world: World, topic: Topic, other: Topic) -> TopicMerge:
    made = merging.merge(session, topic, other, by=world.editor, revision=topic.revision)
    session.commit()
    return made


def undo(session: orm.Session, world: World, merged: TopicMerge) -> Topic:
    made = merging.take_apart(session, merged, by=world.editor)
    session.commit()
    return made


@pytest.mark.parametrize("kept", [(), (0,), (1,), (0, 1)])
def test_undone_at_once_everything_is_as_it_was(
    session: orm.Session,
    world: World,
    sante: Enjeu,
    heard: dict[str, Contribution],
    two: tuple[Topic, Topic],
    kept: tuple[int, ...],
) -> None:
    """Whatever the team kept of them, with sentences, refusals and words newly proposed."""
    for each in kept:
        keep(session, world, two[each], f"Groupe {each}")
        alone = [heard["alone"]]
        operations.move(session, sante, alone, source=None, target=two[each], by=world.editor)
        operations.move(session, sante, alone, source=two[each], target=None, by=world.editor)
        one = [heard["doctor0"] if each == 0 else heard["tooth0"]]
        operations.write_statement(session, two[each], f"Phrase {each}.", one, by=world.editor)
    # Words taken out of one group and put in the other, by hand; others that a run proposes now.
    if kept == (0, 1):
        taken = [heard["doctor3"]]
        operations.move(session, sante, taken, source=two[0], target=two[1], by=world.editor)
    said(session, world, "On attend trop longtemps chez le médecin, il en manque.")
    session.commit()
    propose(session, sante, world)
    before = everything(session)
    merged = merge(session, world, *two)
    assert len(groups(session)) == 1
    undo(session, world, merged)
    assert everything(session) == before
    assert actions(session)[-2:] == ["topic.merge", "topic.take_apart"]


def test_an_undone_merge_leaves_where_they_are_the_words_that_moved_since(
    editor, session, world, sante, heard, two
) -> None:
    doctors, teeth = two
    for topic, name in ((doctors, "Médecins"), (teeth, "Dents")):
        keep(session, world, topic, name)
    gone = teeth.public_id
    merged = merge(session, world, doctors, teeth)
    third = operations.new_topic(session, sante, "Autre", by=world.editor)
    moved = [heard["tooth0"]]
    operations.move(session, sante, moved, source=doctors, target=third, by=world.editor)
    operations.set_aside(
        session, sante, [heard["tooth1"]], SetAsideReason.UNCLEAR, "", by=world.editor
    )
    operations.move(session, sante, [heard["alone"]], source=None, target=doctors, by=world.editor)
    session.commit()
    undo(session, world, merged)
    found = groups(session)
    assert found[gone] == {TEETH[2]}
    assert found[doctors.public_id] == {*DOCTORS, ALONE}
    assert found[third.public_id] == {TEETH[0]}
    assert counters(editor) == ["8", "15", "0", "7", "1", "0"]


def test_words_taken_back_meanwhile_are_in_no_group(
    session: orm.Session, world: World, sante: Enjeu, heard: dict[str, Contribution], two
) -> None:
    doctors, teeth = two
    for topic in two:
        keep(session, world, topic, "Gardé")
        operations.move(
            session, sante, [heard["alone"]], source=None, target=topic, by=world.editor
        )
        operations.move(
            session, sante, [heard["alone"]], source=topic, target=None, by=world.editor
        )
    merged = merge(session, world, doctors, teeth)
    for key in ("tooth0", "alone"):
        withdraw(session, heard[key])
    session.commit()
    made = undo(session, world, merged)
    assert groups(session)[made.public_id] == {TEETH[1], TEETH[2]}
    here = TopicRefusal.contribution_id == heard["alone"].id
    assert session.scalars(sa.select(TopicRefusal).where(here)).all() == []


def test_a_proposal_that_the_team_worked_on_since_stays_kept(
    session: orm.Session, world: World, sante: Enjeu, heard: dict[str, Contribution], two
) -> None:
    doctors, teeth = two
    merged = merge(session, world, doctors, teeth)
    operations.move(session, sante, [heard["alone"]], source=None, target=doctors, by=world.editor)
    made = undo(session, world, merged)
    session.refresh(doctors)
    assert (doctors.kept, made.kept) == (True, False)
    rows = session.scalars(sa.select(TopicMember).where(TopicMember.topic_id == doctors.id))
    assert all(each.kept for each in rows)


@pytest.mark.parametrize("first", [0, 1])
def test_what_was_put_together_twice_comes_apart_in_any_order(
    session: orm.Session,
    world: World,
    sante: Enjeu,
    heard: dict[str, Contribution],
    two,
    first: int,
) -> None:
    doctors, teeth = two
    alone = operations.new_topic(session, sante, "Seule", by=world.editor)
    operations.move(session, sante, [heard["alone"]], source=None, target=alone, by=world.editor)
    for topic in two:
        keep(session, world, topic, f"Groupe {topic.id}")
    session.commit()
    before = everything(session)
    merges = [merge(session, world, teeth, alone), merge(session, world, doctors, teeth)]
    addresses = [each.public_id for each in merges]
    assert len(groups(session)) == 1
    for address in (addresses[first], addresses[1 - first]):
        found = merging.merge_at(session, address)
        assert found is not None
        undo(session, world, found)
    assert everything(session) == before


def test_the_page_offers_to_undo_at_once_and_for_ever(
    editor, session, world, sante, heard, two
) -> None:
    doctors, teeth = two
    keep(session, world, teeth, "Dents")
    session.commit()
    url, gone = page_of(doctors), teeth.public_id
    merged = {"other": gone, "revision": str(doctors.revision)}
    answer = post(editor, f"{url}/reunir", **merged)
    page = editor.get(answer.location)
    assert "Les deux groupes n’en font qu’un" in words(page)
    assert 'data-key="u"' in page.text
    later = editor.get(url)
    assert "Les deux groupes" not in words(later)
    assert "Groupes réunis ici Dents" in words(later)
    undo_it = f"{url}/separer/{gone}"
    assert f'action="{undo_it}"' in later.text
    assert post(editor, undo_it).location == url
    assert groups(session)[gone] == set(TEETH)
    page = words(editor.get(url))
    assert "de nouveau séparés" in page
    assert "Groupes réunis ici" not in page
    post(editor, undo_it)
    assert "déjà été ressorti" in words(editor.get(url))
    assert actions(session)[-2:] == ["topic.merge", "topic.take_apart"]


def test_the_address_of_a_group_leads_to_the_one_it_is_in(
    editor, session, world, sante, heard, two
) -> None:
    doctors, teeth = two
    gone = page_of(teeth)
    merged = merge(session, world, doctors, teeth)
    answer = editor.get(gone)
    assert (answer.status_code, answer.location) == (302, page_of(doctors))
    token = editor.token(GROUPS)
    name = {"name": "Dents", "revision": "0", "csrf_token": token}
    sent = editor.post(f"{gone}/nom", data=name)
    assert (sent.status_code, sent.location) == (303, page_of(doctors))
    assert "rien n’a été fait" in words(editor.get(sent.location))
    undo(session, world, merged)
    assert editor.get(gone).status_code == 200
    assert "rien n’a été fait" not in words(editor.get(OUTSIDE))
