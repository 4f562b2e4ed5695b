"""A tablet: votes with a card, votes that wait for their slip, an editor who decides unread."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.budget.models import Campaign, Project, Verdict
from consult.budget.regulation import can_change_project
from consult.budget.voting import queries, sealing
from consult.budget.voting.freezing import ProjectFrozenError
from consult.budget.voting.models import Ballot, BallotChannel, Outcome, ProvisionalBallot, Way
from consult.db import utcnow
from tests.budget.voting.conftest import DESK, VOTE
from tests.budget.voting.test_voting_online import CODE, fill, refusals, vote_with
from tests.conftest import browser
from tests.factories import World
from tests.pages import PageClient, hidden, words

SLIP = re.compile(r"\b[A-Z0-9]{3}-[A-Z0-9]{3}\b")


@pytest.fixture
def tablet(app: Flask, world: World, vote: Campaign) -> tuple[PageClient, str]:
    """A browser that nobody signed in, and the path of the kiosk's page."""
    animator = browser(app, world.animator)
    made = animator.submit(f"{DESK}/bornes", {"place": "Centre social"}, form=-1)
    page = animator.get(made.location)
    (address,) = set(re.findall(r'href="http://localhost(/budget/[^"]+/borne/[^"]+)"', page.text))
    return browser(app), address


def begin(tablet: PageClient, page: str, **data: str) -> None:
    token = hidden(tablet.get(page).text, "csrf_token")
    assert tablet.post(page, data={"csrf_token": token, **data}).location.endswith("/bulletin")


def vote_without_card(tablet: PageClient, page: str, numbers: list[str]) -> tuple[str, str]:
    """The code of the ballot and its slip."""
    begin(tablet, page, without="1")
    fill(tablet, p=numbers)
    shown = words(tablet.get(tablet.submit(f"{VOTE}/relire").location))
    left = tablet.submit(f"{VOTE}/recu", form=0)
    assert left.location == page
    return CODE.findall(shown)[0], SLIP.findall(CODE.sub("", shown))[0]


def decide(client: PageClient, slip: str, act: str, **data: str) -> object:
    token = client.token(f"{DESK}/provisoires")
    return client.post(
        f"{DESK}/provisoires", data={"csrf_token": token, "slip": slip, "act": act, **data}
    )


def test_a_card_at_a_kiosk_is_a_ballot_at_once(
    session: orm.Session, vote: Campaign, cards: list[str], tablet: tuple[PageClient, str]
) -> None:
    client, page = tablet
    begin(client, page, code=cards[0])
    fill(client, p=["3"])
    assert client.submit(f"{VOTE}/relire").status_code == 303
    assert queries.ballots_by_channel(session, vote) == {BallotChannel.KIOSK: 1}
    # The next person finds nothing of the one before.
    client.get(page)
    assert client.get(f"{VOTE}/recu").location.endswith("/verifier")
    assert client.get(f"{VOTE}/bulletin").status_code == 302


