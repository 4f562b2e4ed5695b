"""A resident deposits an idea: what is kept, what is refused, and how kindly."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.budget.models import Idea
from consult.budget.operations import IdeaWords, close, propose
from consult.contributions.models import Channel, Contribution, Receipt, Source, Status
from consult.contributions.operations import Place
from consult.db import utcnow
from consult.territory.models import PlaceScope
from consult.territory.publics import AgeBand
from tests.factories import World, make_campaign
from tests.pages import PageClient, form_of, words

ADDRESS = "/budget/budget-2027/proposer"
IDEA = {
    "title": "Des bancs à l’ombre",
    "text": "Il fait trop chaud\nsur la place.",
    "place": "Place du marché",
    "beneficiaries": "Les anciens",
    "quarter": "quartier-attargette-chanzy",
}


@pytest.fixture
def campaign(session: orm.Session, world: World):
    made = make_campaign(session, world)
    session.commit()
    return made


def counts(session: orm.Session) -> tuple[int, int, int]:
    session.expire_all()
    return tuple(
        session.scalar(sa.select(sa.func.count()).select_from(table))
        for table in (Idea, Contribution, Receipt)
    )


def test_an_idea_becomes_a_contribution_with_a_number_and_a_receipt(
    client: PageClient, session: orm.Session, world: World, campaign
) -> None:
    response = client.submit(ADDRESS, IDEA)
    assert response.status_code == 303
    assert "/recu/" in response.location
    idea = session.scalars(sa.select(Idea)).one()
    contribution = idea.contribution
    assert (idea.number, idea.place, idea.beneficiaries) == (1, "Place du marché", "Les anciens")
    assert contribution.title == "Des bancs à l’ombre"
    assert contribution.text == "Il fait trop chaud\nsur la place."
    assert contribution.source is Source.IDEA
    assert contribution.channel is Channel.ONLINE
    assert contribution.status is Status.RECEIVED
    assert contribution.source_title == "Budget participatif 2027"
    assert contribution.place_scope is PlaceScope.PERIMETER
    assert contribution.perimeter_id == world.quarter.id
    assert contribution.vocabulary_id == world.vocabulary.id


def test_who_proposes_is_asked_once_and_kept_on_the_receipt(
    client: PageClient, session: orm.Session, campaign
) -> None:
    page = client.get(ADDRESS)
    assert "Pour savoir qui nous n’entendons pas." in words(page)
    refused = client.submit(ADDRESS, {"age": "under_18", "gender": "women"})
    assert refused.status_code == 422
    assert 'selected value="under_18"' in refused.get_data(as_text=True)
    assert client.submit(ADDRESS, {**IDEA, "age": "12"}).status_code == 422
    client.submit(ADDRESS, {**IDEA, "age": "under_18", "gender": "not_said"})
    receipt = session.scalars(sa.select(Receipt)).one()
    assert (receipt.age, receipt.gender) == (AgeBand.UNDER_18, None)


def test_the_deposit_is_audited_without_the_words(
    client: PageClient, session: orm.Session, campaign
) -> None:
    client.submit(ADDRESS, IDEA)
    lines = {line.action: line for line in session.scalars(sa.select(AuditLine))}
    assert lines["idea.propose"].actor == "resident"
    assert lines["idea.propose"].details == {"campaign": "budget-2027", "number": 1}
    assert "contribution.submit" in lines
    for line in lines.values():
        assert "bancs" not in str(line.details) + line.reason


def test_only_the_title_and_the_description_are_asked_for(
    client: PageClient, session: orm.Session, campaign
) -> None:
    assert client.submit(ADDRESS, {"title": "Bancs", "text": "Des bancs."}).status_code == 303
    contribution = session.scalars(sa.select(Contribution)).one()
    assert contribution.place_scope is PlaceScope.NOT_SAID
    assert contribution.perimeter_id is None


def test_a_double_click_makes_one_idea_and_shows_the_same_receipt(
    client: PageClient, session: orm.Session, campaign
) -> None:
    action, fields = form_of(client.get(ADDRESS).get_data(as_text=True), 0)
    first = client.post(action, data={**fields, **IDEA})
    second = client.post(action, data={**fields, **IDEA})
    assert first.location == second.location
    assert counts(session) == (1, 1, 1)


def test_going_back_to_write_another_idea_loses_neither(
    client: PageClient, session: orm.Session, campaign
) -> None:
    action, fields = form_of(client.get(ADDRESS).get_data(as_text=True), 0)
    first = client.post(action, data={**fields, **IDEA})
    other = {**fields, **IDEA, "title": "Une fontaine", "text": "De l’eau fraîche."}
    second = client.post(action, data=other)
    assert first.location != second.location
    assert counts(session) == (2, 2, 2)


def test_two_forms_make_two_ideas_numbered_in_order(
    client: PageClient, session: orm.Session, campaign
) -> None:
    receipts = {client.submit(ADDRESS, IDEA).location for _ in range(3)}
    assert len(receipts) == 3
    assert session.scalars(sa.select(Idea.number).order_by(Idea.id)).all() == [1, 2, 3]


def test_each_campaign_numbers_its_own_ideas(session: orm.Session, world: World) -> None:
    one = make_campaign(session, world, slug="un")
    two = make_campaign(session, world, slug="deux")
    for n, campaign in enumerate([one, two, one]):
        propose(session, campaign, f"key-{n}", IdeaWords("t", "d"), place=Place())
    found = session.execute(sa.select(Idea.campaign_id, Idea.number).order_by(Idea.id)).all()
    assert [tuple(row) for row in found] == [(one.id, 1), (two.id, 1), (one.id, 2)]


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("title", "", "Donnez un nom à votre idée."),
        ("title", "  \u00a0 ", "Donnez un nom à votre idée."),
        ("title", "a" * 121, "120"),
        ("text", "", "Décrivez votre idée"),
        ("text", "\x00\x07", "Décrivez votre idée"),
        ("text", "b" * 20_000, "4000"),
        ("place", "c" * 201, "200"),
        ("beneficiaries", "d" * 501, "500"),
    ],
)
def test_bad_input_is_explained_beside_its_field_and_nothing_typed_is_lost(
    client: PageClient, session: orm.Session, campaign, *, field: str, typed: str, message: str
) -> None:
    response = client.submit(ADDRESS, {**IDEA, field: typed})
    assert response.status_code == 422
    page = response.get_data(as_text=True)
    assert f'id="{field}-error"' in page
    assert message in words(response).replace("\u202f", "")
    kept = {**IDEA, field: typed.strip() if typed.strip("\x00\x07") else ""}
    assert kept["text"].split("\n")[0] in page
    assert kept["title"].strip() in page
    assert 'selected value="quartier-attargette-chanzy"' in page
    assert counts(session) == (0, 0, 0)


def test_correcting_the_form_sends_it_with_the_same_key(
    client: PageClient, session: orm.Session, campaign
) -> None:
    page = client.get(ADDRESS).get_data(as_text=True)
    action, fields = form_of(page, 0)
    again = client.post(action, data={**fields, **IDEA, "title": ""})
    _, kept = form_of(again.get_data(as_text=True), 0)
    assert kept["submission"] == fields["submission"]
    assert client.post(action, data={**kept, **IDEA}).status_code == 303
    assert counts(session) == (1, 1, 1)


@pytest.mark.parametrize("quarter", ["quartier-lille", "ailleurs'--", "non-dit "])
def test_a_quarter_that_is_not_on_the_list_is_refused(
    client: PageClient, session: orm.Session, campaign, quarter: str
) -> None:
    response = client.submit(ADDRESS, {**IDEA, "quarter": quarter})
    assert response.status_code == 422
    assert "bancs à l’ombre" in response.get_data(as_text=True)
    assert counts(session) == (0, 0, 0)


@pytest.mark.parametrize("key", ["", "forged", "ImFiYyI.xxxxxxxx", "é" * 300])
def test_a_tampered_key_asks_to_send_once_more_with_a_good_one(
    client: PageClient, session: orm.Session, campaign, key: str
) -> None:
    response = client.submit(ADDRESS, {**IDEA, "submission": key})
    assert response.status_code == 422
    page = response.get_data(as_text=True)
    assert "Il fait trop chaud" in page
    assert "bancs à l’ombre" in page
    assert counts(session) == (0, 0, 0)
    action, fields = form_of(page, 0)
    assert fields["submission"] != key
    assert client.post(action, data={**fields, **IDEA}).status_code == 303
    assert counts(session) == (1, 1, 1)


def test_a_wrong_csrf_token_records_nothing_and_keeps_the_words(
    client: PageClient, session: orm.Session, campaign
) -> None:
    response = client.submit(ADDRESS, {**IDEA, "csrf_token": "wrong"})
    assert response.status_code == 422
    assert "Il fait trop chaud" in response.get_data(as_text=True)
    assert "restée ouverte" in words(response)
    assert counts(session) == (0, 0, 0)


def test_a_closed_campaign_says_so_kindly(
    client: PageClient, session: orm.Session, campaign
) -> None:
    close(session, campaign, by="system")
    session.commit()
    response = client.get(ADDRESS)
    assert response.status_code == 200
    assert "Le dépôt des idées est terminé" in words(response)
    assert "Set-Cookie" not in response.headers


def test_a_campaign_that_is_not_open_yet_says_when(
    client: PageClient, session: orm.Session, campaign
) -> None:
    campaign.opens_at = utcnow() + timedelta(days=2)
    session.commit()
    assert "à partir du" in words(client.get(ADDRESS))


def test_words_sent_after_the_end_stay_on_the_page(
    client: PageClient, session: orm.Session, campaign
) -> None:
    action, fields = form_of(client.get(ADDRESS).get_data(as_text=True), 0)
    close(session, campaign, by="system")
    session.commit()
    response = client.post(action, data={**fields, **IDEA})
    assert response.status_code == 409
    for text in ("bancs à l’ombre", "Il fait trop chaud", "Place du marché", "Les anciens"):
        assert text in words(response)
    assert counts(session) == (0, 0, 0)


def test_an_idea_sent_in_time_and_again_after_the_end_shows_its_receipt(
    client: PageClient, session: orm.Session, campaign
) -> None:
    action, fields = form_of(client.get(ADDRESS).get_data(as_text=True), 0)
    first = client.post(action, data={**fields, **IDEA})
    session.expire_all()
    close(session, campaign, by="system")
    session.commit()
    second = client.post(action, data={**fields, **IDEA})
    assert second.status_code == 303
    assert second.location == first.location
    assert counts(session) == (1, 1, 1)


def test_the_receipt_page_tells_the_idea_s_number(client: PageClient, campaign) -> None:
    client.submit(ADDRESS, IDEA)
    page = client.submit(ADDRESS, IDEA, follow_redirects=True)
    assert page.status_code == 200
    assert "numéro 2" in words(page)
