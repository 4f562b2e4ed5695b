"""Simple words, a language with a part still in French, the page read aloud, letters that stay large."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Enter
from tests.e2e.visitor import Visitor

PAGE = "/consultations/votre-quartier"
# What was asked of the browser's voice is in `said`; `voices` is what the browser has.
SPEECH = """
window.said = [];
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
Object.defineProperty(window, "speechSynthesis", { value: {
  voices: %s, getVoices() { return this.voices.map((lang) => ({ lang })); },
  speak(utterance) { said.push([utterance.lang, utterance.text]); this.last = utterance; },
  cancel() { said.push("cancel"); }, addEventListener() {},
}});
"""


def begin(resident: Visitor, language: str = "") -> None:
    resident.go(f"{language}{PAGE}", "consultation")
    resident.page.locator("main a.button.primary").click()
    resident.page.wait_for_url("**/reponse/**")


def test_simple_words_are_one_press_away_and_so_is_the_way_back(enter: Enter) -> None:
    resident = enter()
    resident.go(PAGE, "habituel")
    resident.page.get_by_role("link", name="Langage simple").click()
    resident.look("simple")
    expect(resident.page.locator("main .lead")).to_contain_text("4 questions sur votre quartier.")
    resident.page.locator("main a.button.primary").click()
    expect(resident.page.locator("h1")).to_have_text(
        "Qu’est-ce qu’il faut faire d’abord dans votre quartier ?"
    )
    resident.look("question-simple")
    resident.page.get_by_role("link", name="Texte habituel").click()
    expect(resident.page.locator("h1")).to_have_text(
        "Dans votre quartier, qu’est-ce qui presse le plus ?"
    )
    assert "/simple" not in resident.page.url


def test_a_part_without_polish_is_shown_in_french(enter: Enter) -> None:
    resident = enter()
    begin(resident, "/pl")
    expect(resident.page.locator("h1")).to_have_text("Co jest najpilniejsze w Państwa dzielnicy?")
    for step in range(2, 5):
        resident.page.locator("button[name=skip]").click()
        resident.page.wait_for_url(f"**/{step}")
    french = resident.page.locator("h1 span[lang=fr]")
    expect(french).to_have_text("Que faut-il garder ?")
    resident.look("en-francais")


def test_arabic_is_whole_and_from_the_right(enter: Enter) -> None:
    resident = enter()
    begin(resident, "/ar")
    expect(resident.page.locator("h1")).to_have_text("ما هو الأكثر إلحاحًا في حيّكم؟")
    assert resident.page.locator("main [lang=fr]").count() == 0
    resident.look("question-ar")


@pytest.mark.parametrize("enter", ["phone", "desktop"], indirect=True)
def test_the_page_is_read_aloud_part_by_part(enter: Enter) -> None:
    resident = enter()
    resident.page.add_init_script(SPEECH % '["pl-PL", "fr-FR"]')
    begin(resident, "/pl")
    for step in range(2, 5):
        resident.page.locator("button[name=skip]").click()
        resident.page.wait_for_url(f"**/{step}")
    button = resident.page.locator(".tools button")
    expect(button).to_contain_text("Posłuchaj")
    button.click()
    expect(button).to_contain_text("Zatrzymaj czytanie")
    said = [each for each in resident.page.evaluate("said") if each != "cancel"]
    assert said[0] == ["fr", "Que faut-il garder ?"], said
    assert ["fr", "Un lieu, une personne, une habitude : ce qui va bien chez vous."] in said
    assert ["pl", "Dalej"] in said, said
    assert not any("Posłuchaj" in text for _lang, text in said)
    resident.look("lecture")
    button.click()
    expect(button).to_contain_text("Posłuchaj")
    assert resident.page.evaluate("said.at(-1)") == "cancel"
    button.click()
    resident.page.evaluate("speechSynthesis.last.onend()")
    expect(button).to_contain_text("Posłuchaj")
    button.click()
    resident.page.evaluate("dispatchEvent(new Event('pagehide'))")
    assert resident.page.evaluate("said.at(-1)") == "cancel"


@pytest.mark.parametrize("enter", ["phone"], indirect=True)
def test_what_is_wrong_is_read_too(enter: Enter) -> None:
    resident = enter()
    resident.page.add_init_script(SPEECH % "[]")
    begin(resident)
    for label in resident.page.locator(".choice label").all()[:3]:
        label.click()
    resident.page.locator("form button.primary").click()
    resident.expect_status(422)
    expect(resident.page.get_by_text("Choisissez 2 réponses au plus.").first).to_be_visible()
    resident.page.locator(".tools button").click()
    said = [
        text for each in resident.page.evaluate("said") if each != "cancel" for text in each[1:]
    ]
    place = [said.index(each) for each in (
        "Choisissez 2 réponses au plus.",
        "Dans votre quartier, qu’est-ce qui presse le plus ?",
        "Se rencontrer, s’entraider",
    )]  # fmt: skip
    assert place == sorted(place), said


@pytest.mark.parametrize("enter", ["phone"], indirect=True)
@pytest.mark.parametrize(
    ("voices", "seen"), [('["en-US"]', False), ('["fr-CA"]', True), ("[]", True)]
)
def test_no_button_without_a_voice_for_the_language(enter: Enter, voices: str, seen: bool) -> None:
    resident = enter()
    resident.page.add_init_script(SPEECH % voices)
    resident.go(PAGE, "consultation")
    assert resident.page.locator(".tools button").is_visible() is seen


@pytest.mark.parametrize("enter", ["phone"], indirect=True)
def test_no_button_without_a_voice_at_all(enter: Enter) -> None:
    resident = enter()
    gone = "Object.defineProperty(window, 'speechSynthesis', { value: undefined })"
    resident.page.add_init_script(gone)
    resident.go(PAGE, "consultation")
    assert resident.page.locator(".tools button").count() == 0


@pytest.mark.parametrize("enter", ["phone", "desktop"], indirect=True)
def test_letters_stay_as_large_as_they_were_chosen(enter: Enter) -> None:
    resident = enter()
    resident.go("/", "accueil")
    size = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
    normal = resident.page.evaluate(size)
    button = resident.page.get_by_role("button", name="Aa")
    expect(button).to_have_accessible_name("Aa, Taille du texte : normale")
    button.focus()
    resident.page.keyboard.press("Enter")
    large = resident.page.evaluate(size)
    button.click()
    expect(button).to_have_accessible_name("Aa, Taille du texte : très grande")
    very_large = resident.page.evaluate(size)
    assert normal < large < very_large
    for path in ("/", PAGE, "/budget", "/suivi", "/contrats", f"/ar{PAGE}"):
        resident.go(path, "tres-grand")
        assert resident.page.evaluate(size) == very_large, path
    begin(resident)
    resident.look("question-tres-grande")
    button.click()
    assert resident.page.evaluate(size) == normal
    assert resident.page.evaluate("document.cookie") == ""


@pytest.mark.parametrize("enter", ["no-scripts"], indirect=True)
def test_without_scripts_nothing_is_offered_that_needs_them(enter: Enter) -> None:
    resident = enter()
    begin(resident)
    assert resident.page.locator("button.letters, .tools button").count() == 0
    expect(resident.page.get_by_role("link", name="Langage simple")).to_be_visible()
