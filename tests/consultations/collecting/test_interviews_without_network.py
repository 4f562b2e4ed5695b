"""An interview recorded without network is judged by when it was begun, in the site's own hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from consult.accounts.models import User, UserRole
from consult.consultations.collecting import interviews, rounds
from consult.consultations.collecting.models import CollectedSheet, Round
from consult.consultations.models import AnswerSheet, Consultation
from consult.contributions.models import Channel, Contribution
from consult.db import utcnow
from tests.conftest import browser
from tests.consultations.collecting.conftest import DESK, SITE, WORDS, begin, only
from tests.consultations.conftest import Walker
from tests.factories import World
from tests.pages import PageClient

SCREENS = {
    "question:changer": [["answer", WORDS]],
    "question:travail": [["answer", "c0"]],
    "place": [["place", ""]],
}
ENDED = "Le lien reçu ne marchait plus avant le début de l’entretien."


def state(walker: Walker) -> dict[str, Any]:
    found: dict[str, Any] = walker.client.get(f"{walker.base}/hors-ligne").get_json()
    return found


def replay(walker: Walker, begun: str | None, client: PageClient | None = None) -> tuple[int, Any]:
    """What came of sending all that a device kept."""
    client = client or walker.client
    address = f"{walker.base}/hors-ligne"
    csrf = client.get(address).get_json()["csrf"]
    body = {"screens": SCREENS, "send": [], "name": "0" * 32, "begun": begun}
    answer = client.post(address, json=body, headers={"X-CSRF-Token": csrf})
    return answer.status_code, answer.get_json()


@pytest.fixture
def kept(client: PageClient, link: str) -> tuple[Walker, str]:
    """A volunteer's device, on the first screen, and the site's word for when."""
    walker = begin(client, f"{link}/commencer")
    return walker, state(walker)["begun"]


def withdraw(session: orm.Session, world: World) -> None:
    rounds.withdraw_link(session, only(session, Round), by=session.merge(world.editor))


def replace(session: orm.Session, world: World) -> None:
    until = utcnow() + timedelta(days=1)
    rounds.open_link(session, only(session, Round), until, by=session.merge(world.editor))


def let_it_end(session: orm.Session, world: World) -> None:
    only(session, Round).link_until = utcnow() - timedelta(seconds=1)


def stop(session: orm.Session, world: World) -> None:
    rounds.stop_round(session, only(session, Round), by=session.merge(world.editor))


STOPS = {
    withdraw: ENDED,
    replace: ENDED,
    let_it_end: ENDED,
    stop: "L’équipe a arrêté cette collecte",
}


@pytest.mark.parametrize("act", STOPS)
def test_what_was_stopped_since_does_not_undo_an_interview(
    kept: tuple[Walker, str],
    client: PageClient,
    session: orm.Session,
    world: World,
    link: str,
    act: Callable[..., None],
) -> None:
    walker, begun = kept
    other = begin(client, f"{link}/commencer")
    act(session, world)
    session.commit()
    for proof in (None, "", begun[:-2], state(other)["begun"]):
        status, told = replay(other, proof)
        assert (status, told["closed"]) == (409, False)
        assert told["why"].startswith(STOPS[act])
    assert state(other)["begun"] == "", "no proof is given of what could not begin"
    assert replay(other, begun)[0] == 409, "the proof of another sheet"
    assert not session.scalars(sa.select(AnswerSheet)).all()
    status, told = replay(walker, begun)
    assert status == 200
    assert told["receipt"].endswith("/remise")
    assert only(session, Contribution).channel is Channel.INTERVIEW
    assert only(session, AnswerSheet).late is False
    assert replay(walker, begun)[1]["receipt"] == told["receipt"], "a second try is the same"


def test_an_interview_begun_before_the_end_arrives_late_and_is_counted(
    kept: tuple[Walker, str], client: PageClient, session: orm.Session, link: str
) -> None:
    walker, begun = kept
    closing = session.scalars(sa.select(Consultation)).one()
    closing.closes_at = utcnow() + timedelta(milliseconds=1)
    session.commit()
    status, told = replay(walker, None)
    assert (status, told["closed"]) == (409, True)
    assert replay(walker, begun)[0] == 200
    sheet = only(session, AnswerSheet)
    assert sheet.late
    assert only(session, CollectedSheet).sheet_id == sheet.id


def test_an_address_is_begun_within_half_a_day_and_sent_within_a_month(
    kept: tuple[Walker, str], session: orm.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    walker, begun = kept
    session.scalars(sa.select(Consultation)).one().closes_at = utcnow() + timedelta(days=60)
    session.commit()
    old = "Cette adresse a été donnée il y a trop longtemps."
    monkeypatch.setattr(interviews, "utcnow", lambda: utcnow() + timedelta(days=31))
    assert replay(walker, begun)[1]["why"].startswith(old)
    monkeypatch.setattr(interviews, "utcnow", lambda: utcnow() + timedelta(hours=13))
    assert state(walker)["begun"] == ""
    assert replay(walker, None)[1]["why"].startswith(old)
    assert replay(walker, begun)[0] == 200


def leave(session: orm.Session, user: User) -> None:
    user.active = False


def lose_every_role(session: orm.Session, user: User) -> None:
    session.execute(sa.delete(UserRole).where(UserRole.user_id == user.id))


@pytest.mark.parametrize("act", [leave, lose_every_role])
def test_who_left_the_team_sends_nothing_more_whatever_was_begun(
    app: Flask,
    session: orm.Session,
    world: World,
    make: Callable[..., Round],
    act: Callable[..., None],
) -> None:
    page = f"{DESK}/{make(Channel.INTERVIEW).public_id}/entretien"
    tablet = browser(app, world.animator)
    first, second = begin(tablet, page), begin(tablet, page)
    proofs = [state(each)["begun"] for each in (first, second)]
    assert all(proofs)
    # The session ended, and not the right: the sheet is still of who began it.
    assert replay(first, proofs[0], browser(app))[0] == 200
    assert only(session, CollectedSheet).by_id == world.animator.id
    act(session, session.merge(world.animator))
    session.commit()
    for client in (tablet, browser(app)):
        status, told = replay(second, proofs[1], client)
        assert (status, told["closed"]) == (409, False)
        assert told["why"].startswith("Le compte qui a ouvert cet entretien")
    assert only(session, AnswerSheet).submitted_at is not None
    # Nor does the page of the last receipt lead to another interview.
    anyone = browser(app)
    after = anyone.submit(f"{first.base}/remise")
    assert after.location.startswith("/espace/"), after.location


def test_each_round_has_its_own_screens_on_a_device(
    kept: tuple[Walker, str], client: PageClient, session: orm.Session
) -> None:
    walker, _begun = kept
    found = only(session, Round).public_id
    for screen in ("hors-ligne", "ecrans"):
        assert client.get(f"{walker.base}/{screen}").get_json()["round"] == found
    alone = client.get(f"{SITE}/repondre").location.rpartition("/")[0]
    for screen in ("hors-ligne", "ecrans"):
        assert client.get(f"{alone}/{screen}").get_json()["round"] == ""
