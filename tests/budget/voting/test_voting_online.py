"""A vote from a phone: the ways in, each kind of ballot, what is refused, the code that proves it."""

from __future__ import annotations

import gzip
import hashlib
import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.budget.models import Campaign, Project, Verdict
from consult.budget.terms import BallotKind, VoterEntry
from consult.budget.voting import queries
from consult.budget.voting.models import Ballot, BallotChannel, Voter, Way
from consult.contributions.receipts import ALPHABET
from consult.db import utcnow
from consult.outbox.models import OutboxMessage
from consult.territory.models import PlaceScope
from consult.territory.publics import AgeBand
from tests.budget.voting.conftest import VOTE, cards_of, make_vote
from tests.conftest import browser
from tests.factories import World
from tests.pages import PageClient, words

CODE = re.compile(rf"\b[{ALPHABET}]{{5}}-[{ALPHABET}]{{5}}-[{ALPHABET}]{{5}}\b")
NUMBERS = "3 7 12 15"


def fill(client: PageClient, act: str = "review", **values: Any) -> Any:
    """Send the ballot's page: `values` as its fields are named, with _ for -."""
    data = {name.replace("_", "-"): value for name, value in values.items()}
    token = client.token(f"{VOTE}/bulletin")
    return client.post(
        f"{VOTE}/bulletin", data={"csrf_token": token, "shown": NUMBERS, "act": act, **data}
    )


def vote_with(client: PageClient, code: str, numbers: list[str], **about: str) -> Any:
    assert client.get(f"{VOTE}/carte/{code}").status_code == 303
    assert fill(client, p=numbers).location.endswith("/relire")
    return client.submit(f"{VOTE}/relire", about)


def refusals(session: orm.Session) -> list[str]:
    lines = session.scalars(
        sa.select(AuditLine)
        .where(AuditLine.action == "campaign.refuse_vote")
        .order_by(AuditLine.id)
    )
    return [line.details["refusal"] for line in lines]


def contents(session: orm.Session) -> list[dict[str, int]]:
    return list(session.scalars(sa.select(Ballot.content)))


def test_a_card_votes_once_and_its_code_is_found(
    client: PageClient,
    session: orm.Session,
    vote: Campaign,
    cards: list[str],
    app: Flask,
    world: World,
) -> None:
    door = client.submit(VOTE, {"code": cards[0].lower().replace("-", " ")})
    assert door.location.endswith("/bulletin")
    page = client.get(door.location)
    assert "Projet 7" in page.text
    assert "Refusé" not in page.text
    quarter = f"quartier-{world.quarter.key}"
    sent = vote_with(client, cards[0], ["3", "12"], age="over_64", quarter=quarter)
    assert sent.status_code == 303
    shown = client.get(sent.location)
    (code,) = set(CODE.findall(words(shown)))
    assert code not in sent.location
    assert contents(session) == [{"3": 1, "12": 1}]
    assert queries.turnout(session, vote) == queries.Turnout(
        1,
        {Way.CARD: 1},
        {AgeBand.OVER_64: 1},
        {(PlaceScope.PERIMETER, world.quarter.id): 1},
    )
    found = browser(app).submit(f"{VOTE}/verifier", {"code": code.lower()})
    assert "Ce bulletin est dans l’urne" in words(found)
    assert "Projet" not in words(found)
    wrong = browser(app).submit(f"{VOTE}/verifier", {"code": "AAAAA-AAAAA-AAAAA"})
    assert wrong.status_code == 404
    assert 'value="AAAAA-AAAAA-AAAAA"' in wrong.text
    again = browser(app).get(f"{VOTE}/carte/{cards[0]}")
    assert again.status_code == 409
    assert "Cette carte a déjà voté" in words(again)


def test_two_phones_with_one_card_are_one_vote_and_the_second_is_told(
    client: PageClient, session: orm.Session, vote: Campaign, cards: list[str], app: Flask
) -> None:
    other = browser(app)
    for phone, number in ((client, "3"), (other, "7")):
        phone.get(f"{VOTE}/carte/{cards[0]}")
        fill(phone, p=[number])
    page = client.get(f"{VOTE}/relire")
    sent = client.submit(f"{VOTE}/relire")
    refused = other.submit(f"{VOTE}/relire")
    assert (sent.status_code, refused.status_code) == (303, 409)
    assert "Cette carte a déjà voté" in words(refused)
    assert contents(session) == [{"3": 1}]
    assert refusals(session) == ["twice"]
    assert page.status_code == 200
    lines = session.scalars(sa.select(AuditLine).where(AuditLine.action.like("campaign.%vote")))
    assert {(line.subject_type, line.subject_id, line.actor) for line in lines} == {
        ("campaign", vote.id, "resident")
    }


