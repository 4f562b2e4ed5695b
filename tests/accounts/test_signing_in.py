"""The team's door."""

from __future__ import annotations

import pyotp
import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts import operations
from consult.accounts.models import MagicLink, Role, User
from consult.audit.models import AuditLine
from consult.audit.operations import SYSTEM
from consult.outbox.models import OutboxMessage
from tests.factories import World
from tests.pages import PageClient, words

PASSWORD = "une phrase assez longue"


@pytest.fixture
def moderator(session: orm.Session, world: World) -> User:
    operations.set_password(session, world.moderator, PASSWORD, by=SYSTEM)
    session.commit()
    return world.moderator


def sign_in(client: PageClient, email: str, password: str = PASSWORD, **kwargs: str):
    return client.submit("/espace/connexion", {"email": email, "password": password, **kwargs})


def test_the_right_password_opens_the_desk(client: PageClient, moderator: User) -> None:
    answer = sign_in(client, " Moderator@Example.org ")
    assert answer.status_code == 303
    assert answer.location == "/espace"
    assert client.get("/espace").status_code == 200


@pytest.mark.parametrize("email", ["moderator@example.org", "personne@example.org"])
def test_a_wrong_password_and_an_unknown_address_say_the_same(
    client: PageClient, moderator: User, email: str
) -> None:
    answer = sign_in(client, email, "autre chose encore")
    assert answer.status_code == 422
    assert "L’adresse ou le mot de passe ne convient pas" in words(answer)
    assert email in answer.get_data(as_text=True)
    assert client.get("/espace").status_code == 302


def test_a_closed_account_cannot_sign_in(
    client: PageClient, session: orm.Session, moderator: User
) -> None:
    operations.change_user(
        session,
        moderator,
        name="x",
        roles=[Role.MODERATOR],
        structure=None,
        active=False,
        by=SYSTEM,
    )
    session.commit()
    assert sign_in(client, "moderator@example.org").status_code == 422


def test_closing_an_account_ends_its_open_session(
    client: PageClient, session: orm.Session, moderator: User
) -> None:
    sign_in(client, "moderator@example.org")
    moderator.active = False
    session.commit()
    assert client.get("/espace").status_code == 302


def test_signing_in_goes_back_to_the_page_that_was_asked_for(
    client: PageClient, moderator: User
) -> None:
    asked = client.get("/espace/compte")
    assert asked.status_code == 302
    answer = client.submit(asked.location, {"email": moderator.email, "password": PASSWORD})
    assert answer.location == "/espace/compte"


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil.example", "x"]
)
def test_signing_in_never_leads_to_another_site(
    client: PageClient, moderator: User, target: str
) -> None:
    assert sign_in(client, moderator.email, next=target).location == "/espace"


def test_guesses_on_one_account_are_limited(client: PageClient, moderator: User) -> None:
    for _ in range(10):
        assert sign_in(client, moderator.email, "autre chose encore").status_code == 422
    answer = sign_in(client, moderator.email)
    assert answer.status_code == 429
    assert "Attendez quelques minutes" in words(answer)


def test_signing_out_makes_a_stolen_cookie_useless(client: PageClient, moderator: User) -> None:
    sign_in(client, moderator.email)
    with client.session_transaction() as cookie:
        stolen = dict(cookie)
    token = client.token("/espace/compte")
    assert client.post("/espace/deconnexion", data={"csrf_token": token}).status_code == 303
    with client.session_transaction() as cookie:
        cookie.update(stolen)
    assert client.get("/espace").status_code == 302


