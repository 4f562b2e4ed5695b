"""Long runs beside people who work: real commits, real threads, real locks."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask

from consult.cli import cli
from consult.contributions.models import Contribution, Status
from consult.db import transaction
from consult.enjeux.models import Enjeu
from consult.extensions import db
from consult.following.operations import withdraw
from consult.synthesis.topics import operations, running
from consult.synthesis.topics.models import SetAsideReason, Topic, TopicMember, TopicRun
from consult.synthesis.topics.scope import EVERYTHING
from consult.synthesis.topics.writing import Planned, Writer
from tests.factories import World, make_contribution, make_world
from tests.pages import PageClient, browser, hidden, words
from tests.synthesis.topics.samples import ALONE, DOCTORS, TEETH

GROUPS = "/espace/synthese/armentieres/sante/groupes"


class Town:
    def __init__(self, app: Flask, data: Path, editor: str) -> None:
        self.app, self.data, self.editor = app, data, editor

    def browser(self) -> PageClient:
        return browser(self.app, self.editor)


@pytest.fixture
def town(live_site: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    # Runs work apart, in a process that reads its settings again.
    if live_site.config["SETTINGS"].database_url.startswith("postgresql"):
        monkeypatch.setenv("CONSULT_DATABASE_URL", live_site.config["SETTINGS"].database_url)
    with live_site.app_context(), transaction(db.session) as session:
        world: World = make_world(session)
        for text in (*DOCTORS, *TEETH, ALONE):
            make_contribution(session, world, text, status=Status.PUBLISHED, enjeux=("sante",))
        return Town(live_site, tmp_path, world.editor.get_id())


@pytest.fixture
def threads(monkeypatch: pytest.MonkeyPatch) -> list[threading.Thread]:
    """Every run is long; those that start are kept here to be waited for."""
    started: list[threading.Thread] = []
    start = running.start

    def noted(app: Flask, run_id: int) -> threading.Thread:
        started.append(start(app, run_id))
        return started[-1]

    monkeypatch.setattr(running, "AT_ONCE", 0)
    monkeypatch.setattr(running, "start", noted)
    return started


def ask(browser: PageClient) -> None:
    token = hidden(browser.get(GROUPS).text, "csrf_token")
    assert browser.post(GROUPS, data={"csrf_token": token}).status_code == 303


def test_a_long_run_goes_on_after_the_page_answered(
    town: Town, threads: list[threading.Thread]
) -> None:
    browser = town.browser()
    ask(browser)
    (thread,) = threads
    thread.join(60)
    assert browser.get(f"{GROUPS}/avancement").get_json() == {"done": 100, "running": False}
    page = words(browser.get(GROUPS))
    assert "8 contributions lues, 2 groupes." in page
    with town.app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(TopicMember)) == 7


def test_two_people_who_ask_together_have_the_same_groups(
    town: Town, threads: list[threading.Thread]
) -> None:
    ready = Barrier(2)

    def one(browser: PageClient) -> None:
        token = hidden(browser.get(GROUPS).text, "csrf_token")
        ready.wait()
        assert browser.post(GROUPS, data={"csrf_token": token}).status_code == 303

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(one, [town.browser(), town.browser()]))
    for thread in threads:
        thread.join(60)
    with town.app.app_context():
        unfinished = sa.select(TopicRun).where(TopicRun.finished_at.is_(None))
        assert db.session.scalars(unfinished).all() == []
        topics = db.session.scalar(sa.select(sa.func.count()).select_from(Topic))
        assert topics == 2


def test_a_run_that_fails_says_so_and_can_be_asked_again(
    town: Town, threads: list[threading.Thread], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: Writer, *_: object) -> None:
        raise RuntimeError("no disk left")

    browser = town.browser()
    with monkeypatch.context() as patch:
        patch.setattr(Writer, "write", broken)
        ask(browser)
        threads[0].join(60)
    assert "a échoué" in words(browser.get(GROUPS))
    ask(browser)
    threads[1].join(60)
    assert "2 groupes" in words(browser.get(GROUPS))


def test_what_the_team_does_during_a_run_is_not_undone_by_its_end(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between reading the words and writing the groups: a group made, words set aside."""
    with town.app.app_context():
        with transaction(db.session) as session:
            sante = session.scalars(sa.select(Enjeu).where(Enjeu.key == "sante")).one()
            run, _ = running.ask(session, sante, EVERYTHING, by=None)
            run_id, enjeu_id = run.id, sante.id
        real = running._propose

        def meanwhile(*given: object) -> object:
            with db.sessionmaker() as other, transaction(other):
                act(other)
            return real(*given)

        def act(other: sa.orm.Session) -> None:
            enjeu = other.get_one(Enjeu, enjeu_id)
            said = {each.text: each for each in other.scalars(sa.select(Contribution))}
            by = next(each for each in other.scalars(sa.select(operations.User)))
            made = operations.new_topic(other, enjeu, "À la main", by=by)
            operations.move(other, enjeu, [said[DOCTORS[0]]], source=None, target=made, by=by)
            aside = [said[DOCTORS[1]]]
            operations.set_aside(other, enjeu, aside, SetAsideReason.UNCLEAR, "", by=by)
            said[DOCTORS[2]].status = Status.REFUSED

        monkeypatch.setattr(running, "_propose", meanwhile)
        running.run_apart(run_id)
        rows = db.session.execute(
            sa.select(Contribution.text, Topic.name, TopicMember.kept)
            .join(TopicMember, TopicMember.contribution_id == Contribution.id)
            .join(Topic, Topic.id == TopicMember.topic_id)
        )
        found = {text: (name, kept) for text, name, kept in rows}
        assert found.pop(DOCTORS[0]) == ("À la main", True)
        assert set(found) == {DOCTORS[3], *TEETH}


