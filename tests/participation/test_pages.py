"""Who is counted, once and where; what everyone reads, and what the team reads."""

from __future__ import annotations

import csv
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO

import pytest
import sqlalchemy as sa
from sqlalchemy import orm
from werkzeug.test import TestResponse

from consult.budget.operations import IdeaWords, propose
from consult.consultations.models import Answer, AnswerSheet, Consultation
from consult.contributions.models import Channel, Contribution, Status
from consult.contributions.operations import Place
from consult.contributions.profiles import Profile
from consult.following.operations import withdraw
from consult.territory.models import (
    Perimeter,
    PerimeterKind,
    PlaceScope,
    Population,
    PopulationUnit,
)
from consult.territory.publics import AgeBand, Gender
from tests.factories import (
    World,
    make_campaign,
    make_consultation,
    make_contribution,
    make_perimeter,
    make_workshop,
)
from tests.pages import PageClient, words
from tests.participation.conftest import SPRING, TODAY
from tests.participation.people import Person, answer
from tests.web.test_budgets import FIRST_VIEW_BYTES, MOST_QUERIES, counting, weight

PUBLIC, TEAM = "/participation", "/espace/synthese/participation"
LAST_YEAR = datetime(2025, 6, 10, 12, tzinfo=UTC)


def table(response: TestResponse) -> dict[tuple[str, str], list[str]]:
    """(table, answer) -> people, share, population, gap, index; as the file tells them."""
    text = response.get_data(as_text=True).removeprefix("\ufeff")
    lines = list(csv.reader(StringIO(text), delimiter=";"))
    return {(line[0], line[1]): line[2:] for line in lines if len(line) == 7}


@pytest.fixture
def editor(client: PageClient, session: orm.Session, world: World) -> PageClient:
    client.sign_in(session.merge(world.editor))
    return client


@pytest.fixture
def crowd(session: orm.Session, world: World, consultation: Consultation) -> None:
    """Fifty-six people in the spring, enough in each place and age for nothing to be masked."""
    people = {
        Person(SPRING, world.quarter, age=AgeBand.FROM_18_TO_25, gender=Gender.WOMEN): 20,
        Person(
            SPRING,
            world.other_quarter,
            age=AgeBand.OVER_64,
            gender=Gender.MEN,
            channel=Channel.DOOR_TO_DOOR,
        ): 10,
        Person(
            SPRING,
            scope=PlaceScope.ELSEWHERE_IN_TOWN,
            age=AgeBand.UNDER_18,
            channel=Channel.INTERVIEW,
        ): 12,
        Person(
            SPRING,
            scope=PlaceScope.NOT_SAID,
            age=AgeBand.FROM_26_TO_64,
            channel=Channel.PAPER,
        ): 8,
        Person(SPRING, channel=Channel.PAPER): 6,
    }
    for person, times in people.items():
        answer(session, consultation, person, times=times)
    session.commit()


def add_shares(session: orm.Session, world: World) -> None:
    for perimeter, share in ((world.quarter, "6.9"), (world.other_quarter, "4.7")):
        session.add(
            Population(
                commune_id=world.commune.id,
                perimeter_id=perimeter.id,
                unit=PopulationUnit.SHARE,
                value=Decimal(share),
                source="Volet communal",
            )
        )
    session.commit()


def test_people_are_counted_by_quarter_age_gender_and_channel(
    client: PageClient, crowd: None
) -> None:
    found = table(client.get(f"{PUBLIC}.csv"))
    assert found["Par quartier", "Attargette-Chanzy"][:2] == ["20", "47,6"]
    assert found["Par type de quartier", "Quartier prioritaire (QPV)"][:2] == ["30", "71,4"]
    assert found["Par âge", "18 à 25 ans"][0] == "20"
    assert found["Par âge", "18 à 25 ans"][1] == "40,0"
    assert found["Par âge", "Non dit"][:2] == ["6", ""]
    assert found["Par genre", "Hommes"][:2] == ["10", "33,3"]
    assert found["Par canal", "En ligne"][:2] == ["20", "35,7"]
    assert found["Par canal", "Import"][0] == "moins de 5"
    text = words(client.get(PUBLIC))
    assert "56 personnes entendues" in text
    assert "Du 1er janvier 2026 au 31 octobre 2026" not in text
    assert "Du 1er janvier 2026 au 31 mars 2026" in text
    assert "Parts calculées sur les 30 personnes dont la réponse est connue." in text


