from __future__ import annotations

import pytest
from sqlalchemy import orm

from consult.moderation.operations import ensure_reasons
from tests.factories import World
from tests.pages import PageClient


@pytest.fixture
def reasons(session: orm.Session) -> None:
    """The list that moderators choose from."""
    ensure_reasons(session)
    session.commit()


@pytest.fixture
def moderator(client: PageClient, world: World, reasons: None) -> PageClient:
    """A moderator at their desk."""
    client.sign_in(world.moderator)
    return client
