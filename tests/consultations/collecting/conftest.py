"""A questionnaire with every kind of question, and rounds that gather its answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm
from werkzeug.test import TestResponse

from consult.consultations.collecting import copies, links, rounds
from consult.consultations.collecting.models import Round
from consult.consultations.models import Choice, Consultation, Question, QuestionKind, QuestionRow
from consult.contributions.models import Channel
from consult.db import utcnow
from tests.consultations.conftest import Walker
from tests.factories import World, make_consultation
from tests.pages import PageClient

DESK = "/espace/consultations/quartier/collectes"
SITE = "/consultations/quartier"
WORDS = "Des bancs à l’ombre, place du marché."


def question(
    key: str, kind: QuestionKind, prompt: str, labels: str = "", **values: Any
) -> Question:
    made = Question(key=key, kind=kind, prompt=prompt, **values)
    made.choices = [
        Choice(key=f"c{place}", position=place, label=label)
        for place, label in enumerate(labels.split("|"))
        if label
    ]
    return made


@pytest.fixture
def consultation(session: orm.Session, world: World) -> Consultation:
    """1 priorites (multiple, 2) · 2 satisfaction (scale) · 3 changer (long) · 4 garder (short) ·
    5 travail (single, required) · 6 freins (ranking, if no work) · 7 pourquoi (long, if no work) ·
    8 services (matrix) · 9 foyer (number) · 10 lieu (place).
    """
    made = make_consultation(session, world, asks_profile=True, intro="Le contrat se renouvelle.")
    services = question("services", QuestionKind.MATRIX, "Et ces services ?", "Bien|Moyen|Mal")
    services.rows = [
        QuestionRow(key="mairie", position=0, label="La mairie"),
        QuestionRow(key="poste", position=1, label="La poste"),
    ]
    more = [
        question("travail", QuestionKind.SINGLE, "Travaillez-vous ?", "Oui|Non", required=True,
                 section="Vous", interviewer_help="Ne lisez pas les réponses."),
        question("freins", QuestionKind.RANKING, "Qu’est-ce qui vous gêne ?", "Le bus|La garde|La santé",
                 section="Vous", shown_if="${travail} = 'c1'", max_choices=2),
        question("pourquoi", QuestionKind.LONG, "Pourquoi ?", section="Vous",
                 shown_if="${travail} = 'c1'"),
        services,
        question("foyer", QuestionKind.NUMBER, "Combien vivez-vous chez vous ?"),
        question("lieu", QuestionKind.PLACE, "Où manque-t-il un banc ?"),
    ]  # fmt: skip
    for position, each in enumerate(more, start=len(made.questions)):
        each.position = position
        made.questions.append(each)
    session.commit()
    return made


@pytest.fixture
def make(session: orm.Session, world: World, consultation: Consultation) -> Callable[..., Round]:
    """A round made by the editor; `printed`: copies of it."""

    def made(channel: Channel, printed: int = 0, **said: Any) -> Round:
        by = session.merge(world.editor)
        about = rounds.Said("Centre social", **said)
        found = rounds.make_round(session, consultation, channel, about, by=by)
        if printed:
            copies.print_copies(session, found, printed, by=by)
        session.commit()
        return found

    return made


def only(session: orm.Session, table: Any) -> Any:
    """The only row of a table, read afresh."""
    session.expire_all()
    return session.scalars(sa.select(table)).one()


def press(client: PageClient, page: str, act: str, **data: Any) -> Any:
    """One of the buttons of the round at `page`."""
    token = client.token("/espace")
    return client.post(f"{page}/{act}", data={"csrf_token": token, **data})


@pytest.fixture
def link(app: Flask, session: orm.Session, world: World, make: Callable[..., Round]) -> str:
    """The path of the link that volunteers were given for a week."""
    made = make(Channel.INTERVIEW)
    rounds.open_link(session, made, utcnow() + timedelta(days=7), by=session.merge(world.editor))
    session.commit()
    with app.test_request_context():
        return f"{SITE}/collecte/{links.link_of(made)}"


class Interviewer(Walker):
    """Above each screen, once something was answered, stands the form that erases it all."""

    def answer(self, screen: int | str, value: Any = None, **data: Any) -> TestResponse:
        fields = {} if value is None else {"answer": value}
        return self.client.submit(f"{self.base}/{screen}", {**fields, **data}, form=-1)

    def send(self) -> TestResponse:
        return self.client.submit(f"{self.base}/verifier", form=-1)


def begin(client: PageClient, address: str) -> Walker:
    answer = client.get(address)
    assert answer.status_code == 302, answer.status_code
    base, _, screen = answer.location.rpartition("/")
    assert screen == "1"
    return Interviewer(client, base)