def test_votes_without_a_card_wait_and_are_decided_unread(
    session: orm.Session, vote: Campaign, cards: list[str], tablet: tuple[PageClient, str],
    app: Flask, world: World,
) -> None:  # fmt: skip
    client, page = tablet
    kept, kept_slip = vote_without_card(client, page, ["3", "12"])
    gone, gone_slip = vote_without_card(client, page, ["7"])
    _double, double_slip = vote_without_card(client, page, ["15"])
    assert list(queries.ballots_of(session, vote)) == []
    assert queries.turnout(session, vote).total == 0
    editor = browser(app, world.editor)
    desk = words(editor.get(f"{DESK}/provisoires"))
    assert kept_slip in desk
    assert "Projet" not in desk
    with pytest.raises(sealing.NotYetError):
        sealing.seal(session, vote, by="system", now=vote.vote_closes_at or utcnow())
    assert "Ce vote attend" in words(browser(app).submit(f"{VOTE}/verifier", {"code": kept}))
    assert decide(editor, kept_slip, "accept").status_code == 303  # type: ignore[attr-defined]
    assert decide(editor, gone_slip, "refuse").status_code == 422  # type: ignore[attr-defined]
    refused = decide(editor, gone_slip, "refuse", reason="N’habite pas la ville.")
    assert refused.status_code == 303  # type: ignore[attr-defined]
    # This person had a card after all, and voted with it.
    vote_with(browser(app), cards[1], ["3"])
    twice = decide(editor, double_slip, "accept", holder=cards[1])
    assert twice.status_code == 409  # type: ignore[attr-defined]
    assert refusals(session) == ["twice"]
    assert decide(editor, kept_slip, "accept").status_code == 409  # type: ignore[attr-defined]
    session.expire_all()
    assert {"3": 1, "12": 1} in list(queries.ballots_of(session, vote))
    assert queries.turnout(session, vote).by_way == {Way.KIOSK: 1, Way.CARD: 1}
    told = {each.slip: each for each in session.scalars(sa.select(ProvisionalBallot))}
    assert (told[kept_slip].content, told[kept_slip].proof) == ({}, None)
    assert (told[gone_slip].content, told[gone_slip].outcome) == ({}, Outcome.REFUSED)
    checks = {
        code: words(browser(app).submit(f"{VOTE}/verifier", {"code": code}))
        for code in (kept, gone)
    }
    assert "Ce bulletin est dans l’urne" in checks[kept]
    assert "Ce vote n’a pas été accepté" in checks[gone]


def test_a_closed_kiosk_receives_nothing(
    session: orm.Session, vote: Campaign, tablet: tuple[PageClient, str], app: Flask, world: World
) -> None:
    client, page = tablet
    begin(client, page, without="1")
    fill(client, p=["3"])
    animator = browser(app, world.animator)
    kiosks = animator.get(f"{DESK}/bornes").text
    (one,) = set(re.findall(r'href="(/espace/[^"]+/bornes/[^"]+)"', kiosks))
    assert animator.submit(one, form=-1).status_code == 303
    assert client.submit(f"{VOTE}/relire").status_code == 409
    assert client.get(page).status_code == 404
    assert session.scalars(sa.select(ProvisionalBallot)).all() == []
    assert session.scalars(sa.select(Ballot)).all() == []
    assert refusals(session) == ["stopped"]


def test_the_team_sees_who_may_do_what(app: Flask, world: World, vote: Campaign) -> None:
    for person, status in ((world.editor, 200), (world.animator, 403), (world.moderator, 403)):
        client = browser(app, person)
        assert client.get(DESK).status_code == 200
        assert client.get(f"{DESK}/provisoires").status_code == status
        assert client.get(f"{DESK}/cartes").status_code == status


@pytest.mark.parametrize(
    "change", [{"cost_eur": 1}, {"title": "Autre"}, {"verdict": Verdict.REJECTED}]
)
def test_a_project_does_not_change_once_people_vote(
    session: orm.Session, vote: Campaign, change: dict[str, object]
) -> None:
    project = session.scalars(sa.select(Project).where(Project.number == 3)).one()
    assert not can_change_project(project, utcnow())
    for name, value in change.items():
        setattr(project, name, value)
    with pytest.raises(ProjectFrozenError, match=next(iter(change))):
        session.flush()
    session.rollback()
    # What is told after the vote is written as ever.
    project.won = True
    session.flush()


def test_the_journal_never_tells_what_a_provisional_vote_says(
    session: orm.Session, vote: Campaign, tablet: tuple[PageClient, str]
) -> None:
    client, page = tablet
    vote_without_card(client, page, ["7"])
    line = session.scalars(
        sa.select(AuditLine).where(AuditLine.action == "provisional_ballot.wait")
    ).one()
    assert set(line.details) == {"slip"}
