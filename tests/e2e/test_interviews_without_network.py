"""Interviews where there is no network: the screens of the round, and what became of the answers."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import BrowserContext, Page, expect

from consult.accounts.models import User
from consult.app import create_app
from consult.config import load_settings
from consult.consultations.collecting import links, rounds
from consult.consultations.queries import consultation_of
from consult.contributions.models import Channel
from consult.db import transaction, utcnow
from consult.extensions import db
from tests.e2e.answering import Rows, begin, begin_at, go_to_the_check
from tests.e2e.conftest import Demo
from tests.e2e.without_network import LONG, WAITING, page, phone, rows, site

assert all((page, phone, rows, site))
ANIMATOR = "animation@demo.example"


@pytest.fixture
def opened(site: Demo) -> tuple[str, str]:
    """A round of interviews: the link of its volunteers, and the page where the team begins one."""
    # The thread of a browser has an event loop, in which no view can run.
    with ThreadPoolExecutor(1) as aside:
        link, desk = aside.submit(_open, site).result()
    return f"{site.url}{link}", f"{site.url}{desk}"


def _open(site: Demo) -> tuple[str, str]:
    app = create_app(load_settings(environ={"CONSULT_DATA": str(site.data)}))
    with app.test_request_context(), transaction(db.session) as session:
        consultation = consultation_of(session, "se-soigner")
        by = session.scalars(sa.select(User).where(User.email == ANIMATOR)).one()
        assert consultation is not None
        said = rounds.Said("Marché du vendredi")
        made = rounds.make_round(session, consultation, Channel.INTERVIEW, said, by=by)
        rounds.open_link(session, made, utcnow() + timedelta(days=1), by=by)
        session.flush()
        link = f"/consultations/se-soigner/collecte/{links.link_of(made)}/commencer"
        desk = f"/espace/consultations/se-soigner/collectes/{made.public_id}/entretien"
    return link, desk


def test_a_round_and_who_answers_alone_have_their_own_screens_on_one_device(
    phone: BrowserContext, site: Demo, rows: Rows, opened: tuple[str, str]
) -> None:
    alone, asking = phone.new_page(), phone.new_page()
    mine = begin(alone, site.url)
    theirs = begin_at(asking, opened[0], kits=2)
    phone.set_offline(True)
    for tab, base, strips in ((alone, mine, 0), (asking, theirs, 1), (alone, mine, 0)):
        tab.goto(f"{base}/1")
        expect(tab.locator("#hors-ligne")).to_be_visible()
        expect(tab.locator(".interview")).to_have_count(strips)
    expect(asking.locator(".interview")).to_contain_text("Marché du vendredi")
    go_to_the_check(asking, "Dit sur le marché")
    asking.locator("form button.primary").click()
    asking.wait_for_url(WAITING)
    # The link ends before the network is back: what had begun is received.
    rows.run("UPDATE collecting_round SET link_until = NULL")
    before = rows.sent()
    phone.set_offline(False)
    asking.wait_for_url("**/remise", timeout=LONG)
    expect(asking.locator(".code")).to_be_visible()
    assert rows.sent() == before + 1
    assert rows.run("SELECT text, channel FROM contribution ORDER BY id DESC LIMIT 1") == [
        ("Dit sur le marché", "interview")
    ]


def test_an_account_that_lost_its_right_is_told_so_and_the_words_stay(
    page: Page, phone: BrowserContext, site: Demo, rows: Rows, opened: tuple[str, str]
) -> None:
    page.goto(f"{site.url}/espace/connexion")
    page.locator("[name=email]").fill(ANIMATOR)
    page.locator("[name=password]").fill(site.password)
    page.locator("main form button.primary").first.click()
    page.wait_for_url(re.compile("/espace(?!/connexion)"))
    begin_at(page, opened[1])
    phone.set_offline(True)
    go_to_the_check(page, "Ce qui a été dit")
    page.locator("form button.primary").click()
    page.wait_for_url(WAITING)
    active = "UPDATE user_account SET active = ? WHERE email = ?"
    rows.run(active, 0, ANIMATOR)
    before = rows.sent()
    try:
        phone.set_offline(False)
        expect(
            page.get_by_role("heading", name="Vos réponses n’ont pas été envoyées")
        ).to_be_visible()
        told = page.get_by_text("Le compte qui a ouvert cet entretien ne permet plus d’en faire")
        expect(told).to_be_visible()
        expect(page.locator("blockquote")).to_have_text("Ce qui a été dit")
        assert rows.sent() == before
    finally:
        rows.run(active, 1, ANIMATOR)
