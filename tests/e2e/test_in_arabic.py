"""A resident who reads Arabic: from the home page to the receipt, written from the right."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import Enter
from tests.e2e.visitor import Visitor

WORDS = "نريد مقاعد في ساحة المدرسة"
SCREENS = 12


def go_on(resident: Visitor) -> None:
    resident.page.locator("form button.primary").first.click()
    resident.page.wait_for_load_state()


def answer_something(resident: Visitor) -> None:
    """Something, whatever is asked."""
    page = resident.page
    if page.locator(".matrix").count():
        for line in page.locator(".matrix fieldset").all():
            line.locator(".choice label").first.click()
    elif page.locator(".ranked").count():
        page.locator(".ranked select").first.select_option(index=1)
    elif page.locator("textarea").count():
        page.locator("textarea").fill(WORDS)
    elif page.locator(".choice label").count():
        page.locator(".choice label").first.click()
    else:
        page.locator("main input[type=text]").fill("15")


def test_somebody_answers_in_arabic(enter: Enter) -> None:
    resident = enter()
    resident.go("/", "accueil")
    resident.page.locator(".languages summary").click()
    resident.look("langues")
    resident.page.get_by_role("link", name="العربية").click()
    expect(resident.page.locator("html")).to_have_attribute("dir", "rtl")
    assert resident.page.url.endswith("/ar/")
    resident.look("accueil-ar")
    resident.go("/ar/consultations/se-soigner", "consultation")
    resident.page.locator("main a.button.primary").click()
    seen = 0
    while not resident.page.url.endswith("/verifier"):
        seen += 1
        assert seen < SCREENS, resident.page.url
        resident.look("question")
        answer_something(resident)
        go_on(resident)
    assert resident.page.locator("select[name=language]").input_value() == "ar"
    expect(resident.page.get_by_text(WORDS)).to_be_visible()
    resident.look("verifier")
    resident.page.locator("form button.primary").click()
    resident.page.wait_for_url("**/ar/recu/**")
    resident.look("recu")
    assert_from_the_left(resident.page.locator(".receipt .code span"))
    resident.page.locator(".receipt a.button.primary").click()
    resident.page.wait_for_url("**/ar/suivi/**")
    resident.look("suivi")
    expect(resident.page.locator("blockquote.words")).to_have_text(WORDS)
    assert resident.faults == []


def assert_from_the_left(code: Locator) -> None:
    assert code.evaluate("node => getComputedStyle(node).direction") == "ltr"


@pytest.mark.parametrize(
    ("path", "name", "status"),
    [
        ("/participation", "participation", 200),
        ("/contrats", "contrats", 200),
        ("/contrats/armentieres", "contrat", 200),
        ("/contrats/armentieres/versions", "versions", 200),
        ("/moderation", "lecture", 200),
        ("/budget/budget-2027", "budget", 200),
        ("/budget/budget-2027/proposer", "idee", 200),
        ("/suivi", "code", 200),
        ("/confidentialite", "donnees", 200),
        ("/accessibilite", "accessibilite", 200),
        ("/rien", "erreur", 404),
    ],
)
def test_pages_to_read_in_arabic(enter: Enter, path: str, name: str, status: int) -> None:
    reader = enter()
    reader.go(f"/ar{path}", name, status)
    for bars in reader.page.locator("svg.bars").all()[:1]:
        drawing, first = bars.bounding_box(), bars.locator("text").first.bounding_box()
        assert drawing is not None
        assert first is not None
        # The words begin where the bars do: on the right.
        assert abs(drawing["x"] + drawing["width"] - first["x"] - first["width"]) < 4
    assert reader.faults == []