def test_a_button_pressed_twice_shows_one_code(
    client: PageClient, session: orm.Session, vote: Campaign, cards: list[str]
) -> None:
    client.get(f"{VOTE}/carte/{cards[0]}")
    fill(client, p=["3"])
    token = client.token(f"{VOTE}/relire")
    before = client.get_cookie("consult")
    assert before is not None
    codes = []
    for _time in range(2):
        client.set_cookie("consult", before.value)
        sent = client.post(f"{VOTE}/relire", data={"csrf_token": token})
        assert sent.status_code == 303
        codes.append(CODE.findall(words(client.get(sent.location)))[0])
    assert codes[0] == codes[1]
    assert len(contents(session)) == 1
    assert refusals(session) == []


def test_a_vote_sent_after_the_end_is_refused_told_and_written_in_the_journal(
    client: PageClient, session: orm.Session, vote: Campaign, cards: list[str]
) -> None:
    client.get(f"{VOTE}/carte/{cards[0]}")
    fill(client, p=["3"])
    token = client.token(f"{VOTE}/relire")
    vote.vote_closes_at = utcnow() - timedelta(seconds=1)
    session.commit()
    late = client.post(f"{VOTE}/relire", data={"csrf_token": token})
    assert late.status_code == 409
    assert "Votre vote n’a pas été reçu" in words(late)
    assert contents(session) == []
    assert session.scalars(sa.select(Voter)).all() == []
    assert refusals(session) == ["closed"]
    for page in ("", "/bulletin", f"/carte/{cards[1]}"):
        assert "Le vote est terminé" in words(client.get(VOTE + page))


def test_before_the_vote_opens_nobody_comes_in(
    client: PageClient, session: orm.Session, vote: Campaign, cards: list[str]
) -> None:
    vote.vote_opens_at = utcnow() + timedelta(days=1)
    session.commit()
    for page in ("", "/bulletin", f"/carte/{cards[1]}"):
        assert "Le vote n’est pas encore ouvert" in words(client.get(VOTE + page))
    assert client.get(f"{VOTE}/bulletins").status_code == 404


def test_a_stopped_card_no_longer_votes(
    client: PageClient, session: orm.Session, vote: Campaign, cards: list[str], world: World
) -> None:
    from consult.budget.voting.cards.deck import DECK
    from consult.doors.cards import stop_batch

    client.get(f"{VOTE}/carte/{cards[0]}")
    fill(client, p=["3"])
    (batch,) = DECK.batches_of(session, vote.id)
    stop_batch(session, batch, by=session.merge(world.editor))
    session.commit()
    assert client.submit(f"{VOTE}/relire").status_code == 409
    assert contents(session) == []
    assert refusals(session) == ["stopped"]
    assert client.get(f"{VOTE}/carte/{cards[1]}").status_code == 404


WRONG = [
    (BallotKind.APPROVAL, {}, "Choisissez au moins 1 projet"),
    (BallotKind.APPROVAL, {"p": ["3", "7", "12", "15"]}, "gardez 3 projets au plus"),
    (BallotKind.KNAPSACK, {"p": ["12", "15", "3"]}, "coûtent 20 000 € de plus"),
    (BallotKind.POINTS, {"p_3": "8", "p_7": "4"}, "2 points de trop"),
    (BallotKind.POINTS, {"p_3": "deux"}, "nombres entiers de points"),
    (BallotKind.GRADES, {}, "Choisissez au moins 1 projet"),
    (BallotKind.GRADES, {"p_3": "9"}, "nombres entiers"),
]


@pytest.mark.parametrize(("kind", "values", "sentence"), WRONG)
def test_a_ballot_that_breaks_a_rule_is_refused_with_its_choices_kept(
    client: PageClient,
    session: orm.Session,
    world: World,
    kind: BallotKind,
    values: dict[str, Any],
    sentence: str,
) -> None:
    campaign = make_vote(session, world, kind)
    (code,) = cards_of(session, world, campaign, 1)
    session.commit()
    client.get(f"{VOTE}/carte/{code}")
    refused = fill(client, **values)
    assert refused.status_code == 422
    assert sentence in words(refused)
    # In another language, and coming back, what was chosen is still there.
    for page in (refused, client.get(f"/en{VOTE}/bulletin"), client.get(f"{VOTE}/bulletin")):
        assert page.text.count(" checked") == len(values.get("p", []))
        if values.get("p_3") == "8":
            assert re.search(r'name="p-3"[^>]*value="8"', page.text)
    assert client.get(f"{VOTE}/relire").location.endswith("/bulletin")


