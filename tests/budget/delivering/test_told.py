"""A stage is told once: on the receipt of the author, and in one mail to each address that asked."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.budget.delivering.models import Stage
from consult.budget.delivering.operations import StepWords, write_step
from consult.contributions.models import Receipt
from consult.db import utcnow
from consult.following import contacts, project_followers
from consult.following.links import Purpose, sign
from consult.following.models import Contact, ProjectFollower
from consult.outbox.models import OutboxMessage
from tests.budget.delivering.winning import make_winner
from tests.budget.test_campaigns import deposit
from tests.factories import World, make_campaign
from tests.pages import PageClient, words

DAY = date(2027, 6, 15)


@pytest.fixture
def project(session: orm.Session, world: World):
    return make_winner(session, make_campaign(session, world, slug="b"), 3, title="Des bancs")


def reach(session, project, stage, day=DAY, sentence="C’est fait."):
    write_step(session, project, stage, StepWords(None, day, sentence), by="system", today=DAY)


def mails(session: orm.Session) -> list[str]:
    query = sa.select(OutboxMessage.recipient).where(OutboxMessage.subject.contains("Des bancs"))
    return sorted(session.scalars(query))


def follow(session, project, address):
    project_followers.ask(session, project, address, language="fr")
    follower = session.scalars(
        sa.select(ProjectFollower).where(ProjectFollower.address == address)
    ).one()
    project_followers.confirm(session, follower)
    return follower


def test_one_mail_a_stage_to_each_address_and_the_receipt_tells_it(
    client: PageClient, session: orm.Session, project
) -> None:
    idea, issued = deposit(session, project.campaign, "a")
    idea.project_id = project.id
    receipt = session.get_one(Receipt, issued.receipt.id)
    contact = contacts.ask(session, receipt, "auteur@example.org", language="fr")
    contacts.confirm(session, contact)
    follow(session, project, "voisine@example.org")
    follow(session, project, "auteur@example.org")
    project_followers.ask(session, project, "jamais@example.org", language="fr")
    reach(session, project, Stage.WORKS)
    assert mails(session) == ["auteur@example.org", "voisine@example.org"]
    # A correction tells nothing more, even of a day taken off and given again.
    reach(session, project, Stage.WORKS, None, "")
    reach(session, project, Stage.WORKS, DAY - timedelta(days=1))
    assert len(mails(session)) == 2
    session.commit()
    page = words(client.get(f"/suivi/{issued.code}"))
    assert "Votre projet : Travaux en cours" in page.replace("\u00a0", " ").replace("\u202f", " ")
    assert "C’est fait." in page
    assert not session.scalars(
        sa.select(AuditLine).where(sa.cast(AuditLine.details, sa.String).contains("example.org"))
    ).all()


def test_addresses_are_erased_with_the_last_stage_and_its_mails_leave(session, project) -> None:
    follow(session, project, "voisine@example.org")
    project_followers.ask(session, project, "jamais@example.org", language="fr")
    reach(session, project, Stage.OPENED)
    assert mails(session) == ["voisine@example.org"]
    assert session.scalars(sa.select(ProjectFollower)).all() == []
    waiting = session.scalars(sa.select(OutboxMessage.recipient)).all()
    assert "jamais@example.org" not in waiting


def test_an_address_is_confirmed_by_a_button_and_stopped_by_another(
    client: PageClient, session: orm.Session, project
) -> None:
    session.commit()
    at = "/budget/realisations/b/3/suivre"
    assert client.submit(at, {"email": "pas une adresse"}).status_code == 422
    assert client.submit(at, {"email": "Voisine@Example.org"}).status_code == 303
    # Asked again at once: the same answer, no second mail.
    assert client.submit(at, {"email": "voisine@example.org"}).status_code == 303
    follower = session.scalars(sa.select(ProjectFollower)).one()
    assert session.scalar(sa.select(sa.func.count()).select_from(OutboxMessage)) == 1
    link = f"/suivre-un-projet/confirmer/{sign(follower.public_id, Purpose.CONFIRM_PROJECT)}"
    assert client.get(link).status_code == 200
    session.refresh(follower)
    assert follower.confirmed_at is None
    assert client.submit(link).status_code == 303
    session.refresh(follower)
    assert follower.confirmed_at is not None
    stop = f"/suivre-un-projet/arreter/{sign(follower.public_id, Purpose.STOP_PROJECT)}"
    assert client.submit(stop).status_code == 303
    session.expire_all()
    assert session.scalars(sa.select(ProjectFollower)).all() == []
    assert client.get(stop).status_code == 200
    assert client.get(link).status_code == 410


def test_old_addresses_are_forgotten(session, project) -> None:
    project_followers.ask(
        session, project, "a@example.org", language="fr", at=utcnow() - timedelta(days=30)
    )
    follow(session, project, "b@example.org")
    assert project_followers.forget_old(session, utcnow(), pending_days=7, days=730) == 1
    assert session.scalars(sa.select(ProjectFollower.address)).all() == ["b@example.org"]
    assert session.scalars(sa.select(Contact)).all() == []
