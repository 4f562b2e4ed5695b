"""An address is left, confirmed from the mail, told of a version, erased; a file is imported."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import Demo, Enter, served
from tests.e2e.test_the_whole_way import (
    editor_writes_it_into_the_contract,
    moderator_publishes_and_sorts,
    resident_answers,
)
from tests.e2e.visitor import Visitor


@pytest.fixture(scope="module")
def demo(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """One where the volet is published: elsewhere it is read as it is being written."""
    with served(filled, tmp_path_factory.mktemp("told")) as own:
        yield own


def test_a_resident_is_told_of_a_version_by_mail(enter: Enter, demo: Demo) -> None:
    key = uuid.uuid4().hex[:6]
    words = f"Il faut une maison de santé, on attend trop ({key})."
    resident = enter()
    code = resident_answers(resident, words)
    leave_an_address(resident, code)
    confirm = mailed(enter(), demo, "confirmer")
    resident.go(confirm, "confirmer")
    resident.press("Oui, me prévenir")
    resident.look("confirme")
    assert words in resident.reads()
    public_id = resident.page.locator("article.followed").first.get_attribute("id")
    assert public_id
    moderator_publishes_and_sorts(enter(), demo, public_id.removeprefix("avis-"), words)
    sentence = f"Ouvrir une maison de santé ({key})."
    editor_writes_it_into_the_contract(enter(), demo, public_id.removeprefix("avis-"), sentence)
    publish(enter(), demo)
    reader = enter()
    stop = mailed(reader, demo, "arreter", sentence)
    resident.go(f"/suivi/{code}", "suivi-version")
    assert "Votre avis est écrit dans le contrat" in resident.reads()
    assert sentence in resident.reads()
    resident.go(stop, "arreter")
    resident.press("Effacer mon adresse")
    resident.look("arrete")
    assert "Vous ne recevrez plus rien" in resident.reads()


def leave_an_address(visitor: Visitor, code: str) -> None:
    visitor.page.get_by_text("Laisser une adresse e-mail").click()
    visitor.look("recu-prevenir")
    visitor.follow("Laisser une adresse")
    visitor.look("prevenir")
    visitor.page.get_by_label("Votre adresse e-mail").fill(f"{uuid.uuid4().hex}@demo.example")
    visitor.press("Me prévenir")
    visitor.look("prevenir-envoye")
    assert "Un e-mail est parti" in visitor.reads()


def mailed(visitor: Visitor, demo: Demo, purpose: str, holding: str = "") -> str:
    """The path of the latest mail's link, as the demonstration lets it be read."""
    visitor.sign_in("administration@demo.example", demo.password)
    visitor.go("/espace/courriels", "courriels")
    mail = visitor.page.locator("pre.mail", has_text=f"/prevenir/{purpose}/")
    if holding:
        mail = mail.filter(has_text=holding)
    found = re.search(rf"/prevenir/{purpose}/\S+", mail.first.inner_text())
    assert found
    assert "@demo.example" not in visitor.reads()
    return found[0]


def publish(visitor: Visitor, demo: Demo) -> None:
    visitor.sign_in("redaction@demo.example", demo.password)
    visitor.go("/espace/contrat/armentieres/publier", "publier")
    visitor.page.locator("[name=note]").fill("Ce que les habitants ont dit du médecin.")
    visitor.press("Publier la version")
    visitor.go("/espace/retours", "retours")
    assert "version" in visitor.reads()


def test_a_moderator_imports_a_file_and_writes_words_down(enter: Enter, demo: Demo) -> None:
    visitor = enter()
    key = uuid.uuid4().hex[:6]
    visitor.sign_in("moderation@demo.example", demo.password)
    visitor.go("/espace/moderation/imports", "imports")
    visitor.follow("Importer un fichier")
    visitor.look("importer")
    file = f"texte;quartier\nUn parc ({key});Bizet-Briqueterie\nDes bancs ({key});Mars\n"
    visitor.page.locator("input[type=file]").set_input_files(
        {"name": "paroles.csv", "mimeType": "text/csv", "buffer": file.encode()}
    )
    visitor.page.locator("[name=source_title]").fill("Enquête de 2024")
    visitor.page.locator("[name=consent]").fill("Avec l’accord des personnes.")
    visitor.page.locator("label[for=with_codes]").click()
    visitor.press("Lire le fichier")
    visitor.look("compris")
    assert "Ligne 3" in visitor.reads()
    visitor.press("Importer seulement")
    visitor.look("importe")
    visitor.press("La feuille des codes")
    visitor.look("codes")
    visitor.go("/espace/paroles/saisir", "saisir")
    visitor.page.locator("[name=text]").fill(f"Le bus passe trop tard ({key}).")
    visitor.page.get_by_text("Sur papier", exact=True).click()
    visitor.page.locator("[name=occasion]").fill("Café papote du Bizet")
    visitor.press("Noter")
    visitor.look("saisie")
    assert "Code du reçu" in visitor.reads()
    assert visitor.page.locator("[name=occasion]").input_value() == "Café papote du Bizet"
