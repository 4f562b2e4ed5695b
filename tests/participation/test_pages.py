"""What everyone reads, and what the team reads."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from sqlalchemy import orm

from consult.budget.operations import IdeaWords, propose
from consult.consultations.models import Consultation
from consult.contributions.operations import Place
from consult.contributions.profiles import Profile
from consult.territory.models import (
    Perimeter,
)
from consult.territory.publics import AgeBand, Gender
from tests.factories import (
    World,
    make_campaign,
    make_perimeter,
    make_workshop,
)
from tests.pages import PageClient, words
from tests.participation.conftest import SPRING
from tests.participation.figures import LAST_YEAR, PUBLIC, TEAM, add_shares, table
from tests.participation.people import Person, answer
from tests.web.test_budgets import FIRST_VIEW_BYTES, MOST_QUERIES, counting, weight


def test_before_enough_people_answered_the_page_says_so(
    client: PageClient, session: orm.Session, world: World, consultation: Consultation
) -> None:
    answer(session, consultation, Person(SPRING), times=29)
    session.commit()
    assert "trop peu de personnes ont répondu" in words(client.get(PUBLIC))
    assert "On ne peut encore rien dire." in client.get(f"{PUBLIC}.csv").get_data(as_text=True)


def test_a_site_without_a_territory_has_the_pages_too(client: PageClient) -> None:
    assert client.get(PUBLIC).status_code == 200
    assert client.get(f"{PUBLIC}.csv").status_code == 200


def test_the_public_page_is_the_same_for_all_and_kept_by_caches(
    client: PageClient, crowd: None
) -> None:
    for path in (PUBLIC, f"{PUBLIC}.csv"):
        page = client.get(path)
        assert "Set-Cookie" not in page.headers
        assert page.headers["Cache-Control"].startswith("public")
        again = client.get(path, headers={"If-None-Match": page.headers["ETag"]})
        assert again.status_code == 304


def test_the_team_chooses_what_and_when(
    editor: PageClient, session: orm.Session, world: World, crowd: None
) -> None:
    campaign = make_campaign(session, world)
    given = IdeaWords("Bancs", "Des bancs.")
    profile = Profile(AgeBand.UNDER_18, Gender.WOMEN)
    propose(session, campaign, "k", given, place=Place(), profile=profile, at=LAST_YEAR)
    workshop = make_workshop(session, world, women=6, closed_at=SPRING, held_on=date(2026, 3, 5))
    session.commit()
    people = {
        "": "63",
        "source=consultation:quartier": "56",
        "source=campagne:budget-2027": "1",
        f"source=atelier:{workshop.public_id}": "6",
        "source=consultation:inconnue": "63",
        "source=atelier:%00": "63",
        "de=2026-01": "62",
        "a=2025-12": "1",
        "de=2026-03&a=2025-06": "63",
        "de=2026-13&a=abc": "63",
        "source=consultation:quartier&a=2026-02": "0",
    }
    for asked, expected in people.items():
        text = words(editor.get(f"{TEAM}?{asked}"))
        assert f"{expected} personnes entendues" in text, asked
        file = editor.get(f"{TEAM}.csv?{asked}").get_data(as_text=True)
        assert f"En tout;{expected}\r\n" in file, asked
    alone = table(editor.get(f"{TEAM}.csv?source=campagne:budget-2027"))
    assert alone["Par âge", "Moins de 18 ans"][0] == "non publié"
    form = editor.get(f"{TEAM}?source=consultation:quartier&de=2026-03").get_data(as_text=True)
    assert 'value="consultation:quartier" selected' in form
    assert 'value="2026-03" selected' in form


def test_the_team_reads_who_was_never_heard(
    editor: PageClient, session: orm.Session, world: World, consultation: Consultation
) -> None:
    text = words(editor.get(TEAM))
    assert "Bizet-Briqueterie · personne" in text
    assert "Femmes · personne" in text


def test_a_month_begins_at_midnight_in_the_town(
    editor: PageClient, session: orm.Session, world: World, consultation: Consultation
) -> None:
    answer(session, consultation, Person(datetime(2026, 3, 31, 22, 30, tzinfo=UTC)))
    session.commit()
    assert "1 personnes entendues" in words(editor.get(f"{TEAM}?de=2026-04&a=2026-04"))
    assert "0 personnes entendues" in words(editor.get(f"{TEAM}?de=2026-03&a=2026-03"))


def test_a_name_that_looks_like_a_formula_runs_nowhere(
    client: PageClient, session: orm.Session, world: World, crowd: None
) -> None:
    session.get(Perimeter, world.quarter.id).name = '=HYPERLINK("http://a.example")'
    session.commit()
    found = table(client.get(f"{PUBLIC}.csv"))
    assert ("Par quartier", '\'=HYPERLINK("http://a.example")') in found


def test_a_replaced_perimeter_is_the_rest_of_the_town(
    editor: PageClient, session: orm.Session, world: World, consultation: Consultation
) -> None:
    old = make_perimeter("ancien", "Ancien périmètre", session.merge(world.commune), 900)
    old.generation = 2015
    session.add(old)
    session.flush()
    answer(session, consultation, Person(SPRING, old))
    session.commit()
    found = table(editor.get(f"{TEAM}.csv"))
    assert found["Par quartier", "Ailleurs dans la ville"][0] == "1"
    assert ("Par quartier", "Ancien périmètre") not in found


def test_each_chart_is_told_to_those_who_do_not_see_it(client: PageClient, crowd: None) -> None:
    page = client.get(PUBLIC).get_data(as_text=True)
    assert page.count('role="img"') == page.count("<desc id=")
    assert 'aria-labelledby="quarter-titre" aria-describedby="quarter-desc"' in page
    assert page.count("<table") == 5


def test_a_full_page_is_light_and_asks_few_questions(
    client: PageClient, session: orm.Session, world: World, crowd: None
) -> None:
    add_shares(session, world)
    for number in range(8):
        quarters = [session.merge(world.quarter), session.merge(world.other_quarter)]
        held_on = date(2026, 3, 1 + number)
        make_workshop(session, world, women=9, closed_at=SPRING, held_on=held_on, quarters=quarters)
    session.commit()
    with counting() as seen:
        page = client.get(PUBLIC)
    assert "128 personnes entendues" in words(page)
    assert len(seen) <= MOST_QUERIES, "\n".join(seen)
    files = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', page.text))
    total = sum(weight(client, address) for address in (PUBLIC, *files))
    assert total <= FIRST_VIEW_BYTES, total
