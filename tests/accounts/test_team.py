"""Administrators manage the team."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from sqlalchemy import orm

from consult.accounts import operations
from consult.accounts.cli import command
from consult.accounts.models import Role, User
from consult.accounts.views import team
from consult.audit.operations import SYSTEM
from consult.extensions import db
from consult.outbox.models import OutboxMessage
from tests.factories import World
from tests.pages import PageClient, words

PERSON = {
    "email": "nouvelle@example.org",
    "name": "Accueil",
    "roles": ["moderator"],
    "structure": "",
}


def user(session: orm.Session, email: str) -> User:
    session.expire_all()
    return session.scalars(sa.select(User).where(User.email == email)).one()


def test_an_administrator_invites_somebody_who_chooses_a_password(
    client: PageClient, session: orm.Session, world: World
) -> None:
    client.sign_in(world.administrator)
    answer = client.submit("/espace/equipe/nouvelle-personne", PERSON, form=1)
    assert answer.status_code == 303
    body = session.scalars(sa.select(OutboxMessage.body)).one()
    link = next(line for line in body.splitlines() if "/invitation/" in line)
    stranger = client.application.test_client()
    path = link.removeprefix("http://localhost")
    chosen = {"password": "une phrase assez longue", "again": "une phrase assez longue"}
    assert stranger.submit(path, {**chosen, "again": "autre"}).status_code == 422
    assert stranger.submit(path, chosen).location == "/espace"
    assert stranger.get("/espace/moderation").status_code == 200
    assert user(session, PERSON["email"]).roles == {Role.MODERATOR}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"email": "moderator@example.org"}, "déjà avec cette adresse"),
        ({"email": "pas une adresse"}, "semble incomplète"),
        ({"roles": []}, "au moins un rôle"),
        ({"roles": ["empereur"]}, ""),
        ({"roles": ["animator"]}, "structure dont cette personne"),
        ({"name": " "}, "Indiquez un nom"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_typed_is_lost(
    client: PageClient, world: World, change: dict[str, object], sentence: str
) -> None:
    client.sign_in(world.administrator)
    answer = client.submit("/espace/equipe/nouvelle-personne", {**PERSON, **change}, form=1)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert str(change.get("email", PERSON["email"])) in answer.get_data(as_text=True)


def test_new_roles_end_the_open_session(
    client: PageClient, session: orm.Session, world: World
) -> None:
    other = client.application.test_client()
    other.sign_in(world.moderator)
    assert other.get("/espace").status_code == 200
    client.sign_in(world.administrator)
    client.submit(
        f"/espace/equipe/{world.moderator.id}",
        {"name": "x", "roles": ["editor"], "structure": "", "active": "y"},
        form=1,
    )
    assert user(session, "moderator@example.org").roles == {Role.EDITOR}
    assert other.get("/espace").status_code == 302


def test_an_administrator_cannot_lock_everyone_out(
    client: PageClient, session: orm.Session, world: World
) -> None:
    client.sign_in(world.administrator)
    url = f"/espace/equipe/{world.administrator.id}"
    for data in (
        {"name": "x", "roles": ["moderator"], "structure": "", "active": "y"},
        {"name": "x", "roles": ["administrator"], "structure": ""},
    ):
        assert client.submit(url, data, form=1).status_code == 422
    assert user(session, "administrator@example.org").active


@pytest.mark.parametrize(
    "change",
    [
        {"name": "x", "roles": ["moderator"], "structure": "", "active": "y"},
        {"name": "x", "roles": ["administrator"], "structure": ""},
    ],
)
def test_who_was_removed_meanwhile_cannot_remove_the_last_administrator(
    client: PageClient,
    session: orm.Session,
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    change: dict[str, object],
) -> None:
    """As when the other one closes this account between our looking and our writing."""
    other = add_administrator(session)

    def overtaken(_key: str | None) -> None:
        db.session.execute(
            sa.update(User).where(User.id == world.administrator.id).values(active=False)
        )

    monkeypatch.setattr(team, "chosen_structure", overtaken)
    client.sign_in(world.administrator)
    answer = client.submit(f"/espace/equipe/{other.id}", change, form=1)
    assert answer.status_code == 422
    assert "la dernière à administrer" in words(answer)
    found = user(session, other.email)
    assert (found.active, found.roles) == (True, {Role.ADMINISTRATOR})


def test_one_of_two_administrators_can_be_removed_and_only_one(
    session: orm.Session, world: World
) -> None:
    other = add_administrator(session)
    close(session, world.administrator)
    with pytest.raises(operations.LastAdministratorError):
        close(session, other)
    session.rollback()
    assert user(session, other.email).active


def test_the_account_of_somebody_else_closes_even_without_any_administrator(
    session: orm.Session, world: World
) -> None:
    world.administrator.active = False
    session.flush()
    close(session, world.moderator)
    assert not world.moderator.active


def add_administrator(session: orm.Session) -> User:
    made = operations.create_user(
        session, email="autre@example.org", name="Autre", roles=[Role.ADMINISTRATOR], by=SYSTEM
    )
    session.commit()
    return made


def close(session: orm.Session, person: User) -> None:
    operations.change_user(
        session,
        person,
        name=person.name,
        roles=person.roles,
        structure=None,
        active=False,
        by=SYSTEM,
    )
    session.commit()


@pytest.mark.parametrize("role", ["animator", "moderator", "editor"])
@pytest.mark.parametrize(
    "path",
    [
        "/espace/equipe",
        "/espace/equipe/nouvelle-personne",
        "/espace/structures",
        "/espace/courriels",
        "/espace/journal",
    ],
)
def test_the_team_is_not_managed_by_others(
    client: PageClient, world: World, role: str, path: str
) -> None:
    client.sign_in(getattr(world, role))
    assert client.get(path).status_code == 403


@pytest.mark.parametrize("number", ["999999", "99999999999999999999"])
def test_an_unknown_person_is_not_found(client: PageClient, world: World, number: str) -> None:
    client.sign_in(world.administrator)
    assert client.get(f"/espace/equipe/{number}").status_code == 404


def test_the_operator_creates_the_first_account(tmp_path) -> None:
    from consult.schema_cli import command as db_command

    runner = CliRunner()
    data = ["--data", str(tmp_path)]
    assert runner.invoke(db_command, ["upgrade", *data]).exit_code == 0
    add = [
        "add",
        "chef@example.org",
        "--role",
        "administrator",
        "--password",
        "une phrase assez longue",
        *data,
    ]
    first = runner.invoke(command, add)
    assert first.exit_code == 0, first.output
    assert "already has an account" in runner.invoke(command, add).output
    short = runner.invoke(
        command, ["add", "x@example.org", "--role", "editor", "--password", "court", *data]
    )
    assert short.exit_code == 2
    assert "chef@example.org: administrator" in runner.invoke(command, ["list", *data]).output
    last = runner.invoke(command, ["disable", "chef@example.org", *data])
    assert last.exit_code == 1
    assert "last administrator" in last.output
    assert "cannot sign in" not in runner.invoke(command, ["list", *data]).output
    second = [each.replace("chef@", "autre@") for each in add]
    assert runner.invoke(command, second).exit_code == 0
    assert runner.invoke(command, ["disable", "chef@example.org", *data]).exit_code == 0
    assert "cannot sign in" in runner.invoke(command, ["list", *data]).output


def test_an_address_taken_meanwhile_is_told_as_taken(
    session: orm.Session, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when another request adds the row between our look and our writing."""
    monkeypatch.setattr(operations, "user_by_email", lambda *_: None)
    with pytest.raises(operations.AddressTakenError):
        operations.create_user(
            session, email=world.animator.email, name="Double", roles=[Role.MODERATOR], by=SYSTEM
        )
    assert user(session, world.animator.email).roles == {Role.ANIMATOR}
