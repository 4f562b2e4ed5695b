"""The editor compares two contracts, writes on the sheet of priorities, takes a note to the review."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.conftest import DESK_WALKS, Demo, Enter

pytestmark = pytest.mark.parametrize("enter", DESK_WALKS, indirect=True)


def test_contracts_are_compared_and_the_sheet_is_written(
    enter: Enter, demo: Demo, tmp_path: Path
) -> None:
    editor = enter()
    editor.sign_in("redaction@demo.example", demo.password)
    page = editor.page
    editor.go("/espace/contrat/correspondances", "correspondances")
    editor.follow("Volet communal d’Armentières – Communauté d’agglomération de Lens-Liévin")
    editor.look("correspondance")
    assert "les chiffres ne s’additionnent pas" in editor.reads()
    page.locator("#left").select_option("emploi")
    page.locator("#kind").select_option("overlaps")
    page.locator("#right").select_option("humain")
    page.locator("#note").fill("Le travail aussi.")
    editor.press("Ajouter la ligne")
    editor.look("ligne-ajoutee")
    assert "Le travail aussi." in editor.reads()
    row = page.get_by_role("row").filter(has_text="Le travail aussi.")
    row.locator("summary").click()
    row.get_by_role("button", name="Retirer cette ligne").click()
    page.wait_for_load_state()
    assert "Le travail aussi." not in editor.reads()

    editor.go("/espace/contrat/armentieres/priorites", "fiche")
    editor.follow("Écrire sur la fiche")
    editor.look("ecrire")
    page.get_by_label("Les pistes d’actions").fill("Les bancs d’abord.")
    editor.press("Enregistrer")
    editor.look("fiche-ecrite")
    assert "Les bancs d’abord." in editor.reads()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Word (DOCX)").click()
    waiting.value.save_as(tmp_path / "fiche.docx")
    assert (tmp_path / "fiche.docx").read_bytes().startswith(b"PK")

    editor.go("/espace/contrat/armentieres/note/vivre-ensemble", "note")
    assert "Questions pour la revue" in editor.reads()
