"""One resident's sentence, from the phone to the contract and back, as the three people walk it."""

from __future__ import annotations

import re
import uuid
from pathlib import Path

import docx
import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Demo, Enter
from tests.e2e.visitor import Visitor


def test_a_sentence_travels_from_a_phone_to_the_contract_and_back(enter: Enter, demo: Demo) -> None:
    words = f"Il faut un médecin au Bizet, ma mère attend trois mois ({uuid.uuid4().hex[:6]})."
    code = resident_answers(enter(), words)
    public_id = resident_follows(enter(), code, words)
    moderator_publishes_and_sorts(enter(), demo, public_id, words)
    sentence = f"Réduire les délais d’accès à un médecin généraliste ({uuid.uuid4().hex[:6]})."
    editor_writes_it_into_the_contract(enter(), demo, public_id, sentence)
    resident_finds_the_answer(enter(), code, words, sentence)
    everyone_takes_the_document_away(enter(), sentence)


def resident_answers(visitor: Visitor, words: str) -> str:
    visitor.go("/", "accueil")
    visitor.follow("Donner mon avis")
    visitor.look("consultations")
    visitor.follow("Votre quartier demain")
    visitor.look("consultation")
    visitor.follow("Commencer")
    visitor.look("question-1")
    for choice in ("La propreté, le cadre de vie", "Les médecins, la santé"):
        box = visitor.page.get_by_text(choice, exact=True)
        if box.count():
            box.click()
    visitor.press("Continuer")
    visitor.look("question-2")
    visitor.page.locator(".choice label").nth(1).click()
    visitor.press("Continuer")
    visitor.look("question-3")
    visitor.follow("Retour")
    assert visitor.page.locator("input:checked").count() == 1, "the answer is still there"
    visitor.press("Continuer")
    visitor.page.get_by_role("textbox").fill(words)
    visitor.press("Continuer")
    visitor.look("question-4")
    visitor.press("Passer")
    visitor.look("quartier")
    visitor.page.get_by_text("Je préfère ne pas dire").click()
    visitor.press("Continuer")
    visitor.look("vous")
    visitor.page.get_by_text("65 ans et plus").click()
    visitor.press("Continuer")
    visitor.look("verifier")
    assert "65 ans et plus" in visitor.reads()
    assert words in visitor.reads()
    visitor.press("Envoyer")
    visitor.look("recu")
    code = visitor.page.locator(".receipt .code").inner_text().strip()
    assert re.fullmatch(r"[2-9A-Z]{5}-[2-9A-Z]{5}", code)
    return code


def resident_follows(visitor: Visitor, code: str, words: str) -> str:
    visitor.go("/suivi", "suivi")
    visitor.page.get_by_role("textbox").fill(code.lower().replace("-", " "))
    visitor.press("Voir")
    visitor.look("suivi-avis")
    assert words in visitor.reads()
    visitor.follow("Corriger mes mots")
    visitor.look("corriger")
    visitor.page.go_back()
    visitor.follow("Retirer mes mots")
    visitor.look("retirer")
    visitor.page.go_back()
    identifier = visitor.page.locator("article.followed").first.get_attribute("id")
    assert identifier
    return identifier.removeprefix("avis-")


def moderator_publishes_and_sorts(visitor: Visitor, demo: Demo, public_id: str, words: str) -> None:
    visitor.sign_in("moderation@demo.example", demo.password)
    visitor.go("/espace/moderation", "moderation")
    visitor.go(f"/espace/moderation/{public_id}", "moderation-avis")
    assert words in visitor.reads()
    visitor.press("Publier", "p")
    visitor.look("moderation-suivant")
    visitor.go("/espace/classement", "classement")
    visitor.go(f"/espace/classement/{public_id}", "classement-avis")
    visitor.page.locator("label[for=enjeu-sante]").click()
    visitor.press("Classer", "c")
    visitor.look("classement-suivant")


def editor_writes_it_into_the_contract(
    visitor: Visitor, demo: Demo, public_id: str, sentence: str
) -> None:
    visitor.sign_in("redaction@demo.example", demo.password)
    visitor.go("/espace/synthese", "synthese")
    visitor.go("/espace/synthese/participation", "qui-a-parle")
    visitor.go("/espace/synthese/armentieres/sante", "synthese-sante")
    visitor.page.locator(f"input[name=contribution][value='{public_id}']").check()
    visitor.page.get_by_label("La phrase").fill(sentence)
    visitor.press("Enregistrer la phrase")
    visitor.look("phrase")
    visitor.follow("Placer dans le contrat")
    visitor.look("placer")
    visitor.page.get_by_text("Compléments issus des échanges").first.click()
    visitor.press("Placer")
    visitor.look("placee")


def resident_finds_the_answer(visitor: Visitor, code: str, words: str, sentence: str) -> None:
    visitor.go(f"/suivi/{code}", "suivi-repondu")
    assert sentence in visitor.reads()
    visitor.follow("Lire la phrase dans le contrat")
    anchor = visitor.page.url.rpartition("#")[2]
    assert sentence in visitor.page.locator(f"#{anchor}").inner_text()
    assert "1 personne" in visitor.page.locator(f"#{anchor}").inner_text()
    visitor.look("contrat")
    visitor.page.locator(f"#{anchor} a").first.click()
    visitor.page.wait_for_load_state()
    visitor.look("phrase-publique")
    assert words in visitor.reads()


