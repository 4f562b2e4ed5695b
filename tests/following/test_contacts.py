"""An address left to be told: confirmed by its holder, shown nowhere, erased in four ways."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.contributions import receipts
from consult.db import utcnow
from consult.extensions import db
from consult.following import contacts
from consult.following.links import Purpose, sign
from consult.following.models import Contact
from consult.outbox.models import MOST_ATTEMPTS, OutboxMessage
from consult.outbox.sending import send_due, smtp
from tests.factories import World, make_contribution
from tests.following.conftest import ADDRESS, Sender, confirmed, deliver, leave, speak
from tests.mailbox import Mailbox, links
from tests.pages import PageClient, words


def contact(session: orm.Session) -> Contact | None:
    session.expire_all()
    return session.scalars(sa.select(Contact)).first()


def mails(session: orm.Session) -> list[OutboxMessage]:
    session.expire_all()
    return list(session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)))


@pytest.mark.parametrize("page", ["/recu/{}", "/suivi/{}"])
def test_the_pages_of_a_code_offer_it_and_ask_for_nothing(
    client: PageClient, sender: Sender, page: str
) -> None:
    body = client.get(page.format(sender.code)).text
    assert "Laisser une adresse e-mail, si vous le voulez" in body
    assert "gardée à part de votre avis" in body
    assert "24 mois" in body
    assert "<details open" not in body


def test_nothing_is_sent_before_the_holder_has_pressed_the_button(
    app: Flask, client: PageClient, session: orm.Session, sender: Sender, box: Mailbox
) -> None:
    leave(client, sender.code)
    assert "Un courriel est parti" in words(client.get(f"/suivi/{sender.code}"))
    assert deliver(app, box) == 1
    assert box.mails[0]["To"] == ADDRESS
    assert sender.words.text not in box.last()
    (link,) = links(box.last())
    assert link.startswith("/prevenir/confirmer/")
    page = client.get(link)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "private, no-store"
    found = contact(session)
    assert found is not None
    assert found.confirmed_at is None, "a mail scanner that opens the link confirms nothing"
    answer = client.submit(link)
    assert answer.status_code == 303
    found = contact(session)
    assert found is not None
    assert found.confirmed_at is not None
    assert "C’est confirmé" in words(client.get(answer.location))
    assert client.submit(link).status_code == 303, "twice is once"


def test_the_link_of_a_mail_reads_and_changes_nothing(
    app: Flask, client: PageClient, session: orm.Session, sender: Sender, box: Mailbox
) -> None:
    confirmed(app, client, box, sender.code)
    found = contact(session)
    assert found is not None
    with app.test_request_context():
        link = sign(found.public_id, Purpose.FOLLOW)
        wrong = sign(found.public_id, Purpose.STOP)
    page = client.get(f"/prevenir/suivre/{link}")
    assert sender.words.text in words(page)
    assert sender.code not in page.text
    assert "Retirer" not in words(page)
    assert ADDRESS not in page.text
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert client.get(f"/prevenir/suivre/{wrong}").status_code == 410, "one purpose each"
    assert client.get(f"/prevenir/suivre/{link}x").status_code == 410
    assert client.get(f"/prevenir/confirmer/{link}").status_code == 410


def test_a_link_that_is_too_old_opens_nothing(
    app: Flask, client: PageClient, session: orm.Session, sender: Sender, box: Mailbox, monkeypatch
) -> None:
    leave(client, sender.code)
    deliver(app, box)
    (link,) = links(box.last())
    found = contact(session)
    assert found is not None
    import time

    real = time.time
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: real() + 8 * 86_400)
    assert client.get(link).status_code == 410
    assert contact(session) is not None


def test_leaving_it_twice_sends_one_mail_and_answers_the_same(
    client: PageClient, session: orm.Session, sender: Sender
) -> None:
    page = f"/suivi/{sender.code}/prevenir"
    answers = [client.submit(page, {"email": ADDRESS}) for _ in range(2)]
    assert [each.status_code for each in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    assert len(mails(session)) == 1


def test_an_address_mistyped_gives_way_and_its_mail_is_called_back(
    client: PageClient, session: orm.Session, sender: Sender
) -> None:
    leave(client, sender.code, "fautive@example.org")
    leave(client, sender.code, "Juste@Example.org")
    assert [each.recipient for each in mails(session)] == ["juste@example.org"]
    assert session.scalars(sa.select(Contact.address)).all() == ["juste@example.org"]


def test_a_confirmed_address_is_erased_before_another_is_given(
    app: Flask, client: PageClient, session: orm.Session, sender: Sender, box: Mailbox
) -> None:
    confirmed(app, client, box, sender.code)
    page = f"/suivi/{sender.code}/prevenir"
    data = {"csrf_token": client.token(page), "email": "autre@example.org"}
    assert client.post(page, data=data).status_code == 303
    assert "déjà confirmée" in words(client.get(f"/suivi/{sender.code}"))
    assert session.scalars(sa.select(Contact.address)).all() == [ADDRESS]


def test_one_address_serves_several_receipts(
    app: Flask, client: PageClient, session: orm.Session, world: World, sender: Sender, box: Mailbox
) -> None:
    other = speak(session, world, "encore elle")
    session.commit()
    confirmed(app, client, box, sender.code)
    confirmed(app, client, box, other.code)
    client.submit(f"/suivi/{sender.code}/{sender.words.public_id}/retirer")
    left = session.scalars(sa.select(Contact)).all()
    assert [each.receipt_id for each in left] == [other.words.receipt_id]


@pytest.mark.parametrize("typed", ["", "pas une adresse", "é@example.org", "a@example.org\x00b@c"])
def test_an_address_that_cannot_be_is_told_and_kept_on_the_screen(
    client: PageClient, session: orm.Session, sender: Sender, typed: str
) -> None:
    answer = client.submit(f"/suivi/{sender.code}/prevenir", {"email": typed})
    assert answer.status_code == 422
    assert not mails(session)


def test_a_room_leaves_no_address(client: PageClient, session: orm.Session, world: World) -> None:
    said = make_contribution(session, world, submission="salle")
    said.receipt.shared = True
    session.commit()
    code = receipts.code_of("salle")
    assert "prevenir" not in client.get(f"/suivi/{code}").text
    page = f"/suivi/{code}/prevenir"
    assert client.get(page).status_code == 303
    token = client.token(f"/suivi/{speak_code(session, world)}/prevenir")
    assert client.post(page, data={"csrf_token": token, "email": ADDRESS}).status_code == 303
    assert contact(session) is None
    with pytest.raises(ValueError, match="room"):
        contacts.ask(session, said.receipt, ADDRESS, language="fr")


def speak_code(session: orm.Session, world: World) -> str:
    other = speak(session, world, "une autre")
    session.commit()
    return other.code


def test_an_unknown_code_is_one_more_guess(client: PageClient, sender: Sender) -> None:
    token = client.token(f"/suivi/{sender.code}/prevenir")
    data = {"csrf_token": token, "email": ADDRESS}
    assert client.post("/suivi/AAAAA-AAAAA/prevenir", data=data).status_code == 404
    assert client.post("/suivi/AAAAA-AAAAA/ne-plus-prevenir", data=data).status_code == 404


def test_nobody_fills_somebody_else_s_mailbox(
    client: PageClient, session: orm.Session, world: World
) -> None:
    codes = [speak(session, world, f"reçu {n}").code for n in range(8)]
    session.commit()
    token = client.token(f"/suivi/{codes[0]}/prevenir")
    data = {"csrf_token": token, "email": "visee@example.org"}
    answers = [client.post(f"/suivi/{code}/prevenir", data=data).status_code for code in codes]
    assert answers == [303] * 6 + [429] * 2


def test_withdrawing_the_last_words_erases_the_address_and_the_mails_that_wait(
    client: PageClient, session: orm.Session, world: World
) -> None:
    first = speak(session, world, "deux paroles")
    second = make_contribution(session, world, "La seconde", submission="deux paroles")
    session.commit()
    leave(client, first.code)
    client.submit(f"/suivi/{first.code}/{first.words.public_id}/retirer")
    assert contact(session) is not None
    client.submit(f"/suivi/{first.code}/{second.public_id}/retirer")
    assert contact(session) is None
    assert not mails(session)
    assert "prevenir" not in client.get(f"/suivi/{first.code}").text
    assert client.get(f"/suivi/{first.code}/prevenir").status_code == 303


def test_erasing_it_from_the_page_of_the_code(
    app: Flask, client: PageClient, session: orm.Session, sender: Sender, box: Mailbox
) -> None:
    confirmed(app, client, box, sender.code)
    page = f"/suivi/{sender.code}"
    assert ADDRESS not in client.get(page).text
    assert client.submit(f"{page}/prevenir").status_code == 303
    assert contact(session) is None
    assert "Votre adresse est effacée" in words(client.get(page))


def test_stopping_from_a_mail_needs_no_code_and_one_button(
    app: Flask, client: PageClient, session: orm.Session, sender: Sender, box: Mailbox
) -> None:
    confirmed(app, client, box, sender.code)
    found = contact(session)
    assert found is not None
    with app.test_request_context():
        link = f"/prevenir/arreter/{sign(found.public_id, Purpose.STOP)}"
    assert client.get(link).status_code == 200
    assert contact(session) is not None, "a GET erases nothing"
    answer = client.submit(link)
    assert answer.status_code == 303
    assert contact(session) is None
    assert "Vous ne recevrez plus rien" in words(client.get(answer.location))
    assert client.get(f"/suivi/{sender.code}").status_code == 200


def test_time_erases_what_nobody_confirmed_and_old_addresses(
    session: orm.Session, world: World
) -> None:
    now = utcnow()
    ages = {
        "recente": (1, None, None),
        "oubliee": (9, None, None),
        "confirmee": (400, 399, None),
        "ancienne": (900, 800, None),
        "prevenue": (900, 800, 30),
    }
    for name, (asked, agreed, told) in ages.items():
        said = speak(session, world, name).words
        session.add(
            Contact(
                receipt_id=said.receipt_id,
                address=f"{name}@example.org",
                created_at=now - timedelta(days=asked),
                confirmed_at=now - timedelta(days=agreed) if agreed else None,
                told_at=now - timedelta(days=told) if told else None,
            )
        )
    session.flush()
    assert contacts.forget_old(session, now, pending_days=7, days=730) == 2
    left = {each.split("@")[0] for each in session.scalars(sa.select(Contact.address))}
    assert left == {"recente", "confirmee", "prevenue"}
    line = session.scalars(sa.select(AuditLine).order_by(AuditLine.id.desc())).first()
    assert line is not None
    assert line.details == {"addresses": 2}
    assert contacts.forget_old(session, now, pending_days=7, days=730) == 0


def test_the_operator_s_command(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    from consult import schema
    from consult.app import create_app
    from consult.cli import cli
    from consult.config import load_settings

    monkeypatch.setenv("CONSULT_DATA", str(tmp_path))
    monkeypatch.delenv("CONSULT_DATABASE_URL", raising=False)
    with create_app(load_settings()).app_context():
        schema.upgrade(db.engine)
        db.engine.dispose()
    done = CliRunner().invoke(cli, ["contacts", "forget"])
    assert done.exit_code == 0, done.output
    assert "0 addresses erased." in done.output


def test_the_address_is_in_no_page_no_journal_no_export_and_no_log(
    app: Flask,
    client: PageClient,
    session: orm.Session,
    world: World,
    sender: Sender,
    box: Mailbox,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.DEBUG):
        leave(client, sender.code)
        for message in mails(session):
            message.due_at = utcnow() - timedelta(seconds=1)
        session.commit()
        nowhere = smtp("smtp://127.0.0.1:9")
        send_due(db.sessionmaker, app.config["SETTINGS"], nowhere)
        client.sign_in(world.administrator)
        for page in ("/espace/courriels", "/espace/journal", "/espace/retours", "/espace"):
            assert ADDRESS not in client.get(page).text, page
        assert "une habitante ou un habitant" in client.get("/espace/courriels").text
        for path in ("/participation.csv", f"/espace/moderation/{sender.words.public_id}"):
            assert ADDRESS not in client.get(path).text, path
        session.execute(sa.update(OutboxMessage).values(due_at=utcnow() - timedelta(seconds=1)))
        session.commit()
        assert deliver(app, box) == 1
    ours = [each.getMessage() for each in caplog.records if each.name != "mail.log"]
    assert any("was not accepted" in line for line in ours)
    assert not any(ADDRESS in line for line in ours), "(mail.log is the test's own mail server)"
    for line in session.scalars(sa.select(AuditLine)):
        assert "@" not in f"{line.details} {line.reason}"
    (message,) = mails(session)
    assert message.recipient == ""
    assert message.body == ""


def test_a_server_that_names_the_address_in_its_refusal_is_not_quoted(
    app: Flask, client: PageClient, session: orm.Session, sender: Sender, caplog
) -> None:
    import smtplib

    leave(client, sender.code)

    def refuse(_mail) -> None:
        raise smtplib.SMTPRecipientsRefused({ADDRESS: (550, b"no such user une.habitante")})

    for _ in range(MOST_ATTEMPTS):
        session.execute(sa.update(OutboxMessage).values(due_at=utcnow() - timedelta(seconds=1)))
        session.commit()
        with caplog.at_level(logging.DEBUG):
            send_due(db.sessionmaker, app.config["SETTINGS"], refuse)
    (message,) = mails(session)
    assert message.last_error == "SMTPRecipientsRefused 550"
    assert message.given_up
    assert (message.recipient, message.body) == ("", ""), "given up, it is erased"
    assert "habitante" not in caplog.text


def test_an_address_erased_while_its_mail_leaves_troubles_nobody(
    app: Flask, client: PageClient, session: orm.Session, sender: Sender
) -> None:
    leave(client, sender.code)

    def erase(_mail) -> None:
        with db.sessionmaker() as other:
            contacts.forget(other, other.scalars(sa.select(Contact)).one())
            other.commit()

    assert send_due(db.sessionmaker, app.config["SETTINGS"], erase) == 1
    assert contact(session) is None
    assert not mails(session)


def test_the_privacy_page_says_what_is_kept_and_how_long(client: PageClient, world: World) -> None:
    told = words(client.get("/confidentialite"))
    assert "une adresse e-mail, seulement si vous en avez laissé une" in told
    assert "elle est effacée après 7 jours ; sinon, au plus tard 24 mois" in told
