"""From proposed groups to a sentence of the contract, and what is set aside on the way."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import DESK_WALKS, Demo, Enter

pytestmark = pytest.mark.parametrize("enter", DESK_WALKS, indirect=True)

EDUCATION = "/espace/synthese/armentieres/education"


def test_an_editor_keeps_a_group_and_writes_its_sentence(enter: Enter, demo: Demo) -> None:
    editor = enter()
    editor.sign_in("redaction@demo.example", demo.password)
    editor.go("/espace/synthese", "syntheses")
    editor.go(f"{EDUCATION}/groupes", "groupes")
    editor.press("Proposer")
    editor.look("proposes")
    assert "Les groupes sont proposés" in editor.reads()
    editor.page.locator("section[aria-labelledby=proposes] th a").first.click()
    editor.page.wait_for_load_state()
    editor.look("groupe")
    assert "Celles dont les mots sont le plus ceux du groupe" in editor.reads()
    editor.page.get_by_label("Nom du groupe").fill("Ce que disent ces paroles")
    editor.press("Le nommer et le garder")
    editor.look("garde")
    assert "Gardé" in editor.reads()
    editor.page.get_by_label("La phrase").fill("Des habitants disent ce qui leur manque.")
    editor.page.get_by_label("Citer tout le groupe").check()
    editor.press("Enregistrer la phrase")
    editor.look("phrase")
    assert "Des habitants disent ce qui leur manque." in editor.page.content()
    editor.go(f"{EDUCATION}/dehors", "dehors")
    editor.page.locator(".said-list input").first.check()
    editor.press("Mettre de côté ce qui est coché")
    editor.look("de-cote")
    assert "1 contribution mise de côté" in editor.reads()
    editor.go(f"{EDUCATION}/ecartees", "ecartees")
    editor.press("Reprendre")
    editor.look("reprise")
    assert "Ces paroles attendent de nouveau" in editor.reads()
