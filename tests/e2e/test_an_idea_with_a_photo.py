"""An idea deposited on a phone with a photo, and one written down by an animator with its author."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.conftest import Demo, Enter
from tests.pictures.test_making import photo

pytestmark = pytest.mark.browser


def test_a_resident_s_draft_and_photo_survive_what_happens(enter: Enter, tmp_path: Path) -> None:
    taken = tmp_path / "photo.jpg"
    taken.write_bytes(photo((2400, 1200), orientation=6))
    visitor = enter()
    page = visitor.page
    visitor.go("/budget/budget-2027", "campagne")
    visitor.follow("Proposer une idée")
    page.locator("[name=title]").fill("Des bancs à l’ombre près de l’école")
    page.locator("[name=text]").fill("Des bancs à l’ombre pour les parents.")
    if visitor.scripts:
        page.get_by_text("Gardé sur cet appareil").wait_for()
        page.reload()
        page.get_by_role("button", name="Effacer").wait_for()
        assert page.locator("[name=title]").input_value() == "Des bancs à l’ombre près de l’école"
    page.locator("[name=photo]").set_input_files(taken)
    page.locator("[name=title]").fill("")
    visitor.press("Envoyer mon idée")
    visitor.look("photo-gardee")
    visitor.expect_status(422)
    assert "Votre photo est gardée" in visitor.reads()
    page.locator("[name=title]").fill("Des bancs à l’ombre près de l’école")
    visitor.press("Envoyer mon idée")
    visitor.look("se-ressemblent")
    assert "Votre idée n’est pas encore envoyée" in visitor.reads()
    visitor.press("La mienne est différente")
    visitor.look("idee-recue")
    assert "C’est noté" in visitor.reads()


def test_an_animator_writes_an_idea_with_somebody(enter: Enter, demo: Demo) -> None:
    visitor = enter()
    visitor.sign_in("animation@demo.example", demo.password)
    visitor.go("/espace/budget/budget-2027", "campagne-equipe")
    visitor.follow("Écrire une idée avec quelqu’un")
    visitor.look("ecrire-une-idee")
    visitor.page.locator("[name=title]").fill("Un atelier de réparation de vélos")
    visitor.page.locator("[name=text]").fill("Chaque mercredi, avec les outils du centre social.")
    visitor.press("Enregistrer l’idée")
    visitor.look("code-a-remettre")
    assert "C’est noté" in visitor.reads()