RIGHT = [
    (BallotKind.KNAPSACK, {"p": ["15", "12"]}, {"12": 1, "15": 1}),
    (BallotKind.POINTS, {"p_3": "4", "p_7": "0", "p_15": "6"}, {"3": 4, "15": 6}),
    (BallotKind.GRADES, {"p_3": "3", "p_12": "0"}, {"3": 3, "7": 0, "12": 0, "15": 0}),
]


@pytest.mark.parametrize(("kind", "values", "content"), RIGHT)
def test_each_kind_of_ballot_reaches_the_urn(
    client: PageClient,
    session: orm.Session,
    world: World,
    kind: BallotKind,
    values: dict[str, Any],
    content: dict[str, int],
) -> None:
    campaign = make_vote(session, world, kind)
    (code,) = cards_of(session, world, campaign, 1)
    session.commit()
    client.get(f"{VOTE}/carte/{code}")
    assert fill(client, **values).location.endswith("/relire")
    assert client.submit(f"{VOTE}/relire").status_code == 303
    assert list(queries.ballots_of(session, campaign)) == [content]


def test_points_are_given_one_by_one_and_choices_of_other_quarters_stay(
    client: PageClient, session: orm.Session, world: World
) -> None:
    campaign = make_vote(session, world, BallotKind.POINTS)
    (code,) = cards_of(session, world, campaign, 1)
    session.commit()
    client.get(f"{VOTE}/carte/{code}")
    fill(client, "plus:7", p_7="2")
    fill(client, "minus:3", p_3="1", p_7="3")
    fill(client, f"quarter:{world.quarter.key}", p_7="3")
    page = client.get(f"{VOTE}/bulletin")
    assert "Projet 3" in page.text
    assert "Projet 7" not in page.text
    token = client.token(f"{VOTE}/bulletin")
    sent = client.post(
        f"{VOTE}/bulletin",
        data={"csrf_token": token, "shown": "3", "act": "review", "p-3": "5"},
    )
    assert sent.location.endswith("/relire")
    client.submit(f"{VOTE}/relire")
    assert contents(session) == [{"3": 5, "7": 3}]


def test_each_voter_has_an_order_of_their_own_and_keeps_it(
    client: PageClient, session: orm.Session, vote: Campaign, cards: list[str], app: Flask
) -> None:
    orders = set()
    for code in cards:
        phone = browser(app)
        phone.get(f"{VOTE}/carte/{code}")
        order = [re.findall(r"Projet \d+</span>", phone.get(f"{VOTE}/bulletin").text) for _ in "ab"]
        assert order[0] == order[1]
        assert len(order[0]) == 4
        orders.add(tuple(order[0]))
    assert len(orders) > 1


def test_an_address_receives_a_link_votes_once_and_is_kept_nowhere(
    client: PageClient, session: orm.Session, world: World, app: Flask
) -> None:
    campaign = make_vote(session, world, entry=VoterEntry.MAIL)
    session.commit()
    links = []
    for address in ("Ana.Costa@gmail.com", "anacosta+vote@gmail.com"):
        assert client.submit(VOTE, {"email": address}).status_code == 303
        body = session.scalars(
            sa.select(OutboxMessage.body).order_by(OutboxMessage.id.desc())
        ).first()
        links.append(re.findall(r"http://localhost(\S+)", body or "")[0])
    assert client.get(links[0]).location.endswith("/bulletin")
    fill(client, p=["3"])
    assert client.submit(f"{VOTE}/relire").status_code == 303
    assert "Cette adresse a déjà voté" in words(browser(app).get(links[1]))
    assert client.get(f"{VOTE}/lien/faux").status_code == 404
    tables = (Voter.__table__, Ballot.__table__)
    stored = str([session.execute(sa.select(each)).all() for each in tables])
    assert "costa" not in stored.lower()
    assert queries.turnout(session, campaign).by_way == {Way.MAIL: 1}


