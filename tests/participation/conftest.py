"""A town on 21 November 2026, and a consultation answered in the spring."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import orm

from consult.consultations.models import Consultation
from consult.participation import views
from tests.factories import World, make_consultation

TODAY = datetime(2026, 11, 21, 12, tzinfo=UTC)
SPRING = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "utcnow", lambda: TODAY)


@pytest.fixture
def consultation(session: orm.Session, world: World) -> Consultation:
    made = make_consultation(session, world)
    session.commit()
    return made
