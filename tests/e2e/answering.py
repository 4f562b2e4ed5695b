"""Somebody who answers a questionnaire on a phone, whatever is asked."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

SCREENS = 12
PATIENCE = 300
# Looked at before it is opened: opening a database that is not there would make an empty one.
KEPT = """async () => {
  if (!(await indexedDB.databases()).some(({ name }) => name === "consult")) return {};
  const database = await new Promise((resolve) => {
    const asked = indexedDB.open("consult", 1);
    asked.onsuccess = () => resolve(asked.result);
  });
  const all = (store) => new Promise((resolve) => {
    const asked = database.transaction(store).objectStore(store).getAll();
    asked.onsuccess = () => resolve(asked.result);
  });
  const found = { sheets: await all("sheets"), kits: (await all("kits")).map(({ address }) => address) };
  database.close();
  return found;
}"""


def begin(page: Page, url: str, slug: str = "se-soigner", language: str = "") -> str:
    """Open the first screen as a poster's square code does, until the device could go on alone."""
    return begin_at(page, f"{url}{language}/consultations/{slug}/repondre")


def begin_at(page: Page, address: str, kits: int = 1) -> str:
    """The same by any address that gives a sheet, until the device keeps so many questionnaires."""
    page.goto(address)
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    for _ in range(PATIENCE):
        there = page.evaluate(KEPT)
        mine = [each for each in there.get("sheets", []) if each["token"] in page.url]
        if mine and len(there["kits"]) >= kits:
            return page.url.rpartition("/")[0]
        page.wait_for_timeout(100)
    raise AssertionError("the questionnaire was not kept")


def answer(page: Page, words: str = "Un médecin près de la gare") -> None:
    """Something, whatever is asked."""
    if page.locator(".matrix").count():
        for line in page.locator(".matrix fieldset").all():
            line.locator(".choice label").first.click()
    elif page.locator(".ranked").count():
        page.locator(".ranked select").first.select_option(index=1)
    elif page.locator("textarea").count():
        page.locator("textarea").fill(words)
    elif page.locator(".choice label").count():
        page.locator(".choice label").first.click()
    else:
        page.locator("main input[type=text]").fill("15")


def go_on(page: Page) -> None:
    """Press the page's button, until the next screen is there."""
    leave(page, page.locator("form button.primary").first)


def leave(page: Page, button: Locator) -> None:
    """Press what leads to another screen, and wait for it."""
    before = page.url
    button.click()
    page.wait_for_url(lambda url: url != before)
    page.wait_for_load_state()


def go_to_the_check(page: Page, words: str = "Un médecin près de la gare") -> None:
    for _ in range(SCREENS):
        if page.url.endswith("/verifier"):
            return
        answer(page, words)
        go_on(page)
    raise AssertionError(page.url)


def kept(page: Page) -> list[dict[str, Any]]:
    """What the device keeps of every sheet."""
    found: list[dict[str, Any]] = page.evaluate(KEPT)["sheets"]
    return found


class Rows:
    """The site's own database, read and changed behind its back."""

    def __init__(self, data: Path) -> None:
        self.path = data / "consult.sqlite3"

    def run(self, statement: str, *values: Any) -> list[Any]:
        with sqlite3.connect(self.path, timeout=30) as database:
            found = database.execute(statement, values).fetchall()
        database.close()
        return found

    def count(self, statement: str, *values: Any) -> int:
        return int(self.run(statement, *values)[0][0])

    def sent(self) -> int:
        return self.count("SELECT count(*) FROM answer_sheet WHERE submitted_at IS NOT NULL")
