"""Somebody without a mouse: where the focus is, that it is seen, and what is read aloud on the way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Demo
from tests.e2e.visitor import Visitor

HAS_FOCUS = "document.activeElement.textContent.replace(/\\s+/g, ' ').trim()"
# Whether the middle of what has the focus is on the screen, under nothing else.
IN_SIGHT = """() => {
  const box = document.activeElement.getBoundingClientRect();
  const above = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return document.activeElement.contains(above) || Boolean(above?.contains(document.activeElement));
}"""
# What the regions that are read aloud say, from now on.
LISTEN = """() => {
  window.heard = [];
  new MutationObserver((changes) => {
    for (const { target } of changes) {
      const region = target.parentElement?.closest("[role=status]") ?? target;
      if (region.getAttribute?.("role") === "status") window.heard.push(region.textContent.trim());
    }
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""


@pytest.fixture
def visitor(chromium: Browser, demo: Demo, artefacts: Path) -> Iterator[Visitor]:
    person = Visitor(chromium, demo.url, artefacts / "keyboard", width=1280, scripts=True)
    yield person
    person.leave()


def press(page: Page, key: str) -> None:
    """A key that leads to another page."""
    with page.expect_navigation():
        page.keyboard.press(key)


def test_words_are_decided_of_one_after_the_other(visitor: Visitor, demo: Demo) -> None:
    visitor.sign_in("moderation@demo.example", demo.password)
    page = visitor.page
    page.goto(f"{demo.url}/espace/moderation")
    press(page, "n")
    assert page.evaluate(HAS_FOCUS) == "La parole"
    press(page, "p")
    assert page.evaluate(HAS_FOCUS) == "C’est fait : Publié. La parole"
    visitor.look("suivante")
    press(page, "u")
    # Single keys can be turned off, and on again.
    switch = page.get_by_role("button", name="Raccourcis clavier")
    switch.press("Enter")
    here = page.url
    page.keyboard.press("p")
    page.wait_for_timeout(500)
    assert page.url == here
    switch.press("Enter")
    expect(switch).to_have_attribute("aria-pressed", "true")
    # The queue can be gone past.
    page.locator(".pass a").focus()
    assert page.evaluate(IN_SIGHT)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("!document.activeElement.closest('.queue')")


def test_what_is_ticked_hides_no_other_line(visitor: Visitor, demo: Demo) -> None:
    visitor.sign_in("moderation@demo.example", demo.password)
    page = visitor.page
    page.goto(f"{demo.url}/espace/moderation")
    page.locator(".pick input").first.focus()
    page.keyboard.press("Space")
    for _line in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate(IN_SIGHT), page.evaluate(HAS_FOCUS)
    visitor.look("selection")


def test_the_link_beside_a_paragraph_is_seen_when_it_has_the_focus(
    visitor: Visitor, demo: Demo
) -> None:
    page = visitor.page
    page.goto(f"{demo.url}/contrats/mel")
    link = page.locator(".contract-text > p:not(.of-section) > .say").first
    link.focus()
    assert page.evaluate(IN_SIGHT)
    link.blur()
    expect(link).to_have_css("clip-path", "inset(50%)")
    link.locator("xpath=..").hover(position={"x": 5, "y": 5})
    expect(link).to_have_css("clip-path", "none")


def test_a_part_is_written_without_being_interrupted(visitor: Visitor, demo: Demo) -> None:
    visitor.sign_in("redaction@demo.example", demo.password)
    page = visitor.page
    page.goto(f"{demo.url}/espace/contrat/mel")
    page.get_by_role("button", name="Modifier le titre et le texte").nth(1).focus()
    press(page, "Enter")
    page.evaluate(LISTEN)
    area = page.get_by_label("Texte", exact=True)
    for word in (" Un.", " Deux."):
        area.press("Control+End")
        with page.expect_response("**/brouillon/**"):
            page.keyboard.type(word)
    assert len(page.evaluate("window.heard")) == 1, "a draft kept again is no news"
    press(page, "Control+Enter")
    # The page opens at the part that was written; what was done is above, and in sight all the same.
    assert "#" in page.url
    told = page.locator(".told")
    assert told.evaluate("told => told.getBoundingClientRect().top") >= 0
    expect(page.locator("body > [role=status]")).to_contain_text("est enregistré dans le texte")
    visitor.look("enregistre")
