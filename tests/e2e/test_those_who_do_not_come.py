"""A volunteer asks aloud on a phone; the team prints questionnaires and types what comes back."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from playwright.sync_api import Locator, expect

from consult.contributions.receipts import ALPHABET
from consult.web.i18n import TIMEZONE
from tests.e2e.conftest import Demo, Enter
from tests.e2e.visitor import Visitor
from tests.pdf import need_pdf, pages_of

CONSULTATION = "/espace/consultations/votre-quartier"
CODE = re.compile(rf"\b[{ALPHABET}]{{5}}-[{ALPHABET}]{{5}}\b")
WORDS = "Des bancs à l’ombre."


def begin_round(editor: Visitor, how: str, label: str) -> str:
    """The path of its page."""
    editor.go(f"{CONSULTATION}/collectes/nouvelle", "nouvelle-collecte")
    editor.page.get_by_text(how, exact=True).click()
    editor.page.get_by_label("Qui recueille les réponses").fill(label)
    editor.press("Créer la collecte")
    editor.look("collecte")
    return editor.page.url.removeprefix(editor.url)


def test_a_volunteer_asks_one_person_then_the_next(enter: Enter, demo: Demo) -> None:
    editor = enter()
    editor.sign_in("redaction@demo.example", demo.password)
    editor.go(CONSULTATION, "consultation")
    begin_round(editor, "Entretien", "Café du marché")
    editor.press("Créer un lien")
    editor.look("lien")
    link = editor.page.locator("main a[href*='/collecte/']").inner_text()
    editor.follow("Une feuille à imprimer")
    editor.look("feuille-des-benevoles")
    volunteer = enter()
    volunteer.go(link.removeprefix(demo.url), "invitation")
    volunteer.follow("Commencer un entretien")
    volunteer.look("premiere-question")
    volunteer.page.locator("main .choice label").first.click()
    volunteer.press("Continuer")
    volunteer.press("Passer cette question")
    volunteer.page.get_by_label("Votre réponse").fill(WORDS)
    volunteer.press("Continuer")
    volunteer.look("entretien-commence")
    for _screen in range(8):
        if volunteer.page.url.endswith("/verifier"):
            break
        volunteer.page.locator("main form.form button.primary").click()
        volunteer.page.wait_for_load_state()
    volunteer.look("verifier")
    volunteer.press("Envoyer")
    volunteer.look("recu")
    receipt = volunteer.page.url
    code = volunteer.page.locator(".receipt .code").inner_text()
    volunteer.press("Personne suivante")
    expect(volunteer.page.locator(".interview")).to_contain_text("Café du marché")
    volunteer.go(receipt.removeprefix(demo.url), "recu-remis")
    expect(volunteer.page.locator("main")).not_to_contain_text(code)
    resident = enter()
    resident.go(f"/suivi/{code}", "suivi")
    expect(resident.page.locator("main")).to_contain_text(WORDS)


def test_paper_is_printed_torn_and_typed(enter: Enter, demo: Demo, tmp_path: Path) -> None:
    need_pdf()
    editor = enter()
    editor.sign_in("redaction@demo.example", demo.password)
    page = begin_round(editor, "Sur papier", "Hall de la mairie")
    editor.page.get_by_label("Combien d’exemplaires").fill("3")
    editor.press("Préparer les exemplaires")
    editor.look("exemplaires")
    with editor.page.expect_download() as download:
        editor.page.get_by_role("button", name="caractères ordinaires").click()
    file = tmp_path / "feuilles.pdf"
    download.value.save_as(file)
    codes = CODE.findall(" ".join(pages_of(file)))
    assert len(set(codes)) == 3
    resident = enter()
    resident.go(f"/suivi/{codes[0]}", "pas-encore-saisie")
    expect(resident.page.get_by_role("heading", level=1)).to_contain_text("pas encore été saisie")
    typist = enter()
    typist.sign_in("animation@demo.example", demo.password)
    typist.go(f"{page}/saisir", "saisir")
    if typist.scripts:
        type_with_keys(typist)
    else:
        type_with_fields(typist)
    typist.look("saisie")
    expect(typist.page.locator(".told")).to_contain_text("La feuille 1 est enregistrée.")
    expect(typist.page.locator("#copy")).to_have_value("2")
    resident.go(f"/suivi/{codes[0]}", "saisie-et-suivie")
    expect(resident.page.locator("main")).to_contain_text(WORDS)
    typist.press("Annuler et corriger")
    typist.look("annulee")
    expect(typist.page.get_by_label("3. ")).to_have_value(WORDS)
    expect(ticked(typist)).to_have_count(6)
    typist.press("Enregistrer, et feuille suivante")
    typist.page.locator("#copy").fill("1")
    typist.page.locator("main .typing .choice label").first.click()
    typist.press("Enregistrer, et feuille suivante")
    typist.look("deja-saisie")
    typist.expect_status(409)
    expect(typist.page.locator("#erreurs")).to_contain_text(WORDS)


def type_with_keys(typist: Visitor) -> None:
    """Never the mouse: the number is accepted, each sign ticks, « Entrée » goes on."""
    keyboard = typist.page.keyboard
    expect(typist.page.locator("#copy")).to_be_focused()
    keyboard.press("Enter")
    typist.page.locator("#filled_on").fill(today())
    keyboard.press("Enter")
    # The third and the tenth of the answers, where two are allowed; one taken back with its own key.
    for key in ("3", "b", "b", "a", "Enter"):
        keyboard.press(key)
    # The wrong one first, then back to correct it. On a French keyboard figures are typed with Shift.
    for key in ("1", "Shift+Tab", "Shift+Digit2"):
        keyboard.press(key)
    keyboard.type(WORDS)
    for key in ("Tab", "Alt+0"):
        keyboard.press(key)
    for key in ("1", "3", "2"):
        keyboard.press(key)
    expect(typist.page.locator("#language")).to_be_focused()
    expect(ticked(typist)).to_have_count(7)
    # Of words that could not be read after all: the note is taken back.
    typist.page.locator("#illisible-4").uncheck(force=True)
    with typist.page.expect_navigation():
        keyboard.press("Control+Enter")


def type_with_fields(typist: Visitor) -> None:
    page = typist.page
    page.locator("#filled_on").fill(today())
    first = page.locator("#q1-answer")
    first.get_by_text("Les médecins").click()
    first.get_by_text("Trouver du travail").click()
    page.locator("#q2-answer .choice label").nth(1).click()
    page.get_by_label("3. ").fill(WORDS)
    for group, place in (("lieu-place", 0), ("profil-age", 2), ("profil-gender", 1)):
        page.locator(f"#{group} .choice label").nth(place).click()
    typist.press("Enregistrer, et feuille suivante")


def ticked(typist: Visitor) -> Locator:
    return typist.page.locator(".typing input:checked")


def today() -> str:
    """By the town’s clock, as a field of date wants it."""
    return datetime.now(TIMEZONE).date().isoformat()
