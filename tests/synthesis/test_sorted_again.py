"""Words that are sorted again leave what was decided of them under the enjeu they leave."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.contract.coverage.fates import Fate
from consult.contract.coverage.queries import Asked, counts
from consult.contributions.models import Contribution, Status, Tag, Tagging
from consult.enjeux.models import Enjeu
from consult.moderation.tagging import tag
from consult.synthesis.operations import cite, write_statement
from consult.synthesis.queries import balance, count_outside
from consult.synthesis.topics import operations
from consult.synthesis.topics.models import SetAside, SetAsideReason, Topic, TopicMember
from tests.factories import World
from tests.pages import PageClient, words
from tests.synthesis.conftest import said

DESK = "/espace/synthese/armentieres"


@pytest.fixture
def enjeux(session: orm.Session, world: World) -> dict[str, Enjeu]:
    return {key: session.merge(world.enjeu(key)) for key in ("sante", "emploi")}


@pytest.fixture
def heard(session: orm.Session, world: World, enjeux: dict[str, Enjeu]) -> dict[str, Contribution]:
    """Of « sante »: one set aside, one grouped, one cited, one outside."""
    names = ("aside", "grouped", "cited", "outside")
    found = {name: said(session, world, f"Parole {name}.") for name in names}
    sante = enjeux["sante"]
    group = operations.new_topic(session, sante, "Médecins", by=world.editor)
    operations.move(session, sante, [found["grouped"]], source=None, target=group, by=world.editor)
    operations.set_aside(
        session, sante, [found["aside"]], SetAsideReason.UNCLEAR, "", by=world.editor
    )
    write_statement(session, sante, "Une phrase.", [found["cited"]], by=world.editor)
    session.commit()
    return found


def sort(
    session: orm.Session,
    world: World,
    contribution: Contribution,
    *enjeux: Enjeu,
    outcome: Tagging = Tagging.TAGGED,
) -> None:
    tag(
        session,
        contribution,
        outcome,
        by=world.moderator,
        revision=contribution.revision,
        enjeux=enjeux,
    )
    session.commit()


def stale(session: orm.Session) -> list[int]:
    """Rows of words that are not sorted under the enjeu of the row."""
    found: list[int] = []
    for table in (SetAside, TopicMember):
        sorted_there = sa.exists().where(
            Tag.contribution_id == table.contribution_id,
            Tag.enjeu_id == table.enjeu_id,
            Contribution.id == table.contribution_id,
            Contribution.tagging == Tagging.TAGGED,
        )
        found += session.scalars(sa.select(table.contribution_id).where(~sorted_there))
    return found


def figures(session: orm.Session, enjeu: Enjeu, undecided: int = 0) -> tuple[int, int, int, int]:
    """Cited, set aside, grouped, outside; the coverage report says the same.

    It tells too what became of `undecided` words that a sentence cites: they are sorted nowhere.
    """
    here = balance(session, enjeu)
    told = counts(session, Asked(enjeu.vocabulary, enjeu))
    assert here.cited + undecided == told[Fate.UNPLACED] + told[Fate.WRITTEN]
    assert (here.set_aside, here.grouped) == (told[Fate.SET_ASIDE], told[Fate.GROUPED])
    assert here.outside == told[Fate.UNCITED]
    return here.cited, here.set_aside, here.grouped, here.outside


def told(session: orm.Session) -> list[tuple[str, str]]:
    query = sa.select(AuditLine.action, AuditLine.actor).where(AuditLine.action.like("%.leave"))
    return [(row.action, row.actor) for row in session.execute(query.order_by(AuditLine.id))]


def elsewhere(session: orm.Session, world: World, one: Contribution, enjeux: dict[str, Enjeu]):
    sort(session, world, one, enjeux["emploi"])


def hesitating(session: orm.Session, world: World, one: Contribution, enjeux: dict[str, Enjeu]):
    sort(session, world, one, *enjeux.values(), outcome=Tagging.UNDECIDED)


def nowhere(session: orm.Session, world: World, one: Contribution, enjeux: dict[str, Enjeu]):
    sort(session, world, one, outcome=Tagging.OUTSIDE)


@pytest.mark.parametrize("act", [elsewhere, hesitating, nowhere])
def test_nothing_decided_there_is_left(
    session: orm.Session,
    world: World,
    enjeux: dict[str, Enjeu],
    heard: dict[str, Contribution],
    act: Callable[..., None],
) -> None:
    assert figures(session, enjeux["sante"]) == (1, 1, 1, 1)
    for each in heard.values():
        act(session, world, each, enjeux)
    assert stale(session) == []
    assert session.scalars(sa.select(SetAside)).all() == []
    assert session.scalars(sa.select(TopicMember)).all() == []
    actor = f"user:{world.moderator.id}"
    assert told(session) == [("set_aside.leave", actor), ("topic.leave", actor)]
    undecided = 1 if act is hesitating else 0
    assert figures(session, enjeux["sante"], undecided) == (0, 0, 0, 0)
    moved = 4 if act is elsewhere else 0
    assert figures(session, enjeux["emploi"]) == (0, 0, 0, moved)
    # The sentence that cites words goes on citing them: they settle nothing of another enjeu.
    assert count_outside(session, enjeux["sante"].vocabulary) == (3 if moved else 0)


def test_sorted_back_they_wait_again(
    session: orm.Session, world: World, enjeux: dict[str, Enjeu], heard: dict[str, Contribution]
) -> None:
    """What was once decided does not come back by itself."""
    for each in heard.values():
        sort(session, world, each, enjeux["emploi"])
        sort(session, world, each, enjeux["sante"])
    assert figures(session, enjeux["sante"]) == (1, 0, 0, 3)
    assert count_outside(session, enjeux["sante"].vocabulary) == 3


def test_one_more_enjeu_undoes_nothing(
    session: orm.Session, world: World, enjeux: dict[str, Enjeu], heard: dict[str, Contribution]
) -> None:
    for each in heard.values():
        sort(session, world, each, enjeux["sante"], enjeux["emploi"])
    assert figures(session, enjeux["sante"]) == (1, 1, 1, 1)
    assert figures(session, enjeux["emploi"]) == (0, 0, 0, 4)
    assert told(session) == []


def test_the_lists_of_the_desk_say_the_same(
    client: PageClient,
    session: orm.Session,
    world: World,
    enjeux: dict[str, Enjeu],
    heard: dict[str, Contribution],
) -> None:
    group = session.scalars(sa.select(Topic)).one()
    client.sign_in(world.editor)
    pages = {
        "aside": f"{DESK}/sante/ecartees",
        "grouped": f"/espace/synthese/groupe/{group.public_id}",
        "outside": f"{DESK}/sante/dehors",
    }
    for name, page in pages.items():
        assert f"Parole {name}." in words(client.get(page))
    for each in heard.values():
        sort(session, world, each, enjeux["emploi"])
    for name, page in pages.items():
        assert f"Parole {name}." not in words(client.get(page))
    moved = words(client.get(f"{DESK}/emploi/dehors"))
    assert all(f"Parole {name}." in moved for name in heard)
    assert client.get(pages["grouped"]).status_code == 200


def test_the_words_that_tell_a_group_are_chosen_again_without_them(
    session: orm.Session, world: World, enjeux: dict[str, Enjeu]
) -> None:
    made = [
        said(session, world, text)
        for text in ("Un dentiste le samedi.", "Un dentiste ici.", "Une sage-femme.")
    ]
    said(session, world, "Des bancs.")
    sante = enjeux["sante"]
    group = operations.new_topic(session, sante, "", by=world.editor)
    operations.move(session, sante, made, source=None, target=group, by=world.editor)
    assert "dentiste" in group.words
    for each in made[:2]:
        sort(session, world, each, enjeux["emploi"])
    session.refresh(group)
    assert "dentiste" not in group.words


@pytest.mark.parametrize("act", ["move", "set_aside", "cite"])
@pytest.mark.parametrize("change", ["sorted elsewhere", "taken back"])
def test_what_changed_since_it_was_read_is_not_decided(
    session: orm.Session,
    world: World,
    enjeux: dict[str, Enjeu],
    heard: dict[str, Contribution],
    act: str,
    change: str,
) -> None:
    """The page was read before another transaction changed the words: the rows here are stale."""
    one, sante = heard["outside"], enjeux["sante"]
    assert [each.enjeu_id for each in one.tags] == [sante.id]
    quietly = {"synchronize_session": False}
    if change == "taken back":
        gone = sa.update(Contribution).where(Contribution.id == one.id)
        session.execute(gone.values(status=Status.WITHDRAWN), execution_options=quietly)
    else:
        other = sa.update(Tag).where(Tag.contribution_id == one.id)
        session.execute(other.values(enjeu_id=enjeux["emploi"].id), execution_options=quietly)
    statement = write_statement(session, sante, "Une phrase.", [heard["cited"]], by=world.editor)
    group = session.scalars(sa.select(Topic)).one()
    assert one.status is Status.PUBLISHED
    decide = {
        "move": lambda: operations.move(
            session, sante, [one], source=None, target=group, by=world.editor
        ),
        "set_aside": lambda: operations.set_aside(
            session, sante, [one], SetAsideReason.OTHER, "Non.", by=world.editor
        ),
        "cite": lambda: cite(session, statement, [one], by=world.editor),
    }
    with pytest.raises(ValueError, match="words that are not published"):
        decide[act]()
