"""Who voted and what was chosen: nothing that is stored joins them, before the seal and after."""

from __future__ import annotations

from itertools import product

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from consult.budget.models import Campaign
from consult.budget.voting import queries, sealing
from consult.budget.voting.contents import Content
from consult.budget.voting.models import Ballot, Voter, Way
from consult.budget.voting.operations import (
    About,
    Entrance,
    Marked,
    VoteRefusedError,
    cast,
    token_of,
)
from consult.db import Base, transaction, utcnow, write_intent
from consult.extensions import db
from consult.territory.publics import AgeBand
from tests.budget.voting.conftest import make_vote
from tests.factories import World, make_world

ONE: Content = {"3": 1}
OTHER: Content = {"7": 1, "12": 1}


def vote_as(session: orm.Session, campaign: Campaign, who: str, content: Content) -> str:
    entrance = Entrance(token_of(campaign, f"card:{who}"), Way.CARD)
    about = About(AgeBand.OVER_64 if who == "ana" else AgeBand.UNDER_18)
    marked = Marked(content, f"mark-{who}")
    return cast(session, campaign, entrance, marked, about=about, now=utcnow())


def dump(session: orm.Session) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, as the database gives them."""
    session.flush()
    return {
        table.name: [tuple(row) for row in session.execute(sa.select(table))]
        for table in Base.metadata.sorted_tables
    }


def test_the_whole_database_says_the_same_whoever_chose_what(
    session: orm.Session, world: World
) -> None:
    """Two votes, then the same two with the choices exchanged: all that a reader could compare, but the
    random keys and proofs of the ballots and the times of the journal, is identical.
    """
    campaign = make_vote(session, world)
    told = []
    for first, second in ((ONE, OTHER), (OTHER, ONE)):
        part = session.begin_nested()
        vote_as(session, campaign, "ana", first)
        vote_as(session, campaign, "ben", second)
        rows = dump(session)
        ballots = sorted((str(row[3]), str(row[2])) for row in rows.pop("ballot"))
        journal = [row[2:] for row in rows.pop("audit_line")]
        told.append((rows, ballots, [row for row in journal if row[1] == "campaign.vote"]))
        part.rollback()
    for one, other in zip(*told, strict=True):
        assert one == other


def test_the_register_and_the_urn_share_no_value_no_time_and_no_order(
    session: orm.Session, world: World
) -> None:
    campaign = make_vote(session, world)
    people = [f"person {n}" for n in range(30)]
    tokens = [token_of(campaign, f"card:{who}") for who in people]
    contents = [ONE if n % 2 else OTHER for n in range(30)]
    for who, content in zip(people, contents, strict=True):
        vote_as(session, campaign, who, content)
    session.expire_all()
    voters = [tuple(row) for row in session.execute(sa.select(Voter.__table__))]
    ballots = [tuple(row) for row in session.execute(sa.select(Ballot.__table__))]
    texts = [{str(value) for value in row[1:]} - {"None"} for row in (*voters, *ballots)]
    assert not any(voter & ballot for voter, ballot in product(texts[:30], texts[30:]))
    for table in (Voter.__table__, Ballot.__table__):
        kinds = {type(column.type) for column in table.columns}
        assert not kinds & {sa.DateTime, sa.Date, sa.Time}
        numbers = [c.name for c in table.columns if isinstance(c.type, sa.Integer)]
        assert set(numbers) <= {"campaign_id", "perimeter_id"}
    if session.get_bind().dialect.name == "sqlite":
        # The order of the rows is that of the keys, not that of the votes.
        assert [row[1] for row in voters] == sorted(tokens) != tokens
        assert [row[1] for row in ballots] == sorted(row[1] for row in ballots)
        with pytest.raises(sa.exc.OperationalError, match="rowid"), session.begin_nested():
            session.execute(sa.text("SELECT rowid FROM ballot"))


def test_sealing_writes_both_tables_in_one_go_and_by_key(live_site: Flask) -> None:
    """On PostgreSQL each vote has a transaction number of its own until the urn is sealed; then all have
    one, and the rows lie in the order of their keys.
    """
    with live_site.app_context():
        with transaction(db.session) as session:
            campaign = make_vote(session, make_world(session))
        for n in range(12):
            with transaction(db.session) as session:
                vote_as(session, campaign, f"person {n}", ONE if n % 2 else OTHER)
        before = sorted(map(str, queries.ballots_of(db.session, campaign)))
        postgres = db.engine.dialect.name == "postgresql"
        if postgres:
            assert len(numbers_of_transactions("voter") & numbers_of_transactions("ballot")) == 12
        with pytest.raises(sealing.NotYetError), transaction(db.session) as session:
            sealing.seal(session, campaign, by="system", now=utcnow())
        with transaction(db.session) as session:
            assert campaign.vote_closes_at is not None
            sealing.seal(session, campaign, by="system", now=campaign.vote_closes_at)
        for name, key in (("voter", "token"), ("ballot", "key")):
            rows = list(db.session.scalars(sa.text(f"SELECT {key} FROM {name}")))
            assert len(rows) == 12
            assert rows == sorted(rows)
            if postgres:
                assert len(numbers_of_transactions(name)) == 1
        assert sorted(map(str, queries.ballots_of(db.session, campaign))) == before
        with pytest.raises(VoteRefusedError, match="sealed"), transaction(db.session) as session:
            vote_as(session, campaign, "late", ONE)
        assert len(list(queries.ballots_of(db.session, campaign))) == 12


def numbers_of_transactions(table: str) -> set[str]:
    return set(db.session.scalars(sa.text(f"SELECT xmin::text FROM {table}")))


def test_ballots_are_read_a_few_at_a_time(session: orm.Session, world: World) -> None:
    """A hundred thousand would not meet in memory: each read asks for those after the last key."""
    campaign = make_vote(session, world)
    number = queries.CHUNK * 2 + 7
    session.execute(
        sa.insert(Ballot),
        [
            {"campaign_id": campaign.id, "channel": "online", "content": {"3": n}}
            for n in range(number)
        ],
    )
    read = queries.ballots_of(session, campaign)
    assert len({content["3"] for content in read}) == number


def test_one_card_at_the_same_moment_is_one_vote(live_site: Flask) -> None:
    """Real commits, real locks: eight phones with one card; one votes, seven are refused."""
    from concurrent.futures import ThreadPoolExecutor

    with live_site.app_context(), transaction(db.session) as session:
        slug = make_vote(session, make_world(session)).slug

    def press(n: int) -> str:
        with live_site.app_context(), write_intent():
            campaign = db.session.scalars(sa.select(Campaign).where(Campaign.slug == slug)).one()
            entrance = Entrance(token_of(campaign, "card:ONE"), Way.CARD)
            try:
                with transaction(db.session) as session:
                    marked = Marked(ONE, f"mark {n}")
                    cast(session, campaign, entrance, marked, about=About(), now=utcnow())
            except VoteRefusedError as refused:
                return refused.why.value
            return "voted"

    with ThreadPoolExecutor(8) as pool:
        told = sorted(pool.map(press, range(8)))
    assert told == ["twice"] * 7 + ["voted"]
    with live_site.app_context():
        for table in (Voter, Ballot):
            assert db.session.scalar(sa.select(sa.func.count()).select_from(table)) == 1
