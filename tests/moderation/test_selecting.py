"""One decision on a selection of the queue, each text for itself."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.contributions.models import Contribution, Status, StepKind
from consult.contributions.operations import correct
from consult.moderation import bulk, claims
from consult.moderation.models import Decision, DecisionKind
from consult.moderation.operations import decide
from tests.factories import World, make_contribution
from tests.pages import PageClient, words

QUEUE = "/espace/moderation"
SEND = f"{QUEUE}/lot"
WHY = {"decision": "refuse", "reason": "off-topic", "sentence": "Ce n’est pas le lieu."}


def box(contribution: Contribution) -> str:
    return f"{contribution.public_id}:{contribution.revision}"


@pytest.fixture
def four(session: orm.Session, world: World) -> list[Contribution]:
    made = [make_contribution(session, world, f"Parole numéro {n}.") for n in range(4)]
    session.commit()
    return made


def send(client: PageClient, chosen: list[Contribution], given: dict[str, str], query: str = ""):
    data = {"csrf_token": client.token(QUEUE), "words": [box(each) for each in chosen], **given}
    return client.post(SEND + query, data=data)


def states(session: orm.Session, contributions: list[Contribution]) -> list[Status]:
    session.expire_all()
    return [session.get_one(Contribution, each.id).status for each in contributions]


PUBLISH = {"decision": "publish"}


def test_a_selection_is_published_with_a_decision_and_an_audit_line_each(
    moderator: PageClient, session: orm.Session, four: list[Contribution]
) -> None:
    answer = send(moderator, four[:3], PUBLISH, "?channel=online")
    assert answer.status_code == 303
    assert answer.location.endswith("?channel=online")
    assert states(session, four) == [Status.PUBLISHED] * 3 + [Status.RECEIVED]
    decisions = session.scalars(sa.select(Decision)).all()
    assert len({each.contribution_id for each in decisions}) == 3
    assert len({each.batch for each in decisions}) == 1
    lines = session.scalars(
        sa.select(AuditLine).where(AuditLine.action == "contribution.publish")
    ).all()
    assert {line.details["batch"] for line in lines} == {decisions[0].batch}
    assert len(lines) == 3
    assert "3 contributions : Publié." in words(moderator.get(answer.location))


def test_a_selection_is_refused_with_one_reason_that_each_author_reads(
    moderator: PageClient, session: orm.Session, four: list[Contribution]
) -> None:
    assert send(moderator, four[:2], WHY).status_code == 303
    assert states(session, four)[:2] == [Status.REFUSED] * 2
    for each in four[:2]:
        step = session.get_one(Contribution, each.id).steps[-1]
        assert step.kind is StepKind.REFUSED
        assert step.message.endswith("Ce n’est pas le lieu.")


@pytest.mark.parametrize(
    ("missing", "told"), [("reason", "Choisissez un motif."), ("sentence", "Écrivez une phrase")]
)
def test_a_refusal_without_words_asks_for_them_and_keeps_the_ticks(
    moderator: PageClient,
    session: orm.Session,
    four: list[Contribution],
    missing: str,
    told: str,
) -> None:
    answer = send(moderator, four[:2], {**WHY, missing: ""})
    assert answer.status_code == 422
    assert told in words(answer)
    assert answer.text.count(" checked") == 2
    assert set(states(session, four)) == {Status.RECEIVED}


@pytest.mark.parametrize("given", [PUBLISH, WHY])
def test_an_empty_selection_asks_for_a_box(
    moderator: PageClient, session: orm.Session, four: list[Contribution], given: dict[str, str]
) -> None:
    answer = send(moderator, [], given)
    assert answer.status_code == 422
    assert "Cochez au moins une contribution" in words(answer)
    assert set(states(session, four)) == {Status.RECEIVED}


@pytest.mark.parametrize("decision", ["", "rephrase", "delete"])
def test_a_button_that_does_not_exist_is_not_understood(
    moderator: PageClient, four: list[Contribution], decision: str
) -> None:
    assert send(moderator, four, {**WHY, "decision": decision}).status_code == 400


@pytest.mark.parametrize("tampered", ["x", "000000000000", "000000000000:9999999999", "'--:0", ""])
def test_a_box_that_the_page_does_not_have_selects_nothing(
    moderator: PageClient, session: orm.Session, four: list[Contribution], tampered: str
) -> None:
    data = {"csrf_token": moderator.token(QUEUE), "words": [tampered], **PUBLISH}
    assert moderator.post(SEND, data=data).status_code == 422


def test_what_changed_meanwhile_is_left_and_listed(
    moderator: PageClient, session: orm.Session, world: World, four: list[Contribution]
) -> None:
    data = {
        "csrf_token": moderator.token(QUEUE),
        "words": [box(each) for each in four[:3]],
        **PUBLISH,
    }
    correct(session, four[0], text="Parole numéro zéro, autrement.", title="")
    decide(
        session,
        four[1],
        DecisionKind.PUBLISH,
        by=session.merge(world.administrator),
        revision=0,
    )
    session.commit()
    answer = moderator.post(SEND, data=data)
    assert states(session, four)[0] is Status.RECEIVED
    assert states(session, four)[2] is Status.PUBLISHED
    text = words(moderator.get(answer.location))
    assert "2 contributions laissées telles quelles" in text
    assert text.count("Modifiée ou décidée entre-temps") == 2
    assert "Parole numéro zéro, autrement." in text
    deciders = session.scalars(
        sa.select(Decision.moderator_id).where(Decision.contribution_id == four[1].id)
    ).all()
    assert deciders == [world.administrator.id], "the colleague's decision stands alone"


def test_what_a_colleague_reads_is_left(
    moderator: PageClient, session: orm.Session, world: World, four: list[Contribution]
) -> None:
    claims.take(session, four[0], by=session.merge(world.administrator))
    session.commit()
    answer = send(moderator, four[:2], PUBLISH)
    assert states(session, four)[:2] == [Status.RECEIVED, Status.PUBLISHED]
    assert "Un collègue la lit en ce moment." in words(moderator.get(answer.location))


def test_what_may_tell_who_someone_is_is_refused_together_but_never_published_so(
    moderator: PageClient, session: orm.Session, world: World, four: list[Contribution]
) -> None:
    marked = make_contribution(session, world, "Appelez-moi au 06 00 00 00 00.")
    session.commit()
    assert "ne se publie jamais ainsi" in words(moderator.get(QUEUE))
    answer = send(moderator, [marked, four[0]], PUBLISH)
    assert states(session, [marked, four[0]]) == [Status.RECEIVED, Status.PUBLISHED]
    assert "ouvrez-la et lisez-la avant de publier" in words(moderator.get(answer.location))
    send(moderator, [marked], WHY)
    assert states(session, [marked]) == [Status.REFUSED]


def test_the_same_selection_sent_twice_is_decided_once(
    moderator: PageClient, session: orm.Session, four: list[Contribution]
) -> None:
    data = {
        "csrf_token": moderator.token(QUEUE),
        "words": [box(each) for each in four],
        **PUBLISH,
    }
    first, second = (moderator.post(SEND, data=data) for _ in range(2))
    assert first.location == second.location
    assert len(session.scalars(sa.select(Decision)).all()) == 4
    session.expire_all()
    assert {each.revision for each in session.scalars(sa.select(Contribution))} == {1}


def test_a_batch_is_undone_as_one(
    moderator: PageClient, session: orm.Session, four: list[Contribution]
) -> None:
    answer = send(moderator, four[:3], WHY)
    undone = moderator.submit(answer.location, form=1)
    assert (undone.status_code, undone.location) == (303, QUEUE)
    assert set(states(session, four)) == {Status.RECEIVED}
    assert session.scalars(sa.select(Decision)).all() == []
    assert "3 décisions annulées." in words(moderator.get(QUEUE))
    undo = session.scalars(sa.select(AuditLine).where(AuditLine.action == "contribution.undo"))
    assert len(undo.all()) == 3


def test_undoing_a_batch_leaves_what_moved_since(
    moderator: PageClient, session: orm.Session, world: World, four: list[Contribution]
) -> None:
    answer = send(moderator, four[:2], PUBLISH)
    session.expire_all()
    four[0].revision += 1  # sorted meanwhile
    session.commit()
    page = moderator.submit(answer.location, form=1, follow_redirects=True)
    assert "1 décision annulée." in words(page)
    assert "1 décision reste" in words(page)
    assert states(session, four)[:2] == [Status.PUBLISHED, Status.RECEIVED]


def test_nobody_undoes_the_batch_of_a_colleague(
    moderator: PageClient, session: orm.Session, world: World, four: list[Contribution]
) -> None:
    done = bulk.decide_all(
        session,
        {four[0].public_id: 0},
        DecisionKind.PUBLISH,
        by=session.merge(world.administrator),
    )
    session.commit()
    page = moderator.get(f"{SEND}/{done.batch}")
    assert "Tout annuler" not in words(page)
    sent = {"csrf_token": moderator.token(QUEUE)}
    assert moderator.post(f"{SEND}/{done.batch}/annuler", data=sent).status_code == 303
    assert states(session, four)[0] is Status.PUBLISHED


def test_a_batch_that_never_was_leads_to_the_queue(moderator: PageClient) -> None:
    assert moderator.get(f"{SEND}/rien").location == QUEUE
    assert moderator.get(f"{SEND}/rien?changed=000000000000&busy=%00").location == QUEUE


def test_one_author_is_asked_to_rephrase_and_never_many(
    session: orm.Session, world: World, four: list[Contribution]
) -> None:
    by = session.merge(world.moderator)
    with pytest.raises(ValueError, match="one author"):
        bulk.decide_all(session, {four[0].public_id: 0}, DecisionKind.REPHRASE, by=by)
    with pytest.raises(ValueError, match="told why"):
        bulk.decide_all(session, {four[0].public_id: 0}, DecisionKind.REFUSE, by=by)
