"""What everybody may read of the campaigns, and of the ideas once moderated."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event, orm

from consult.audit.models import AuditLine
from consult.budget.models import Idea
from consult.budget.operations import IdeaWords, close, propose
from consult.contributions.models import Contribution, Status
from consult.contributions.operations import Place
from consult.db import utcnow
from consult.extensions import db
from consult.territory.models import PlaceScope
from tests.factories import World, make_campaign
from tests.pages import PageClient, words


def deposit(session, campaign, key, status=Status.PUBLISHED, place=None, **written):
    """An idea with its status, through the operation residents use."""
    values = {"title": f"Idée {key}", "text": f"Description {key}", **written}
    issued = propose(session, campaign, key, IdeaWords(**values), place=place or Place())
    contribution = session.query(Contribution).filter_by(receipt_id=issued.receipt.id).one()
    contribution.status = status
    session.flush()
    return session.query(Idea).filter_by(contribution_id=contribution.id).one(), issued


class count_queries:  # noqa: N801
    def __enter__(self):
        self.statements: list[str] = []
        event.listen(db.engine, "before_cursor_execute", self.note)
        return self

    def note(self, _conn, _cursor, statement, *_rest):
        if statement.lstrip().upper().startswith("SELECT"):
            self.statements.append(statement)

    def __exit__(self, *_):
        event.remove(db.engine, "before_cursor_execute", self.note)


def test_the_index_tells_open_upcoming_and_past_campaigns_apart(
    client: PageClient, session: orm.Session, world: World
) -> None:
    make_campaign(session, world, slug="ouverte", title="Budget ouvert")
    make_campaign(session, world, slug="passee", title="Budget passé", open_for=-10)
    coming = make_campaign(session, world, slug="bientot", title="Budget futur", open_for=90)
    coming.opens_at = utcnow() + timedelta(days=30)
    session.commit()
    page = words(client.get("/budget"))
    assert page.index("Budget ouvert") < page.index("Les autres campagnes")
    assert "Budget passé Les idées sont étudiées" in page
    assert "Budget futur Ouvre bientôt" in page


def test_without_any_campaign_the_index_says_what_one_can_do_instead(
    client: PageClient, world: World
) -> None:
    page = client.get("/budget")
    assert page.status_code == 200
    assert "Aucune campagne n’est ouverte" in words(page)
    assert "/consultations" in page.get_data(as_text=True)


def test_a_campaign_page_tells_its_rules_in_plain_words(
    client: PageClient, session: orm.Session, world: World
) -> None:
    make_campaign(
        session,
        world,
        intro="Une idée pour la ville ?",
        who_may="Toute personne de 11 ans ou plus.",
        criteria="Servir à tous\nNe pas coûter à faire marcher",
        envelope_eur=100_000,
        cap_eur=20_000,
    )
    session.commit()
    response = client.get("/budget/budget-2027")
    page = words(response)
    assert "100 000 €" in page
    assert "20 000 €" in page
    assert "Toute personne de 11 ans ou plus." in page
    assert "Servir à tous" in page
    assert "/budget/budget-2027/proposer" in response.get_data(as_text=True)


def test_only_published_ideas_can_be_read(
    client: PageClient, session: orm.Session, world: World
) -> None:
    campaign = make_campaign(session, world)
    for status in Status:
        deposit(session, campaign, status.value, status, title=f"Titre {status.value}")
    session.commit()
    for address in ("/budget/budget-2027", "/budget/budget-2027/idees"):
        page = words(client.get(address))
        assert "Titre published" in page
        for hidden in set(Status) - {Status.PUBLISHED}:
            assert f"Titre {hidden.value}" not in page
        # Withdrawn ideas are not counted; the others were received, whatever became of them.
        assert "4 idées reçues" in page


def test_ideas_come_twenty_at_a_time_newest_first_without_repeating_any(
    client: PageClient, session: orm.Session, world: World
) -> None:
    campaign = make_campaign(session, world)
    for n in range(1, 24):
        deposit(session, campaign, f"n{n:02}")
    session.commit()
    first = client.get("/budget/budget-2027/idees")
    second = client.get("/budget/budget-2027/idees?avant=4")
    assert "avant=4" in first.get_data(as_text=True)
    on_first = [n for n in range(1, 24) if f"Idée n{n:02}" in words(first)]
    on_second = [n for n in range(1, 24) if f"Idée n{n:02}" in words(second)]
    assert on_first == list(range(4, 24))
    assert on_second == [1, 2, 3]
    assert "Voir la suite" not in words(second)


@pytest.mark.parametrize("page", ["", "abc", "-3", "0", "99999999999999999999", "1e9", "٣"])
def test_a_tampered_page_number_is_a_page_like_another(
    client: PageClient, session: orm.Session, world: World, page: str
) -> None:
    make_campaign(session, world)
    session.commit()
    assert client.get("/budget/budget-2027/idees", query_string={"avant": page}).status_code == 200


@pytest.mark.parametrize("address", ["/budget/x", "/budget/x/idees", "/budget/x/proposer"])
def test_an_unknown_campaign_is_not_found(client: PageClient, world: World, address: str) -> None:
    assert client.get(address).status_code == 404


def test_public_pages_need_few_queries_however_many_ideas(
    client: PageClient, session: orm.Session, world: World
) -> None:
    for year in range(3):
        campaign = make_campaign(session, world, slug=f"b{year}", open_for=20 if year else -5)
        place = Place(PlaceScope.PERIMETER, session.merge(world.quarter))
        for n in range(25):
            deposit(session, campaign, f"{year}-{n}", place=place)
    session.commit()
    for address in ("/budget", "/budget/b1", "/budget/b1/idees"):
        with count_queries() as queries:
            assert client.get(address).status_code == 200
        assert len(queries.statements) <= 6, queries.statements


def test_reading_pages_set_no_cookie_and_can_be_cached(
    client: PageClient, session: orm.Session, world: World
) -> None:
    make_campaign(session, world)
    session.commit()
    for address in ("/budget", "/budget/budget-2027", "/budget/budget-2027/idees"):
        response = client.get(address)
        assert "Set-Cookie" not in response.headers
        assert response.headers["Cache-Control"].startswith("public")
        assert response.headers["ETag"]


def test_what_residents_write_never_becomes_markup(
    client: PageClient, session: orm.Session, world: World
) -> None:
    campaign = make_campaign(session, world)
    evil = "<script src=//x></script>"
    deposit(session, campaign, "k", title=evil, text=evil, beneficiaries=evil)
    session.commit()
    page = client.get("/budget/budget-2027/idees").get_data(as_text=True)
    assert "<script src=//x>" not in page
    assert "&lt;script src=//x&gt;" in page


def test_closing_ends_the_deposit_once_and_is_audited(session: orm.Session, world: World) -> None:
    campaign = make_campaign(session, world)
    close(session, campaign, by="system")
    assert not campaign.is_open(utcnow())
    line = session.query(AuditLine).filter_by(action="campaign.close").one()
    assert (line.actor, line.subject_id) == ("system", campaign.id)
    with pytest.raises(ValueError, match="not open"):
        close(session, campaign, by="system")
