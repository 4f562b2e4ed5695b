"""The team's doors, in the demonstration: a password, and an animator's link read on the mail page."""

from __future__ import annotations

import re
import time
from pathlib import Path

from playwright.sync_api import Browser

from tests.e2e.conftest import Demo
from tests.e2e.visitor import Visitor


def test_an_animator_enters_with_a_link_by_mail(
    chromium: Browser, demo: Demo, artefacts: Path
) -> None:
    folder = artefacts / "an-animator-enters"
    animator = Visitor(chromium, demo.url, folder, width=360, scripts=True)
    animator.go("/espace/lien", "lien")
    animator.page.get_by_label("Adresse e-mail").fill("animation@demo.example")
    animator.press("M’envoyer le lien")
    animator.look("lien-envoye")

    administrator = Visitor(chromium, demo.url, folder, width=1280, scripts=True)
    administrator.sign_in("administration@demo.example", demo.password)
    administrator.go("/espace/courriels", "courriels")
    link = re.search(rf"{re.escape(demo.url)}/espace/lien/\S+", administrator.reads())
    assert link, administrator.reads()
    administrator.leave()

    animator.go(link[0].removeprefix(demo.url), "lien-recu")
    animator.press("Entrer")
    animator.look("espace")
    assert "Ateliers" in animator.page.locator("body").inner_text()
    animator.leave()
    assert printed(demo, link[0]), "the demonstration prints its mails"


def printed(demo: Demo, text: str) -> bool:
    for _ in range(20):
        if text in (demo.data / "log").read_text(encoding="utf-8"):
            return True
        time.sleep(0.5)
    return False
