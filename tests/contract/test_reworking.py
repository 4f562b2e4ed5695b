"""Sentences are merged and split; no address is lost, nobody is counted twice."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.contract.models import Placement, PlacementAncestor, PlacementKind
from consult.contract.placements import Target, place, remove
from consult.contract.reworking import merge
from consult.contract.versions import publish
from consult.contributions.models import Contribution
from consult.following.operations import withdraw
from consult.synthesis.models import Citation, Statement, StatementAncestor
from consult.synthesis.operations import write_statement
from consult.synthesis.provenance import people_behind
from tests.contract.sentences import said
from tests.factories import World
from tests.pages import PageClient, words

LONG, LATE = "Les délais sont trop longs.", "Le cabinet ferme trop tôt."


@pytest.fixture
def heard(session: orm.Session, world: World) -> list[Contribution]:
    made = [said(session, world, f"Mot {n}", heard_from=n) for n in (1, 2, 4)]
    session.commit()
    return made


def write(session: orm.Session, world: World, text: str, *heard: Contribution) -> Statement:
    enjeu = session.merge(world.enjeu("sante"))
    made = write_statement(session, enjeu, text, heard, by=world.editor)
    session.commit()
    return made


@pytest.fixture
def pair(session, world, heard) -> tuple[Statement, Statement]:
    """Two statements that share the second contribution."""
    return (
        write(session, world, LONG, heard[0], heard[1]),
        write(session, world, LATE, heard[1], heard[2]),
    )


def stand(session, world, statement, *, piste: bool = False) -> str:
    enjeu = session.merge(world.enjeu("sante"))
    kind = PlacementKind.PISTE if piste else PlacementKind.COMPLEMENT
    target = Target(kind, enjeu.ambitions[0] if piste else None)
    made = place(session, statement, session.merge(world.contract), target, by=world.editor)
    session.commit()
    return made.public_id


def page_of(statement: Statement, act: str = "") -> str:
    return f"/espace/synthese/phrase/{statement.public_id}{act}"


def send_merge(editor: PageClient, one: Statement, *others: Statement, **data):
    ticked = [f"{each.public_id}:{each.revision}" for each in others]
    given = {"phrase": ticked, "text": one.text, **data}
    return editor.submit(page_of(one, "/reunir"), given, form=1)


def count(session: orm.Session, table: type) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_two_sentences_become_one_with_all_that_was_said(editor, session, pair) -> None:
    one, other = pair
    former = page_of(other)
    answer = send_merge(editor, one, other)
    assert answer.status_code == 303
    session.expire_all()
    assert count(session, Statement) == 1
    assert sorted(c.contribution.heard_from for c in one.citations) == [1, 2, 4]
    assert people_behind(session, [one.id]) == {one.id: 7}
    moved = editor.get(former)
    assert (moved.status_code, moved.location) == (301, page_of(one))
    desk = words(editor.get(page_of(one)))
    assert "Phrases réunies ici" in desk
    assert LATE in desk
    line = session.scalars(sa.select(AuditLine).where(AuditLine.action == "statement.merge")).one()
    assert line.subject_id == one.id


def test_their_places_are_united_without_doubles_and_every_address_leads_on(
    editor, session, world, pair
) -> None:
    one, other = pair
    kept = stand(session, world, one)
    double, own = stand(session, world, other), stand(session, world, other, piste=True)
    send_merge(editor, one, other, text="Les soins sont loin.")
    session.expire_all()
    assert [each.public_id for each in session.scalars(sa.select(Placement))] == [kept, own]
    assert {each.statement_id for each in session.scalars(sa.select(Placement))} == {one.id}
    led = editor.get(f"/contrats/armentieres/phrase/{double}")
    assert (led.status_code, led.location) == (301, f"/contrats/armentieres/phrase/{kept}")
    for address in (kept, own):
        told = words(editor.get(f"/contrats/armentieres/phrase/{address}"))
        assert "Les soins sont loin." in told
        assert "Dit par 7 personnes" in told
    assert LATE not in words(editor.get("/contrats/armentieres"))


def test_a_version_goes_on_telling_who_is_behind_a_merged_sentence(
    editor, session, world, pair
) -> None:
    one, other = pair
    kept = stand(session, world, one)
    united = stand(session, world, other)
    contract = session.merge(world.contract)
    publish(session, contract, by=session.merge(world.editor), note="Premier texte.")
    session.commit()
    merge(session, one, [other], by=world.editor)
    session.commit()
    answer = editor.get("/contrats/armentieres")
    assert LATE in words(answer)
    assert "ont été retirées" not in words(answer)
    address = f"/contrats/armentieres/phrase/{united}"
    assert address in answer.get_data(as_text=True)
    there = words(editor.get(address))
    assert LATE in there, "as long as the version prints it, its page says what it prints"
    assert LONG not in there
    publish(session, contract, by=session.merge(world.editor), note="Réunies.")
    session.commit()
    led = editor.get(address)
    assert (led.status_code, led.location) == (301, f"/contrats/armentieres/phrase/{kept}")


def test_a_merge_of_merges_keeps_the_first_addresses(session, world, editor, pair, heard) -> None:
    one, other = pair
    last = write(session, world, "Tout est loin.", heard[0])
    places = [stand(session, world, each) for each in (one, other, last)]
    merge(session, other, [one], by=world.editor)
    merge(session, last, [other], by=world.editor)
    session.commit()
    for address in places[:2]:
        assert editor.get(f"/contrats/armentieres/phrase/{address}").location.endswith(places[2])
    remove(session, session.scalars(sa.select(Placement)).one(), by=world.editor)
    session.commit()
    assert count(session, PlacementAncestor) == 0
    assert editor.get(f"/contrats/armentieres/phrase/{places[0]}").status_code == 404
    assert {each.text for each in session.scalars(sa.select(StatementAncestor))} == {LONG, LATE}


def test_a_merge_that_somebody_overtook_does_nothing_and_keeps_what_was_typed(
    editor, session, pair
) -> None:
    one, other = pair
    seen = f"{other.public_id}:{other.revision}"
    other.revision += 1
    session.commit()
    answer = send_merge(editor, one, phrase=[seen], text="Ce que je tapais.")
    assert answer.status_code == 409
    assert "a modifié une de ces phrases" in words(answer)
    assert "Ce que je tapais." in answer.text
    assert "checked" in answer.text
    session.expire_all()
    assert count(session, Statement) == 2


@pytest.mark.parametrize("ticked", [[], ["rien:1"], ["a\x00b:1"], ["0123456789ab:9"]])
def test_nothing_is_merged_with_what_is_not_there(editor, session, pair, ticked) -> None:
    answer = send_merge(editor, pair[0], phrase=ticked)
    assert answer.status_code in {409, 422}
    assert count(session, Statement) == 2


def test_words_typed_in_a_sentence_merged_meanwhile_are_not_lost(
    editor, session, world, pair
) -> None:
    one, other = pair
    former = page_of(other)
    token = editor.token(former)
    merge(session, one, [other], by=world.editor)
    session.commit()
    typed = {"csrf_token": token, "text": "Ma correction.", "revision": "0"}
    answer = editor.post(former, data=typed)
    assert answer.status_code == 409
    assert "Ma correction." in answer.text
    assert LONG in words(answer)
    away = editor.post(f"{former}/supprimer", data={"csrf_token": token})
    assert (away.status_code, away.location) == (303, page_of(one))
    assert count(session, Statement) == 1


def split_form(statement: Statement, *going: Contribution, both: bool = False) -> dict[str, str]:
    return {f"avis-{each.public_id}": "both" if both else "go" for each in going}


def test_a_sentence_is_split_and_each_keeps_its_words(editor, session, world, heard) -> None:
    one = write(session, world, LONG, *heard)
    kept, leaving = stand(session, world, one), stand(session, world, one, piste=True)
    data = split_form(one, heard[2]) | split_form(one, heard[1], both=True)
    data |= {"text": LATE, "place": leaving}
    answer = editor.submit(page_of(one, "/separer"), data, form=1)
    assert answer.status_code == 303
    session.expire_all()
    made = session.scalars(sa.select(Statement).where(Statement.text == LATE)).one()
    assert people_behind(session, [one.id, made.id]) == {one.id: 3, made.id: 6}
    where = {each.public_id: each.statement_id for each in session.scalars(sa.select(Placement))}
    assert where == {kept: one.id, leaving: made.id}
    assert LATE in words(editor.get(f"/contrats/armentieres/phrase/{leaving}"))


@pytest.mark.parametrize(
    ("going", "text", "told"),
    [
        ([], LATE, "a besoin d’avis publiés"),
        ([0, 1, 2], LATE, "a besoin d’avis publiés"),
        ([0], LONG, "exactement la même chose"),
        ([0], "", "Écrivez la phrase"),
    ],
)
def test_no_sentence_is_left_without_words_or_said_twice(
    editor, session, world, heard, going, text, told
) -> None:
    one = write(session, world, LONG, *heard)
    data = split_form(one, *(heard[n] for n in going)) | {"text": text}
    answer = editor.submit(page_of(one, "/separer"), data, form=1)
    assert answer.status_code == 422
    assert told in words(answer)
    assert count(session, Statement) == 1


def test_words_no_longer_published_keep_no_sentence_up(editor, session, world, heard) -> None:
    one = write(session, world, LONG, *heard[:2])
    address = page_of(one, "/separer")
    token = editor.token(address)
    withdraw(session, heard[0])
    session.commit()
    data = {"csrf_token": token, "text": LATE, "revision": "0", **split_form(one, heard[0])}
    assert editor.post(address, data=data).status_code == 422
    assert count(session, Statement) == 1


def test_a_split_of_what_changed_meanwhile_does_nothing(editor, session, world, heard) -> None:
    one = write(session, world, LONG, *heard)
    data = split_form(one, heard[0]) | {"text": LATE, "revision": "7"}
    answer = editor.submit(page_of(one, "/separer"), data, form=1)
    assert answer.status_code == 409
    assert LATE in answer.text
    assert count(session, Statement) == 1


def test_what_was_merged_comes_out_again_at_its_old_address(editor, session, world, pair) -> None:
    one, other = pair
    former, alone = page_of(other), other.public_id
    send_merge(editor, one, other)
    session.expire_all()
    page = page_of(one, "/separer") + f"?avec={alone}"
    shown = editor.get(page).text
    assert LATE in shown
    assert shown.count('value="go" checked') == 1
    (mine,) = [c for c in one.citations if c.contribution.heard_from == 4]
    answer = editor.submit(page, split_form(one, mine.contribution) | {"text": LATE}, form=1)
    assert answer.location == former
    assert editor.get(former).status_code == 200
    session.expire_all()
    assert count(session, StatementAncestor) == 0
    assert session.scalars(sa.select(Citation.came_with_id)).all().count(None) == 3
