"""Ballot boxes: people crossed off, papers typed by two people, differences settled, gaps explained."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.budget.models import Campaign
from consult.budget.terms import BallotKind, VoterEntry
from consult.budget.voting import queries, sealing
from consult.budget.voting.contents import Rules
from consult.budget.voting.models import (
    Ballot,
    BallotChannel,
    Check,
    PaperBatch,
    PaperKind,
    Reading,
    VoteSeal,
    Way,
)
from consult.budget.voting.paper import operations
from consult.budget.voting.paper.lines import NotReadError, Read, read_line, written
from consult.budget.voting.paper.queries import drawn, papers_of
from consult.db import utcnow
from tests.budget.voting.conftest import COSTS, DESK, VOTE, cards_of, make_vote
from tests.budget.voting.test_voting_online import refusals, vote_with
from tests.conftest import browser
from tests.factories import World
from tests.pages import PageClient, words
from tests.pdf import need_pdf, pages_of

Typist = Callable[[str], PageClient]


def rules(kind: BallotKind) -> Rules:
    most = None if kind is BallotKind.GRADES else 3
    return Rules(kind, 1, most, 100_000, 10, {str(number): cost for number, cost in COSTS.items()})


@pytest.mark.parametrize(
    ("kind", "line", "content"),
    [
        (BallotKind.APPROVAL, " 7, 3 ;12 ", {"3": 1, "7": 1, "12": 1}),
        (BallotKind.KNAPSACK, "12 15", {"12": 1, "15": 1}),
        (BallotKind.POINTS, "3:5 07=2", {"3": 5, "7": 2}),
        (BallotKind.GRADES, "3a 7:D 12b", {"3": 3, "7": 0, "12": 2, "15": 0}),
    ],
)
def test_a_line_is_read_and_written(kind: BallotKind, line: str, content: dict[str, int]) -> None:
    read = read_line(rules(kind), line)
    assert read == Read(PaperKind.VALID, content)
    assert read_line(rules(kind), written(rules(kind), read.kind, read.content)) == read


@pytest.mark.parametrize("line", ["4", "3 3", "trois", "3 7 12 15", "", "blanc 3", "3:1"])
def test_a_line_that_no_ballot_holds_is_not_read(line: str) -> None:
    with pytest.raises(NotReadError):
        read_line(rules(BallotKind.APPROVAL), line)


def test_blank_and_void_are_words() -> None:
    kinds = [read_line(rules(BallotKind.POINTS), each).kind for each in ("Blanc", " NUL ")]
    assert kinds == [PaperKind.BLANK, PaperKind.VOID]


@pytest.fixture
def over(session: orm.Session, world: World) -> Campaign:
    campaign = make_vote(session, world, over=True)
    session.commit()
    return campaign


def add(client: PageClient, session: orm.Session, **values: str) -> tuple[str, PaperBatch]:
    given = {"place": "Mairie", "check": "double", **values}
    made = client.submit(f"{DESK}/urnes", given, form=-1)
    assert made.status_code == 303, words(made)
    return made.location, session.scalars(sa.select(PaperBatch)).one()


def send(client: PageClient, page: str, act: str, **data: Any) -> Any:
    return client.post(f"{page}/{act}", data={"csrf_token": client.token(page), **data})


def type_all(client: PageClient, page: str, lines: list[str]) -> None:
    for number, line in enumerate(lines, 1):
        done = send(client, page, "saisir", number=number, line=line)
        assert done.status_code == 303, (number, words(done))


def test_a_box_typed_twice_settled_and_closed_is_counted(
    client: PageClient, session: orm.Session, over: Campaign, world: World, app: Flask
) -> None:
    editor, typist, other = (
        browser(app, each) for each in (world.editor, world.animator, world.moderator)
    )
    page, box = add(editor, session)
    assert send(editor, page, "compter", announced=5, signed_by_hand=4).status_code == 303
    type_all(typist, page, ["3 7", "12", "blanc", "nul", "7"])
    refused = send(typist, page, "saisir", number=5, line="7 3 12 15")
    assert refused.status_code == 422
    assert 'value="7 3 12 15"' in refused.text
    # The same person is not a second reader; what they type again corrects their own.
    shown = typist.get(f"{page}/saisir")
    assert "Aucun bulletin ne vous attend" in words(shown)
    # The second typist sees nothing of the first one's.
    assert "<strong>3 7</strong>" not in other.get(f"{page}/saisir").text
    type_all(other, page, ["3 7", "15", "blanc", "nul", "7"])
    early = send(editor, page, "fermer")
    assert early.status_code == 409
    assert "1 bulletin est lu de deux façons." in words(early)
    assert "ne concordent pas" in words(early)
    assert send(typist, page, "departager", number=2, line="15").status_code == 403
    assert send(editor, page, "departager", number=2, line="15").status_code == 303
    assert send(editor, page, "fermer").status_code == 409
    closed = send(editor, page, "fermer", reason="Une personne n’a pas signé.")
    assert closed.status_code == 303
    session.expire_all()
    contents = list(queries.ballots_of(session, over))
    assert sorted(map(str, contents)) == ["{'15': 1}", "{'3': 1, '7': 1}", "{'7': 1}"]
    assert queries.ballots_by_channel(session, over) == {BallotChannel.PAPER: 3}
    assert (box.blank, box.void) == (1, 1)
    assert queries.turnout(session, over).by_way == {Way.PAPER: 4}
    line = session.scalars(
        sa.select(AuditLine).where(AuditLine.action == "paper_batch.close")
    ).one()
    assert (line.reason, line.details["gap"], line.details["ballots"]) == (
        "Une personne n’a pas signé.", 1, 3)  # fmt: skip
    public = words(client.get(f"{VOTE}/bulletins"))
    assert "Une personne n’a pas signé." in public
    assert send(editor, page, "saisir", number=1, line="3").status_code in {303, 422}
    assert len(list(queries.ballots_of(session, over))) == 3
    assert editor.submit(DESK, form=-1).status_code == 303
    session.expire_all()
    assert session.get(VoteSeal, over.id) is not None


def test_a_sample_is_drawn_after_the_typing_and_one_difference_makes_all_typed_twice(
    session: orm.Session, over: Campaign, world: World
) -> None:
    first, second = session.merge(world.animator), session.merge(world.moderator)
    editor = session.merge(world.editor)
    box = operations.add_box(session, over, "Marché", Check.SAMPLE, 3, by=editor)
    operations.count_box(session, box, announced=10, signed_by_hand=10, by=editor)
    read = Read(PaperKind.VALID, {"3": 1})
    for number in range(1, 11):
        assert drawn(box) == frozenset()
        operations.type_paper(session, box, number, read, by=first)
    sample = sorted(drawn(box))
    assert len(sample) == 3
    outside = min(set(range(1, 11)) - set(sample))
    with pytest.raises(operations.NotYoursError):
        operations.type_paper(session, box, outside, read, by=second)
    for number in sample[:2]:
        operations.type_paper(session, box, number, read, by=second)
    with pytest.raises(operations.NotReadyError) as waiting:
        operations.close_box(session, over, box, "", by=editor, now=utcnow())
    assert (waiting.value.first, waiting.value.second) == (0, 1)
    operations.type_paper(session, box, sample[2], Read(PaperKind.BLANK, {}), by=second)
    assert box.check is Check.DOUBLE
    assert papers_of(session, box).waiting() == (0, 7)
    operations.type_paper(session, box, outside, read, by=second)
    assert Reading.SECOND in papers_of(session, box).of(outside)


def test_who_voted_online_is_not_crossed_off_and_conversely(
    client: PageClient,
    session: orm.Session,
    vote: Campaign,
    cards: list[str],
    world: World,
    app: Flask,
) -> None:
    editor = browser(app, world.editor)
    page, box = add(editor, session)
    assert vote_with(client, cards[0], ["3"]).status_code == 303
    refused = send(editor, page, "emarger", holder=cards[0])
    assert refused.status_code == 409
    assert "Cette personne a déjà voté" in words(refused)
    assert send(editor, page, "emarger", holder="AAAA-AAAA").status_code == 422
    assert send(editor, page, "emarger", holder=cards[1]).status_code == 303
    session.expire_all()
    assert box.signatures == 1
    online = browser(app).get(f"{VOTE}/carte/{cards[1]}")
    assert "Cette carte a déjà voté" in words(online)
    assert refusals(session) == ["twice"]
    assert queries.turnout(session, vote).by_way == {Way.CARD: 1, Way.PAPER: 1}
    # Nobody counts while people vote.
    assert send(editor, page, "compter", announced=1).status_code == 409
    with pytest.raises(sealing.NotYetError):
        sealing.seal(session, vote, by="system", now=utcnow())


def test_an_address_is_crossed_off_too(session: orm.Session, world: World, app: Flask) -> None:
    make_vote(session, world, entry=VoterEntry.MAIL)
    session.commit()
    editor = browser(app, world.editor)
    page, _box = add(editor, session)
    assert send(editor, page, "emarger", holder="ana@example.org").status_code == 303
    assert send(editor, page, "emarger", holder="ANA+x@example.org").status_code == 409


@pytest.mark.parametrize("kind", list(BallotKind))
def test_the_paper_to_print_holds_every_project_once(
    session: orm.Session, world: World, app: Flask, kind: BallotKind, tmp_path: Path
) -> None:
    need_pdf()
    campaign = make_vote(session, world, kind)
    cards_of(session, world, campaign, 1)
    session.commit()
    editor = browser(app, world.editor)
    for query in ("", "?grand=1"):
        answer = editor.get(f"{DESK}/bulletin.pdf{query}")
        assert answer.mimetype == "application/pdf"
        file = tmp_path / "bulletin.pdf"
        file.write_bytes(answer.data)
        text = "".join(pages_of(file))
        assert sorted(map(int, re.findall(r"Projet (\d+)", text))) == sorted(COSTS)
    assert session.scalars(sa.select(Ballot)).all() == []
