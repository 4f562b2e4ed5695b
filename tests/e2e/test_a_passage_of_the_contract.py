"""A resident proposes another wording, the team publishes and answers it, the resident reads why."""

from __future__ import annotations

import uuid

import pytest

from tests.e2e.conftest import DESK_WALKS, Demo, Enter
from tests.e2e.visitor import Visitor

pytestmark = pytest.mark.parametrize("enter", DESK_WALKS, indirect=True)

AMBITION = "Améliorer la propreté des quartiers prioritaires"


def test_a_wording_is_proposed_published_answered_and_followed(enter: Enter, demo: Demo) -> None:
    resident, moderator, editor = enter(), enter(), enter()
    mark = uuid.uuid4().hex[:6]
    code, public_id = propose(resident, f"{AMBITION} et des halls ({mark})", mark)

    moderator.sign_in("moderation@demo.example", demo.password)
    moderator.go(f"/espace/moderation/{public_id}", "a-lire")
    assert AMBITION in moderator.reads()
    moderator.press("Publier", "p")

    editor.sign_in("redaction@demo.example", demo.password)
    answer(editor, mark)

    resident.go(f"/suivi/{code}", "suivi")
    assert f"Le bailleur est d’accord ({mark})." in resident.reads()
    resident.go("/contrats/mel/remarques", "tous-les-avis")
    assert f"Le bailleur est d’accord ({mark})." in resident.reads()
    resident.go("/contrats/armentieres/remarques", "avis-du-volet")


def propose(resident: Visitor, wording: str, mark: str) -> tuple[str, str]:
    """From the contract's page, without a mouse; the code, and the address of the words."""
    resident.go("/contrats/mel", "contrat")
    line = resident.page.locator("p", has_text=AMBITION).first
    link = line.locator("a.say")
    link.focus()
    link.press("Enter")
    resident.page.wait_for_load_state()
    resident.look("passage")
    assert AMBITION in resident.reads()
    resident.follow("Je propose un changement")
    resident.look("proposer")
    resident.press("Envoyer ma proposition")
    resident.look("rien-ne-change")
    resident.expect_status(422)
    resident.page.get_by_label("Ce que vous écririez").fill(wording)
    resident.page.get_by_label("Pourquoi").fill(f"On passe tous par les halls ({mark}).")
    resident.press("Envoyer ma proposition")
    resident.look("recu")
    code = resident.page.locator(".receipt .code").inner_text().strip()
    resident.go(f"/suivi/{code}", "suivi-envoye")
    identifier = resident.page.locator("article.followed").first.get_attribute("id")
    assert identifier
    return code, identifier.removeprefix("avis-")


def answer(editor: Visitor, mark: str) -> None:
    editor.go("/espace/contrat/mel/remarques", "avis-a-repondre")
    card = editor.page.locator("li.card", has_text=mark)
    card.get_by_role("link", name="Répondre").click()
    editor.page.wait_for_load_state()
    editor.look("repondre")
    editor.press("Répondre")
    editor.look("reponse-incomplete")
    editor.expect_status(422)
    editor.page.get_by_label("Retenu", exact=True).check(force=True)
    editor.page.get_by_role("textbox", name="Pourquoi").fill(f"Le bailleur est d’accord ({mark}).")
    editor.press("Répondre")
    editor.look("repondu")
    assert "Réponse donnée" in editor.reads()
