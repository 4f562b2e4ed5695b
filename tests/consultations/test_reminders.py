"""Reminders, once each: to editors before an opening or a closing, to residents who asked for one."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import orm

from consult.cli import cli
from consult.consultations.models import AnswerSheet, Consultation, Entry
from consult.consultations.reminding import residents, team
from consult.consultations.reminding.models import AskedReminder
from consult.db import utcnow
from consult.outbox.models import OutboxMessage
from tests.consultations.conftest import Walker
from tests.factories import World
from tests.gathering.conftest import town
from tests.pages import PageClient, words

assert town
DOOR = "/consultations/quartier/entrer"
ADDRESS = "une.personne@example.org"


@pytest.fixture
def by_mail(session: orm.Session, consultation: Consultation) -> Consultation:
    consultation.entry = Entry.MAIL
    session.commit()
    return consultation


def ask(client: PageClient, **values: str) -> None:
    answer = client.submit(DOOR, {"email": ADDRESS, **values})
    assert answer.status_code == 303


def mails(session: orm.Session) -> list[OutboxMessage]:
    session.expire_all()
    return list(session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)))


def asked(session: orm.Session) -> list[AskedReminder]:
    session.expire_all()
    return list(session.scalars(sa.select(AskedReminder)))


def remind(app: Flask, session: orm.Session, **later: float) -> int:
    with app.test_request_context():
        done = residents.remind(session, utcnow() + timedelta(**later))
    session.commit()
    return done


def paths(body: str) -> list[str]:
    return re.findall(r"https?://[^/\s]+(/\S+)", body)


def test_an_address_is_kept_only_by_who_ticks_the_box(
    client: PageClient, session: orm.Session, by_mail: Consultation
) -> None:
    ask(client)
    assert not asked(session)
    ask(client, remind="y")
    ask(client, remind="y")
    assert [each.address for each in asked(session)] == [ADDRESS]


def test_one_mail_two_days_before_the_end_and_the_address_is_erased(
    app: Flask, client: PageClient, session: orm.Session, by_mail: Consultation
) -> None:
    ask(client, remind="y")
    assert remind(app, session, days=20) == 0
    assert asked(session)
    assert remind(app, session, days=28.5) == 1
    assert not asked(session)
    assert remind(app, session, days=28.5) == 0
    last = mails(session)[-1]
    assert (last.recipient, last.private) == (ADDRESS, True)
    assert "C’est le seul rappel" in last.body
    # The same link as the first one: it leads to the same sheet.
    assert paths(last.body)[0] in paths(mails(session)[0].body)
    assert client.get(paths(last.body)[0]).status_code == 302


def test_the_reminder_is_not_asked_again_once_it_has_left(
    app: Flask, client: PageClient, session: orm.Session, by_mail: Consultation
) -> None:
    ask(client, remind="y")
    assert "Rappelez-moi avant la fin" in words(client.get(DOOR))
    by_mail.closes_at = utcnow() + timedelta(days=1.9)
    session.commit()
    assert remind(app, session) == 1
    assert "Rappelez-moi" not in words(client.get(DOOR))
    # From a page that was opened the day before.
    ask(client, remind="y")
    assert not asked(session)
    assert "votre adresse n’est pas gardée" in mails(session)[-1].body
    assert remind(app, session, days=1) == 0


def test_who_answered_is_not_reminded(
    app: Flask, client: PageClient, session: orm.Session, by_mail: Consultation
) -> None:
    ask(client, remind="y")
    opened = client.get(paths(mails(session)[0].body)[0])
    walker = Walker(client, opened.location)
    first = client.get(opened.location).location
    assert (
        client.submit(first.rpartition("/")[0] + "/3", {"answer": "Des bancs"}).status_code == 303
    )
    assert asked(session)
    assert walker.send().status_code == 303
    assert not asked(session)
    assert remind(app, session, days=29) == 0


def test_nothing_is_kept_of_what_is_over(
    app: Flask, client: PageClient, session: orm.Session, by_mail: Consultation
) -> None:
    ask(client, remind="y")
    assert remind(app, session, days=31) == 0
    assert not asked(session)


def test_the_first_mail_stops_it_and_opening_its_link_erases_nothing(
    app: Flask, client: PageClient, session: orm.Session, by_mail: Consultation
) -> None:
    ask(client, remind="y")
    stop = paths(mails(session)[0].body)[1]
    assert "Ne plus recevoir de rappel" in words(client.get(stop))
    assert asked(session)
    told = client.submit(stop, {})
    assert "Votre adresse est effacée" in words(told)
    assert not asked(session)
    assert client.submit(stop, {}).status_code == 200
    assert client.get(f"{stop}x").status_code == 404
    assert remind(app, session, days=29) == 0


def test_editors_are_told_once_of_a_draft_that_nobody_opens(
    app: Flask, session: orm.Session, world: World, consultation: Consultation
) -> None:
    consultation.is_ready = False
    consultation.opens_at = utcnow() + timedelta(days=2)
    session.commit()
    with app.test_request_context():
        assert team.remind(session, utcnow()) == 1
        assert team.remind(session, utcnow()) == 0
        (mail,) = mails(session)
        assert mail.recipient == session.merge(world.editor).email
        assert "c’est encore un brouillon" in mail.body
        assert "\n\nOuvrez-la" in mail.body
        assert "/espace/consultations/quartier" in mail.body
        # Another date is another reminder.
        consultation.opens_at = utcnow() + timedelta(days=2, hours=5)
        assert team.remind(session, utcnow()) == 1
        consultation.is_ready = True
        consultation.opens_at = utcnow() + timedelta(days=1)
        assert team.remind(session, utcnow()) == 0


def test_editors_are_told_who_has_not_spoken_before_the_end(
    app: Flask, session: orm.Session, world: World, walker: Walker, consultation: Consultation
) -> None:
    walker.answer(3, "Des bancs")
    walker.client.submit(f"{walker.base}/quartier", {"place": f"quartier-{world.quarter.key}"})
    walker.send()
    assert session.scalars(sa.select(AnswerSheet)).one().perimeter_id == world.quarter.id
    with app.test_request_context():
        assert team.remind(session, utcnow() + timedelta(days=20)) == 0
        assert team.remind(session, utcnow() + timedelta(days=28)) == 1
        (mail,) = mails(session)
        assert "1 personne a répondu" in mail.body
        assert "Bizet-Briqueterie" in mail.body
        assert "Attargette-Chanzy" not in mail.body
        assert "\n\nSon dernier jour" in mail.body
        inactive = session.merge(world.editor)
        inactive.active = False
        assert team.remind(session, utcnow() + timedelta(days=28)) == 0


def test_the_command_of_the_day(town: Flask, tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["consultations", "remind"])
    assert done.exit_code == 0, done.output
    assert "0 mails to the team, 0 to residents." in done.output
