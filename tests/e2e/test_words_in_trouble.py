"""Words corrected, sent back, refused, taken back: what their author reads and can do at each step."""

from __future__ import annotations

import uuid

from tests.e2e.conftest import Demo, Enter
from tests.e2e.visitor import Visitor


def test_words_are_corrected_sent_back_refused_and_taken_back(enter: Enter, demo: Demo) -> None:
    resident, moderator = enter(), enter()
    mark = uuid.uuid4().hex[:6]
    code = say(resident, f"Appelez-moi au 06 00 00 00 00 ({mark})")
    public_id = correct(resident, code, f"Le voisin du 3e fait du bruit ({mark})")

    moderator.sign_in("moderation@demo.example", demo.password)
    send_back(moderator, public_id, mark)
    say_differently(resident, code, f"Il y a du bruit la nuit ({mark})")
    refuse(moderator, public_id)
    take_back(resident, code, mark)
    moderator.go(f"/espace/moderation/{public_id}", "moderation-retire")
    assert mark not in moderator.reads()


def say(resident: Visitor, words: str) -> str:
    resident.page.goto(f"{resident.url}/consultations/votre-quartier/repondre")
    resident.press("Passer cette question")
    resident.press("Passer cette question")
    resident.page.get_by_role("textbox").fill(words)
    resident.press("Continuer")
    resident.press("Passer cette question")
    resident.press("Continuer")
    resident.press("Continuer")
    resident.press("Envoyer")
    return resident.page.locator(".receipt .code").inner_text().strip()


def correct(resident: Visitor, code: str, words: str) -> str:
    resident.page.goto(f"{resident.url}/suivi/{code}")
    resident.follow("Corriger mes mots")
    resident.page.get_by_role("textbox").fill(words)
    resident.press("Enregistrer mes mots")
    resident.look("corrige")
    assert words in resident.reads()
    identifier = resident.page.locator("article.followed").first.get_attribute("id")
    assert identifier
    return identifier.removeprefix("avis-")


def send_back(moderator: Visitor, public_id: str, mark: str) -> None:
    moderator.go(f"/espace/moderation/{public_id}", "a-lire")
    moderator.press("Demander de reformuler", "f")
    moderator.look("motif-manquant")
    moderator.expect_status(422)
    assert mark in moderator.reads()
    decide(moderator, "personal-data", "Dites-le sans parler de votre voisin.", "f")
    moderator.look("renvoye")


def decide(moderator: Visitor, reason: str, sentence: str, key: str) -> None:
    moderator.page.locator("select[name=reason]").select_option(reason)
    moderator.page.locator("[name=sentence]").fill(sentence)
    moderator.page.locator("h2").first.click()  # out of the field: a key there is a letter
    names = {"f": "Demander de reformuler", "r": "Refuser"}
    moderator.press(names[key], key)


def say_differently(resident: Visitor, code: str, words: str) -> None:
    resident.go(f"/suivi/{code}", "a-dire-autrement")
    assert "Dites-le sans parler de votre voisin." in resident.reads()
    resident.follow("Le dire autrement")
    resident.look("dire-autrement")
    resident.page.get_by_role("textbox").fill(words)
    resident.press("Enregistrer mes mots")
    resident.look("dit-autrement")
    assert words in resident.reads()


def refuse(moderator: Visitor, public_id: str) -> None:
    moderator.page.goto(f"{moderator.url}/espace/moderation/{public_id}")
    decide(moderator, "off-topic", "Parlez-en au bailleur : voici son guichet.", "r")
    moderator.look("refuse")


def take_back(resident: Visitor, code: str, mark: str) -> None:
    resident.go(f"/suivi/{code}", "refuse")
    assert "Parlez-en au bailleur" in resident.reads()
    resident.follow("Retirer mes mots")
    resident.press("Effacer mes mots")
    resident.look("retire")
    assert mark not in resident.reads()
    assert "Parlez-en au bailleur" not in resident.reads()
