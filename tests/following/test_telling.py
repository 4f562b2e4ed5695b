"""Publishing a version tells those whose words entered it or left it: once, by receipt and by mail."""

from __future__ import annotations

import time

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.contract import versions
from consult.contract.models import Placement
from consult.contract.version_models import ContractVersion, VersionCitation
from consult.contributions.models import Contribution, Status
from consult.db import utcnow
from consult.demo.removing import remove_demo
from consult.following.models import Contact, Telling, Told, ToldKind
from consult.following.telling import tell
from consult.outbox.models import OutboxMessage
from consult.synthesis.models import Citation
from tests.factories import World, make_contribution
from tests.following.conftest import (
    ADDRESS,
    Sender,
    confirmed,
    deliver,
    follow,
    place,
    publish,
    speak,
)
from tests.mailbox import Mailbox, body, links
from tests.pages import PageClient, words
from tests.web.test_budgets import counting

SENTENCE = "Réduire les délais chez le médecin."
OTHER = "Ouvrir une maison de santé au Bizet."


def test_without_any_version_all_stays_as_it_was(
    client: PageClient, session: orm.Session, world: World, sender: Sender
) -> None:
    place(session, world, SENTENCE, [sender.words], "aaaaaaaaaaaa")
    session.commit()
    told = follow(client, sender)
    assert "Écrit dans le contrat" in told
    assert SENTENCE in told
    assert session.scalar(sa.select(sa.func.count()).select_from(Telling)) == 0


def test_what_is_placed_waits_for_the_next_version(
    client: PageClient, session: orm.Session, world: World, sender: Sender
) -> None:
    publish(session, world)
    place(session, world, SENTENCE, [session.merge(sender.words)], "aaaaaaaaaaaa")
    session.commit()
    told = follow(client, sender)
    assert "Ce sera public avec la prochaine version." in told
    assert "Votre avis est écrit" not in told
    publish(session, world, name="Version du conseil")
    told = follow(client, sender)
    assert "Votre avis est écrit dans le contrat, à la partie 1.3 (version 2" in told
    assert "version 2 – Version du conseil" in told
    assert SENTENCE in told
    assert "prochaine version" not in told


def test_the_receipt_keeps_the_words_of_the_version_and_tells_what_left(
    client: PageClient, session: orm.Session, world: World, sender: Sender
) -> None:
    placement = place(session, world, SENTENCE, [sender.words], "aaaaaaaaaaaa")
    session.commit()
    publish(session, world)
    placement = session.get_one(Placement, placement.id)
    placement.statement.text = "Une phrase que personne n’a encore lue."
    session.commit()
    told = follow(client, sender)
    assert SENTENCE in told
    assert "personne n’a encore lue" not in told
    session.delete(session.get_one(Placement, placement.id))
    session.commit()
    assert "Plus dans le contrat" not in follow(client, sender), "the version still prints it"
    publish(session, world)
    told = follow(client, sender)
    assert "Plus dans le contrat" in told
    assert told.index("Votre avis est écrit") < told.index("La mairie a retiré cette phrase")
    kinds = session.scalars(sa.select(Told.kind).order_by(Told.id)).all()
    assert kinds == [ToldKind.ENTERED, ToldKind.LEFT]


def test_one_mail_however_many_sentences_and_it_leads_to_the_receipt(
    app: Flask, client: PageClient, session: orm.Session, world: World, sender: Sender, box: Mailbox
) -> None:
    second = make_contribution(
        session, world, "Et un dentiste.", submission="quelqu’un", status=sender.words.status
    )
    session.commit()
    confirmed(app, client, box, sender.code)
    said = [session.get_one(Contribution, each.id) for each in (sender.words, second)]
    place(session, world, SENTENCE, said, "aaaaaaaaaaaa")
    place(session, world, OTHER, said[:1], "bbbbbbbbbbbb")
    session.commit()
    publish(session, world)
    assert deliver(app, box) == 1
    mail = box.mails[-1]
    assert mail["To"] == ADDRESS
    text = body(mail)
    assert text.count(SENTENCE) == 1, "two answers behind one sentence are told of it once"
    assert OTHER in text
    assert "(partie 1.3)" in text
    assert sender.words.text not in text
    assert sender.code not in text
    follow_link, stop_link = links(text)
    assert SENTENCE in words(client.get(follow_link))
    assert client.submit(stop_link).status_code == 303
    session.expire_all()
    assert session.scalars(sa.select(Contact)).all() == []