def test_an_operator_proposes_groups_from_a_terminal(town: Town) -> None:
    arguments = ["--data", str(town.data)]

    def run(*words: str):
        return CliRunner().invoke(cli, ["synthesis", "propose", *words, *arguments])

    done = run("armentieres", "sante")
    assert done.exit_code == 0, done.output
    assert "8 contributions read: 2 groups, 1 contributions alone." in done.output
    assert run("armentieres", "nulle-part").exit_code == 2
    assert run("nulle-part", "sante").exit_code == 2
    future = run("armentieres", "sante", "--since", "2190-01-01")
    assert "0 contributions read: 0 groups" in future.output


# Three of the four people of one group say it, and nobody else does.
THEIRS = "traitant"


def test_words_taken_back_during_a_run_are_not_written_back_by_its_end(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their authors come after the run read them, and before it writes."""
    with town.app.app_context():
        run_id, mine = _asked()
        real = running._propose

        def meanwhile(*given: object) -> object:
            found = real(*given)
            for each in mine:
                _take_back(each)
            return found

        monkeypatch.setattr(running, "_propose", meanwhile)
        running.run_apart(run_id)
        _nothing_is_left_of(mine)


def test_words_taken_back_while_the_groups_are_written_leave_them(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their authors come in the middle of the transaction that writes their group."""
    with town.app.app_context():
        run_id, mine = _asked()
        real = Writer._topic
        started: list[threading.Thread] = []

        def apart() -> None:
            with town.app.app_context():
                for each in mine:
                    _take_back(each)

        def meanwhile(self: Writer, session: sa.orm.Session, planned: Planned) -> Topic | None:
            if not started:
                started.append(threading.Thread(target=apart))
                started[0].start()
                # On PostgreSQL authors who waited for nothing would be done by now.
                started[0].join(0.5)
            return real(self, session, planned)

        monkeypatch.setattr(Writer, "_topic", meanwhile)
        running.run_apart(run_id)
        started[0].join(30)
        assert not started[0].is_alive()
        _nothing_is_left_of(mine)


def _asked() -> tuple[int, list[int]]:
    """A run to make under « sante », and those who will take their words back."""
    with transaction(db.session) as session:
        sante = session.scalars(sa.select(Enjeu).where(Enjeu.key == "sante")).one()
        run, _ = running.ask(session, sante, EVERYTHING, by=None)
        mine = sa.select(Contribution.id).where(Contribution.text.contains(THEIRS))
        return run.id, list(session.scalars(mine))


def _take_back(contribution_id: int) -> None:
    with db.sessionmaker() as other, transaction(other):
        withdraw(other, other.get_one(Contribution, contribution_id))


def _nothing_is_left_of(ids: list[int]) -> None:
    db.session.rollback()
    db.session.expire_all()
    left = sa.select(TopicMember.id).where(TopicMember.contribution_id.in_(ids))
    assert db.session.scalars(left).all() == []
    told = [each.words for each in db.session.scalars(sa.select(Topic))]
    assert len(told) == 2
    assert all(told)
    assert not any(THEIRS in words for words in told), told
