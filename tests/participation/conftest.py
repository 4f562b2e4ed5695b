"""A town on 21 November 2026, and a consultation answered in the spring."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import orm

from consult.consultations.models import Consultation
from consult.contributions.models import Channel
from consult.participation import views
from consult.territory.models import (
    PlaceScope,
)
from consult.territory.publics import AgeBand, Gender
from tests.factories import (
    World,
    make_consultation,
)
from tests.participation.people import Person, answer

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


@pytest.fixture
def crowd(session: orm.Session, world: World, consultation: Consultation) -> None:
    """Fifty-six people in the spring, enough in each place and age for nothing to be masked."""
    people = {
        Person(SPRING, world.quarter, age=AgeBand.FROM_18_TO_25, gender=Gender.WOMEN): 20,
        Person(
            SPRING,
            world.other_quarter,
            age=AgeBand.OVER_64,
            gender=Gender.MEN,
            channel=Channel.DOOR_TO_DOOR,
        ): 10,
        Person(
            SPRING,
            scope=PlaceScope.ELSEWHERE_IN_TOWN,
            age=AgeBand.UNDER_18,
            channel=Channel.INTERVIEW,
        ): 12,
        Person(
            SPRING,
            scope=PlaceScope.NOT_SAID,
            age=AgeBand.FROM_26_TO_64,
            channel=Channel.PAPER,
        ): 8,
        Person(SPRING, channel=Channel.PAPER): 6,
    }
    for person, times in people.items():
        answer(session, consultation, person, times=times)
    session.commit()