def everyone_takes_the_document_away(visitor: Visitor, sentence: str) -> None:
    visitor.go("/contrats", "contrats")
    visitor.page.goto(f"{visitor.url}/contrats/armentieres")
    paragraphs = [text.text for text in docx.Document(taken(visitor, "Word (DOCX)")).paragraphs]
    assert any(sentence in text for text in paragraphs)
    assert Path(taken(visitor, "LibreOffice (ODT)")).read_bytes().startswith(b"PK")
    assert Path(taken(visitor, "PDF")).read_bytes().startswith(b"%PDF-1.7")
    assert sentence in Path(taken(visitor, "Page web (HTML)")).read_text(encoding="utf-8")


def taken(visitor: Visitor, name: str) -> str:
    with visitor.page.expect_download(timeout=60_000) as download:
        visitor.page.get_by_role("link", name=name).click()
    return str(download.value.path())


def test_a_resident_proposes_an_idea(enter: Enter) -> None:
    visitor = enter()
    visitor.go("/", "accueil")
    visitor.follow("Proposer une idée")
    visitor.look("budget")
    if "proposer" not in visitor.page.url:
        visitor.follow("Proposer")
    visitor.look("proposer")
    visitor.press("Envoyer mon idée")
    visitor.look("proposer-a-completer")
    assert visitor.page.locator(".error").count() >= 2
    expect(visitor.page.locator("#erreurs")).to_be_focused()
    visitor.expect_status(422)
    visitor.page.locator("[name=title]").fill("Une fontaine à eau")
    visitor.page.locator("[name=text]").fill("Une fontaine place de la gare, l’été il fait chaud.")
    visitor.press("Envoyer mon idée")
    visitor.look("idee-recue")
    assert "C’est noté" in visitor.reads()


def test_an_animator_records_a_workshop(enter: Enter, demo: Demo) -> None:
    visitor = enter()
    visitor.sign_in("animation@demo.example", demo.password)
    visitor.go("/espace/ateliers", "ateliers")
    visitor.follow("Nouvel atelier")
    visitor.look("atelier-nouveau")
    page = visitor.page
    page.locator("[name=title]").fill("Café papote du mardi")
    page.locator("[name=kind]").select_option("cafe-papote")
    page.locator("[name=held_on]").fill("2026-11-17")
    page.locator("[name=women]").fill("7")
    page.locator("[name=men]").fill("5")
    page.locator("[name=parts]").fill("Accueil | 15\nÉchanges | 60")
    visitor.press("Ouvrir")
    visitor.look("atelier")
    for text in ("On ne se croise plus depuis que le café a fermé.", "Un banc devant l’école."):
        page.locator("[name=text]").first.fill(text)
        if visitor.scripts:
            page.locator("[name=text]").first.press("Enter")
        else:
            visitor.press("Noter")
        page.get_by_text(text).first.wait_for()
    visitor.press("+1 gommette")
    page.locator("[name=what]").fill("Demander un banc au service voirie")
    page.locator("[name=who]").fill("Service politique de la ville")
    page.locator("[name=due_on]").fill("2026-12-15")
    visitor.press("Ajouter cette suite")
    page.goto(page.url.split("#")[0])
    visitor.look("atelier-rempli")
    assert "1 gommette" in visitor.reads()
    assert "Demander un banc" in visitor.reads()
    visitor.press("Fermer l’atelier")
    visitor.look("atelier-ferme")
    record = page.url.split("#")[0].split("?")[0]
    public = record.replace("/espace/ateliers", "/ateliers")
    page.goto(public)
    visitor.look("compte-rendu")
    with page.expect_download() as download:
        page.goto(record)
        page.get_by_role("link", name=re.compile("Word")).first.click()
    assert Path(str(download.value.path())).stat().st_size > 5_000


def test_an_administrator_looks_after_the_team(enter: Enter, demo: Demo) -> None:
    visitor = enter()
    visitor.sign_in("administration@demo.example", demo.password)
    for path, name in (
        ("/espace/equipe", "equipe"),
        ("/espace/equipe/nouvelle-personne", "nouvelle-personne"),
        ("/espace/structures", "structures"),
        ("/espace/courriels", "courriels"),
        ("/espace/journal", "journal"),
        ("/espace/compte", "compte"),
        ("/espace/compte/code", "seconde-etape"),
    ):
        visitor.go(path, name)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/consultations/rien", 404),
        ("/suivi/AAAAA-AAAAA", 404),
        ("/mentions-legales", 200),
        ("/confidentialite", 200),
        ("/accessibilite", 200),
        ("/participation", 200),
        ("/moderation", 200),
        ("/fiabilite", 200),
        ("/participation?annee=2000", 200),
        ("/budget", 200),
        ("/budget/budget-2027", 200),
        ("/budget/budget-2027/idees", 200),
        ("/contrats/mel", 200),
        ("/espace/connexion", 200),
        ("/espace/lien", 200),
    ],
)
def test_the_other_pages_are_well_made(enter: Enter, path: str, status: int) -> None:
    visitor = enter()
    visitor.go(path, path.strip("/").replace("/", "-"), status)
