"""An interview is erased at the very moment when it is sent, or erased: real commits, real locks."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from flask import Flask, url_for

from consult.accounts.models import User
from consult.audit.models import AuditLine
from consult.consultations.collecting import interviews, links, queries, rounds
from consult.consultations.collecting.models import CollectedSheet
from consult.consultations.models import AnswerSheet, Consultation
from consult.consultations.operations import submission_of, submit_sheet
from consult.consultations.queries import sheet_by_token
from consult.contributions.models import Channel, Contribution
from consult.db import transaction, utcnow
from consult.extensions import db
from tests.consultations.collecting.conftest import Interviewer, begin
from tests.factories import make_consultation, make_world
from tests.pages import browser, form_of

WAIT = 1.0
WORDS = "Dit à voix haute, une seule fois."


@pytest.fixture
def walker(live_site: Flask) -> Interviewer:
    """Who asks, once something was answered."""
    with live_site.test_request_context(), transaction(db.session) as session:
        world = make_world(session)
        consultation = make_consultation(session, world)
        by = session.scalars(sa.select(User)).first()
        assert by is not None
        said = rounds.Said("Centre social")
        made = rounds.make_round(session, consultation, Channel.INTERVIEW, said, by=by)
        rounds.open_link(session, made, utcnow().replace(year=utcnow().year + 1), by=by)
        session.flush()
        address = url_for("consultations.collect_one", slug="quartier", link=links.link_of(made))
    found = begin(browser(live_site), address)
    assert isinstance(found, Interviewer)
    assert found.answer(3, WORDS).status_code == 303
    return found


@contextmanager
def held(app: Flask) -> Iterator[None]:
    """What the block does is not committed before another request has had the time to come."""
    with app.test_request_context(), transaction(db.session):
        yield
        time.sleep(WAIT)


def press_erase(walker: Interviewer, page: str) -> int:
    action, fields = form_of(page, 0)
    return walker.client.post(action, data=fields).status_code


def together(app: Flask, walker: Interviewer, act) -> int:
    """The status of an erasure that begins while `act` is being done."""
    page = walker.page(3).get_data(as_text=True)
    with ThreadPoolExecutor(1) as pool:
        with held(app):
            act(walker.base.rpartition("/")[2])
            erased = pool.submit(press_erase, walker, page)
        return erased.result()


def rows(app: Flask, table: type) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_what_is_being_sent_is_not_erased(live_site: Flask, walker: Interviewer) -> None:
    def send(token: str) -> None:
        sheet = sheet_by_token(db.session, "quartier", token, lock=True)
        assert sheet is not None
        submit_sheet(db.session, sheet, submission_of(token))
        db.session.flush()

    assert together(live_site, walker, send) == 303
    counts = [rows(live_site, each) for each in (AnswerSheet, CollectedSheet, Contribution)]
    assert counts == [1, 1, 1]
    with live_site.app_context():
        assert db.session.scalars(sa.select(AnswerSheet)).one().submitted_at is not None


def test_an_interview_erased_twice_is_erased_once(live_site: Flask, walker: Interviewer) -> None:
    def erase(token: str) -> None:
        found = queries.collected_by_token(db.session, "quartier", token, lock=True)
        assert found is not None
        interviews.erase(db.session, found)

    assert together(live_site, walker, erase) == 303
    assert rows(live_site, AnswerSheet) == rows(live_site, CollectedSheet) == 0
    with live_site.app_context():
        acts = list(db.session.scalars(sa.select(AuditLine.action)))
        assert acts.count("collecting_round.erase") == 1
        assert db.session.scalars(sa.select(Consultation)).one()
