"""Two people answer at the same instant, on a database of their own: real commits, real locks."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from threading import Barrier

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.accounts.models import User
from consult.contributions.models import Contribution, Step, StepKind
from consult.db import transaction
from consult.extensions import db
from consult.moderation import appeals, operations, reports
from consult.moderation.models import Decision
from consult.moderation.review_models import Appeal, AppealState, Report, ReportReason
from tests.factories import make_contribution, make_world
from tests.moderation.acts import another_moderator, publish, receipt_page, refused
from tests.pages import PageClient, browser, form_of

PEOPLE = 6


@pytest.fixture
def town(live_site: Flask) -> Flask:
    """An application whose database holds refused words and reported ones."""
    with live_site.app_context(), transaction(db.session) as session:
        operations.ensure_reasons(session)
        world = make_world(session)
        refused(session, world, "Refusé")
        shown = publish(session, world.moderator, make_contribution(session, world, "Publié"))
        reports.submit(session, shown, "first", ReportReason.HURTS)
        for n in range(PEOPLE):
            another_moderator(session, f"autre{n}@example.org")
    return live_site


def public_id(app: Flask, text: str) -> str:
    with app.app_context():
        query = sa.select(Contribution.public_id).where(Contribution.text == text)
        return db.session.scalars(query).one()


def moderators(app: Flask) -> list[PageClient]:
    """A browser for each of the PEOPLE who did not refuse."""
    made = []
    with app.app_context():
        query = sa.select(User).where(User.email.startswith("autre")).order_by(User.id)
        for user in db.session.scalars(query):
            made.append(browser(app, user))
    return made


def all_at_once(acts: list[Callable[[], int]]) -> list[int]:
    """The status that each act gets; they start together."""
    start = Barrier(len(acts))

    def run(act: Callable[[], int]) -> int:
        start.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(lambda act: Context().run(run, act), acts))


def count(app: Flask, table: type, *where: sa.ColumnElement[bool]) -> int:
    with app.app_context():
        query = sa.select(sa.func.count()).select_from(table).where(*where)
        return db.session.scalar(query) or 0


def test_an_appeal_sent_many_times_together_is_one(town: Flask) -> None:
    with town.app_context():
        page = receipt_page()
    address = f"{page}/{public_id(town, 'Refusé')}/recours"

    def form() -> Callable[[], int]:
        client = town.test_client()
        action, fields = form_of(client.get(address).text, 0)
        return lambda: client.post(action, data={**fields, "sentence": "Non."}).status_code

    assert all_at_once([form() for _ in range(PEOPLE)]) == [303] * PEOPLE
    assert count(town, Appeal) == 1
    assert count(town, Step, Step.kind == StepKind.APPEALED) == 1


def test_of_many_answers_to_one_appeal_a_single_one_counts(town: Flask) -> None:
    with town.app_context(), transaction(db.session) as session:
        contribution = session.scalars(
            sa.select(Contribution).where(Contribution.text == "Refusé")
        ).one()
        appeals.submit(session, contribution, "Non.", days=60)
    address = f"/espace/moderation/recours/{public_id(town, 'Refusé')}"

    def answer(client: PageClient, n: int) -> Callable[[], int]:
        sent = {"csrf_token": client.token(address), "sentence": f"Réponse {n}"}
        sent["answer"] = "publish" if n % 2 else "maintain"
        return lambda: client.post(address, data=sent).status_code

    acts = [answer(client, n) for n, client in enumerate(moderators(town))]
    assert all_at_once(acts) == [303] + [409] * (PEOPLE - 1)
    assert count(town, Appeal, Appeal.state != AppealState.WAITING) == 1
    told = (StepKind.APPEAL_ACCEPTED, StepKind.APPEAL_MAINTAINED)
    assert count(town, Step, Step.kind.in_(told)) == 1


def test_of_many_answers_to_reports_a_single_one_counts(town: Flask) -> None:
    address = f"/espace/moderation/signalements/{public_id(town, 'Publié')}"

    def answer(client: PageClient, n: int) -> Callable[[], int]:
        action, fields = form_of(client.get(address).text, 1 + n % 2)
        sent = {**fields, "note": f"Note {n}", "reason": "insults", "sentence": f"Phrase {n}"}
        return lambda: client.post(action, data=sent).status_code

    acts = [answer(client, n) for n, client in enumerate(moderators(town))]
    assert all_at_once(acts) == [303] + [409] * (PEOPLE - 1)
    taken_down = count(town, Decision) - 2
    kept = count(town, Report, Report.note != "")
    assert kept + taken_down == 1


def test_one_report_sent_many_times_together_is_one(town: Flask) -> None:
    address = f"/signaler/{public_id(town, 'Publié')}"
    client = town.test_client()
    action, fields = form_of(client.get(address).text, 0)
    cookies = client.get_cookie("consult")
    assert cookies is not None

    def send() -> int:
        other = town.test_client()
        other.set_cookie("consult", cookies.value)
        return other.post(action, data={**fields, "reason": "hurts"}).status_code

    assert all_at_once([send] * PEOPLE) == [303] * PEOPLE
    assert count(town, Report) == 2