def test_telling_again_tells_nothing_more(
    app: Flask, client: PageClient, session: orm.Session, world: World, sender: Sender, box: Mailbox
) -> None:
    confirmed(app, client, box, sender.code)
    cited = session.get_one(Contribution, sender.words.id)
    place(session, world, SENTENCE, [cited], "aaaaaaaaaaaa")
    session.commit()
    publish(session, world)
    version = session.scalars(sa.select(ContractVersion)).one()
    (first,) = session.scalars(sa.select(Telling)).all()
    again = tell(session, version)
    assert first is again
    assert (first.contributions, first.receipts, first.mails) == (1, 1, 1)
    publish(session, world)
    later = session.scalars(sa.select(Telling).order_by(Telling.id.desc())).first()
    assert later is not None
    assert (later.contributions, later.receipts, later.mails) == (0, 0, 0)
    assert deliver(app, box) == 1


def test_a_sentence_that_comes_back_is_told_again(
    session: orm.Session, world: World, sender: Sender
) -> None:
    for standing in (True, False, False, True):
        if standing:
            place(session, world, SENTENCE, [session.merge(sender.words)], "aaaaaaaaaaaa")
        else:
            session.execute(sa.delete(Placement))
        session.commit()
        publish(session, world)
    lines = session.execute(
        sa.select(Telling.version_label, Told.kind).join(Told.telling).order_by(Told.id)
    ).all()
    kinds = [ToldKind.ENTERED, ToldKind.LEFT, ToldKind.ENTERED]
    versions_told = ["version 1", "version 2", "version 4"]
    assert [tuple(each) for each in lines] == list(zip(versions_told, kinds, strict=True))


def test_words_put_behind_a_sentence_later_are_told_with_the_next_version(
    client: PageClient, session: orm.Session, world: World, sender: Sender
) -> None:
    placement = place(session, world, SENTENCE, [sender.words], "aaaaaaaaaaaa")
    session.commit()
    publish(session, world)
    late = speak(session, world, "plus tard")
    session.add(Citation(statement_id=placement.statement_id, contribution_id=late.words.id))
    session.commit()
    publish(session, world)
    assert "Votre avis est écrit" in follow(client, late)
    numbers = session.scalars(sa.select(Telling.contributions).order_by(Telling.id)).all()
    assert numbers == [1, 1]


def test_words_that_are_not_published_are_not_told(
    session: orm.Session, world: World, sender: Sender
) -> None:
    place(session, world, SENTENCE, [sender.words], "aaaaaaaaaaaa")
    sender.words.status = Status.REFUSED
    session.commit()
    publish(session, world)
    assert session.scalars(sa.select(Told)).all() == []


def test_nobody_who_has_not_confirmed_receives_anything(
    app: Flask, client: PageClient, session: orm.Session, world: World, sender: Sender, box: Mailbox
) -> None:
    client.submit(f"/suivi/{sender.code}/prevenir", {"email": ADDRESS})
    assert deliver(app, box) == 1
    place(session, world, SENTENCE, [session.get_one(Contribution, sender.words.id)], "a" * 12)
    session.commit()
    publish(session, world)
    assert deliver(app, box) == 0


