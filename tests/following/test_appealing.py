"""The author of refused words does not agree: once for each refusal, in time, with their code."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.contributions.models import Contribution, Status, StepKind
from consult.db import utcnow
from consult.moderation import appeals, operations
from consult.moderation.models import Decision, DecisionKind
from consult.moderation.review_models import Appeal, AppealState
from tests.factories import World, make_contribution
from tests.moderation.acts import (
    KEY,
    again,
    audited,
    publish,
    receipt_page,
    refuse,
    refused,
)
from tests.pages import PageClient, form_of, words

SAID = "Je voulais parler du prix des places."


@pytest.fixture
def mine(session: orm.Session, world: World, reasons: None) -> Contribution:
    return refused(session, world)


@pytest.fixture
def reasons(session: orm.Session) -> None:
    operations.ensure_reasons(session)
    session.commit()


def address(contribution: Contribution) -> str:
    return f"{receipt_page()}/{contribution.public_id}/recours"


def all_appeals(session: orm.Session) -> list[Appeal]:
    session.expire_all()
    return list(session.scalars(sa.select(Appeal).order_by(Appeal.id)))


def test_the_receipt_of_refused_words_offers_to_contest_them_and_says_until_when(
    client: PageClient, session: orm.Session, mine: Contribution
) -> None:
    page = client.get(receipt_page())
    assert address(mine) in page.text
    assert "Je ne suis pas d’accord" in words(page)
    assert "Comment l’équipe lit, et ce qu’elle refuse" in words(page)
    decision = session.scalars(sa.select(Decision)).one()
    decision.created_at = utcnow() - timedelta(days=61)
    session.commit()
    assert address(mine) not in client.get(receipt_page()).text


def test_an_appeal_is_recorded_and_told_on_the_receipt(
    client: PageClient, session: orm.Session, mine: Contribution
) -> None:
    answer = client.submit(address(mine), {"sentence": SAID}, follow_redirects=True)
    page = words(answer)
    for expected in (
        "Demande d’une autre lecture reçue",
        "Quelqu’un d’autre de l’équipe",
        "À venir",
    ):
        assert expected in page
    assert address(mine) not in answer.text, "once for each refusal"
    (appeal,) = all_appeals(session)
    assert (appeal.sentence, appeal.state) == (SAID, AppealState.WAITING)
    assert again(session, mine).status is Status.REFUSED
    (line,) = audited(session, "appeal.submit")
    assert line.actor == "resident"
    assert "places" not in f"{line.reason} {line.details}"


def test_nothing_has_to_be_said(
    client: PageClient, session: orm.Session, mine: Contribution
) -> None:
    assert client.submit(address(mine)).status_code == 303
    (appeal,) = all_appeals(session)
    assert appeal.sentence == ""


def test_a_button_pressed_twice_appeals_once(
    client: PageClient, session: orm.Session, mine: Contribution
) -> None:
    action, fields = form_of(client.get(address(mine)).text, 0)
    for _ in range(2):
        assert client.post(action, data={**fields, "sentence": SAID}).status_code == 303
    assert len(all_appeals(session)) == 1
    assert len(audited(session, "appeal.submit")) == 1
    kinds = [step.kind for step in again(session, mine).steps]
    assert kinds.count(StepKind.APPEALED) == 1
    second = client.get(address(mine))
    assert second.status_code == 409
    assert "Vous l’avez déjà demandé" in words(second)


def test_words_taken_down_can_be_contested_too_and_again_when_refused_again(
    client: PageClient, session: orm.Session, world: World, reasons: None
) -> None:
    made = publish(session, world.moderator, make_contribution(session, world, submission=KEY))
    refuse(session, world.moderator, made)
    assert client.submit(address(made)).status_code == 303
    appeal = all_appeals(session)[0]
    appeals.accept(session, appeal, by=session.merge(world.administrator))
    session.commit()
    refuse(session, world.moderator, again(session, made))
    assert client.submit(address(made)).status_code == 303
    assert len(all_appeals(session)) == 2


@pytest.mark.parametrize(
    "status", [Status.RECEIVED, Status.REPHRASE_ASKED, Status.PUBLISHED, Status.WITHDRAWN]
)
def test_words_that_are_not_refused_are_not_contested(
    client: PageClient, session: orm.Session, mine: Contribution, status: Status
) -> None:
    action, fields = form_of(client.get(address(mine)).text, 0)
    mine.status = status
    session.commit()
    assert client.get(address(mine)).status_code == 409
    sent = client.post(action, data={**fields, "sentence": SAID})
    assert sent.status_code == 409
    assert SAID in words(sent), "what was typed is not lost"
    assert all_appeals(session) == []


def test_the_delay_holds_in_the_form_and_in_the_operation(
    client: PageClient, session: orm.Session, mine: Contribution
) -> None:
    action, fields = form_of(client.get(address(mine)).text, 0)
    decision = session.scalars(sa.select(Decision)).one()
    decision.created_at = utcnow() - timedelta(days=60)
    session.commit()
    assert "Le délai" in words(client.get(address(mine)))
    assert client.post(action, data=fields).status_code == 409
    with pytest.raises(appeals.TooLateError):
        appeals.submit(session, mine, "", days=60)
    assert appeals.submit(session, mine, "", days=61)
    with pytest.raises(appeals.TooLateError):
        appeals.submit(session, make_fresh_refusal(session, mine), "", days=0)
    session.rollback()


def make_fresh_refusal(session: orm.Session, like: Contribution) -> Contribution:
    """The same words refused now: with no day at all, nothing can be contested."""
    like.status = Status.REFUSED
    session.add(
        Decision(
            contribution=like,
            moderator=session.scalars(sa.select(Decision)).first().moderator,
            kind=DecisionKind.REFUSE,
            revision=like.revision,
        )
    )
    session.flush()
    return like


def test_a_room_that_shares_its_receipt_does_not_appeal(
    client: PageClient, session: orm.Session, mine: Contribution
) -> None:
    action, fields = form_of(client.get(address(mine)).text, 0)
    mine.receipt.shared = True
    session.commit()
    assert address(mine) not in client.get(receipt_page()).text
    assert "atelier" in words(client.get(address(mine)))
    assert client.post(action, data=fields).status_code == 409
    assert all_appeals(session) == []


def test_nobody_contests_for_somebody_else(
    client: PageClient, session: orm.Session, world: World, mine: Contribution
) -> None:
    other = make_contribution(session, world, "Les mots du voisin", submission="other")
    refuse(session, world.moderator, other)
    _, fields = form_of(client.get(address(mine)).text, 0)
    foreign = address(other)
    assert client.get(foreign).status_code == 404
    assert client.post(foreign, data=fields).status_code == 404
    assert all_appeals(session) == []
    headers = client.get(address(mine)).headers
    assert headers["Cache-Control"] == "private, no-store"


def test_whoever_refused_cannot_undo_once_the_author_has_appealed(
    client: PageClient, session: orm.Session, world: World, mine: Contribution
) -> None:
    client.submit(address(mine))
    decision = session.scalars(sa.select(Decision)).one()
    session.refresh(decision.contribution)
    with pytest.raises(operations.StaleError):
        operations.undo(session, decision, by=session.merge(world.moderator))


def test_what_was_said_in_an_appeal_goes_with_the_words(
    client: PageClient, session: orm.Session, world: World, mine: Contribution
) -> None:
    client.submit(address(mine), {"sentence": SAID})
    client.submit(f"{receipt_page()}/{mine.public_id}/retirer")
    (appeal,) = all_appeals(session)
    assert (appeal.sentence, appeal.answer, appeal.state) == ("", "", AppealState.WITHDRAWN)
    assert appeals.how_many(session, session.merge(world.administrator)) == (0, 0)
    assert SAID not in client.get(receipt_page()).text


def test_the_answer_to_an_appeal_goes_with_the_words_and_keeps_its_outcome(
    client: PageClient, session: orm.Session, world: World, mine: Contribution
) -> None:
    client.submit(address(mine), {"sentence": SAID})
    (appeal,) = all_appeals(session)
    other = session.merge(world.administrator)
    appeals.maintain(session, appeal, "Vous écrivez « places ».", by=other)
    session.commit()
    client.submit(f"{receipt_page()}/{mine.public_id}/retirer")
    (appeal,) = all_appeals(session)
    assert (appeal.answer, appeal.state) == ("", AppealState.MAINTAINED)
    assert {step.message for step in again(session, mine).steps} == {""}
