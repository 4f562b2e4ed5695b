"""Many people send the same text at once: real commits, real locks, one group."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.budget.models import Campaign
from consult.budget.operations import IdeaWords, propose
from consult.contributions import operations
from consult.contributions.lookalikes.models import AlikeGroup, Fingerprint
from consult.contributions.models import Contribution
from consult.contributions.operations import Place
from consult.db import transaction
from consult.extensions import db
from consult.following import operations as following
from tests.factories import make_campaign, make_world

PEOPLE = 8
TEXT = (
    "Il faut remettre un bus direct entre le quartier et l’hôpital le soir, parce que les visites "
    "finissent à vingt heures et que plus rien ne passe ensuite."
)
OTHER = "Plantez des arbres dans la cour de l’école, les enfants étouffent dès le mois de juin."


@pytest.fixture
def town(live_site: Flask) -> Flask:
    with live_site.app_context(), transaction(db.session) as session:
        make_campaign(session, make_world(session))
    return live_site


def all_at_once(app: Flask, act: Callable[[int], None]) -> None:
    def one(number: int) -> None:
        with app.app_context(), transaction(db.session):
            act(number)

    with ThreadPoolExecutor(PEOPLE) as pool:
        list(pool.map(one, range(PEOPLE)))


def send(text: Callable[[int], str]) -> Callable[[int], None]:
    def act(number: int) -> None:
        campaign = db.session.scalars(sa.select(Campaign)).one()
        words = IdeaWords("", text(number))
        propose(db.session, campaign, f"form-{number}", words, place=Place())

    return act


def groups(app: Flask) -> list[int | None]:
    with app.app_context():
        return list(db.session.scalars(sa.select(Fingerprint.group_id)))


def test_the_same_text_sent_at_once_is_one_group(town: Flask) -> None:
    all_at_once(town, send(lambda n: TEXT.upper() if n % 2 else TEXT))
    found = groups(town)
    assert len(found) == PEOPLE
    assert len(set(found)) == 1
    assert found[0] is not None
    with town.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(AlikeGroup)) == 1


def test_near_copies_sent_at_once_are_one_group(town: Flask) -> None:
    all_at_once(town, send(lambda n: TEXT + " svp" * n))
    assert len(set(groups(town))) == 1


def test_copies_arrive_while_others_correct_and_withdraw_the_same_text(town: Flask) -> None:
    """Nobody waits for nobody in a ring, and the groups are right in the end."""
    all_at_once(town, send(lambda n: TEXT))
    with town.app_context():
        ids = list(db.session.scalars(sa.select(Contribution.id).order_by(Contribution.id)))

    def act(number: int) -> None:
        session = db.session
        query = sa.select(Contribution).where(Contribution.id == ids[number]).with_for_update()
        if number % 3 == 0:
            operations.correct(session, session.scalars(query).one(), text=OTHER, title="")
        elif number % 3 == 1:
            following.withdraw(session, session.scalars(query).one())
        else:
            campaign = session.scalars(sa.select(Campaign)).one()
            propose(session, campaign, f"late-{number}", IdeaWords("", TEXT), place=Place())

    all_at_once(town, act)
    with town.app_context():
        rows = db.session.execute(
            sa.select(Contribution.text, Fingerprint.group_id)
            .join(Fingerprint, Fingerprint.contribution_id == Contribution.id)
            .order_by(Contribution.id)
        ).all()
    assert sorted(text for text, _ in rows) == sorted([OTHER] * 3 + [TEXT] * 4)
    assert len({group for text, group in rows if text == OTHER}) == 1
    assert len({group for text, group in rows if text == TEXT}) == 1
