"""Several moderators at the same instant: real commits and real locks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.accounts.models import Role, User, UserRole
from consult.contributions.models import Contribution, Status
from consult.db import transaction
from consult.extensions import db
from consult.moderation.models import Claim, Decision
from consult.moderation.operations import ensure_reasons
from tests.factories import make_contribution, make_world
from tests.pages import PageClient, browser, hidden

QUEUE = "/espace/moderation"
MODERATORS = 4
WORDS = 16
T = TypeVar("T")


@pytest.fixture
def town(live_site: Flask) -> Flask:
    """Words that wait and a team of moderators."""
    with live_site.app_context(), transaction(db.session) as session:
        world = make_world(session)
        ensure_reasons(session)
        for number in range(WORDS):
            make_contribution(session, world, f"Parole numéro {number}.")
        for number in range(MODERATORS):
            session.add(
                User(
                    email=f"m{number}@example.org",
                    name=f"Compte {number}",
                    epoch=f"{number:016d}",
                    held=[UserRole(role=Role.MODERATOR)],
                )
            )
    return live_site


def team(app: Flask) -> list[tuple[PageClient, str]]:
    """A browser for each moderator, with the token of its forms."""
    with app.app_context():
        emails = [f"m{number}@example.org" for number in range(MODERATORS)]
        query = sa.select(User).where(User.email.in_(emails)).order_by(User.id)
        people = [user.get_id() for user in db.session.scalars(query)]
    found = []
    for person in people:
        client = browser(app, person)
        found.append((client, hidden(client.get(QUEUE).text, "csrf_token")))
    assert len(found) == MODERATORS
    return found


def all_at_once(app: Flask, act: Callable[[PageClient, str], T]) -> list[T]:
    """`act` of every moderator, begun at the same instant."""
    ready = Barrier(MODERATORS)

    def one(desk: tuple[PageClient, str]) -> T:
        ready.wait()
        return act(*desk)

    with ThreadPoolExecutor(MODERATORS) as pool:
        return list(pool.map(one, team(app)))


def rows(app: Flask, query: sa.Select[tuple[T]]) -> list[T]:
    with app.app_context():
        return list(db.session.scalars(query))


def test_everybody_who_begins_is_given_other_words(town: Flask) -> None:
    def begin(client: PageClient, token: str) -> str:
        answer = client.post(f"{QUEUE}/suivante", data={"csrf_token": token})
        assert answer.status_code == 303
        return str(answer.location)

    given = all_at_once(town, begin)
    assert len(set(given)) == MODERATORS, given
    assert len(rows(town, sa.select(Claim.contribution_id))) == MODERATORS


def test_one_of_those_who_claim_the_same_words_has_them(town: Flask) -> None:
    (words,) = rows(town, sa.select(Contribution.public_id).limit(1))

    def claim(client: PageClient, token: str) -> int:
        return client.post(f"{QUEUE}/{words}/lecture", data={"csrf_token": token}).status_code

    assert Counter(all_at_once(town, claim)) == {303: 1, 409: MODERATORS - 1}


def test_a_whole_queue_is_read_together_and_nothing_twice(town: Flask) -> None:
    """Each goes from one to the next until nothing is left, all at the same time."""

    def work(client: PageClient, token: str) -> list[str]:
        met: list[str] = []
        answer = client.post(f"{QUEUE}/suivante", data={"csrf_token": token})
        while answer.status_code == 303 and f"{QUEUE}/" in answer.location:
            address = answer.location.split("?")[0]
            met.append(address)
            sent = {"csrf_token": token, "revision": "0", "decision": "publish"}
            answer = client.post(address, data=sent)
        assert answer.status_code == 303, answer.status_code
        return met

    met = [address for addresses in all_at_once(town, work) for address in addresses]
    assert len(met) == len(set(met)) == WORDS
    decided = rows(town, sa.select(Decision.contribution_id))
    assert len(decided) == len(set(decided)) == WORDS
    assert set(rows(town, sa.select(Contribution.status))) == {Status.PUBLISHED}
    assert rows(town, sa.select(Claim.contribution_id)) == []


def test_the_same_selection_decided_by_many_is_decided_once(town: Flask) -> None:
    boxes = [f"{each}:0" for each in rows(town, sa.select(Contribution.public_id))]

    def publish(client: PageClient, token: str) -> int:
        data = {"csrf_token": token, "decision": "publish", "words": boxes[::-1]}
        return client.post(f"{QUEUE}/lot", data=data).status_code

    assert all_at_once(town, publish) == [303] * MODERATORS
    decisions = rows(town, sa.select(Decision))
    assert len(decisions) == len({each.contribution_id for each in decisions}) == WORDS
    assert set(rows(town, sa.select(Contribution.revision))) == {1}


def test_selections_cross_with_readings_and_nothing_is_decided_twice(town: Flask) -> None:
    ids = rows(town, sa.select(Contribution.public_id).order_by(Contribution.id))
    boxes = [f"{each}:0" for each in ids]

    def act(client: PageClient, token: str) -> list[int]:
        begun = client.post(f"{QUEUE}/suivante", data={"csrf_token": token})
        if begun.location == QUEUE:  # a colleague was so quick that nothing is left
            return [begun.status_code]
        sent = {"csrf_token": token, "revision": "0", "decision": "publish"}
        alone = client.post(begun.location, data=sent)
        data = {"csrf_token": token, "decision": "publish", "words": boxes}
        together = client.post(f"{QUEUE}/lot", data=data)
        return [alone.status_code, together.status_code]

    answers = [status for statuses in all_at_once(town, act) for status in statuses]
    assert set(answers) <= {303, 409}
    decided = rows(town, sa.select(Decision.contribution_id))
    assert len(decided) == len(set(decided))
    assert set(rows(town, sa.select(Contribution.revision))) <= {0, 1}


def test_a_message_split_by_many_is_split_once(town: Flask) -> None:
    (words,) = rows(town, sa.select(Contribution.public_id).limit(1))
    with town.app_context(), transaction(db.session) as session:
        found = session.scalars(
            sa.select(Contribution).where(Contribution.public_id == words)
        ).one()
        found.text = "Un. Deux."

    def cut(client: PageClient, token: str) -> int:
        data = {"csrf_token": token, "revision": "0", "text": "Un.\n---\nDeux."}
        return client.post(f"{QUEUE}/{words}/separer", data=data).status_code

    assert Counter(all_at_once(town, cut)) == {303: 1, 409: MODERATORS - 1}
    assert len(rows(town, sa.select(Contribution.id))) == WORDS + 1
