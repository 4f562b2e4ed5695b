"""An editor changes a part of the framework, publishes it; anyone reads what changed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import DESK_WALKS, Demo, Enter

pytestmark = pytest.mark.parametrize("enter", DESK_WALKS, indirect=True)

TEXT = "Une phrase écrite à {width} px, {scripts}."


def test_a_part_is_written_published_and_compared(enter: Enter, demo: Demo) -> None:
    visitor = enter()
    page = visitor.page
    text = TEXT.format(width=visitor.width, scripts="avec" if visitor.scripts else "sans")
    visitor.sign_in("redaction@demo.example", demo.password)
    visitor.go("/espace/contrat", "contrats")
    visitor.go("/espace/contrat/mel", "texte")
    visitor.press("Modifier le titre et le texte")
    visitor.look("modifier")
    area = page.get_by_label("Texte", exact=True)
    before = area.input_value()
    area.fill(f"{before}\n\n{text}")
    if visitor.scripts:
        # What is typed is kept within seconds, and found again after the page is lost.
        expect(page.locator("[data-kept]")).to_contain_text("Enregistré à", timeout=15_000)
        visitor.look("brouillon")
        page.goto("about:blank")
        page.go_back()
        page.reload()
        expect(page.get_by_label("Texte", exact=True)).to_have_value(re.compile(re.escape(text)))
        assert "Voici votre brouillon" in visitor.reads()
    visitor.press("Aperçu")
    expect(page.locator("#apercu")).to_contain_text(text)
    visitor.look("apercu")
    visitor.press("Enregistrer dans le texte")
    assert "est enregistré dans le texte" in visitor.reads()
    visitor.look("texte-modifie")
    visitor.go("/espace/contrat/mel/historique", "historique")
    assert text in visitor.reads()
    visitor.go("/espace/contrat/mel/publier", "publier")
    visitor.press("Publier la version")
    visitor.look("publier-sans-note")
    visitor.expect_status(422)
    page.get_by_label("Ce qui a changé, et pourquoi").fill("Une phrase de plus.")
    visitor.press("Publier la version")
    assert "est publiée" in visitor.reads()

    resident = enter()
    resident.go("/contrats/mel", "public")
    assert text in resident.reads()
    resident.go("/contrats/mel/versions", "versions")
    resident.follow("Ce qui a changé depuis la version")
    resident.look("difference")
    assert text in resident.page.locator("ins").all_inner_texts()[0] or text in resident.reads()
    assert "Une phrase de plus." in resident.reads()
    resident.go("/contrats/mel/versions/1", "ancienne")
    assert "n’est plus celle à lire" in resident.reads()
    assert text not in resident.reads()


def test_the_plan_of_an_enjeu_is_worked_in_as_a_list(enter: Enter, demo: Demo) -> None:
    visitor = enter()
    visitor.sign_in("redaction@demo.example", demo.password)
    visitor.go("/espace/contrat/armentieres", "volet")
    visitor.go("/espace/contrat/armentieres/plan/education", "plan")
    visitor.follow("Ajouter une piste d’action")
    visitor.look("ajouter")
    visitor.page.get_by_label("Texte", exact=True).fill("Une piste à l’essai")
    visitor.press("Ajouter")
    line = visitor.page.locator(".plan-line", has_text="Une piste à l’essai")
    expect(line).to_have_count(1)
    line.get_by_role("button", name="Monter").click()
    visitor.page.wait_for_load_state()
    line.get_by_role("button", name="Modifier").click()
    visitor.page.wait_for_load_state()
    visitor.look("modifier-piste")
    visitor.page.get_by_label("Texte", exact=True).fill("Une piste à l’essai, réécrite")
    visitor.press("Enregistrer dans le texte")
    changed = visitor.page.locator(".plan-line", has_text="réécrite")
    expect(changed).to_have_count(1)
    changed.get_by_role("button", name="Retirer").click()
    visitor.page.wait_for_load_state()
    assert "C’est retiré du texte." in visitor.reads()
    expect(visitor.page.locator(".plan-line", has_text="réécrite")).to_have_count(0)