def test_a_device_is_marked_when_it_votes_and_not_before(
    client: PageClient, session: orm.Session, world: World, app: Flask
) -> None:
    campaign = make_vote(session, world, entry=VoterEntry.OPEN)
    session.commit()
    door = client.get(VOTE)
    assert "effacer" in words(door) or "efface" in words(door)
    mark = f"vote-{campaign.id}"
    client.submit(VOTE)
    fill(client, p=["3"])
    assert client.get_cookie(mark) is None
    client.submit(f"{VOTE}/relire")
    assert client.get_cookie(mark) is not None
    refused = client.submit(VOTE)
    assert refused.status_code == 409
    assert "Cet appareil a déjà voté" in words(refused)
    # From one network, thirty an hour; then the choices wait.
    statuses = []
    for _person in range(31):
        phone = browser(app)
        phone.submit(VOTE)
        fill(phone, p=["7"])
        statuses.append(phone.submit(f"{VOTE}/relire").status_code)
        if statuses[-1] == 429:
            break
    assert statuses == [303] * 29 + [429]


def test_the_digests_of_the_ballots_are_published_once_it_is_over(
    client: PageClient, session: orm.Session, vote: Campaign, cards: list[str], app: Flask
) -> None:
    codes = []
    for card in cards[:3]:
        phone = browser(app)
        codes.append(CODE.findall(words(phone.get(vote_with(phone, card, ["3"]).location)))[0])
    vote.vote_closes_at = utcnow() - timedelta(minutes=1)
    session.commit()
    digests = sorted(hashlib.sha256(code.replace("-", "").encode()).hexdigest() for code in codes)
    page = client.get(f"{VOTE}/bulletins")
    assert re.findall(r"<code>([0-9a-f]{64})</code>", page.text) == digests
    file = client.get(f"{VOTE}/bulletins.csv")
    assert file.text.splitlines() == ["sha256", *digests]
    after = client.get(f"{VOTE}/bulletins?apres={digests[0]}")
    assert re.findall(r"<code>([0-9a-f]{64})</code>", after.text) == digests[1:]
    found = client.submit(f"{VOTE}/verifier", {"code": codes[0]})
    assert "il est compté" in words(found)
    assert queries.ballots_by_channel(session, vote) == {BallotChannel.ONLINE: 3}


def test_the_pages_of_a_vote_ask_few_questions_and_are_light(
    client: PageClient, session: orm.Session, world: World
) -> None:
    from tests.web.test_budgets import FIRST_VIEW_BYTES, MOST_QUERIES, counting

    campaign = make_vote(session, world, BallotKind.GRADES)
    for number in range(20, 60):
        session.add(
            Project(campaign=campaign, number=number, title=f"Projet {number}",
                    text="Des arbres. " * 20, cost_eur=number, verdict=Verdict.RETAINED)
        )  # fmt: skip
    (code,) = cards_of(session, world, campaign, 1)
    session.commit()
    client.get(f"{VOTE}/carte/{code}")
    fill(client, p_3="3")
    for page in ("", "/bulletin", "/relire", "/verifier"):
        with counting() as seen:
            answer = client.get(VOTE + page)
        assert answer.status_code == 200
        assert len(seen) <= MOST_QUERIES, (page, seen)
        if page != "/bulletin":
            assert len(gzip.compress(answer.data)) <= FIRST_VIEW_BYTES


def test_two_hundred_grades_fit_in_the_cookie_of_the_booth(
    client: PageClient, session: orm.Session, world: World
) -> None:
    """What somebody chose stays in their browser: no more than a cookie may hold, 4 096 bytes."""
    campaign = make_vote(session, world, BallotKind.GRADES)
    numbers = range(100, 300)
    for number in numbers:
        session.add(
            Project(campaign=campaign, number=number, title=f"Projet {number}",
                    verdict=Verdict.RETAINED)
        )  # fmt: skip
    (code,) = cards_of(session, world, campaign, 1)
    session.commit()
    client.get(f"{VOTE}/carte/{code}")
    shown = " ".join(map(str, numbers))
    grades = {f"p_{number}": str(number * 7 % 4) for number in numbers}
    token = client.token(f"{VOTE}/bulletin")
    data = {name.replace("_", "-"): value for name, value in grades.items()}
    sent = client.post(
        f"{VOTE}/bulletin",
        data={"csrf_token": token, "shown": shown, "act": "review", **data},
    )
    assert sent.location.endswith("/relire")
    (cookie,) = [each for each in sent.headers.getlist("Set-Cookie") if each.startswith("consult=")]
    assert len(cookie) < 4_000
    assert client.submit(f"{VOTE}/relire").status_code == 303
    assert len(next(queries.ballots_of(session, campaign))) == 204
