"""Publishing results, taking them back, publishing them again: what can never be subtracted."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.consultations.models import Consultation
from consult.consultations.results.figures import kept_back
from consult.consultations.results.models import ResultsPublication
from consult.consultations.results.release import draft
from consult.contributions.models import Contribution
from consult.db import utcnow
from consult.following.operations import withdraw
from tests.consultations.results.people import answer, make_survey
from tests.consultations.results.test_pages import PUBLIC, TEAM, publish
from tests.factories import World
from tests.pages import PageClient, words


def test_published_figures_do_not_move(
    client: PageClient, session: orm.Session, world: World, survey: Consultation
) -> None:
    client.sign_in(world.editor)
    publish(client)
    before = client.get(f"{PUBLIC}.json").data
    said = session.scalars(sa.select(Contribution).where(Contribution.text == "Des bancs.")).one()
    withdraw(session, said)
    answer(session, survey, {"famille": 2}, times=2, at=utcnow())
    session.commit()
    assert client.get(f"{PUBLIC}.json").data == before
    # Nor when they are published again, for so few people.
    client.submit(TEAM, form=1)
    assert client.get(PUBLIC).status_code == 404
    publish(client, "question-famille")
    assert "les chiffres de la première fois" in words(client.get(TEAM))
    assert client.get(f"{PUBLIC}.json").data == before


def test_thirty_more_people_renew_the_figures_without_a_crossing(
    client: PageClient, session: orm.Session, world: World, survey: Consultation
) -> None:
    client.sign_in(world.editor)
    publish(client, "question-famille")
    client.submit(TEAM, form=1)
    answer(session, survey, {"famille": 0}, times=30, at=utcnow() + timedelta(seconds=1))
    session.commit()
    publish(client, "question-famille")
    told = json.loads(client.get(f"{PUBLIC}.json").data)
    assert told["people"] == 95
    assert told["crossing"] is None


def test_taking_back_is_told_once(
    client: PageClient, session: orm.Session, world: World, survey: Consultation
) -> None:
    client.sign_in(world.editor)
    publish(client)
    assert client.get(PUBLIC).status_code == 200
    client.submit(TEAM, form=1)
    assert client.get(PUBLIC).status_code == 404
    token = client.token(TEAM)
    client.post(f"{TEAM}/retirer", data={"csrf_token": token})
    actions = list(session.scalars(sa.select(AuditLine.action).order_by(AuditLine.id)))
    assert actions[-2:] == ["results.publish", "results.take_back"]


def test_two_clicks_publish_once(
    client: PageClient, session: orm.Session, world: World, survey: Consultation
) -> None:
    client.sign_in(world.editor)
    token = client.token(f"{TEAM}/apercu")
    for _click in range(2):
        sent = client.post(f"{TEAM}/publier", data={"csrf_token": token, "crossed_by": ""})
        assert sent.status_code == 303
    assert session.scalar(sa.select(sa.func.count()).select_from(ResultsPublication)) == 1


def test_two_clicks_take_back_once(
    client: PageClient, session: orm.Session, world: World, survey: Consultation
) -> None:
    client.sign_in(world.editor)
    publish(client)
    token = client.token(TEAM)
    for _click in range(2):
        assert client.post(f"{TEAM}/retirer", data={"csrf_token": token}).status_code == 303
    lines = sa.select(sa.func.count()).where(AuditLine.action == "results.take_back")
    assert session.scalar(lines) == 1


def test_what_a_dimension_would_keep_back_is_not_told_before(
    app: Flask, client: PageClient, session: orm.Session, world: World
) -> None:
    """Who gave two answers at once, told plainly, would tell a masked cell of the crossing."""
    made = make_survey(session, world, open_for=-10)
    made.questions[8].shown_if = "${famille} = 'c0' and ${bien} = 'c1'"
    for row, line in enumerate([(3, 6, 10), (19, 25, 14), (12, 20, 30)]):
        for column, people in enumerate(line):
            bus = {"bus": 0} if (row, column) == (0, 1) else {}
            answer(session, made, {"bien": column, "famille": row, **bus}, times=people)
    session.commit()
    client.sign_in(world.editor)
    publish(client)
    plain = json.loads(client.get(f"{PUBLIC}.json").text)
    assert plain["questions"][8]["asked"]["people"] == 6
    client.post(f"{TEAM}/retirer", data={"csrf_token": client.token(TEAM)})
    preview = json.dumps(draft(session, made, "question-famille", utcnow()).figures)
    assert kept_back(json.loads(preview)) >= {"bus"}
    answered = publish(client, "question-famille")
    assert "les chiffres de la première fois" in words(client.get(answered.location))
    assert json.loads(client.get(f"{PUBLIC}.json").text)["crossing"] is None


def test_an_open_consultation_is_not_published(
    client: PageClient, session: orm.Session, world: World
) -> None:
    survey = make_survey(session, world)
    answer(session, survey, {"famille": 0}, times=9)
    session.commit()
    client.sign_in(world.editor)
    assert "quand la consultation est terminée" in words(client.get(TEAM))
    data = {"csrf_token": client.token(TEAM), "crossed_by": ""}
    assert client.post(f"{TEAM}/publier", data=data).status_code == 409


def test_too_few_people_are_not_published(
    client: PageClient, session: orm.Session, world: World
) -> None:
    survey = make_survey(session, world, open_for=-3)
    answer(session, survey, {"famille": 0}, times=4)
    session.commit()
    client.sign_in(world.editor)
    assert "rien ne peut être publié" in words(client.get(TEAM))
    data = {"csrf_token": client.token(TEAM), "crossed_by": ""}
    refused = client.post(f"{TEAM}/publier", data=data)
    assert refused.status_code == 409
    assert "Moins de 5 personnes ont répondu : rien ne peut être publié." in words(refused)


@pytest.mark.parametrize("by", ["age'", "question-rien", "9" * 400, "a\x00b"])
def test_a_dimension_that_is_not_offered_is_refused(
    client: PageClient, world: World, survey: Consultation, by: str
) -> None:
    client.sign_in(world.editor)
    assert client.get(f"{TEAM}/apercu", query_string={"selon": by}).status_code == 200
    assert client.get(TEAM, query_string={"question": by, "selon": by}).status_code == 200
    data = {"csrf_token": client.token(f"{TEAM}/apercu"), "crossed_by": by}
    assert client.post(f"{TEAM}/publier", data=data).status_code == 422
