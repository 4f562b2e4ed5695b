"""An editor makes the poll of priorities, tries it, opens it; a resident answers it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Dialog, expect

from tests.e2e.conftest import DESK_WALKS, Demo, Enter
from tests.e2e.visitor import Visitor

pytestmark = pytest.mark.parametrize("enter", DESK_WALKS, indirect=True)

ANOTHER = "Quel autre axe proposez-vous\u202f?"
SPORT = "Où faites-vous du sport\u202f?"


def test_a_poll_is_written_tried_opened_and_answered(enter: Enter, demo: Demo) -> None:
    editor = enter()
    editor.sign_in("redaction@demo.example", demo.password)
    page = begin(editor)
    reword(editor)
    add_on_a_condition(editor)
    try_it(editor, page)
    open_it(editor, page)
    resident = enter()
    answer(resident, page.replace("/espace", "", 1))
    what_was_answered_stays(editor, page)


def begin(editor: Visitor) -> str:
    """The path of the draft's page."""
    editor.go("/espace/consultations", "liste")
    editor.follow("Nouvelle consultation")
    editor.page.get_by_text("Sondage sur les priorités").click()
    kind = "seul" if not editor.scripts else str(editor.width)
    editor.page.get_by_label("Titre").fill(f"Vos priorités {kind}")
    editor.look("nouvelle")
    editor.press("Créer le brouillon")
    editor.look("brouillon")
    expect(editor.page.locator(".badge").first).to_contain_text("Brouillon")
    return editor.page.url.removeprefix(editor.url)


def phone(editor: Visitor):
    return editor.page.frame_locator("iframe[name=apercu]").locator("h1")


def reword(editor: Visitor) -> None:
    """The phone beside shows what is typed before it is saved."""
    editor.follow("Modifier (Quel autre axe")
    expect(phone(editor)).to_have_text("Quel autre axe\u202f?")
    editor.page.get_by_label("La question", exact=True).fill(ANOTHER)
    if not editor.scripts:
        editor.page.get_by_role("button", name="Voir sur un téléphone").click()
    expect(phone(editor)).to_have_text(ANOTHER)
    expect(editor.page.get_by_label("Une réponse d’avant", exact=True)).to_have_value("axes=autre")
    editor.look("question")
    if editor.scripts:
        stays_when_it_would_be_lost(editor)
    editor.press("Enregistrer la question")
    expect(editor.page.get_by_role("heading", name=ANOTHER)).to_be_visible()


def stays_when_it_would_be_lost(editor: Visitor) -> None:
    """A link pressed by accident: the browser asks, and staying keeps what is typed."""
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    editor.page.once("dialog", stay)
    editor.page.get_by_role("link", name="Consultations").first.click()
    expect(editor.page.get_by_label("La question", exact=True)).to_have_value(ANOTHER)
    assert asked == ["beforeunload"]


def add_on_a_condition(editor: Visitor) -> None:
    editor.follow("Ajouter une question")
    editor.look("types")
    editor.follow("Une réponse")
    editor.press("Ajouter la question")
    editor.look("question-vide")
    editor.expect_status(422)
    editor.page.get_by_label("La question", exact=True).fill(SPORT)
    lines = editor.page.locator("[data-lines=choices] input[type=text]")
    for number, label in enumerate(("En club", "Dehors", "Ailleurs")):
        lines.nth(number).fill(label)
    editor.page.locator("[data-lines=choices] button").filter(has_text="Descendre (1)").click()
    expect(lines.nth(0)).to_have_value("Dehors")
    editor.page.get_by_text("selon une réponse d’avant").first.click()
    editor.page.get_by_label("Une réponse d’avant", exact=True).select_option("axes=sport")
    if not editor.scripts:
        editor.page.get_by_role("button", name="Voir sur un téléphone").click()
    expect(phone(editor)).to_have_text(SPORT)
    first = editor.page.frame_locator("iframe[name=apercu]").locator(".choice").first
    expect(first).to_have_text("Dehors")
    editor.look("question-nouvelle")
    editor.press("Ajouter la question")
    editor.look("trois-questions")
    assert "a pour réponse «\u202fSport\u202f»" in editor.reads()


def try_it(editor: Visitor, page: str) -> None:
    editor.follow("Voir comme un habitant")
    editor.look("essai")
    editor.follow("Commencer")
    editor.page.get_by_text("Culture", exact=True).click()
    editor.press("Continuer")
    editor.look("essai-quartier")
    editor.follow("Retour")
    editor.page.get_by_text("Sport", exact=True).click()
    editor.press("Continuer")
    expect(editor.page.locator("h1")).to_have_text(SPORT)
    editor.look("essai-condition")
    editor.press("Passer cette question")
    editor.press("Continuer")
    editor.press("Continuer")
    editor.look("essai-fin")
    assert "rien n’est enregistré" in editor.reads()
    editor.go(f"{page}/apercu-question?question=axes", "cadre")
    editor.go(page, "apres-l-essai")
    assert "0 personne a répondu" in editor.reads()


def open_it(editor: Visitor, page: str) -> None:
    editor.go(f"{page}/classeur", "classeur")
    editor.go(f"{page}/modifier", "textes")
    editor.go(f"{page}/copier", "copie")
    editor.go("/espace/nouvelle-consultation/classeur", "depuis-un-classeur")
    editor.go("/espace/reponses/importer", "importer-des-reponses")
    editor.go(f"{page}/ouvrir", "ouvrir")
    editor.press("Ouvrir maintenant")
    editor.look("ouverte")


def answer(resident: Visitor, path: str) -> None:
    resident.go(path, "consultation")
    resident.follow("Commencer")
    resident.page.get_by_text("Sport", exact=True).click()
    resident.page.get_by_text("Autre", exact=True).click()
    resident.look("axes")
    resident.press("Continuer")
    expect(resident.page.locator("h1")).to_have_text(ANOTHER)
    resident.page.get_by_label("Votre réponse").fill("Des jardins partagés.")
    resident.press("Continuer")
    expect(resident.page.locator("h1")).to_have_text(SPORT)
    resident.page.get_by_text("Dehors", exact=True).click()
    resident.press("Continuer")
    resident.press("Continuer")
    resident.press("Continuer")
    resident.look("verifier")
    resident.press("Envoyer")
    assert resident.page.locator(".receipt .code").inner_text()


def what_was_answered_stays(editor: Visitor, page: str) -> None:
    editor.go(page, "repondue")
    assert "1 personne a répondu" in editor.reads()
    editor.go(f"{page}/questions/axes", "question-repondue")
    editor.page.get_by_label("La question", exact=True).fill("Qu’est-ce qui va déjà bien ?")
    editor.press("Enregistrer la question")
    editor.look("refus")
    editor.expect_status(422)
    assert "seule leur orthographe" in editor.reads()
    assert "Pour demander autrement" in editor.reads()
