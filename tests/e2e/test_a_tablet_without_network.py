"""An animator's tablet in a room where the network comes and goes: no word is lost or doubled."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import Demo
from tests.e2e.visitor import Visitor


@pytest.fixture
def tablet(chromium: Browser, demo: Demo, artefacts: Path) -> Iterator[Visitor]:
    """On the record of a workshop that has just been opened."""
    visitor = Visitor(chromium, demo.url, artefacts / "tablet", width=820, scripts=True)
    visitor.sign_in("animation@demo.example", demo.password)
    visitor.page.goto(f"{demo.url}/espace/ateliers/nouveau")
    visitor.page.locator("[name=title]").fill("Café papote sans réseau")
    visitor.page.locator("[name=held_on]").fill("2026-11-17")
    visitor.press("Ouvrir la fiche")
    yield visitor
    visitor.context.close()


def test_lines_written_without_network_wait_then_leave_once(tablet: Visitor) -> None:
    page, mark = tablet.page, uuid.uuid4().hex[:6]
    state, lines = page.locator("#etat"), page.locator(".said-line")
    tablet.context.set_offline(True)
    page.locator("#text").focus()
    for number in range(3):
        page.keyboard.type(f"Parole {mark}-{number}")
        page.keyboard.press("Enter")
    expect(state).to_have_text("3 à envoyer")
    expect(lines).to_have_count(0)
    tablet.look("hors-ligne")
    tablet.context.set_offline(False)
    expect(lines).to_have_count(3)
    expect(state).to_have_text("tout est envoyé")
    page.reload()
    for number in range(3):
        expect(lines.nth(number)).to_contain_text(f"Parole {mark}-{number}")
    expect(lines).to_have_count(3)


def test_kinds_and_enjeux_have_keys_while_typing(tablet: Visitor) -> None:
    page = tablet.page
    page.locator("#text").focus()
    page.keyboard.type("Un médecin de plus.")
    page.keyboard.press("Alt+Digit3")
    page.keyboard.press("Alt+KeyS")
    page.keyboard.press("Enter")
    line = page.locator(".said-line")
    expect(line).to_contain_text("Proposition")
    expect(line.locator(".enjeu")).to_have_count(1)
    expect(page.locator("#text")).to_be_focused()
    expect(page.locator("#text")).to_have_value("")


def test_a_removed_line_is_put_back_without_leaving_the_page(tablet: Visitor) -> None:
    page = tablet.page
    page.locator("#text").fill("À ne pas perdre.")
    page.locator("#text").press("Enter")
    line = page.locator(".said-line")
    line.get_by_role("button", name="+1").click()
    expect(line).to_contain_text("1 gommette")
    line.get_by_role("button", name="Effacer").click()
    expect(page.locator("#total")).to_have_text("0 parole")
    expect(page.get_by_role("button", name="Remettre")).to_be_focused()
    page.keyboard.press("Enter")
    expect(line.locator(".said-text")).to_have_text("À ne pas perdre.")
    line.get_by_role("button", name="+1").focus()
    page.keyboard.press("Enter")
    expect(line).to_contain_text("2 gommettes")
    line.get_by_role("button", name="−1").focus()
    page.keyboard.press("Enter")
    expect(line).to_contain_text("1 gommette")
    expect(line.get_by_role("button", name="−1")).to_be_focused()
    expect(line).to_contain_text("1 gommette")


def test_a_refused_line_comes_back_with_its_reason(tablet: Visitor) -> None:
    page = tablet.page
    page.locator("#heard_from").fill("zéro")
    page.locator("#text").fill("Dit par plusieurs.")
    page.locator("#text").press("Enter")
    expect(page.locator(".refused")).to_contain_text("nombre entier")
    expect(page.locator("#text")).to_have_value("Dit par plusieurs.")
    page.locator("#heard_from").fill("12")
    page.locator("#text").press("Enter")
    expect(page.locator(".said-line")).to_contain_text("12 personnes")
    expect(page.locator(".refused")).to_be_hidden()