def test_without_a_reference_no_gap_is_computed(client: PageClient, crowd: None) -> None:
    text = words(client.get(PUBLIC))
    assert text.count("Population de référence non connue") == 4
    assert "Écart" not in text
    assert "Indice de Theil" not in text


def test_with_a_reference_the_gap_and_the_index_are_told(
    client: PageClient, session: orm.Session, world: World, crowd: None
) -> None:
    add_shares(session, world)
    found = table(client.get(f"{PUBLIC}.csv"))
    people, share, part, gap, index = found["Par quartier", "Attargette-Chanzy"]
    assert (people, share, part, gap) == ("20", "47,6", "6,9", "40,7")
    # 20, 10 and 12 people for 6.9, 4.7 and 88.4 % of the town.
    assert index == "0,983"
    text = words(client.get(PUBLIC))
    assert "Indice de Theil : 0,983. 0 veut dire que" in text
    assert "Source : Volet communal." in text
    rest = found["Par quartier", "Ailleurs dans la ville"]
    assert rest[2:4] == ["88,4", "-59,8"]


def test_those_far_below_their_part_are_named(
    client: PageClient, session: orm.Session, world: World, crowd: None
) -> None:
    add_shares(session, world)
    text = words(client.get(PUBLIC))
    silence = text[text.index("Pas encore entendus") : text.index("Donner mon avis Par")]
    assert "Ailleurs dans la ville · 12 personnes entendues : 28,6 % des réponses" in silence
    assert "Attargette" not in silence


def test_one_sending_of_many_answers_is_one_person(
    editor: PageClient, session: orm.Session, world: World, consultation: Consultation
) -> None:
    first = answer(session, consultation, Person(SPRING, world.quarter))[0]
    sheet = session.scalars(sa.select(AnswerSheet)).one()
    for question in consultation.questions[1:]:
        text = make_contribution(session, world)
        text.receipt = first
        sheet.answers.append(Answer(question_id=question.id, contribution=text))
    session.commit()
    assert "1 personnes entendues" in words(editor.get(TEAM))
    assert table(editor.get(f"{TEAM}.csv"))["Par quartier", "Attargette-Chanzy"][0] == "1"


def test_refused_words_count_and_withdrawn_ones_do_not(
    editor: PageClient, session: orm.Session, world: World
) -> None:
    campaign = make_campaign(session, world)
    for number, channel in enumerate([Channel.PAPER, Channel.PAPER, Channel.ONLINE]):
        given = IdeaWords(f"Idée {number}", "Des bancs.")
        propose(session, campaign, f"k{number}", given, place=Place(), channel=channel, at=SPRING)
    refused, withdrawn, _kept = session.scalars(sa.select(Contribution).order_by(Contribution.id))
    refused.status = Status.REFUSED
    withdraw(session, withdrawn)
    session.commit()
    found = table(editor.get(f"{TEAM}.csv"))
    assert found["Par canal", "Sur papier"][0] == "1"
    assert found["Par canal", "En ligne"][0] == "1"


def test_ticked_answers_still_count_when_the_words_are_taken_back(
    editor: PageClient, session: orm.Session, world: World, consultation: Consultation
) -> None:
    for ticked in (True, False):
        receipt = answer(session, consultation, Person(SPRING))[0]
        sheet = session.scalars(
            sa.select(AnswerSheet).where(AnswerSheet.receipt_id == receipt.id)
        ).one()
        text = make_contribution(session, world)
        text.receipt = receipt
        if not ticked:
            sheet.answers.clear()
            session.flush()
        sheet.answers.append(Answer(question_id=consultation.questions[2].id, contribution=text))
        session.flush()
        withdraw(session, text)
    session.commit()
    assert table(editor.get(f"{TEAM}.csv"))["Par canal", "En ligne"][0] == "1"


