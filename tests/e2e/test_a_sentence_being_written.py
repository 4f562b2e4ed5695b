"""The sentence being written survives the other buttons of its page, and leaves with its saving."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.conftest import Demo, Enter

PAGE = "/espace/synthese/armentieres/vivre-ensemble"
TYPED = "Des habitants demandent à être entendus avant les travaux."


def test_filtering_the_words_keeps_what_was_typed(enter: Enter, demo: Demo) -> None:
    editor = enter()
    editor.sign_in("redaction@demo.example", demo.password)
    editor.go(PAGE, "enjeu")
    sentence = editor.page.get_by_label("La phrase")
    if not editor.scripts:
        expect(sentence).to_have_value("")
        return
    sentence.fill(TYPED)
    editor.press("Filtrer")
    expect(sentence).to_have_value(TYPED)
    editor.go(PAGE.replace("vivre-ensemble", "sante"), "autre-enjeu")
    expect(sentence).to_have_value("")
    editor.go(PAGE, "retour")
    expect(sentence).to_have_value(TYPED)
    # Refused, since no words are ticked: it comes back with the page.
    editor.press("Enregistrer la phrase")
    editor.expect_status(422)
    expect(sentence).to_have_value(TYPED)
    editor.page.locator(".said-list input").first.check()
    editor.press("Enregistrer la phrase")
    assert "La phrase est écrite." in editor.reads()
    # The demonstration is shared: it is left as it was found.
    editor.press("Supprimer la phrase")
    editor.go(PAGE, "apres")
    expect(sentence).to_have_value("")


def test_changing_the_language_of_a_question_keeps_what_was_typed(enter: Enter) -> None:
    resident = enter()
    resident.go("/consultations/votre-quartier/repondre", "question")
    first = resident.page.url
    resident.page.goto(f"{first.rpartition('/')[0]}/3")
    if not resident.scripts:
        return
    resident.page.locator("textarea").fill("Des bancs à l’ombre.")
    resident.page.locator("details.languages summary").click()
    resident.page.get_by_role("link", name="Türkçe").click()
    expect(resident.page.locator("html")).to_have_attribute("lang", "tr")
    expect(resident.page.locator("textarea")).to_have_value("Des bancs à l’ombre.")
    # Passed over, the words are kept nowhere.
    resident.page.locator("button[name=skip]").click()
    resident.page.wait_for_url("**/4")
    resident.page.goto(f"{first.rpartition('/')[0]}/3")
    expect(resident.page.locator("textarea")).to_have_value("")
