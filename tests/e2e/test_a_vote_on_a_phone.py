"""A vote with each kind of ballot, on a phone, with scripts and without; papers typed by two people.

Each walk prepares a campaign of its own in the shared demonstration, past its first days.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect

from consult.contributions.receipts import ALPHABET
from tests.e2e.conftest import Demo, Enter
from tests.e2e.visitor import Visitor

CODE = re.compile(rf"\b[{ALPHABET}]{{5}}-[{ALPHABET}]{{5}}-[{ALPHABET}]{{5}}\b")
PREPARE = Path(__file__).parent / "prepare_vote.py"


@dataclass(frozen=True)
class Vote:
    """The path of the public pages, that of the team's, and some cards."""

    page: str
    desk: str
    cards: list[str]


def prepare(demo: Demo, slug: str, ballot: str, state: str = "open") -> Vote:
    """By a program beside the server, on the same database."""
    command = [sys.executable, str(PREPARE), slug, ballot, state]
    environ = {**os.environ, "CONSULT_DATA": str(demo.data), "CONSULT_BASE_URL": demo.url}
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)
    return Vote(f"/budget/{slug}/vote", f"/espace/budget/{slug}/vote", done.stdout.split())


def tick(voter: Visitor, title: str) -> None:
    voter.page.get_by_text(title, exact=True).click()


def choose(voter: Visitor, ballot: str) -> None:
    """Too much first, so that it is refused with what was chosen, then what is voted."""
    page = voter.page
    if ballot == "approval":
        for title in ("Des bancs", "Une fontaine", "Un verger", "Une halle"):
            tick(voter, title)
        refused(voter)
        tick(voter, "Une halle")
    elif ballot == "knapsack":
        for title in ("Un verger", "Une halle", "Des bancs"):
            tick(voter, title)
        refused(voter)
        tick(voter, "Des bancs")
    elif ballot == "points":
        page.get_by_label("Points pour : Des bancs").fill("9")
        page.get_by_label("Points pour : Un verger").fill("4")
        refused(voter)
        for _time in range(3):
            voter.press("Un point de moins : Un verger")
    else:
        refused(voter)
        for title, grade in (("Des bancs", "Coup de cœur"), ("Un verger", "Pourquoi pas")):
            group = page.get_by_role("group", name=f"Votre mention pour : {title}")
            group.get_by_text(grade).click()


def refused(voter: Visitor) -> None:
    voter.press("Continuer")
    voter.look("refuse")
    voter.expect_status(422)


TOLD = {"approval": "3 sur 3", "knapsack": "100 000", "points": "10 sur 10", "grades": "2 sur 4"}


@pytest.mark.parametrize("ballot", list(TOLD))
def test_a_vote_with_each_kind_of_ballot(enter: Enter, demo: Demo, ballot: str) -> None:
    voter = enter()
    slug = f"vote-{ballot}-{voter.width}-{'avec' if voter.scripts else 'sans'}"
    vote = prepare(demo, slug, ballot)
    voter.go(vote.page, "porte")
    voter.page.get_by_label("Le code de votre carte").fill(vote.cards[0])
    voter.press("Commencer")
    voter.look("bulletin")
    choose(voter, ballot)
    if not voter.scripts:
        voter.press("Recompter")
    expect(voter.page.get_by_role("status")).to_contain_text(TOLD[ballot].split(" ")[0])
    voter.look("choisi")
    voter.press("Continuer")
    voter.look("relire")
    voter.page.get_by_label("Votre âge").select_option("over_64")
    voter.press("Voter")
    voter.look("recu")
    (code,) = CODE.findall(voter.reads())
    voter.go(f"{vote.page}/carte/{vote.cards[0]}", "deja", 409)
    another = enter()
    another.go(f"{vote.page}/verifier#{code}", "verifier")
    if another.scripts:
        expect(another.page.get_by_label("Le code de votre bulletin")).to_have_value(code)
    another.page.get_by_label("Le code de votre bulletin").fill(code)
    another.press("Vérifier")
    another.look("verifie")
    assert "Ce bulletin est dans l’urne" in another.reads()


def test_papers_of_a_box_are_typed_by_two_people(enter: Enter, demo: Demo) -> None:
    editor, typist = enter(), enter()
    kind = f"{editor.width}-{'avec' if editor.scripts else 'sans'}"
    vote = prepare(demo, f"urne-{kind}", "approval", "over")
    editor.sign_in("redaction@demo.example", demo.password)
    typist.sign_in("animation@demo.example", demo.password)
    editor.go(vote.desk, "vote")
    editor.follow("Urnes")
    editor.look("urnes")
    editor.page.get_by_label("Où est l’urne").fill("Accueil de la mairie")
    editor.press("Ajouter l’urne")
    box = editor.page.url.removeprefix(editor.url)
    editor.page.get_by_label("Bulletins trouvés dans l’urne").fill("2")
    editor.page.get_by_label("Signatures sur papier").fill("2")
    editor.press("Garder ces nombres")
    editor.look("urne-comptee")
    for person, second in ((typist, "7"), (editor, "12")):
        person.go(f"{box}/saisir", "saisie")
        for line in ("3 7", second):
            person.page.get_by_label("Ce qu’il dit").fill(line)
            person.page.get_by_label("Ce qu’il dit").press("Enter")
            person.page.wait_for_load_state()
            expect(person.page.get_by_role("status").first).to_contain_text(line)
        person.look("saisie-finie")
    editor.go(box, "ecarts")
    editor.page.get_by_label("Ce que dit le bulletin 2").fill("12")
    editor.press("Départager")
    editor.press("Clore l’urne")
    editor.look("close")
    assert "Cette urne est close" in editor.reads()
    editor.go(vote.desk, "avant-le-sceau")
    editor.press("Sceller l’urne")
    editor.look("scellee")
    editor.go(f"{vote.page}/bulletins", "liste")
    assert "2 bulletins" in editor.reads()
