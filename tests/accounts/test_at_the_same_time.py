"""Two administrators act at once, on a database of their own: real commits, real locks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.accounts import operations
from consult.accounts.models import Role, User, UserRole
from consult.accounts.queries import user_by_email
from consult.audit.operations import SYSTEM
from consult.db import transaction
from consult.extensions import db

PEOPLE = ("une@example.org", "deux@example.org")


@pytest.fixture
def office(live_site: Flask) -> Flask:
    """An application whose team is two administrators."""
    with live_site.app_context(), transaction(db.session) as session:
        for email in PEOPLE:
            operations.create_user(
                session, email=email, name=email, roles=[Role.ADMINISTRATOR], by=SYSTEM
            )
    return live_site


@pytest.mark.parametrize(
    ("roles", "active"), [([Role.MODERATOR], True), ([Role.ADMINISTRATOR], False)]
)
def test_two_administrators_never_remove_each_other(
    office: Flask, roles: list[Role], active: bool
) -> None:
    both_have_looked = Barrier(len(PEOPLE), timeout=30)

    def remove(email: str) -> bool:
        with office.app_context():
            # SQLite lets one writer in at a time: there, they can only meet at the door.
            together = db.engine.dialect.name == "postgresql"
            if not together:
                both_have_looked.wait()
            try:
                with transaction(db.session) as session:
                    user = user_by_email(session, email)
                    assert user is not None
                    assert user.roles == {Role.ADMINISTRATOR}
                    if together:
                        both_have_looked.wait()
                    operations.change_user(
                        session,
                        user,
                        name=user.name,
                        roles=roles,
                        structure=None,
                        active=active,
                        by=SYSTEM,
                    )
            except operations.LastAdministratorError:
                return False
            return True

    with ThreadPoolExecutor(len(PEOPLE)) as pool:
        done = list(pool.map(remove, PEOPLE))
    assert sorted(done) == [False, True]
    left = (
        sa.select(sa.func.count())
        .select_from(User)
        .join(UserRole)
        .where(User.active, UserRole.role == Role.ADMINISTRATOR)
    )
    with office.app_context():
        assert db.session.scalar(left) == 1
