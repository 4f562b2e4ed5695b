"""The public page of all years: honest totals, filters, one page after another, few queries."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from sqlalchemy import orm

from consult.budget.delivering.models import Delivery, Stage
from consult.budget.delivering.queries import Filters, totals, winners
from tests.budget.delivering.winning import make_winner
from tests.budget.test_campaigns import count_queries
from tests.factories import World, make_campaign
from tests.pages import PageClient, check_page, words


def fill(session: orm.Session, world: World, many: int = 25) -> None:
    for year, slug in ((2023, "b23"), (2024, "b24")):
        campaign = make_campaign(session, world, slug=slug, title=f"Budget {year}")
        campaign.opens_at = datetime(year, 2, 1, tzinfo=UTC)
        campaign.closes_at = datetime(year, 4, 1, tzinfo=UTC)
        campaign.envelope_eur = 100_000
        for number in range(1, many + 1):
            project = make_winner(
                session,
                campaign,
                number,
                title=f"{slug} n{number}",
                theme="Nature & eau" if number % 2 else "Sport",
                cost_eur=None if number == 1 else 1_000,
            )
            if number % 5 == 0:
                stage = Stage.OPENED if number % 10 else Stage.ABANDONED
                session.add(Delivery(project_id=project.id, stage=stage, spent_eur=500))
        make_winner(session, campaign, many + 1, won=False, title="Perdant")
    session.commit()


def test_every_winner_is_met_once_the_latest_year_first(
    client: PageClient, session: orm.Session, world: World
) -> None:
    fill(session, world)
    met: list[str] = []
    address = "/budget/realisations"
    while address:
        page = client.get(address)
        check_page(page.text)
        met += re.findall(r">(b2[34] n\d+)</a>", page.text)
        assert len(met) <= 50
        more = re.search(r'<p class="more"><a[^>]* href="([^"]*)"', page.text)
        address = more[1].replace("&amp;", "&") if more else ""
    expected = [f"{slug} n{n}" for slug in ("b24", "b23") for n in range(1, 26)]
    assert met == expected


def test_totals_are_those_of_all_that_is_asked_and_of_what_is_known(
    client: PageClient, session: orm.Session, world: World
) -> None:
    fill(session, world)
    found = totals(session, Filters(year=2024))
    assert (found.projects, found.opened, found.abandoned) == (25, 3, 2)
    assert (found.cost_eur, found.priced, found.spent_eur, found.spending) == (24_000, 24, 2_500, 5)
    page = words(client.get("/budget/realisations?annee=2024"))
    assert re.search(r"25 projets ?, dont 3 terminés et ouverts, 2 abandonnés\s?\.", page), page[
        :600
    ]
    assert "24 000 €, pour les 24 projets" in page
    assert "(24 %)" in page
    waiting = winners(session, Filters(state="waiting", theme="Sport", year=2023), size=50)
    assert [row.project.number for row in waiting.rows] == [2, 4, 6, 8, 12, 14, 16, 18, 22, 24]
    page = words(client.get("/budget/realisations?theme=Nature+%26+eau&etat=opened"))
    assert "6 projets , dont 6 terminés et ouverts." in page


def test_six_queries_at_most_and_any_address_answers(
    client: PageClient, session: orm.Session, world: World
) -> None:
    fill(session, world)
    client.get("/budget/realisations")
    with count_queries() as counted:
        client.get("/budget/realisations?annee=2024&apres=b24.3")
    assert len(counted.statements) <= 6, counted.statements
    with count_queries() as counted:
        client.get("/budget/realisations/b24/5")
    assert len(counted.statements) <= 6, counted.statements
    for query in ("annee=99999999", "annee=-4", "apres=x.99999999999999", "apres=a'b.2", "etat=zz",
                  "quartier=%00", "theme=" + "x" * 3000, "apres=b24.%C2%B2"):  # fmt: skip
        assert client.get(f"/budget/realisations?{query}").status_code == 200, query