def test_withdrawn_words_take_their_lines_and_their_mail_away(
    app: Flask, client: PageClient, session: orm.Session, world: World, sender: Sender, box: Mailbox
) -> None:
    confirmed(app, client, box, sender.code)
    place(session, world, SENTENCE, [session.get_one(Contribution, sender.words.id)], "a" * 12)
    session.commit()
    publish(session, world)
    assert len(session.scalars(sa.select(VersionCitation)).all()) == 1
    client.submit(f"/suivi/{sender.code}/{sender.words.public_id}/retirer")
    session.expire_all()
    assert session.scalars(sa.select(Told)).all() == []
    assert session.scalars(sa.select(VersionCitation)).all() == []
    assert deliver(app, box) == 0
    client.sign_in(world.editor)
    page = words(client.get("/espace/retours"))
    assert "version 1" in page
    assert page.endswith("1 1 1 0 0 0 1"), page


def test_the_team_reads_figures_only(
    app: Flask, client: PageClient, session: orm.Session, world: World, sender: Sender, box: Mailbox
) -> None:
    client.sign_in(world.editor)
    assert "aucune version" in words(client.get("/espace/retours"))
    confirmed(app, client, box, sender.code)
    place(session, world, SENTENCE, [session.get_one(Contribution, sender.words.id)], "a" * 12)
    session.commit()
    publish(session, world)
    assert words(client.get("/espace/retours")).endswith("1 1 1 0 1 0 0")
    deliver(app, box)
    page = client.get("/espace/retours")
    assert words(page).endswith("1 1 1 1 0 0 0")
    for secret in (ADDRESS, sender.code, sender.words.text):
        assert secret not in page.text
    line = session.scalars(sa.select(AuditLine).where(AuditLine.action == "telling.tell")).one()
    assert line.details == {
        "contract": "armentieres",
        "contributions": 1,
        "receipts": 1,
        "mails": 1,
    }


def test_a_thousand_contributions_are_told_in_a_bounded_number_of_queries(
    app: Flask, session: orm.Session, world: World
) -> None:
    few, _ = told_in(session, world, 10, "petit")
    many, seconds = told_in(session, world, 1_000, "grand")
    assert many <= few + 10, (few, many)
    assert seconds < 20
    queued = sa.select(sa.func.count()).select_from(OutboxMessage)
    assert session.scalar(queued.where(OutboxMessage.private)) == 505


def told_in(session: orm.Session, world: World, number: int, key: str) -> tuple[int, float]:
    """Queries and seconds to tell `number` contributions, half of whose receipts have an address."""
    said = [
        make_contribution(session, world, f"{key} {n} manque", status=Status.PUBLISHED)
        for n in range(number)
    ]
    for each in said[::2]:
        session.add(
            Contact(
                receipt_id=each.receipt_id,
                address=f"{key}-{each.id}@example.org",
                confirmed_at=utcnow(),
            )
        )
    place(session, world, f"Phrase {key}.", said, f"{key}000000")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(versions, "after_publication", [])
        publish(session, world)
    version = session.scalars(
        sa.select(ContractVersion).order_by(ContractVersion.id.desc())
    ).first()
    assert version is not None
    begun = time.perf_counter()
    with counting() as seen:
        telling = tell(session, version)
    assert (telling.contributions, telling.mails) == (number, number // 2)
    return len(seen), time.perf_counter() - begun


def test_a_version_that_leaves_with_the_demonstration_takes_what_was_told_of_it(
    session: orm.Session, world: World, sender: Sender
) -> None:
    placement = place(session, world, SENTENCE, [sender.words], "aaaaaaaaaaaa")
    placement.statement.is_demo = True
    session.commit()
    publish(session, world)
    assert session.scalars(sa.select(Telling.is_demo)).all() == [False]
    remove_demo(session)
    session.commit()
    assert session.scalars(sa.select(Telling)).all() == []
    assert session.scalars(sa.select(Told)).all() == []
    place(session, world, OTHER, [session.merge(sender.words)], "bbbbbbbbbbbb")
    session.commit()
    publish(session, world)
    assert session.scalars(sa.select(Telling.contributions)).all() == [1]


@pytest.fixture(autouse=True)
def _hooked(app: Flask) -> None:
    assert versions.after_publication, "publishing tells"
