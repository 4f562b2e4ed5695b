"""Somebody in front of a screen: every page they meet is photographed and judged."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Error, Page, TimeoutError, ViewportSize

# WCAG 2.2 A and AA, and what axe calls good practice.
AXE = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    # Elements that pass are not described: on a long page that takes as long as finding those that fail.
    "resultTypes": ["violations"],
}


PHOTOGRAPHS = 3
# In milliseconds; a form that is refused stays at its address.
LEAVES_WITHIN = 3_000
# The session of each account, by the address of the site and that of the person.
SIGNED_IN: dict[tuple[str, str], list[Any]] = {}


def screen(width: int) -> ViewportSize:
    return {"width": width, "height": 780 if width < 600 else 900}


class Visitor:
    """One person, one browser profile. Without `scripts` the pages run none.

    `also`: another width, in pixels, at which each page is looked at too; 0 for none.
    """

    def __init__(
        self,
        browser: Browser,
        url: str,
        folder: Path,
        *,
        width: int,
        scripts: bool,
        also: int = 0,
    ) -> None:
        self.url = url
        self.folder = folder
        self.width = width
        self.also = also
        self.scripts = scripts
        self.context: BrowserContext = browser.new_context(
            viewport=screen(width),
            java_script_enabled=scripts,
            locale="fr-FR",
            accept_downloads=True,
        )
        self.context.set_default_timeout(30_000)
        self.page: Page = self.context.new_page()
        self.faults: list[str] = []
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        folder.mkdir(parents=True, exist_ok=True)

    def _listen(self, message) -> None:
        if message.type == "error":
            self.faults.append(f"console: {message.text}")

    def go(self, path: str, name: str, status: int = 200) -> None:
        """Open `path`, which answers `status`, and look at it."""
        answer = self.page.goto(self.url + path)
        assert answer is not None
        assert answer.status == status, (path, answer.status)
        if status >= 400:
            self.faults.clear()  # the browser reports the status we asked for
        self.look(name)

    def expect_status(self, status: int) -> None:
        """The page shown, or about to be, answers `status`: the browser's own complaint is no fault.

        A screen of answers asks for the network before it is sent: the answer comes a moment later.
        """
        for _ in range(LEAVES_WITHIN // 100):
            if not self.scripts or self._told(status):
                break
            self.page.wait_for_timeout(100)
        told = self._told(status)
        assert told or not self.scripts, self.faults
        self.faults = [fault for fault in self.faults if fault not in told]

    def _told(self, status: int) -> list[str]:
        return [fault for fault in self.faults if f"status of {status}" in fault]

    def photograph(self, path: Path, *, whole: bool = True) -> None:
        """The whole page, or what is seen of it. A busy machine makes Chromium give up at times: it is
        asked again.
        """
        for _ in range(PHOTOGRAPHS - 1):
            try:
                self.page.screenshot(path=path, full_page=whole)
                return
            except Error:
                self.page.wait_for_timeout(500)
        self.page.screenshot(path=path, full_page=whole)

    def look(self, name: str, *, only: str = "") -> None:
        """Photograph the page; note what overflows, what axe refuses, what the console says.

        `only`: a selector, for a long page that another walk looks at whole: what is seen around that
        element is photographed, and axe reads no more than it.
        """
        number = len(list(self.folder.glob("*.png"))) + 1
        self._look(f"{number:02d}-{name}", self.width, only)
        if self.also:
            self.page.set_viewport_size(screen(self.also))
            self._look(f"{number:02d}-{name}-{self.also}", self.also, only)
            self.page.set_viewport_size(screen(self.width))

    def _look(self, name: str, width: int, only: str) -> None:
        if only:
            self.page.locator(only).scroll_into_view_if_needed()
        self.photograph(self.folder / f"{name}.png", whole=not only)
        if not self.scripts:
            return
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            self.faults.append(f"{name}: {wide} px wide on {width}")
        for violation in Axe().run(self.page, only, options=AXE).response["violations"]:
            nodes = [node["html"][:160] for node in violation["nodes"][:3]]
            self.faults.append(f"{name}: {violation['id']} {nodes}")

    def press(self, name: str, key: str = "") -> None:
        """Use a button by its words; with scripts and a `key`, by its key."""
        if key and self.scripts:
            self.page.locator("body").press(key)
        else:
            # A screen of answers asks for the network first: the page leaves a moment after the click.
            asks_first = self.scripts and self.page.locator("meta[name=worker]").count() > 0
            before = self.page.url
            self.page.get_by_role("button", name=name).first.click()
            if asks_first:
                with suppress(TimeoutError):
                    self.page.wait_for_url(lambda url: url != before, timeout=LEAVES_WITHIN)
        self.page.wait_for_load_state()

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name).first.click()
        self.page.wait_for_load_state()

    def sign_in(self, email: str, password: str) -> None:
        """With the form the first time: an address may not be typed as often as there are walks."""
        kept = SIGNED_IN.get((self.url, email))
        if kept:
            self.context.add_cookies(kept)
            self.page.goto(f"{self.url}/espace")
            if not self.page.url.startswith(f"{self.url}/espace/connexion"):
                self.look("espace")
                return
        self.page.goto(f"{self.url}/espace/connexion")
        self.page.get_by_label("Adresse e-mail").fill(email)
        self.page.get_by_label("Mot de passe").fill(password)
        self.press("Se connecter")
        self.look("espace")
        SIGNED_IN[self.url, email] = [
            cookie for cookie in self.context.cookies() if cookie["name"] == "consult"
        ]

    def reads(self) -> str:
        """The words of the page's main part."""
        return self.page.locator("main").inner_text()

    def leave(self) -> None:
        self.context.close()
        assert not self.faults, "\n".join(self.faults)