def test_a_workshop_counts_for_the_people_present(
    editor: PageClient, session: orm.Session, world: World
) -> None:
    held = {"closed_at": SPRING, "held_on": date(2026, 3, 5)}
    make_workshop(session, world, women=9, men=6, quarters=[session.merge(world.quarter)], **held)
    both = [session.merge(world.quarter), session.merge(world.other_quarter)]
    make_workshop(session, world, women=7, men=7, under_18=14, quarters=both, **held)
    make_workshop(session, world, **held)
    make_workshop(session, world, women=30, men=30, held_on=date(2026, 3, 6))
    session.commit()
    found = table(editor.get(f"{TEAM}.csv"))
    assert found["Par canal", "Atelier"][0] == "29"
    assert found["Par quartier", "Attargette-Chanzy"][0] == "15"
    several = "Ateliers de plusieurs quartiers (Quartier prioritaire (QPV))"
    assert found["Par quartier", several][0] == "14"
    assert found["Par type de quartier", "Quartier prioritaire (QPV)"][0] == "29"
    assert found["Par genre", "Femmes"][0] == "16"
    assert found["Par âge", "Non dit"][0] == "15"
    text = words(editor.get(TEAM))
    assert "29 dans 2 ateliers" in text
    assert "Dans 1 atelier, personne n’a été compté" in text


def test_a_small_workshop_is_not_added_to_what_is_public(
    client: PageClient, session: orm.Session, world: World, crowd: None
) -> None:
    before = client.get(f"{PUBLIC}.csv").data
    make_workshop(session, world, women=4, closed_at=SPRING, held_on=date(2026, 3, 5))
    session.commit()
    assert client.get(f"{PUBLIC}.csv").data == before


def test_the_small_counts_of_a_quarter_are_masked_with_another(
    client: PageClient, editor: PageClient, session: orm.Session, world: World, crowd: None
) -> None:
    consultation = session.scalars(sa.select(Consultation)).one()
    pac = make_perimeter("salengro", "Salengro", session.merge(world.commune), None)
    pac.kind = PerimeterKind.PAC
    session.add(pac)
    session.flush()
    answer(session, consultation, Person(SPRING, pac), times=3)
    session.commit()
    exact = table(editor.get(f"{TEAM}.csv"))
    assert exact["Par quartier", "Salengro"][0] == "3"
    public = table(client.get(f"{PUBLIC}.csv"))
    kind = "Par type de quartier", "Périmètre d’attention complémentaire"
    assert public[kind][0] == "moins de 5"
    assert public["Par quartier", "Salengro"][0] == "non publié"
    hidden = [name for (title, name), row in public.items() if row[0] == "non publié"]
    assert "Hors de la ville, ou quartier non dit" in hidden
    assert "Quartier prioritaire (QPV)" not in hidden
    assert public["Par quartier", "Attargette-Chanzy"][:2] == ["20", ""]
    silence = "Périmètre d’attention complémentaire · moins de 5 personnes entendues"
    assert silence in words(client.get(PUBLIC))


def test_nobody_is_recognised_in_the_difference_between_two_days(
    client: PageClient, session: orm.Session, world: World, crowd: None
) -> None:
    """Those who answer now, or after the last batch, are told later."""
    before = [client.get(path).data for path in (PUBLIC, f"{PUBLIC}.csv")]
    consultation = session.scalars(sa.select(Consultation)).one()
    alone = Person(TODAY, world.quarter, age=AgeBand.UNDER_18)
    answer(session, consultation, alone)
    june = Person(datetime(2026, 6, 1, tzinfo=UTC), world.quarter, age=AgeBand.UNDER_18)
    answer(session, consultation, june, times=29)
    session.commit()
    assert [client.get(path).data for path in (PUBLIC, f"{PUBLIC}.csv")] == before
    answer(session, consultation, june)
    session.commit()
    assert "86 personnes entendues" in words(client.get(PUBLIC))


def test_the_public_years_share_nobody_and_take_no_other_filter(
    client: PageClient, session: orm.Session, world: World, crowd: None
) -> None:
    before = client.get(f"{PUBLIC}.csv").data
    other = make_consultation(session, world, slug="ancienne")
    answer(session, other, Person(LAST_YEAR, world.quarter), times=8)
    session.commit()
    assert client.get(f"{PUBLIC}.csv").data == before
    asked = f"{PUBLIC}.csv?source=consultation:ancienne&de=2026-03&a=2026-03&consultation=1"
    assert client.get(asked).data == before
    last = words(client.get(f"{PUBLIC}?annee=2025"))
    assert "8 personnes entendues" in last
    assert "Du 1er janvier 2025 au 31 décembre 2025" in last


@pytest.mark.parametrize("year", ["1999", "9999", "abc", "", "-1", "20261"])
def test_a_year_that_is_not_offered_shows_the_first_one(
    client: PageClient, crowd: None, year: str
) -> None:
    assert "56 personnes entendues" in words(client.get(f"{PUBLIC}?annee={year}"))


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
    assert 'aria-labelledby="quarter-titre quarter-desc"' in page
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
