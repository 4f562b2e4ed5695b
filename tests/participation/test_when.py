"""Words brought later count in the year when they were said, and tell of nobody alone."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import orm

from consult.contributions.models import Channel, Contribution, Source, Status
from consult.following.operations import withdraw
from consult.moderation.splitting import cut, split
from consult.participation import views
from consult.territory.models import Perimeter, PlaceScope
from tests.factories import World, make_contribution
from tests.pages import PageClient, words
from tests.participation.conftest import SPRING, TODAY
from tests.participation.figures import PUBLIC, TEAM, table

AUTUMN = datetime(2026, 10, 5, 12, tzinfo=UTC)


def heard(
    session: orm.Session,
    world: World,
    *,
    said_on: date | None,
    people: int = 1,
    quarter: Perimeter | None = None,
    at: datetime = AUTUMN,
    channel: Channel = Channel.IMPORT,
    source: Source = Source.GATHERED,
    times: int = 1,
) -> list[Contribution]:
    made = []
    for number in range(times):
        said = make_contribution(session, world, f"Parole {number}", channel=channel)
        said.source, said.submitted_at, said.said_on, said.heard_from = source, at, said_on, people
        if quarter is not None:
            said.place_scope, said.perimeter_id = PlaceScope.PERIMETER, quarter.id
        made.append(said)
    session.commit()
    return made


def told(client: PageClient, asked: str = "") -> str:
    return words(client.get(f"{PUBLIC}{asked}"))


def test_what_was_said_in_2022_counts_in_2022(
    client: PageClient, session: orm.Session, world: World, crowd: None
) -> None:
    before = client.get(f"{PUBLIC}.csv").data
    heard(session, world, said_on=date(2022, 5, 3), people=12, quarter=world.quarter, times=3)
    assert client.get(f"{PUBLIC}.csv").data == before, "nothing is added to the present year"
    page = told(client, "?annee=2022")
    assert "36 personnes entendues" in page
    assert "Du 1er janvier 2022 au 31 décembre 2022" in page
    offered = client.get(PUBLIC).text
    assert "annee=2022" in offered
    assert "annee=2023" not in offered
    client.sign_in(session.merge(world.editor))
    found = table(client.get(f"{TEAM}.csv?a=2022-12"))
    assert found["Par canal", "Consultation précédente"][0] == "36"
    assert found["Par quartier", "Attargette-Chanzy"][0] == "36"


def test_without_a_date_it_counts_when_it_reached_us(
    client: PageClient, session: orm.Session, world: World, crowd: None
) -> None:
    heard(session, world, said_on=None, at=SPRING, times=30, channel=Channel.DOOR_TO_DOOR)
    assert "86 personnes entendues" in told(client)


def test_the_days_at_both_ends_of_a_year_are_in_it(
    editor: PageClient, session: orm.Session, world: World
) -> None:
    for day in (date(2021, 12, 31), date(2022, 1, 1), date(2022, 12, 31), date(2023, 1, 1)):
        heard(session, world, said_on=day)
    # Half past eleven in universal time is already another day in the town.
    heard(session, world, said_on=None, at=datetime(2021, 12, 31, 23, 30, tzinfo=UTC))
    text = words(editor.get(f"{TEAM}?de=2022-01&a=2022-12"))
    assert "3 personnes entendues" in text


def test_a_few_words_brought_today_change_no_figure_already_told(
    client: PageClient, session: orm.Session, world: World, crowd: None
) -> None:
    """Whoever looks every day would read who has just been heard, and where."""
    past = date(2022, 5, 3)
    heard(session, world, said_on=past, times=30)
    for asked, day in (("", date(2026, 3, 1)), ("?annee=2022", past)):
        before = [client.get(f"{path}{asked}").data for path in (PUBLIC, f"{PUBLIC}.csv")]
        heard(session, world, said_on=day, quarter=world.quarter, at=TODAY, times=29)
        assert [client.get(f"{path}{asked}").data for path in (PUBLIC, f"{PUBLIC}.csv")] == before


def test_a_batch_brought_later_is_told_at_the_end_of_its_month(
    client: PageClient, session: orm.Session, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    past = date(2022, 5, 3)
    heard(session, world, said_on=past, times=30)
    assert "30 personnes entendues" in told(client, "?annee=2022")
    heard(session, world, said_on=past, at=TODAY, times=30)
    assert "30 personnes entendues" in told(client, "?annee=2022")
    monkeypatch.setattr(views, "utcnow", lambda: datetime(2026, 12, 2, 12, tzinfo=UTC))
    assert "60 personnes entendues" in told(client, "?annee=2022")


def test_those_of_a_workshop_are_counted_when_it_is_held_and_nowhere_else(
    editor: PageClient, session: orm.Session, world: World
) -> None:
    heard(session, world, said_on=date(2022, 5, 3), people=12, channel=Channel.WORKSHOP)
    assert "0 personnes entendues" in words(editor.get(TEAM))


def test_words_on_the_contract_are_those_of_somebody(
    editor: PageClient, session: orm.Session, world: World
) -> None:
    heard(session, world, said_on=None, source=Source.REMARK, channel=Channel.ONLINE)
    assert table(editor.get(f"{TEAM}.csv"))["Par canal", "En ligne"][0] == "1"


def test_words_taken_back_and_the_parts_of_a_split_are_counted_as_voices_are(
    editor: PageClient, session: orm.Session, world: World
) -> None:
    gone, whole, refused = heard(session, world, said_on=date(2022, 5, 3), people=4, times=3)
    withdraw(session, gone)
    refused.status = Status.REFUSED
    whole.text = "Des bancs.\n\nUn parc."
    session.flush()
    parts = cut(whole.text, whole.text.replace("\n\n", "\n---\n"))
    split(session, whole, parts, by=session.merge(world.moderator), revision=whole.revision)
    session.commit()
    assert table(editor.get(f"{TEAM}.csv"))["Par canal", "Consultation précédente"][0] == "8"
    assert "8 personnes entendues" in words(editor.get(f"{TEAM}?a=2022-05"))
    assert "0 personnes entendues" in words(editor.get(f"{TEAM}?de=2022-06"))
