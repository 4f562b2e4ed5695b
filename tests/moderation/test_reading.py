"""The moderators' queue and its page of decision, as they use them."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import url_for
from sqlalchemy import event, orm

from consult.contributions.models import Channel, Contribution, Status
from consult.db import utcnow
from consult.extensions import db
from consult.moderation.models import Decision, DecisionKind
from consult.moderation.operations import decide as record_decision
from tests.factories import World, make_contribution
from tests.pages import PageClient, words

QUEUE = "/espace/moderation"
# The desk's first form is the way out.
PUBLISH, ANSWER = 1, 2


def page(contribution: Contribution) -> str:
    return f"{QUEUE}/{contribution.public_id}"


def again(session: orm.Session, contribution: Contribution) -> Contribution:
    session.expire_all()
    return session.get_one(Contribution, contribution.id)


@pytest.mark.parametrize("path", [QUEUE, f"{QUEUE}/0123", "/espace/classement"])
@pytest.mark.parametrize("who", ["animator", "editor"])
def test_only_moderators_enter(client: PageClient, world: World, path: str, who: str) -> None:
    client.sign_in(getattr(world, who))
    assert client.get(path).status_code == 403


def test_somebody_who_is_not_signed_in_is_led_to_the_door(client: PageClient, world: World) -> None:
    assert client.get(QUEUE).status_code == 302


def test_an_animator_decides_nothing(
    client: PageClient, session: orm.Session, world: World, reasons: None
) -> None:
    contribution = make_contribution(session, world)
    session.commit()
    client.sign_in(world.animator)
    answer = client.post(page(contribution), data={"decision": "publish", "revision": "0"})
    assert answer.status_code == 403
    assert again(session, contribution).status is Status.RECEIVED


def test_the_queue_holds_every_channel_oldest_first(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    now = utcnow()
    for days, channel in enumerate(Channel):
        make_contribution(
            session, world, f"Parole numéro {days}.", channel=channel, at=now - timedelta(days=days)
        )
    session.commit()
    text = words(moderator.get(QUEUE))
    places = [text.index(f"Parole numéro {days}.") for days in range(len(Channel))]
    assert places == sorted(places, reverse=True)
    assert "3 contributions attendent depuis plus de 3 jours." in text
    assert "6 contributions attendent en tout." in text


@pytest.mark.parametrize("status", [each for each in Status if each is not Status.RECEIVED])
def test_what_is_decided_leaves_the_queue(
    moderator: PageClient, session: orm.Session, world: World, status: Status
) -> None:
    make_contribution(session, world, "Déjà décidé.", status=status)
    session.commit()
    assert "Déjà décidé." not in words(moderator.get(QUEUE))


def test_the_queue_is_filtered_by_channel_and_by_quarter(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    make_contribution(
        session, world, "Sur papier, ici.", channel=Channel.PAPER, quarter=world.quarter
    )
    make_contribution(session, world, "En ligne, ici.", quarter=world.quarter)
    make_contribution(session, world, "En ligne, on ne sait pas où.")
    session.commit()
    key = world.quarter.key
    by_both = words(moderator.get(f"{QUEUE}?channel=paper&quarter={key}"))
    assert "Sur papier, ici." in by_both
    assert "En ligne, ici." not in by_both
    by_scope = words(moderator.get(f"{QUEUE}?quarter=not_said"))
    assert "on ne sait pas où" in by_scope
    assert "Sur papier, ici." not in by_scope
    assert moderator.get(f"{QUEUE}?channel=nowhere&quarter=atlantis&after=x").status_code == 200


def test_the_next_page_begins_where_the_first_one_stopped(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    same = utcnow() - timedelta(days=1)
    for number in range(33):
        make_contribution(session, world, f"Parole n{number:02d}.", at=same)
    session.commit()
    first = moderator.get(QUEUE).get_data(as_text=True)
    last_shown = session.scalars(sa.select(Contribution.id).order_by(Contribution.id)).all()[29]
    assert f"after={last_shown}" in first
    second = words(moderator.get(f"{QUEUE}?after={last_shown}"))
    assert [f"Parole n{number:02d}." in second for number in (29, 30, 32)] == [False, True, True]


def test_the_queue_says_who_may_be_recognised(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    make_contribution(session, world, "Appelez-moi au 06 00 00 00 00.")
    session.commit()
    assert "Numéro de téléphone" in words(moderator.get(QUEUE))


def test_the_queue_costs_the_same_however_long_it_is(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    for number in range(40):
        make_contribution(
            session, world, f"Parole {number}.", quarter=world.quarter, enjeux=("sante",)
        )
    session.commit()
    statements: list[str] = []
    count = lambda *args: statements.append(args[2])  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", count)
    moderator.get(QUEUE)
    event.remove(db.engine, "before_cursor_execute", count)
    assert 0 < len([each for each in statements if "SAVEPOINT" not in each]) <= 11, statements


def test_unknown_words_are_not_found(moderator: PageClient) -> None:
    assert moderator.get(f"{QUEUE}/000000000000").status_code == 404
    assert moderator.post(f"{QUEUE}/000000000000").status_code == 404


def test_personal_data_is_marked_and_listed_and_nothing_typed_becomes_html(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    made = make_contribution(
        session, world, "<script>alert(1)</script> Mme Exemple, 06 00 00 00 00.\nDeux lignes."
    )
    session.commit()
    answer = moderator.get(page(made))
    html = answer.get_data(as_text=True)
    assert "<script>alert" not in html
    assert html.count('<mark class="personal"') == 2
    assert "Nom probable" in words(answer)
    assert "Deux lignes." in words(answer)


def test_publishing_leads_to_the_next_oldest_and_can_be_undone(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    first = make_contribution(session, world, "La première.")
    second = make_contribution(session, world, "La deuxième.")
    session.commit()
    answer = moderator.submit(page(first), {"decision": "publish"}, form=PUBLISH)
    assert answer.status_code == 303
    assert answer.location == f"{page(second)}?done={first.public_id}"
    assert again(session, first).status is Status.PUBLISHED
    following = words(moderator.get(answer.location))
    assert "La deuxième." in following
    assert "Annuler" in following
    undone = moderator.submit(answer.location, form=1)
    assert (undone.status_code, undone.location) == (303, page(first))
    assert again(session, first).status is Status.RECEIVED


def test_the_last_of_the_queue_leads_back_to_it_with_the_filters_kept(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    made = make_contribution(session, world, channel=Channel.PAPER)
    make_contribution(session, world, "D’un autre canal.")
    session.commit()
    answer = moderator.submit(f"{page(made)}?channel=paper", {"decision": "publish"}, form=PUBLISH)
    assert answer.location == f"{QUEUE}?done={made.public_id}&channel=paper"
    assert "C’est fait" in words(moderator.get(answer.location))


def test_pressing_the_button_twice_decides_once(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    made = make_contribution(session, world)
    session.commit()
    token = moderator.token(page(made))
    data = {"csrf_token": token, "decision": "publish", "revision": "0"}
    answers = [moderator.post(page(made), data=data) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(session.scalars(sa.select(Decision)).all()) == 1
    assert again(session, made).revision == 1


def test_two_moderators_never_decide_the_same_words(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    made = make_contribution(session, world)
    session.commit()
    token = moderator.token(page(made))
    other = session.merge(world.administrator)
    record_decision(session, made, DecisionKind.PUBLISH, by=other, revision=0)
    session.commit()
    answer = moderator.post(
        page(made),
        data={
            "csrf_token": token,
            "decision": "refuse",
            "revision": "0",
            "reason": "insults",
            "sentence": "Non.",
        },
    )
    assert answer.status_code == 409
    assert "Quelqu’un a déjà décidé" in words(answer)
    assert other.name in words(answer)
    assert again(session, made).status is Status.PUBLISHED


def test_words_corrected_while_being_read_are_read_again(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    made = make_contribution(session, world)
    made.revision = 1
    session.commit()
    token = moderator.token(page(made))
    data = {"csrf_token": token, "decision": "publish", "revision": "0"}
    answer = moderator.post(page(made), data=data)
    assert answer.status_code == 409
    assert "La parole a changé pendant votre lecture" in words(answer)
    assert again(session, made).status is Status.RECEIVED


@pytest.mark.parametrize("revision", ["", "-1", "deux", "٠", "9" * 30])
def test_a_tampered_revision_decides_nothing(
    moderator: PageClient, session: orm.Session, world: World, revision: str
) -> None:
    made = make_contribution(session, world)
    session.commit()
    token = moderator.token(page(made))
    data = {"csrf_token": token, "decision": "publish", "revision": revision}
    assert moderator.post(page(made), data=data).status_code == 409


@pytest.mark.parametrize("decision", ["", "delete", "PUBLISH"])
def test_a_button_that_does_not_exist_is_not_understood(
    moderator: PageClient, session: orm.Session, world: World, decision: str
) -> None:
    made = make_contribution(session, world)
    session.commit()
    answer = moderator.submit(page(made), {"decision": decision}, form=PUBLISH)
    assert answer.status_code == 400
    assert again(session, made).status is Status.RECEIVED


@pytest.mark.parametrize("decision", ["refuse", "rephrase"])
@pytest.mark.parametrize(
    "case",
    [
        ({"sentence": "Une phrase gardée."}, "Choisissez un motif."),
        ({"reason": "insults"}, "Écrivez une phrase à l’auteur"),
        ({"reason": "insults", "sentence": " \n "}, "Écrivez une phrase à l’auteur"),
        (
            {"reason": "invented", "sentence": "Une phrase gardée."},
            "Choisissez un motif de la liste.",
        ),
        ({"reason": "insults", "sentence": "x" * 1001}, "trop long"),
    ],
)
def test_a_refusal_without_a_reason_or_a_sentence_asks_for_it_and_keeps_the_rest(
    moderator: PageClient,
    session: orm.Session,
    world: World,
    decision: str,
    case: tuple[dict[str, str], str],
) -> None:
    given, expected = case
    made = make_contribution(session, world)
    session.commit()
    answer = moderator.submit(page(made), {"decision": decision, **given}, form=ANSWER)
    assert answer.status_code == 422
    assert expected in words(answer)
    assert given.get("sentence", "").strip() in answer.get_data(as_text=True)
    if given.get("reason") == "insults":
        assert '<option selected value="insults">' in answer.get_data(as_text=True)
    assert again(session, made).status is Status.RECEIVED


@pytest.mark.parametrize(
    ("decision", "status"), [("refuse", Status.REFUSED), ("rephrase", Status.REPHRASE_ASKED)]
)
def test_a_refusal_is_written_on_the_receipt(
    moderator: PageClient, session: orm.Session, world: World, decision: str, status: Status
) -> None:
    made = make_contribution(session, world)
    session.commit()
    given = {"decision": decision, "reason": "unclear", "sentence": "De quelle place parlez-vous ?"}
    assert moderator.submit(page(made), given, form=ANSWER).status_code == 303
    found = again(session, made)
    assert found.status is status
    assert found.steps[-1].message.endswith("De quelle place parlez-vous ?")


def test_an_expired_page_keeps_the_sentence_and_decides_nothing(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    made = make_contribution(session, world)
    session.commit()
    given = {
        "csrf_token": "old",
        "decision": "refuse",
        "revision": "0",
        "reason": "insults",
        "sentence": "Une phrase gardée.",
    }
    answer = moderator.post(page(made), data=given)
    assert answer.status_code == 422
    assert "Une phrase gardée." in answer.get_data(as_text=True)
    publish = moderator.post(page(made), data={**given, "decision": "publish"})
    assert publish.status_code == 422
    assert again(session, made).status is Status.RECEIVED


@pytest.mark.parametrize("status", Status)
def test_the_page_of_any_words_shows_where_they_stand(
    moderator: PageClient, session: orm.Session, world: World, status: Status
) -> None:
    made = make_contribution(session, world, status=status)
    session.commit()
    html = moderator.get(page(made)).get_data(as_text=True)
    assert ('value="publish"' in html) == (status is Status.RECEIVED)


def test_undoing_twice_undoes_once(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    made = make_contribution(session, world)
    session.commit()
    moderator.submit(page(made), {"decision": "publish"}, form=PUBLISH)
    token = moderator.token(page(made))
    undo = f"{page(made)}/annuler"
    data = {"csrf_token": token, "revision": "1"}
    assert moderator.post(undo, data=data).status_code == 303
    assert moderator.post(undo, data=data).status_code == 409
    assert again(session, made).revision == 2


def test_undoing_needs_the_forms_own_token(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    made = make_contribution(session, world)
    session.commit()
    moderator.submit(page(made), {"decision": "publish"}, form=PUBLISH)
    assert moderator.post(f"{page(made)}/annuler", data={"revision": "1"}).status_code == 400
    assert again(session, made).status is Status.PUBLISHED


def test_without_reasons_publishing_stays_possible_and_the_page_says_what_to_do(
    client: PageClient, session: orm.Session, world: World
) -> None:
    made = make_contribution(session, world)
    session.commit()
    client.sign_in(world.moderator)
    assert "consult db upgrade" in words(client.get(page(made)))
    assert client.submit(page(made), {"decision": "publish"}, form=PUBLISH).status_code == 303


def test_the_desk_tells_moderators_what_waits(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    make_contribution(session, world, at=utcnow() - timedelta(days=5))
    make_contribution(session, world, status=Status.PUBLISHED)
    session.commit()
    with moderator.application.test_request_context():
        desk = url_for("accounts.desk")
    text = words(moderator.get(desk))
    assert "1 contribution attend depuis plus de 3 jours." in text
    assert "1 contribution à classer parmi les enjeux." in text
