"""Who is counted, once and where."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.budget.operations import IdeaWords, propose
from consult.consultations.models import Answer, AnswerSheet, Consultation
from consult.contributions.models import Channel, Contribution, Status
from consult.contributions.operations import Place
from consult.following.operations import withdraw
from consult.territory.models import (
    PerimeterKind,
)
from consult.territory.publics import AgeBand
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
from tests.participation.figures import LAST_YEAR, PUBLIC, TEAM, add_shares, table
from tests.participation.people import Person, answer


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
    assert found["Par canal", "Consultation précédente"][0] == "moins de 5"
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
