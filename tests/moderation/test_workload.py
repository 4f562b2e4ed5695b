"""What can be filtered, by when the town promised to read, and who did how much."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from justhtml import JustHTML
from sqlalchemy import orm

from consult.config import ConfigurationError, load_settings
from consult.contributions.models import Channel, Contribution, Source, Status
from consult.db import utcnow
from consult.moderation import workload
from consult.moderation.filters import Filters
from consult.moderation.models import DecisionKind
from consult.moderation.operations import decide
from consult.web.i18n import day, local
from tests.factories import World, make_contribution
from tests.pages import PageClient, words

QUEUE = "/espace/moderation"
PAGE = f"{QUEUE}/charge"


@pytest.fixture
def promised(app: Flask, monkeypatch: pytest.MonkeyPatch) -> int:
    """A town that promises to read within five days."""
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], moderation_days=5))
    return 5


def test_the_delay_is_that_of_the_town(
    moderator: PageClient, session: orm.Session, world: World, promised: int
) -> None:
    now = utcnow()
    late = make_contribution(session, world, "En retard.", at=now - timedelta(days=6))
    soon = make_contribution(session, world, "À temps.", at=now - timedelta(days=4))
    session.commit()
    text = words(moderator.get(QUEUE))
    assert "1 contribution attend depuis plus de 5 jours." in text
    before = [day(each.submitted_at + timedelta(days=5), "d MMMM") for each in (late, soon)]
    assert text.index(f"à lire avant le {before[0]}") < text.index(f"à lire avant le {before[1]}")
    assert text.count("en retard") == 1
    shown = words(moderator.get(f"{QUEUE}/{late.public_id}"))
    assert f"à lire avant le {before[0]}" in shown
    assert "5 jours" in words(moderator.get("/espace"))


@pytest.mark.parametrize("value", ["0", "366", "trois", "-1"])
def test_a_delay_that_is_no_number_of_days_stops_the_start(tmp_path, value: str) -> None:
    with pytest.raises(ConfigurationError, match="CONSULT_MODERATION_DAYS"):
        load_settings(tmp_path, {"CONSULT_MODERATION_DAYS": value})


def test_the_delay_is_three_days_unless_the_town_says_otherwise(tmp_path) -> None:
    assert load_settings(tmp_path, {}).moderation_days == 3
    assert load_settings(tmp_path, {"CONSULT_MODERATION_DAYS": "10"}).moderation_days == 10


@pytest.fixture
def varied(session: orm.Session, world: World) -> None:
    now = utcnow()
    make_contribution(session, world, "Vieille en ligne.", at=now - timedelta(days=8))
    make_contribution(
        session, world, "Idée récente.", source=Source.IDEA, at=now - timedelta(days=2)
    )
    make_contribution(session, world, "Дуже холодно.", language="uk", channel=Channel.PAPER, at=now)
    session.commit()


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("age=1", ["Vieille", "Idée"]),
        ("age=3", ["Vieille"]),
        ("age=7", ["Vieille"]),
        ("age=2", ["Vieille", "Idée", "холодно"]),
        ("language=uk", ["холодно"]),
        ("language=uk&channel=online", []),
        ("source=idea", ["Idée"]),
        ("source=answer&age=7&channel=online&language=fr&quarter=not_said", ["Vieille"]),
        ("language=%27--&source=x&age=-1", ["Vieille", "Idée", "холодно"]),
    ],
)
def test_the_queue_is_narrowed_by_age_language_and_kind_together(
    moderator: PageClient, varied: None, query: str, seen: list[str]
) -> None:
    document = JustHTML(moderator.get(f"{QUEUE}?{query}").text, sanitize=False)
    rows = " ".join(node.to_text() for node in document.query("ol.queue .excerpt"))
    assert [word for word in ("Vieille", "Idée", "холодно") if word in rows] == seen


def test_languages_are_offered_by_their_name_and_the_choice_is_shown(
    moderator: PageClient, varied: None
) -> None:
    html = moderator.get(f"{QUEUE}?language=uk&age=1").text
    assert '<option value="uk" selected>ukrainien</option>' in html
    assert '<option value="1" selected>Plus de 1 jour</option>' in html


def test_filters_read_what_they_write() -> None:
    chosen = Filters(Channel.PAPER, "not_said", 7, "uk", Source.IDEA)
    assert Filters.read(chosen.arguments()) == chosen
    assert Filters.read({}) == Filters()
    assert Filters().arguments() == {}


def done(
    session: orm.Session, world: World, received: datetime, at: datetime, who: str = "moderator"
) -> Contribution:
    made = make_contribution(session, world, at=received)
    decide(
        session,
        made,
        DecisionKind.PUBLISH,
        by=session.merge(getattr(world, who)),
        revision=0,
        at=at,
    )
    return made


def test_waiting_words_are_counted_by_channel_and_by_age(
    session: orm.Session, world: World
) -> None:
    now = utcnow()
    for days in (0, 2, 2, 5, 8, 30):
        make_contribution(session, world, at=now - timedelta(days=days))
    make_contribution(session, world, channel=Channel.PAPER, at=now - timedelta(days=4))
    make_contribution(session, world, status=Status.PUBLISHED)
    session.flush()
    assert workload.by_age(session, now) == {
        Channel.ONLINE: (1, 2, 1, 2),
        Channel.PAPER: (0, 0, 1, 0),
    }


def test_decisions_are_counted_by_person_and_by_day_of_the_town(
    session: orm.Session, world: World
) -> None:
    now = utcnow().replace(hour=12)
    midnight = local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    for at in (now, midnight, midnight - timedelta(seconds=1), now - timedelta(days=20)):
        done(session, world, at - timedelta(hours=1), at)
    done(session, world, now, now, "administrator")
    rows = dict(workload.decided(session, now))
    assert rows["Compte moderator"][-2:] == (1, 2)
    assert sum(rows["Compte moderator"]) == 3
    assert sum(rows["Compte administrator"]) == 1
    days = workload.last_days(now)
    assert len(days) == len(rows["Compte moderator"]) == workload.DAYS
    assert days[-1] == local(now).date()


def test_half_of_the_answers_came_faster_than_the_median(
    session: orm.Session, world: World
) -> None:
    now = utcnow()
    assert workload.median_delay(session, now) is None
    for hours in (1, 5, 90):
        done(session, world, now - timedelta(hours=hours), now)
    done(session, world, now - timedelta(days=60), now - timedelta(days=50))
    assert workload.median_delay(session, now) == timedelta(hours=5)


def test_the_page_tells_it_to_the_team(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    now = utcnow()
    assert "Personne n’a rien décidé." in words(moderator.get(PAGE))
    done(session, world, now - timedelta(hours=5), now)
    make_contribution(session, world, channel=Channel.PAPER)
    session.commit()
    text = words(moderator.get(PAGE))
    for told in (
        "La ville s’engage à lire en moins de 3 jours.",
        "a attendu moins de 5 heures.",
        "Sur papier 1 0 0 0 1",
        "Compte moderator",
    ):
        assert told in text, told


@pytest.mark.parametrize("who", ["animator", "editor"])
def test_figures_of_the_team_stay_within_those_who_moderate(
    client: PageClient, world: World, who: str
) -> None:
    client.sign_in(getattr(world, who))
    assert client.get(PAGE).status_code == 403
