"""The same answers again from one device: kept, and marked for the moderator."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.consultations.entry import likeness
from consult.consultations.models import AnswerSheet, Consultation
from consult.consultations.operations import forget_drafts
from consult.contributions.models import Contribution
from consult.db import utcnow
from tests.consultations.conftest import Walker
from tests.factories import World
from tests.pages import PageClient, words

Begin = Callable[..., Walker]
WORDS = "Des bancs à l’ombre, place du marché."


@pytest.fixture
def say(begin: Begin, consultation: Consultation) -> Callable[..., None]:
    def send(text: str = WORDS, tick: str = "c0") -> None:
        walker = begin()
        walker.answer(1, tick)
        walker.answer(3, text)
        assert walker.send().status_code == 303

    return send


def repeats(session: orm.Session) -> list[int]:
    session.expire_all()
    return list(session.scalars(sa.select(AnswerSheet.repeats).order_by(AnswerSheet.id)))


def test_answers_that_come_again_are_kept_and_counted(
    say: Callable[..., None], session: orm.Session
) -> None:
    for _ in range(3):
        say()
    say(WORDS.upper() + "  ")
    assert repeats(session) == [0, 1, 2, 3]
    assert session.scalar(sa.select(sa.func.count()).select_from(Contribution)) == 4


def test_other_answers_or_another_device_are_not_marked(
    say: Callable[..., None], session: orm.Session, client: PageClient
) -> None:
    say()
    say("Autre chose.")
    say(tick="c1")
    client.environ_base["HTTP_USER_AGENT"] = "Another browser"
    say()
    client.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    say()
    assert repeats(session) == [0, 0, 0, 0, 0]


def test_the_moderator_reads_the_mark_and_decides(
    say: Callable[..., None], session: orm.Session, client: PageClient, world: World
) -> None:
    say()
    say()
    client.sign_in(world.moderator)
    first, second = session.scalars(sa.select(Contribution).order_by(Contribution.id)).all()
    told = "étaient déjà venues 1 fois du même appareil"
    pages = [
        words(client.get(f"/espace/moderation/{each.public_id}?seule=1", follow_redirects=True))
        for each in (first, second)
    ]
    assert [told in page for page in pages] == [False, True]


def test_the_results_tell_how_many_came_again(
    say: Callable[..., None], session: orm.Session, client: PageClient, world: World
) -> None:
    client.sign_in(world.editor)
    page = "/espace/consultations/quartier/resultats"
    say()
    assert "le même qu’un autre" not in words(client.get(page))
    say()
    assert "1 de ces questionnaires est le même qu’un autre" in words(client.get(page))


def test_the_digest_tells_nothing_and_goes(say: Callable[..., None], session: orm.Session) -> None:
    say()
    sheet = session.scalars(sa.select(AnswerSheet)).one()
    assert sheet.likeness is not None
    assert len(sheet.likeness) == 64
    likeness.forget(session, utcnow())
    session.refresh(sheet)
    assert sheet.likeness is not None, "it may still come again today"
    sheet.submitted_at = utcnow() - timedelta(days=3)
    session.flush()
    forget_drafts(session, utcnow() - timedelta(days=30))
    session.refresh(sheet)
    assert sheet.likeness is None
    assert sheet.repeats == 0
