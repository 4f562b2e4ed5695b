"""The team prints cards; a resident types the code of one, and goes on with it on another phone."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from consult.contributions.receipts import ALPHABET
from tests.e2e.conftest import Demo, Enter
from tests.e2e.visitor import Visitor
from tests.pdf import need_pdf, pages_of

CODE = re.compile(rf"\b[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}\b")


def test_a_card_opens_one_answer_and_finds_it_again(
    enter: Enter, demo: Demo, tmp_path: Path
) -> None:
    need_pdf()
    editor = enter()
    editor.sign_in("redaction@demo.example", demo.password)
    page = begin(editor)
    codes = print_cards(editor, page, tmp_path)
    assert len(set(codes)) == 12
    resident = enter()
    consultation = page.replace("/espace", "", 1)
    say_half(resident, consultation, codes[0])
    send_the_rest(enter(), consultation, codes[0])
    stop(editor, page, resident, f"{consultation}/carte/{codes[1]}")


def begin(editor: Visitor) -> str:
    """The path of the page of a consultation that asks for a card, open."""
    editor.go("/espace/consultations", "liste")
    editor.follow("Nouvelle consultation")
    editor.page.get_by_text("Sondage sur les priorités").click()
    kind = "seul" if not editor.scripts else str(editor.width)
    editor.page.get_by_label("Titre").fill(f"Une carte une réponse {kind}")
    editor.press("Créer le brouillon")
    page = editor.page.url.removeprefix(editor.url)
    editor.go(f"{page}/modifier", "textes")
    editor.page.get_by_text("Une réponse par carte remise par la ville").click()
    editor.press("Enregistrer")
    editor.go(f"{page}/ouvrir", "ouvrir")
    editor.press("Ouvrir maintenant")
    return page


def print_cards(editor: Visitor, page: str, folder: Path) -> list[str]:
    editor.go(f"{page}/cartes", "cartes")
    editor.page.get_by_label("Combien de cartes").fill("0")
    editor.press("Faire les cartes")
    editor.look("cartes-refusees")
    editor.expect_status(422)
    editor.page.get_by_label("Pour qui sont ces cartes").fill("Accueil du centre social")
    editor.page.get_by_label("Combien de cartes").fill("12")
    editor.press("Faire les cartes")
    editor.look("lot")
    with editor.page.expect_download() as download:
        editor.page.get_by_role("button", name="Télécharger les feuilles (PDF)").click()
    file = folder / "cartes.pdf"
    download.value.save_as(file)
    return CODE.findall("".join(pages_of(file)))


def say_half(resident: Visitor, consultation: str, code: str) -> None:
    resident.go(consultation, "consultation")
    resident.follow("Commencer")
    resident.look("carte")
    resident.page.get_by_label("Le code de votre carte").fill("AAAA-AAAA")
    resident.press("Commencer")
    resident.look("carte-refusee")
    resident.expect_status(404)
    expect(resident.page.get_by_label("Le code de votre carte")).to_have_value("AAAA-AAAA")
    resident.page.get_by_label("Le code de votre carte").fill(code.lower().replace("-", " "))
    resident.press("Commencer")
    resident.page.get_by_text("Sport", exact=True).click()
    resident.press("Continuer")


def send_the_rest(other_phone: Visitor, consultation: str, code: str) -> None:
    """The same card scanned with another phone: what was said is there."""
    other_phone.go(f"{consultation}/carte/{code}", "reprise")
    other_phone.follow("Retour")
    expect(other_phone.page.get_by_label("Sport", exact=True)).to_be_checked()
    for _ in range(6):
        if other_phone.page.get_by_role("button", name="Envoyer").count():
            break
        other_phone.press("Continuer")
    other_phone.press("Envoyer")
    receipt = other_phone.page.locator(".receipt .code").inner_text()
    other_phone.go(f"{consultation}/carte/{code}", "deja-envoyee")
    assert receipt in other_phone.reads(), "a card that answered leads to its receipt"


def stop(editor: Visitor, page: str, resident: Visitor, card: str) -> None:
    editor.go(f"{page}/cartes", "cartes-apres")
    assert "1 réponse envoyée à ce jour" in editor.reads()
    editor.follow("Accueil du centre social")
    editor.press("Arrêter ces cartes")
    editor.look("lot-arrete")
    resident.go(card, "carte-arretee", 404)
