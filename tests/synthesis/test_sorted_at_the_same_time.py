"""A moderator sorts words elsewhere while an editor groups them: real commits and real locks."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from consult import schema
from consult.accounts.models import User
from consult.app import create_app
from consult.config import load_settings
from consult.contributions.models import Contribution, Tagging
from consult.db import transaction
from consult.enjeux.models import Enjeu
from consult.extensions import db
from consult.moderation.operations import StaleError
from consult.moderation.queries import find
from consult.moderation.tagging import tag
from consult.synthesis.topics import operations, places, running
from consult.synthesis.topics.models import SetAsideReason, Topic, TopicMember
from consult.synthesis.topics.scope import EVERYTHING
from tests import factories
from tests.conftest import drop_postgres, fresh_postgres, postgres_is_missing
from tests.synthesis.conftest import said
from tests.synthesis.test_sorted_again import stale
from tests.synthesis.topics.samples import DOCTORS, TEETH

WORDS = (*DOCTORS, *TEETH)


@pytest.fixture(params=["sqlite", "postgresql"])
def town(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """Words of « sante », and a group that the team keeps."""
    environ = {"CONSULT_DATA": str(tmp_path)}
    name = f"consult_sorting_{os.getpid()}"
    if request.param == "postgresql":
        if reason := postgres_is_missing():
            pytest.skip(reason)
        environ["CONSULT_DATABASE_URL"] = fresh_postgres(name)
    app = create_app(load_settings(environ=environ))
    with app.app_context():
        schema.upgrade(db.engine)
        with transaction(db.session) as session:
            world = factories.make_world(session)
            for text in WORDS:
                said(session, world, text)
            operations.new_topic(session, world.enjeu("sante"), "Soins", by=world.editor)
    yield app
    with app.app_context():
        db.engine.dispose()
    if request.param == "postgresql":
        drop_postgres(name)


def enjeu(session: orm.Session, key: str) -> Enjeu:
    return session.scalars(sa.select(Enjeu).where(Enjeu.key == key)).one()


def person(session: orm.Session, role: str) -> User:
    return session.scalars(sa.select(User).where(User.email == f"{role}@example.org")).one()


def sort_elsewhere(session: orm.Session, text: str, key: str = "emploi") -> None:
    public_id = session.scalars(
        sa.select(Contribution.public_id).where(Contribution.text == text)
    ).one()
    found = find(session, public_id, lock=True)
    assert found is not None
    new = [enjeu(session, key)]
    by = person(session, "moderator")
    tag(session, found, Tagging.TAGGED, by=by, revision=found.revision, enjeux=new)


def group(session: orm.Session, text: str) -> None:
    one = session.scalars(sa.select(Contribution).where(Contribution.text == text)).one()
    kept = session.scalars(sa.select(Topic).where(Topic.kept)).one()
    by = person(session, "editor")
    operations.move(session, enjeu(session, "sante"), [one], source=None, target=kept, by=by)


def set_aside(session: orm.Session, text: str) -> None:
    one = session.scalars(sa.select(Contribution).where(Contribution.text == text)).one()
    by = person(session, "editor")
    sante = enjeu(session, "sante")
    operations.set_aside(session, sante, [one], SetAsideReason.UNCLEAR, "", by=by)


def propose(session: orm.Session, _text: str) -> None:
    run, is_new = running.ask(session, enjeu(session, "sante"), EVERYTHING, by=None)
    if is_new:
        running.run_at_once(session, run)


@pytest.mark.parametrize("act", [group, set_aside, propose])
def test_nothing_stays_under_the_enjeu_that_words_leave(
    town: Flask, act: Callable[[orm.Session, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = operations.all_heard

    def slowly(*given: object) -> bool:
        time.sleep(0.02)
        return real(*given)

    monkeypatch.setattr(operations, "all_heard", slowly)

    def one(job: tuple[Callable[[orm.Session, str], None], str]) -> None:
        do, text = job
        with town.app_context():
            try:
                with transaction(db.session) as session:
                    do(session, text)
            except (ValueError, StaleError, operations.MovedMeanwhileError):
                pass  # the one who came second is told, and nothing is done

    jobs = [(do, text) for text in WORDS for do in (act, sort_elsewhere)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(one, jobs))
    with town.app_context():
        assert stale(db.session) == []
        left = sa.select(sa.func.count()).select_from(TopicMember)
        assert db.session.scalar(left) == 0
        (moved,) = db.session.execute(
            sa.select(sa.func.count())
            .select_from(Contribution)
            .where(Contribution.tags.any(enjeu_id=enjeu(db.session, "emploi").id))
        ).one()
        assert moved == len(WORDS)


def test_two_moderators_sort_in_opposite_directions(
    town: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither waits for the other, who would be waiting for them."""
    real = places.hold

    def slowly(*given: object) -> None:
        time.sleep(0.1)
        real(*given)

    monkeypatch.setattr(places, "hold", slowly)

    def one(job: tuple[str, str]) -> None:
        with town.app_context(), transaction(db.session) as session:
            sort_elsewhere(session, *job)

    with town.app_context(), transaction(db.session) as session:
        sort_elsewhere(session, WORDS[0])
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(one, [(WORDS[0], "sante"), (WORDS[1], "emploi")]))
    with town.app_context():
        emploi = Contribution.tags.any(enjeu_id=enjeu(db.session, "emploi").id)
        found = db.session.scalars(sa.select(Contribution.text).where(emploi)).all()
        assert found == [WORDS[1]]
