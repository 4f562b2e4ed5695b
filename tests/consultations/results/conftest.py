from __future__ import annotations

import pytest
from sqlalchemy import orm

from consult.consultations.models import Consultation
from consult.contributions.models import Channel, Status
from consult.territory.publics import AgeBand, Gender
from tests.consultations.results.people import answer, make_survey
from tests.factories import World


@pytest.fixture
def survey(session: orm.Session, world: World) -> Consultation:
    """Closed, answered by 66 people of two quarters."""
    made = make_survey(session, world, open_for=-10)
    young = {"quarter": world.quarter, "age": AgeBand.FROM_18_TO_25, "gender": Gender.WOMEN}
    old = {"quarter": world.other_quarter, "age": AgeBand.OVER_64, "gender": Gender.MEN}
    answer(session, made, {
        "famille": 0, "freins": [0, 1], "bien": 0, "foyer": 1, "ordre": [0, 1], "bus": 0,
        "services": {"mairie": 0, "poste": 1}, "lieu": world.quarter,
    }, times=20, **young)  # fmt: skip
    answer(session, made, {"famille": 1, "freins": [2], "bien": 2, "foyer": 4, "ordre": [2],
        "services": {"mairie": 1}, "lieu": world.other_quarter}, times=20,
        channel=Channel.PAPER, **old)  # fmt: skip
    answer(session, made, {"famille": 1, "freins": [0, 2], "bien": 1, "foyer": 2, "bus": 1},
           times=12, **young)  # fmt: skip
    answer(session, made, {"famille": 1, "freins": [1, 3], "bien": 1}, times=8, **old)
    answer(session, made, {"famille": 2, "bien": 2}, times=3, channel=Channel.PAPER, **young)
    words = [
        ("Des bancs.", Status.PUBLISHED),
        ("=Un mot.", Status.RECEIVED),
        ("Repris.", Status.WITHDRAWN),
    ]
    for text, status in words:
        answer(session, made, {"mots": (world, text, status)}, **old)
    session.commit()
    return made
