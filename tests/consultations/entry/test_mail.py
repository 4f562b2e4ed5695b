"""One answer an e-mail address: a link by mail, and an address that nothing keeps."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from consult.consultations.entry.tokens import mail_link
from consult.consultations.models import AnswerSheet, Consultation, Entry
from consult.outbox.models import OutboxMessage
from tests.conftest import browser
from tests.consultations.conftest import Walker
from tests.consultations.entry.test_cards import follow
from tests.pages import PageClient, words

SITE = "/consultations/quartier"
ADDRESS = "Nadia.Exemple@example.org"


@pytest.fixture
def by_mail(session: orm.Session, consultation: Consultation) -> Consultation:
    consultation.entry = Entry.MAIL
    session.commit()
    return consultation


def ask(client: PageClient, address: str = ADDRESS) -> None:
    answer = client.submit(f"{SITE}/entrer", {"email": address})
    assert answer.status_code == 303
    assert "Un lien est en route." in words(client.get(answer.location))


def link_in(session: orm.Session) -> str:
    session.expire_all()
    body = session.scalars(sa.select(OutboxMessage.body)).one()
    found = re.search(r"https?://[^/]+(/\S+)", body)
    assert found
    return found.group(1)


def test_the_link_opens_the_questions_and_finds_them_again(
    app: Flask, client: PageClient, session: orm.Session, by_mail: Consultation
) -> None:
    assert follow(client, f"{SITE}/repondre")[1] == "entrer"
    ask(client)
    link = link_in(session)
    base, screen = follow(client, link)
    assert screen == "1"
    Walker(client, base).answer(1, "c0")
    assert follow(browser(app), link) == (base, "2")


def test_one_address_gives_one_answer_however_it_is_typed(
    client: PageClient, session: orm.Session, by_mail: Consultation
) -> None:
    assert mail_link(by_mail, ADDRESS) == mail_link(by_mail, ADDRESS.lower() + " ")
    assert mail_link(by_mail, ADDRESS) != mail_link(by_mail, "autre@example.org")
    assert mail_link(by_mail, ADDRESS) == mail_link(by_mail, "nadia.exemple+ville@example.org")
    # Dots count everywhere but at Google.
    assert mail_link(by_mail, ADDRESS) != mail_link(by_mail, "nadiaexemple@example.org")
    assert mail_link(by_mail, "n.a@gmail.com") == mail_link(by_mail, "na+1@googlemail.com")
    ask(client)
    ask(client, ADDRESS.upper())
    link = link_in(session)  # and no second mail waits
    base, _ = follow(client, link)
    walker = Walker(client, base)
    walker.answer(1, "c0")
    sent = walker.send()
    assert follow(client, link)[0] in sent.location


def test_no_row_keeps_the_address(
    app: Flask, client: PageClient, session: orm.Session, by_mail: Consultation, monkeypatch
) -> None:
    ask(client)
    link = link_in(session)
    assert ADDRESS.lower() not in link
    walker = Walker(client, follow(client, link)[0])
    walker.answer(1, "c0")
    walker.send()
    monkeypatch.setattr("consult.outbox.sending.deliver", lambda *_: None, raising=False)
    for message in session.scalars(sa.select(OutboxMessage)):
        assert message.private, "erased once it has left: tests/outbox"
        assert ADDRESS.lower() not in message.topic
        session.delete(message)
    session.commit()
    for table in AnswerSheet.metadata.sorted_tables:
        for row in session.execute(sa.select(table)):
            assert ADDRESS.lower() not in str(tuple(row)).lower(), table.name


@pytest.mark.parametrize("typed", ["", "nadia", "é@example.org", "a@" + "b" * 300 + ".org"])
def test_an_address_that_no_mail_can_bear_is_refused_and_stays(
    client: PageClient, session: orm.Session, by_mail: Consultation, typed: str
) -> None:
    answer = client.submit(f"{SITE}/entrer", {"email": typed})
    assert answer.status_code == 422
    assert session.scalars(sa.select(OutboxMessage)).all() == []
    if typed:
        assert typed in answer.text


def test_a_link_made_elsewhere_or_for_another_consultation_is_not_found(
    client: PageClient, session: orm.Session, by_mail: Consultation, world
) -> None:
    from tests.factories import make_consultation

    other = make_consultation(session, world, slug="autre")
    other.entry = Entry.MAIL
    session.commit()
    link = mail_link(by_mail, ADDRESS)
    assert client.get(f"{SITE}/lien/{link}").status_code == 302
    assert client.get(f"/consultations/autre/lien/{link}").status_code == 404
    assert client.get(f"{SITE}/lien/{link[:-1]}").status_code == 404


def test_a_sheet_of_the_team_is_begun_by_the_team_only(
    client: PageClient, session: orm.Session, consultation: Consultation, world
) -> None:
    consultation.entry = Entry.TEAM
    session.commit()
    page = client.get(f"{SITE}/entrer")
    assert "Seule l’équipe" in words(page)
    client.sign_in(world.animator)
    first, second = (follow(client, f"{SITE}/entrer")[0] for _ in range(2))
    assert first != second, "as many as people they help"
    Walker(client, first).answer(1, "c0")
    assert session.scalar(sa.select(sa.func.count()).select_from(AnswerSheet)) == 1
