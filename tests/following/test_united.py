"""Sentences are united, split, cite others: everyone is told once, and nobody what is false."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from consult.contract.models import Placement, PlacementKind
from consult.contract.placements import Target, remove
from consult.contract.placements import place as put
from consult.contract.reworking import merge, split
from consult.contract.version_models import VersionSentence
from consult.contributions.models import Contribution
from consult.following.models import Telling, Told, ToldKind
from consult.synthesis.models import Citation, Statement
from consult.synthesis.operations import uncite
from tests.factories import World
from tests.following.conftest import (
    Sender,
    confirmed,
    deliver,
    follow,
    place,
    publish,
    speak,
)
from tests.mailbox import Mailbox, body
from tests.pages import PageClient

ONE = "Réduire les délais chez le médecin."
OTHER = "Ouvrir une maison de santé au Bizet."
A, B = "aaaaaaaaaaaa", "bbbbbbbbbbbb"
Lines = list[tuple[str, ToldKind]]


def at(session: orm.Session, address: str) -> Placement:
    return session.scalars(sa.select(Placement).where(Placement.public_id == address)).one()


def told(session: orm.Session, words: Contribution) -> Lines:
    query = (
        sa.select(Telling.version_label, Told.kind)
        .join(Told.telling)
        .where(Told.contribution_id == words.id)
        .order_by(Told.id)
    )
    return [(label.removeprefix("version "), kind) for label, kind in session.execute(query)]


def pair(session: orm.Session, world: World, *both: Contribution) -> tuple[Sender, Sender]:
    """One person behind each of two sentences of the same place, and `both` behind the two."""
    first, second = speak(session, world, "une"), speak(session, world, "deux")
    place(session, world, ONE, [first.words, *both], A)
    place(session, world, OTHER, [second.words, *both], B)
    session.commit()
    return first, second


def unite(session: orm.Session, world: World) -> None:
    """The other sentence joins the first one, at the same place."""
    merge(session, at(session, A).statement, [at(session, B).statement], by=world.editor)
    session.commit()


def test_a_united_sentence_leaves_nobody_and_enters_for_nobody_again(
    client: PageClient, session: orm.Session, world: World
) -> None:
    first, second = pair(session, world)
    publish(session, world)
    unite(session, world)
    for sender, text in ((first, ONE), (second, OTHER)):
        page = follow(client, sender)
        assert page.count("Écrit dans le contrat") == 1
        assert page.count(text) == 1, "until the next version, all read what this one prints"
    publish(session, world)
    assert told(session, first.words) == [("1", ToldKind.ENTERED)]
    assert told(session, second.words) == [("1", ToldKind.ENTERED)]
    page = follow(client, second)
    assert "Plus dans le contrat" not in page
    assert page.count("Votre avis est écrit dans le contrat") == 1
    assert (
        page.index(OTHER)
        < page.index("Depuis la version 2, le contrat le dit ainsi")
        < (page.index(ONE))
    )
    assert follow(client, first).count(ONE) == 1


def test_who_was_behind_both_is_told_once_when_the_united_sentence_leaves(
    client: PageClient, session: orm.Session, world: World, sender: Sender
) -> None:
    pair(session, world, sender.words)
    publish(session, world)
    unite(session, world)
    publish(session, world)
    assert told(session, sender.words) == [("1", ToldKind.ENTERED)] * 2
    page = follow(client, sender)
    assert page.count("Dit autrement dans le contrat") == 1
    remove(session, at(session, A), by=session.merge(world.editor))
    session.commit()
    publish(session, world)
    assert told(session, sender.words)[2:] == [("3", ToldKind.LEFT)]
    page = follow(client, sender)
    assert page.count("Plus dans le contrat") == 1
    assert page.index("Plus dans le contrat") < page.rindex(ONE), "as it was last printed"


def test_both_places_gone_before_any_version_are_told_as_they_were_printed(
    session: orm.Session, world: World
) -> None:
    first, second = pair(session, world)
    publish(session, world)
    unite(session, world)
    remove(session, at(session, A), by=world.editor)
    session.commit()
    publish(session, world)
    texts = dict(
        session.execute(
            sa.select(Told.contribution_id, Told.text).where(Told.kind == ToldKind.LEFT)
        ).all()
    )
    assert texts == {first.words.id: ONE, second.words.id: OTHER}


def test_a_place_united_twice_still_leads_to_its_last_one(
    session: orm.Session, world: World
) -> None:
    first, second = pair(session, world)
    third = speak(session, world, "trois")
    place(session, world, "Une troisième phrase.", [third.words], "c" * 12)
    session.commit()
    publish(session, world)
    unite(session, world)
    merge(session, at(session, "c" * 12).statement, [at(session, A).statement], by=world.editor)
    session.commit()
    publish(session, world)
    for each in (first, second, third):
        assert told(session, each.words) == [("1", ToldKind.ENTERED)]
    assert set(session.scalars(sa.select(Told.stands_at))) == {"c" * 12}


def test_who_was_united_and_no_longer_cited_reads_the_sentence_they_knew(
    session: orm.Session, world: World
) -> None:
    first, second = pair(session, world)
    publish(session, world)
    unite(session, world)
    uncite(session, at(session, A).statement, second.words.id, by=session.merge(world.editor))
    session.commit()
    publish(session, world)
    assert told(session, first.words) == [("1", ToldKind.ENTERED)]
    (line,) = session.scalars(sa.select(Told).where(Told.kind == ToldKind.APART)).all()
    assert (line.contribution_id, line.text) == (second.words.id, OTHER)


def test_words_that_a_printed_sentence_no_longer_cites_are_told_so_kindly(
    app: Flask, client: PageClient, session: orm.Session, world: World, sender: Sender, box: Mailbox
) -> None:
    confirmed(app, client, box, sender.code)
    other = speak(session, world, "une autre")
    cited = [session.get_one(Contribution, sender.words.id), other.words]
    placement = place(session, world, ONE, cited, A)
    session.commit()
    publish(session, world)
    deliver(app, box)
    statement = session.get_one(Statement, placement.statement_id)
    statement.text = "Une autre phrase, sur autre chose."
    uncite(session, statement, sender.words.id, by=world.editor)
    session.commit()
    page = follow(client, sender)
    assert "ne s’appuie plus" not in page, "nobody reads that text yet"
    assert "À venir" not in page
    publish(session, world)
    assert told(session, sender.words) == [("1", ToldKind.ENTERED), ("2", ToldKind.APART)]
    assert told(session, other.words) == [("1", ToldKind.ENTERED)]
    page = follow(client, sender)
    assert "Une phrase ne s’appuie plus sur votre avis" in page
    assert "Celle-ci reste dans le contrat, sans s’appuyer sur le vôtre" in page
    assert "a retiré cette phrase" not in page
    assert page.rindex(ONE) > page.index("Celle-ci reste"), "the words that its author knows"
    assert "sur autre chose" not in page, "that one says something else"
    assert deliver(app, box) == 1
    mail = body(box.mails[-1])
    assert box.mails[-1]["Subject"] == "Ce que devient votre avis"
    assert "Celle-ci y reste, sans s’appuyer sur le vôtre" in mail
    assert mail.count(ONE) == 1
    assert "ne sont plus dans" not in mail
    publish(session, world)
    assert told(session, sender.words)[2:] == [], "once"


def test_words_that_left_with_a_sentence_of_their_own_are_told_both(
    app: Flask, client: PageClient, session: orm.Session, world: World, box: Mailbox
) -> None:
    staying, going = speak(session, world, "reste"), speak(session, world, "part")
    session.commit()
    confirmed(app, client, box, going.code)
    both = [session.get_one(Contribution, each.words.id) for each in (staying, going)]
    placement = place(session, world, ONE, both, A)
    session.commit()
    publish(session, world)
    deliver(app, box)
    statement = session.get_one(Statement, placement.statement_id)
    made = split(
        session,
        statement,
        OTHER,
        going=[going.words.id],
        by=world.editor,
        revision=statement.revision,
    )
    session.add(Placement(contract=placement.contract, statement=made, kind=placement.kind,
                          enjeu=made.enjeu, public_id=B))  # fmt: skip
    session.commit()
    publish(session, world)
    assert told(session, staying.words) == [("1", ToldKind.ENTERED)]
    assert told(session, going.words)[1:] == [("2", ToldKind.APART), ("2", ToldKind.ENTERED)]
    page = follow(client, going)
    assert page.index("ne s’appuie plus") < page.rindex("Votre avis est écrit dans le contrat")
    assert deliver(app, box) == 1
    mail = body(box.mails[-1])
    assert mail.index(OTHER) < mail.index("sans s’appuyer sur le vôtre") < mail.index(ONE)


def test_what_a_version_printed_at_a_place_follows_it_to_the_new_sentence(
    client: PageClient, session: orm.Session, world: World
) -> None:
    staying, going = speak(session, world, "reste"), speak(session, world, "part", "Un car !")
    placement = place(session, world, ONE, [staying.words, going.words], A)
    session.commit()
    publish(session, world)
    statement = session.get_one(Statement, placement.statement_id)
    made = split(
        session,
        statement,
        OTHER,
        going=[going.words.id],
        places=[session.get_one(Placement, placement.id)],
        by=world.editor,
        revision=statement.revision,
    )
    session.commit()
    (printed,) = session.scalars(sa.select(VersionSentence)).all()
    assert (printed.text, printed.statement_id) == (ONE, made.id)
    assert "Un car !" in client.get(f"/contrats/armentieres/phrase/{A}").text
    publish(session, world)
    assert told(session, going.words) == [("1", ToldKind.ENTERED)]
    assert told(session, staying.words)[1:] == [("2", ToldKind.APART)]


def test_a_sentence_in_several_places_is_one_line_and_one_of_a_mail(
    app: Flask, client: PageClient, session: orm.Session, world: World, sender: Sender, box: Mailbox
) -> None:
    confirmed(app, client, box, sender.code)
    placement = place(session, world, ONE, [session.get_one(Contribution, sender.words.id)], A)
    again(session, world, placement)
    session.commit()
    publish(session, world)
    page = client.get(f"/suivi/{sender.code}")
    told_there = follow(client, sender)
    assert told_there.count("Écrit dans le contrat") == 1
    assert told_there.count(ONE) == 1
    assert "aux parties 1.3, 1.3.b (version 1)" in told_there
    for address in (A, B):
        assert f'href="/contrats/armentieres/phrase/{address}"' in page.text
    deliver(app, box)
    mail = body(box.mails[-1])
    assert mail.count(ONE) == 1
    assert "(parties 1.3, 1.3.b)" in mail
    remove(session, at(session, B), by=session.merge(world.editor))
    session.commit()
    publish(session, world)
    told_there = follow(client, sender)
    assert told_there.count("Plus dans le contrat") == 1
    assert told_there.count("Votre avis est écrit") == 1


def again(session: orm.Session, world: World, placement: Placement) -> None:
    """The same sentence, in the plan too."""
    ambition = session.merge(world.enjeu("sante")).ambitions[0]
    target = Target(PlacementKind.PISTE, ambition)
    put(session, placement.statement, placement.contract, target, by=world.editor).public_id = B
    session.flush()


def test_words_cited_since_wait_for_the_next_version(
    client: PageClient, session: orm.Session, world: World, sender: Sender
) -> None:
    placement = place(session, world, ONE, [sender.words], A)
    session.commit()
    publish(session, world)
    late = speak(session, world, "plus tard")
    session.add(Citation(statement_id=placement.statement_id, contribution_id=late.words.id))
    session.commit()
    page = follow(client, late)
    assert "Ce sera public avec la prochaine version." in page
    publish(session, world)
    assert "Votre avis est écrit dans le contrat" in follow(client, late)
