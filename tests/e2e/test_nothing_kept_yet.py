"""The network goes before anything is kept, or where nothing keeps: no word is lost."""

from __future__ import annotations

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.answering import Rows, answer, go_on, leave
from tests.e2e.conftest import Demo
from tests.e2e.network import Network
from tests.e2e.visitor import screen
from tests.e2e.without_network import (
    RECEIPT,
    network,
    page,
    phone,
    rows,
    site,
)

assert all((network, page, phone, rows, site))


def test_without_a_worker_nothing_typed_is_lost(chromium: Browser, network: Network) -> None:
    context = chromium.new_context(viewport=screen(360), service_workers="block", locale="fr-FR")
    page = context.new_page()
    page.goto(f"{network.url}/consultations/se-soigner/repondre")
    base = page.url.rpartition("/")[0]
    answer(page)
    go_on(page)
    page.goto(f"{base}/3")
    page.locator("textarea").fill("Tout ceci reste là")
    context.set_offline(True)
    page.locator("form button.primary").click()
    expect(page.get_by_role("alert")).to_contain_text("ce que vous avez écrit reste sur cette page")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.locator("textarea")).to_have_value("Tout ceci reste là")
    context.set_offline(False)
    go_on(page)
    assert page.url == f"{base}/4"
    context.close()


def test_the_first_screen_stays_when_nothing_is_kept_yet(
    page: Page, phone: BrowserContext, network: Network
) -> None:
    """The network goes before the other screens could come."""
    network.cut = b"GET /consultations/se-soigner/reponse/"
    page.goto(f"{network.url}/consultations/se-soigner")
    network.cut = b""
    page.goto(f"{network.url}/consultations/se-soigner/repondre")
    base = page.url.rpartition("/")[0].removeprefix(network.url)
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    page.evaluate(
        """async () => {
          const database = await new Promise((resolve) => {
            const asked = indexedDB.open("consult", 1);
            asked.onsuccess = () => resolve(asked.result);
          });
          const rows = database.transaction(["kits", "sheets"], "readwrite");
          rows.objectStore("kits").clear();
          rows.objectStore("sheets").clear();
          await new Promise((resolve) => { rows.oncomplete = resolve; });
          database.close();
        }"""
    )
    assert base
    phone.set_offline(True)
    page.locator("main .choice input").first.check(force=True)
    page.locator("form button.primary").click()
    expect(page.get_by_role("alert")).to_contain_text("Pas de réseau")
    expect(page.locator("main .choice input").first).to_be_checked()


def test_five_taps_from_the_poster_to_the_sending(page: Page, site: Demo, rows: Rows) -> None:
    """What the square code opens, a choice, one's words, and it is sent."""
    before = rows.sent()
    page.goto(f"{site.url}/consultations/votre-quartier/repondre")
    page.locator(".choice label").first.click()
    leave(page, page.locator("form button.primary"))
    leave(page, page.locator("form button[name=skip]"))
    page.locator("textarea").fill("Des bancs à l’ombre")
    leave(page, page.locator("form button[name=finish]"))
    leave(page, page.locator("form button.primary"))
    page.wait_for_url(RECEIPT)
    assert rows.sent() == before + 1
    assert rows.run("SELECT text FROM contribution ORDER BY id DESC LIMIT 1") == [
        ("Des bancs à l’ombre",)
    ]