class TestSecondStep:
    @pytest.fixture
    def secret(self, session: orm.Session, moderator: User) -> str:
        moderator.totp_secret = pyotp.random_base32()
        session.commit()
        return moderator.totp_secret

    def test_the_password_alone_does_not_open(
        self, client: PageClient, moderator: User, secret: str
    ) -> None:
        assert sign_in(client, moderator.email).location == "/espace/code"
        assert client.get("/espace").status_code == 302

    def test_the_digits_open_once(self, client: PageClient, moderator: User, secret: str) -> None:
        digits = pyotp.TOTP(secret).now()
        sign_in(client, moderator.email)
        assert client.submit("/espace/code", {"code": digits}).location == "/espace"
        client.post("/espace/deconnexion", data={"csrf_token": client.token("/espace/compte")})
        sign_in(client, moderator.email)
        again = client.submit("/espace/code", {"code": digits})
        assert again.status_code == 422
        assert "ont déjà servi" in words(again)

    @pytest.mark.parametrize("typed", ["", "12345", "abcdef", "١٢٣٤٥٦", "0" * 300])
    def test_other_signs_are_refused_kindly(
        self, client: PageClient, moderator: User, secret: str, typed: str
    ) -> None:
        sign_in(client, moderator.email)
        assert client.submit("/espace/code", {"code": typed}).status_code == 422

    def test_nobody_reaches_the_digits_without_a_password(
        self, client: PageClient, moderator: User
    ) -> None:
        assert client.get("/espace/code").status_code == 302

    def test_it_is_turned_on_with_a_first_code_and_off_again(
        self, client: PageClient, session: orm.Session, moderator: User
    ) -> None:
        client.sign_in(moderator)
        client.get("/espace/compte/code")
        with client.session_transaction() as cookie:
            secret = cookie["new_totp"]
        wrong = client.submit("/espace/compte/code", {"code": "000000"}, form=1)
        assert wrong.status_code == 422
        client.submit("/espace/compte/code", {"code": pyotp.TOTP(secret).now()}, form=1)
        session.expire_all()
        assert session.get_one(User, moderator.id).totp_secret == secret
        client.submit("/espace/compte", form=1)
        session.expire_all()
        assert session.get_one(User, moderator.id).totp_secret is None


class TestLinkByMail:
    def link(self, session: orm.Session) -> str:
        body = session.scalars(
            sa.select(OutboxMessage.body).order_by(OutboxMessage.id.desc())
        ).first()
        assert body is not None
        return next(line for line in body.splitlines() if "/espace/" in line).removeprefix(
            "http://localhost"
        )

    def test_an_animator_enters_with_it_once(
        self, client: PageClient, session: orm.Session, world: World
    ) -> None:
        assert client.submit("/espace/lien", {"email": "animator@example.org"}).status_code == 303
        link = self.link(session)
        assert client.get(link).status_code == 200
        assert client.get(link).status_code == 200, "looking does not use it up"
        assert client.submit(link).location == "/espace"
        assert client.get("/espace").status_code == 200
        other = client.application.test_client()
        assert "ne fonctionne plus" in words(other.get(link))

    @pytest.mark.parametrize("email", ["moderator@example.org", "personne@example.org"])
    def test_nobody_else_gets_one_and_the_page_does_not_tell(
        self, client: PageClient, session: orm.Session, world: World, email: str
    ) -> None:
        answer = client.submit("/espace/lien", {"email": email})
        assert answer.location == "/espace/lien/envoye"
        assert session.scalar(sa.select(sa.func.count()).select_from(OutboxMessage)) == 0

    def test_an_old_or_a_false_link_says_so(
        self, client: PageClient, session: orm.Session, world: World
    ) -> None:
        client.submit("/espace/lien", {"email": "animator@example.org"})
        link = self.link(session)
        row = session.scalars(sa.select(MagicLink)).one()
        row.expires_at = row.created_at
        session.commit()
        assert "ne fonctionne plus" in words(client.get(link))
        token = client.token("/espace/connexion")
        assert client.post(link, data={"csrf_token": token}).status_code == 410
        assert client.post("/espace/lien/faux", data={"csrf_token": token}).status_code == 410

    def test_a_new_link_makes_the_previous_one_useless(
        self, client: PageClient, session: orm.Session, world: World
    ) -> None:
        client.submit("/espace/lien", {"email": "animator@example.org"})
        first = self.link(session)
        client.submit("/espace/lien", {"email": "animator@example.org"})
        assert self.link(session) != first
        assert "ne fonctionne plus" in words(client.get(first))


def test_every_act_at_the_door_leaves_a_line(
    client: PageClient, session: orm.Session, moderator: User
) -> None:
    sign_in(client, moderator.email)
    actions = session.scalars(
        sa.select(AuditLine.action).where(AuditLine.actor == f"user:{moderator.id}")
    )
    assert "user.sign_in" in list(actions)
