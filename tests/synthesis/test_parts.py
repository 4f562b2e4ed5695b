"""Parts of one message behind a sentence: several texts, and people who count once."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.contract.models import Placement
from consult.contract.placing_queries import behind
from consult.contributions.models import Contribution, Lineage, Status
from consult.home.queries import latest_changes
from consult.synthesis import queries
from consult.synthesis.provenance import people_behind, provenance_of
from tests.contract.sentences import in_the_contract, said
from tests.factories import World
from tests.pages import PageClient, words


@pytest.fixture
def parts(session: orm.Session, world: World) -> list[Contribution]:
    """Three parts of what four people said, then the words of one other person."""
    made = [
        said(session, world, f"Partie {n}.", heard_from=4, quarter=world.quarter) for n in range(3)
    ]
    for each in made[1:]:
        each.receipt = made[0].receipt
    session.add_all(
        Lineage(contribution_id=each.id, from_contribution_id=made[0].id) for each in made[1:]
    )
    session.flush()
    return [*made, said(session, world, "Un autre.", quarter=world.other_quarter)]


@pytest.fixture
def placed(session: orm.Session, world: World, parts: list[Contribution]) -> Placement:
    return in_the_contract(session, world, *parts)


def test_people_who_spoke_once_are_counted_once_everywhere(
    client: PageClient, session: orm.Session, placed: Placement
) -> None:
    statement = placed.statement_id
    heard = provenance_of(session, statement)
    assert (heard.contributions, heard.people) == (4, 5)
    assert people_behind(session, {statement}) == {statement: 5}
    assert [each.people for each in latest_changes(session)] == [5]
    found = queries.statement(session, placed.statement.public_id)
    assert found is not None
    assert [people for _, people in queries.quarters_of(found).people] == [4, 1]
    for page in ("/", "/contrats/armentieres", f"/contrats/armentieres/phrase/{placed.public_id}"):
        assert "Dit par 5 personnes" in words(client.get(page)), page


def test_the_balance_of_an_enjeu_counts_them_once(
    session: orm.Session, world: World, parts: list[Contribution]
) -> None:
    vocabulary = session.merge(world.vocabulary)
    (sante,) = [each for each in queries.balances(session, vocabulary) if each.enjeu.key == "sante"]
    assert (sante.contributions, sante.people, sante.cited) == (4, 5, 0)


def test_a_quarter_of_four_people_is_not_told_because_they_were_split(
    session: orm.Session, world: World, placed: Placement
) -> None:
    """Three parts of four people are not twelve people: below five, the quarter stays unsaid."""
    found = behind(session, "armentieres", placed.public_id, after=None)
    assert found is not None
    assert found.quarters == frozenset()


def test_a_part_taken_back_leaves_the_people_who_say_the_rest(
    session: orm.Session, placed: Placement, parts: list[Contribution]
) -> None:
    parts[0].status = Status.WITHDRAWN
    session.flush()
    heard = provenance_of(session, placed.statement_id)
    assert (heard.contributions, heard.people) == (3, 5)
    parts[1].status = parts[2].status = Status.WITHDRAWN
    session.flush()
    assert provenance_of(session, placed.statement_id).people == 1


def test_one_part_cited_alone_counts_its_people(
    session: orm.Session, world: World, parts: list[Contribution]
) -> None:
    placement = in_the_contract(session, world, parts[2])
    assert provenance_of(session, placement.statement_id).people == 4
    assert session.scalar(sa.select(sa.func.count()).select_from(Lineage)) == 2
