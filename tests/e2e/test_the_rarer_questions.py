"""Questions that few consultations ask: an order, lines of a table, a place; and their mistakes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Demo, Enter
from tests.e2e.test_in_arabic import answer_something, go_on
from tests.e2e.visitor import Visitor

QUESTIONS = """
format: 1
consultations:
  - slug: questions-rares
    contract: armentieres
    commune: armentieres
    title: Les questions plus rares
    summary: Un ordre, un tableau, un lieu.
    intro: Trois questions.
    what_changes: Chaque réponse est lue.
    degree: consultation
    moment: co-construction
    opens: 2026-01-05
    closes: 2099-12-31
    profile: false
    questions:
      - key: ordre
        kind: ranking
        section: Ce qui compte
        prompt: Qu’est-ce qui compte le plus pour vous ?
        required: true
        max_choices: 2
        choices:
          - {key: sante, label: Se soigner, icon: sante}
          - {key: emploi, label: Trouver du travail, icon: emploi}
          - {key: cadre, label: "L’entretien des parties communes et des abords", icon: vivre-ensemble}
      - key: avis
        kind: matrix
        prompt: Êtes-vous satisfait de ce qu’il y a dans votre quartier ?
        required: true
        choices:
          - {key: non, label: Plutôt pas}
          - {key: oui, label: Plutôt oui}
        rows:
          - {key: bus, label: Le bus et les trajets vers la gare}
          - {key: medecin, label: Les médecins}
      - key: lieu
        kind: place
        section: Un lieu
        prompt: Où faudrait-il un banc ?
        required: true
"""


@pytest.fixture
def asked(demo: Demo, tmp_path: Path) -> str:
    """The consultation's address. Imported again, it stays as it is."""
    file = tmp_path / "questions.yaml"
    file.write_text(QUESTIONS, encoding="utf-8")
    command = [sys.executable, "-m", "consult", "consultations", "import", str(file)]
    subprocess.run([*command, "--data", str(demo.data)], check=True)
    return "/consultations/questions-rares"


def test_rarer_questions_are_answered_and_their_mistakes_are_told(enter: Enter, asked: str) -> None:
    resident = enter()
    resident.go(asked, "consultation")
    resident.follow("Commencer")
    order(resident)
    lines_of_a_table(resident)
    place(resident)
    resident.press("Continuer")
    resident.look("verifier")
    read = resident.reads()
    for answer in ("Trouver du travail", "Plutôt oui", "Arrêt Mairie"):
        assert answer in read
    resident.press("Envoyer")
    assert resident.page.locator(".receipt .code").inner_text()


def mistaken(resident: Visitor, name: str, told: str) -> None:
    """What was sent is told to be wrong, under the eyes of whoever sent it."""
    resident.press("Continuer")
    resident.look(name)
    resident.expect_status(422)
    expect(resident.page.locator("#erreurs")).to_contain_text(told)
    expect(resident.page.locator("#erreurs")).to_be_focused()


def order(resident: Visitor) -> None:
    resident.look("ordre")
    mistaken(resident, "ordre-vide", "Donnez un numéro à une réponse au moins.")
    ranks = resident.page.locator("main select")
    ranks.nth(0).select_option("1")
    ranks.nth(1).select_option("1")
    mistaken(resident, "ordre-double", "Deux réponses ont la même place")
    ranks.nth(0).select_option("2")
    resident.press("Continuer")


def lines_of_a_table(resident: Visitor) -> None:
    resident.look("tableau")
    line = resident.page.get_by_role("group", name="Le bus")
    line.get_by_text("Plutôt oui").click()
    mistaken(resident, "tableau-incomplet", "Il manque une réponse pour")
    expect(line.get_by_role("radio", name="Plutôt oui")).to_be_checked()
    resident.page.get_by_role("group", name="Les médecins").get_by_text("Plutôt pas").click()
    resident.press("Continuer")


def place(resident: Visitor) -> None:
    resident.look("lieu")
    resident.page.get_by_label("Où exactement").fill("Arrêt Mairie")
    mistaken(resident, "lieu-vide", "Choisissez une réponse.")
    expect(resident.page.get_by_label("Où exactement")).to_have_value("Arrêt Mairie")
    resident.page.get_by_text("Ailleurs dans la ville").click()
    resident.press("Continuer")


def test_the_rarer_questions_in_arabic(enter: Enter, asked: str) -> None:
    resident = enter()
    resident.go(f"/ar{asked}", "consultation")
    resident.page.locator("main a.button.primary").click()
    for _screen in range(3):
        resident.look("question")
        answer_something(resident)
        go_on(resident)
    assert resident.faults == []
