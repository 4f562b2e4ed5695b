"""« Who spoke » with 100 000 sheets of answers on SQLite; `pytest tests/bench -n 0 -s` tells."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.consultations.models import Answer, AnswerSheet
from consult.contributions.models import Channel, Receipt
from consult.extensions import db
from consult.participation import views
from consult.territory.models import PlaceScope
from consult.territory.publics import AgeBand, Gender
from tests.bench.crowd import insert
from tests.bench.towns import NUMBER, empty_site, import_armentieres, milliseconds, page, signed_in
from tests.factories import World, make_consultation

pytestmark = pytest.mark.xdist_group("bench")
TODAY = datetime(2026, 11, 21, 12, tzinfo=UTC)
SINCE = datetime(2026, 1, 5, 8, tzinfo=UTC)
MINUTES = 300 * 24 * 60


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, World]]:
    """One sheet a person, with one answer ticked, as they came all through the year."""
    with empty_site(tmp_path_factory) as app:
        world = import_armentieres(db.session)
        consultation = make_consultation(db.session, world)
        question = consultation.questions[0].id
        db.session.commit()
        numbers = range(1, NUMBER + 1)
        insert(db.session, Receipt, (receipt(n) for n in numbers))
        insert(db.session, AnswerSheet, (sheet(world, consultation.id, n) for n in numbers))
        ticked = {"question_id": question, "number": 1}
        insert(db.session, Answer, ({**ticked, "id": n, "sheet_id": n} for n in numbers))
        db.session.commit()
        yield app, world


def receipt(number: int) -> dict[str, Any]:
    dice = random.Random(number)
    return {
        "id": number,
        "code_digest": f"c{number}",
        "submission_digest": f"s{number}",
        "created_at": SINCE,
        "shared": False,
        "is_demo": False,
        "age": dice.choice([None, *AgeBand]),
        "gender": dice.choice([None, *Gender]),
    }


def sheet(world: World, consultation_id: int, number: int) -> dict[str, Any]:
    dice = random.Random(-number)
    quarter = dice.choice([None, world.quarter.id, world.other_quarter.id])
    scope = PlaceScope.PERIMETER if quarter else dice.choice([None, PlaceScope.ELSEWHERE_IN_TOWN])
    return {
        "id": number,
        "consultation_id": consultation_id,
        "receipt_id": number,
        "token_hash": f"{number:064x}",
        "channel": dice.choice([Channel.ONLINE, Channel.PAPER, Channel.INTERVIEW]),
        "place_scope": scope,
        "perimeter_id": quarter,
        "submitted_at": SINCE + timedelta(minutes=number * MINUTES // NUMBER),
    }


def test_who_spoke(town: tuple[Flask, World], monkeypatch: pytest.MonkeyPatch) -> None:
    """A year is counted in one pass over its sheets, whatever is told of it afterwards."""
    monkeypatch.setattr(views, "utcnow", lambda: TODAY)
    app, world = town
    answered = (
        sa.select(Receipt.age, AnswerSheet.place_scope, sa.func.count())
        .join(Receipt, Receipt.id == AnswerSheet.receipt_id)
        .group_by(Receipt.age, AnswerSheet.place_scope)
    )
    plain = milliseconds(lambda: db.session.execute(answered).all())
    readers, editors = app.test_client(), signed_in(app, world.editor)
    told = milliseconds(page(readers, "/participation?annee=2026"))
    text = page(readers, "/participation?annee=2026")().decode()
    team = milliseconds(page(editors, "/espace/synthese/participation"))
    print(
        f"\n{NUMBER} sheets: one plain count {plain:.0f} ms; the page {told:.0f} ms "
        f"({told / plain:.1f}×), the team's {team:.0f} ms ({team / plain:.1f}×)"
    )
    assert "<table" in text
    assert max(told, team) < 6 * plain
