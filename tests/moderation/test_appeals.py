"""An appeal is answered by somebody else than whoever refused, and its author reads the answer."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.contributions.models import Contribution, Status
from consult.moderation import appeals
from consult.moderation.models import Decision, DecisionKind
from consult.moderation.operations import StaleError
from consult.moderation.permissions import can_undo
from consult.moderation.review_models import Appeal, AppealState
from tests.factories import World
from tests.moderation.acts import (
    WHY,
    again,
    another_moderator,
    audited,
    receipt_page,
    refused,
)
from tests.pages import PageClient, words

LIST = "/espace/moderation/recours"
ANSWER = "Parlez-nous du prix des places, et nous publierons."

pytestmark = pytest.mark.usefixtures("reasons")


@pytest.fixture
def contested(session: orm.Session, world: World) -> Contribution:
    made = refused(session, world)
    appeals.submit(session, made, "Je parlais du prix.", days=60)
    session.commit()
    return made


def address(contribution: Contribution) -> str:
    return f"{LIST}/{contribution.public_id}"


def sign_in(client: PageClient, user: User) -> PageClient:
    client.sign_in(user)
    return client


def the_appeal(session: orm.Session) -> Appeal:
    session.expire_all()
    return session.scalars(sa.select(Appeal)).one()


def visitor(client: PageClient) -> PageClient:
    return client.application.test_client()  # type: ignore[return-value]


def test_somebody_else_publishes_the_words_and_their_author_reads_it(
    client: PageClient, session: orm.Session, contested: Contribution
) -> None:
    other = another_moderator(session)
    sign_in(client, other)
    page = client.get(address(contested))
    for expected in ("Je parlais du prix.", WHY, "Hors sujet", "Compte moderator"):
        assert expected in words(page)
    sent = client.submit(address(contested), {"answer": "publish"}, form=1)
    assert sent.status_code == 303
    found = again(session, contested)
    assert found.status is Status.PUBLISHED
    assert found.published_at is not None
    assert the_appeal(session).state is AppealState.ACCEPTED
    (line,) = audited(session, "appeal.accept")
    assert line.actor == f"user:{other.id}"
    told = words(visitor(client).get(receipt_page()))
    order = [
        "Lu, mais pas publié",
        "Demande d’une autre lecture reçue",
        "Demande d’une autre lecture acceptée",
        "Publié après une autre lecture",
    ]
    places = [told.index(each) for each in order]
    assert places == sorted(places)


def test_somebody_else_confirms_the_refusal_with_a_sentence(
    client: PageClient, session: orm.Session, world: World, contested: Contribution
) -> None:
    sign_in(client, world.administrator)
    given = {"answer": "maintain", "sentence": ANSWER}
    assert client.submit(address(contested), given, form=2).status_code == 303
    assert again(session, contested).status is Status.REFUSED
    appeal = the_appeal(session)
    assert (appeal.state, appeal.answer) == (AppealState.MAINTAINED, ANSWER)
    assert appeal.answered_by_id == world.administrator.id
    assert len(audited(session, "appeal.maintain")) == 1
    page = visitor(client).get(receipt_page())
    assert "Décision confirmée" in words(page)
    assert ANSWER in words(page)
    assert "/recours" not in page.text, "this refusal was contested once"


def test_a_refusal_is_not_confirmed_without_a_sentence(
    client: PageClient, session: orm.Session, world: World, contested: Contribution
) -> None:
    sign_in(client, world.administrator)
    sent = client.submit(address(contested), {"answer": "maintain", "sentence": " "}, form=2)
    assert sent.status_code == 422
    assert "Écrivez une phrase" in words(sent)
    with pytest.raises(ValueError, match="told why"):
        appeals.maintain(session, the_appeal(session), " ", by=session.merge(world.administrator))
    assert the_appeal(session).state is AppealState.WAITING


@pytest.mark.parametrize("answer", ["publish", "maintain"])
def test_whoever_refused_does_not_answer(
    client: PageClient, session: orm.Session, world: World, contested: Contribution, answer: str
) -> None:
    sign_in(client, world.moderator)
    page = client.get(address(contested))
    assert "C’est vous qui avez refusé ces mots" in words(page)
    assert "Compte administrator" in words(page), "who can answer is named"
    assert "<form" not in page.text.split("<main")[1]
    token = client.token("/espace/compte")
    sent = {"csrf_token": token, "answer": answer, "sentence": ANSWER}
    assert client.post(address(contested), data=sent).status_code == 403
    with pytest.raises(appeals.SamePersonError):
        appeals.accept(session, the_appeal(session), by=session.merge(world.moderator))
    with pytest.raises(appeals.SamePersonError):
        appeals.maintain(session, the_appeal(session), ANSWER, by=session.merge(world.moderator))
    session.rollback()
    assert the_appeal(session).state is AppealState.WAITING
    assert again(session, contested).status is Status.REFUSED


def test_an_administrator_who_refused_does_not_answer_either(
    client: PageClient, session: orm.Session, world: World, contested: Contribution
) -> None:
    decision = session.scalars(sa.select(Decision)).one()
    decision.moderator = session.merge(world.administrator)
    session.commit()
    sign_in(client, world.administrator)
    sent = {"csrf_token": client.token("/espace/compte"), "answer": "publish"}
    assert client.post(address(contested), data=sent).status_code == 403


def test_the_page_says_when_nobody_else_can_answer(
    client: PageClient, session: orm.Session, world: World, contested: Contribution
) -> None:
    session.merge(world.administrator).active = False
    session.commit()
    sign_in(client, world.moderator)
    assert "Personne d’autre ne peut y répondre" in words(client.get(address(contested)))


def test_two_answers_do_not_cross(
    client: PageClient, session: orm.Session, world: World, contested: Contribution
) -> None:
    sign_in(client, world.administrator)
    token = client.token(address(contested))
    publish = {"csrf_token": token, "answer": "publish"}
    maintain = {"csrf_token": token, "answer": "maintain", "sentence": ANSWER}
    assert client.post(address(contested), data=publish).status_code == 303
    assert client.post(address(contested), data=publish).status_code == 303, "pressed twice"
    late = client.post(address(contested), data=maintain)
    assert late.status_code == 409
    assert "Quelqu’un a déjà répondu" in words(late)
    assert again(session, contested).status is Status.PUBLISHED
    assert len(audited(session, "appeal.accept")) == 1
    with pytest.raises(StaleError):
        appeals.accept(session, the_appeal(session), by=session.merge(world.administrator))


def test_what_was_decided_on_appeal_is_not_undone(
    client: PageClient, session: orm.Session, world: World, contested: Contribution
) -> None:
    other = session.merge(world.administrator)
    decision = appeals.accept(session, the_appeal(session), by=other)
    session.commit()
    assert decision.kind is DecisionKind.PUBLISH
    assert not can_undo(other, decision.contribution, decision)


def test_the_desk_counts_the_appeals_one_can_answer(
    client: PageClient, session: orm.Session, world: World, contested: Contribution
) -> None:
    sign_in(client, world.moderator)
    assert "Recours" not in words(client.get("/espace"))
    listed = words(client.get(LIST))
    assert "1 recours conteste un de vos refus" in listed
    assert "Pour quelqu’un d’autre" in listed
    sign_in(client, world.administrator)
    assert "1 personne n’est pas d’accord" in words(client.get("/espace"))
    assert "Pour vous" in words(client.get(LIST))


def test_an_unknown_answer_and_unknown_words_lead_nowhere(
    client: PageClient, session: orm.Session, world: World, contested: Contribution
) -> None:
    sign_in(client, world.administrator)
    token = client.token(address(contested))
    wrong = {"csrf_token": token, "answer": "perhaps"}
    assert client.post(address(contested), data=wrong).status_code == 400
    assert client.get(f"{LIST}/inconnu").status_code == 404
    assert client.post(address(contested), data={"answer": "publish"}).status_code == 422
    assert the_appeal(session).state is AppealState.WAITING
