"""A group of look-alikes at the moderators' desk: one line, one decision."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.contributions import operations as contributions
from consult.contributions.models import (
    Channel,
    Contribution,
    Status,
    StepKind,
)
from consult.following import operations as following
from consult.moderation.copies import seen
from consult.moderation.copies.models import JointDecision
from consult.moderation.models import Decision
from tests.factories import World
from tests.moderation.copying import (
    ALREADY_PUBLISHED,
    ANSWER,
    BUS,
    QUEUE,
    SIGNED,
    SLIP,
    address,
    count,
    decide,
    group,
    said,
    several,
    statuses,
)
from tests.pages import PageClient, hidden, words


def test_a_group_is_one_line_that_tells_how_many(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    several(session, world)
    said(session, world, channel=Channel.PAPER)
    said(session, world, "Autre chose.")
    session.commit()
    page = words(moderator.get(QUEUE))
    assert page.count("Il faut remettre un bus") == 1
    assert "× 4, dont 3 en ligne" in page
    assert "5 contributions attendent" in page, "people wait, not lines"


def test_under_a_filter_the_line_is_that_of_a_member_that_matches(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    several(session, world)
    paper = said(session, world, channel=Channel.PAPER)
    session.commit()
    page = moderator.get(f"{QUEUE}?channel=paper").get_data(as_text=True)
    assert paper.public_id in page
    assert "Il faut remettre un bus" not in words(moderator.get(f"{QUEUE}?channel=interview"))


def test_reading_one_leads_to_the_group_and_it_can_still_be_read_alone(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    made = several(session, world)
    answer = moderator.get(f"{QUEUE}/{made[1].public_id}?channel=online&public_id=x")
    assert answer.status_code == 302
    assert answer.location == address(session, made[0]) + "?channel=online"
    alone = words(moderator.get(f"{QUEUE}/{made[1].public_id}?seule=1"))
    assert "2 autres contributions disent la même chose." in alone


@pytest.mark.parametrize(
    ("kind", "status", "step"),
    [
        ("publish", Status.PUBLISHED, StepKind.PUBLISHED),
        ("refuse", Status.REFUSED, StepKind.REFUSED),
        ("rephrase", Status.REPHRASE_ASKED, StepKind.REPHRASE_ASKED),
    ],
)
def test_one_decision_is_one_for_each_with_its_step_and_its_line(
    moderator: PageClient,
    session: orm.Session,
    world: World,
    kind: str,
    status: Status,
    step: StepKind,
) -> None:
    made = several(session, world)
    answer = decide(moderator, address(session, made[0]), kind)
    assert answer.status_code == 303
    assert statuses(session, made) == [status] * 3
    for each in made:
        found = session.get_one(Contribution, each.id)
        assert found.steps[-1].kind is step
        assert found.revision == 1
        if kind != "publish":
            assert found.steps[-1].message.endswith(ANSWER["sentence"])
    assert count(session, Decision) == 3
    lines = session.scalars(
        sa.select(AuditLine.subject_id).where(AuditLine.action == f"contribution.{kind}")
    )
    assert sorted(lines) == [each.id for each in made]


def test_a_refusal_without_a_sentence_decides_nothing(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    made = several(session, world)
    answer = decide(moderator, address(session, made[0]), "refuse", sentence=" ")
    assert answer.status_code == 422
    assert statuses(session, made) == [Status.RECEIVED] * 3


def test_undoing_undoes_the_whole(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    made = several(session, world)
    done = decide(moderator, address(session, made[0]))
    page = moderator.get(done.location, follow_redirects=True)
    assert "C’est fait pour 3 contributions" in words(page)
    joint = session.scalars(sa.select(JointDecision.public_id)).one()
    token = moderator.token(done.location)
    undone = moderator.post(f"{QUEUE}/ensemble/{joint}/annuler", data={"csrf_token": token})
    assert undone.status_code == 303
    assert statuses(session, made) == [Status.RECEIVED] * 3
    assert [count(session, table) for table in (Decision, JointDecision)] == [0, 0]
    assert all(
        step.kind is not StepKind.PUBLISHED
        for each in made
        for step in session.get_one(Contribution, each.id).steps
    )


def test_a_decision_on_one_can_be_undone_from_the_group_that_comes_next(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    first = said(session, world, "La première parole de la file.")
    several(session, world)
    done = moderator.submit(f"{QUEUE}/{first.public_id}", {"decision": "publish"}, form=1)
    page = moderator.get(done.location, follow_redirects=True)
    assert "3 contributions qui disent la même chose" in words(page)
    assert f"{first.public_id}/annuler" in page.get_data(as_text=True)


def test_undoing_leaves_what_changed_since_and_says_so(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    made = several(session, world)
    done = decide(moderator, address(session, made[0]))
    following.withdraw(session, session.get_one(Contribution, made[1].id))
    session.commit()
    joint = session.scalars(sa.select(JointDecision.public_id)).one()
    undo = f"{QUEUE}/ensemble/{joint}/annuler"
    token = moderator.token(done.location)
    page = moderator.post(undo, data={"csrf_token": token}, follow_redirects=True)
    assert "1 contribution a changé depuis" in words(page)
    assert statuses(session, made) == [Status.RECEIVED, Status.WITHDRAWN, Status.RECEIVED]
    assert moderator.post(undo, data={"csrf_token": token}).status_code == 404


def test_nobody_else_undoes_it(moderator: PageClient, session: orm.Session, world: World) -> None:
    made = several(session, world)
    decide(moderator, address(session, made[0]))
    joint = session.scalars(sa.select(JointDecision.public_id)).one()
    world.administrator.held.append(
        type(world.moderator.held[0])(role=world.moderator.held[0].role)
    )
    session.commit()
    moderator.sign_in(world.administrator)
    token = moderator.token(QUEUE)
    moderator.post(f"{QUEUE}/ensemble/{joint}/annuler", data={"csrf_token": token})
    assert statuses(session, made) == [Status.PUBLISHED] * 3


def test_what_arrived_or_changed_meanwhile_still_waits_and_is_told(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    made = several(session, world)
    url = address(session, made[0])
    page = moderator.get(url).get_data(as_text=True)
    data = {"csrf_token": hidden(page, "csrf_token"), "seen": hidden(page, "seen")}
    late = said(session, world)
    corrected = session.get_one(Contribution, made[1].id)
    contributions.correct(session, corrected, text=BUS + " Svp.", title="")
    session.commit()
    answer = moderator.post(url, data={**data, "decision": "publish"}, follow_redirects=True)
    assert "1 contribution a changé entre-temps" in words(answer)
    assert statuses(session, [*made, late]) == [
        Status.PUBLISHED,
        Status.RECEIVED,
        Status.PUBLISHED,
        Status.RECEIVED,
    ]


def test_a_member_taken_out_meanwhile_is_not_decided_with_the_others(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    from consult.contributions.lookalikes.operations import take_out

    made = several(session, world)
    url = address(session, made[0])
    page = moderator.get(url).get_data(as_text=True)
    data = {"csrf_token": hidden(page, "csrf_token"), "seen": hidden(page, "seen")}
    take_out(session, session.get_one(Contribution, made[2].id), by=world.moderator)
    session.commit()
    moderator.post(url, data={**data, "decision": "publish"})
    assert statuses(session, made) == [Status.PUBLISHED, Status.PUBLISHED, Status.RECEIVED]


def test_the_button_pressed_twice_decides_once(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    made = several(session, world)
    url = address(session, made[0])
    page = moderator.get(url).get_data(as_text=True)
    data = {"csrf_token": hidden(page, "csrf_token"), "seen": hidden(page, "seen")}
    for _ in range(2):
        answer = moderator.post(url, data={**data, "decision": "publish"})
        assert answer.status_code == 303
    assert count(session, Decision) == 3
    refused = moderator.post(url, data={**data, "decision": "refuse", **ANSWER})
    assert refused.status_code == 409
    assert statuses(session, made) == [Status.PUBLISHED] * 3


@pytest.mark.parametrize("given", ["", "x", "1-", "999999-0", "-1-0", "1" * 4000, "1-0." * 5000])
def test_a_form_that_no_page_of_ours_made_decides_nothing(
    moderator: PageClient, session: orm.Session, world: World, given: str
) -> None:
    made = several(session, world)
    other = said(session, world, "Ailleurs.")
    session.commit()
    shown = given or f"{other.id}-0"
    answer = decide(moderator, address(session, made[0]), seen=shown)
    assert answer.status_code in {303, 409}
    assert statuses(session, [other]) == [Status.RECEIVED]
    if given and not given.startswith("1-0"):
        assert statuses(session, made) == [Status.RECEIVED] * 3


def test_a_variant_whose_own_words_tell_who_someone_is_is_read_alone(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    made = several(session, world, 2)
    slip, signed = said(session, world, SLIP), said(session, world, SIGNED)
    session.commit()
    url = address(session, made[0])
    assert group(session, signed) == group(session, made[0])
    page = words(moderator.get(url))
    assert "3 contributions qui disent la même chose" in page
    assert "À lire une par une" in page
    assert "prenom@example.org" in page
    decide(moderator, url)
    assert statuses(session, [*made, slip, signed]) == [
        Status.PUBLISHED,
        Status.PUBLISHED,
        Status.PUBLISHED,
        Status.RECEIVED,
    ]
    alone = moderator.get(f"{QUEUE}/{signed.public_id}")
    assert alone.status_code == 200, "the last one of the group is read as any other"


def test_what_a_workshop_said_is_not_sent_back_with_the_others(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    made = several(session, world, 2)
    shared = said(session, world, channel=Channel.WORKSHOP)
    shared.receipt.shared = True
    session.commit()
    answer = decide(moderator, address(session, made[0]), "rephrase")
    page = moderator.get(answer.location, follow_redirects=True)
    assert "1 contribution a été dite en atelier" in words(page)
    assert statuses(session, [*made, shared]) == [
        Status.REPHRASE_ASKED,
        Status.REPHRASE_ASKED,
        Status.RECEIVED,
    ]


def test_copies_of_published_words_wait_marked_and_are_published_in_one_gesture(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    several(session, world, 2, status=Status.PUBLISHED)
    late = several(session, world, 2)
    slip = said(session, world, SLIP)
    session.commit()
    page = words(moderator.get(QUEUE))
    assert "× 3, toutes en ligne" in page
    assert "déjà publié 2 fois à l’identique" in page
    answer = moderator.submit(QUEUE, {}, form=ALREADY_PUBLISHED)
    assert answer.status_code == 303
    assert answer.location.startswith(f"{QUEUE}?ensemble=")
    assert statuses(session, [*late, slip]) == [Status.PUBLISHED, Status.PUBLISHED, Status.RECEIVED]


def test_a_group_larger_than_one_page_takes_several_gestures(
    moderator: PageClient, session: orm.Session, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from consult.moderation.copies import reading

    monkeypatch.setattr(reading, "MOST_TOGETHER", 2)
    made = several(session, world, 5)
    url = address(session, made[0])
    assert "3 autres contributions de ce groupe attendent" in words(moderator.get(url))
    decide(moderator, url)
    assert statuses(session, made).count(Status.PUBLISHED) == 2


def test_what_was_seen_is_written_and_read_back() -> None:
    assert seen.read(seen.written([(12, 0), (7, 3)])) == {12: 0, 7: 3}
    assert seen.read(None) == {}
