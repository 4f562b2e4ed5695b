"""Two people at the desk at once: what each is led to, sees of the other, and takes back."""

from __future__ import annotations

import uuid
from urllib.parse import urlsplit

import pytest

from tests.e2e.conftest import DESK_WALKS, Demo, Enter
from tests.e2e.test_words_in_trouble import say
from tests.e2e.visitor import Visitor

pytestmark = pytest.mark.parametrize("enter", DESK_WALKS, indirect=True)

QUEUE = "/espace/moderation"


def test_two_moderators_work_at_once(enter: Enter, demo: Demo) -> None:
    """In one test, since the site allows few sign-ins of an account in a quarter of an hour."""
    resident, one, other = enter(), enter(), enter()
    mark = uuid.uuid4().hex[:6]
    to_mask = said(resident, f"Appelez le 06 00 00 00 00, il faut des bancs ({mark}).")
    to_split = said(resident, f"Il faut des bancs ({mark}). Et un médecin.")
    one.sign_in("moderation@demo.example", demo.password)
    other.sign_in("administration@demo.example", demo.password)
    share_the_queue(one, other)
    decide_of_a_selection(one)
    write_in_a_field(one)
    mask_and_open(one, to_mask[1])
    resident.go(f"/suivi/{to_mask[0]}", "passage-masque")
    assert "Un passage est masqué" in resident.reads()
    split(one, to_split[1], mark)
    resident.go(f"/suivi/{to_split[0]}", "message-separe")
    assert "l’équipe l’a séparé en deux" in resident.reads()
    one.go(f"{QUEUE}/charge", "charge")


def share_the_queue(one: Visitor, other: Visitor) -> None:
    first, second = begin(one), begin(other)
    assert first != second, "each is given other words"

    other.go(first, "deja-lue")
    assert "lit cette parole en ce moment" in other.reads()
    assert other.page.get_by_role("button", name="Publier").count() == 0
    other.go(QUEUE, "qui-lit-quoi")
    assert "lu en ce moment par" in other.reads()
    other.go(first, "deja-lue-encore")
    other.press("Reprendre cette lecture")
    other.look("reprise")
    assert other.page.get_by_role("button", name="Publier").count() == 1

    one.press("Publier", "p")
    one.expect_status(409)
    one.look("reprise-par-une-autre")
    assert "lit cette parole en ce moment" in one.reads()
    one.press("Passer sans décider", "n")
    assert path(one) not in {first, QUEUE}

    decided = path(one)
    one.press("Publier", "p")
    one.look("suivante")
    assert path(one) not in {first, decided}
    one.press("Annuler", "u")
    assert path(one) == decided
    other.press("Passer sans décider", "n")
    assert path(other) not in {first, decided}


def decide_of_a_selection(one: Visitor) -> None:
    # Words on paper hold no name, number or address: the others are not published this way.
    one.go(f"{QUEUE}?channel=paper", "file-filtree")
    boxes = one.page.locator(".pick input")
    if one.scripts:
        for key in ("j", "x", "ArrowDown", "x"):
            one.page.keyboard.press(key)
    else:
        for number in (0, 1):
            boxes.nth(number).check()
    assert [boxes.nth(number).is_checked() for number in (0, 1)] == [True, True]
    one.look("selection")
    one.press("Publier la sélection")
    one.look("lot")
    assert "2 contributions" in one.reads()
    assert "channel=paper" in one.page.url
    one.press("Tout annuler", "u")
    one.look("lot-annule")
    assert "2 décisions annulées" in one.reads()


def write_in_a_field(one: Visitor) -> None:
    """There a key is a letter; and with a modifier it is somebody's own gesture."""
    here = begin(one)
    if one.scripts:
        field = one.page.locator("[name=sentence]")
        field.press_sequentially("pnfu?")
        assert field.input_value() == "pnfu?"
        for keys in ("Control+m", "Alt+p", "Shift+P"):
            one.page.locator("h2").first.click()
            one.page.keyboard.press(keys)
        assert path(one) == here
        one.page.keyboard.press("?")
        assert one.page.locator("#touches").get_attribute("open") is not None
    else:
        one.page.get_by_text("Les touches du clavier").click()
    one.look("touches")
    assert "Demander de reformuler" in one.page.locator("#touches").inner_text()


def mask_and_open(one: Visitor, public_id: str) -> None:
    one.go(f"{QUEUE}/{public_id}", "a-masquer")
    one.page.locator("#masquer label").first.click()
    one.page.locator("h2").first.click()
    one.press("Masquer et publier", "m")
    one.go(f"{QUEUE}/{public_id}", "masquee")
    read = one.page.get_by_role("article", name="La parole").inner_text()
    assert "[passage masqué]" in read
    assert "06 00 00 00 00" not in read
    one.page.get_by_text("Ouvrir l’original sous scellés").click()
    one.page.locator("[name=why]").fill("Vérifier avec le bailleur.")
    one.press("Ouvrir l’original")
    one.look("original")
    assert "06 00 00 00 00" in one.reads()


def split(one: Visitor, public_id: str, mark: str) -> None:
    one.go(f"{QUEUE}/{public_id}", "a-separer")
    one.follow("Séparer")
    one.look("separer")
    field = one.page.get_by_label("Le texte, découpé")
    field.fill(f"Il faut des bancs ({mark}).\n---\nEt un mur.")
    one.press("Séparer le message")
    one.expect_status(422)
    one.look("separer-autres-mots")
    field.fill(f"Il faut des bancs ({mark}).\n---\nEt un médecin.")
    one.press("Séparer le message")
    one.look("separee")
    assert "Un message, séparé en 2" in one.reads()


def begin(visitor: Visitor) -> str:
    visitor.go(QUEUE, "file")
    visitor.press("Commencer la lecture", "n")
    visitor.page.wait_for_url(f"**{QUEUE}/*")
    visitor.look("lecture")
    return path(visitor)


def path(visitor: Visitor) -> str:
    return urlsplit(visitor.page.url).path


def said(resident: Visitor, words: str) -> tuple[str, str]:
    """The code, and the public id, of words just sent."""
    code = say(resident, words)
    resident.page.goto(f"{resident.url}/suivi/{code}")
    identifier = resident.page.locator("article.followed").first.get_attribute("id")
    assert identifier
    return code, identifier.removeprefix("avis-")
