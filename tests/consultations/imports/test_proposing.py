"""The tool is recognised by its columns, and what each of them holds is proposed."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import orm

from consult.consultations.imports.building import build
from consult.consultations.imports.matching import age_of, gender_of, pieces
from consult.consultations.imports.proposing import propose
from consult.consultations.imports.surveying import Survey, survey
from consult.consultations.imports.tools import Tool
from consult.consultations.models import Consultation
from consult.contributions.personal_columns import is_personal_name
from consult.contributions.written import place_names
from consult.territory.publics import AgeBand, Gender
from tests.consultations.imports.conftest import SAMPLES
from tests.factories import World


def read(name: str) -> Survey:
    with (SAMPLES / f"{name}.csv").open("rb") as stream:
        return survey(stream)


def codes(world: World, name: str, consultation: Consultation | None = None) -> dict[str, str]:
    found = read(name)
    taken = propose(found, consultation, place_names(world.commune))
    return {
        column.title: taken[column.index].code
        for column in found.columns
        if column.index in taken and taken[column.index].code != "nothing"
    }


@pytest.mark.parametrize(
    ("name", "tool"),
    [
        ("limesurvey", Tool.LIMESURVEY),
        ("limesurvey-codes", Tool.LIMESURVEY),
        ("google-forms", Tool.GOOGLE_FORMS),
        ("decidim", Tool.DECIDIM),
        ("decidim-propositions", Tool.DECIDIM),
        ("cap-collectif", Tool.CAP_COLLECTIF),
        ("framaforms", Tool.FRAMAFORMS),
    ],
)
def test_the_tool_is_recognised(name: str, tool: Tool) -> None:
    assert read(name).tool is tool


def test_limesurvey(world: World) -> None:
    assert codes(world, "limesurvey") == {
        "ID de la réponse": "identifier",
        "Date de soumission": "day",
        "Langue de départ": "language",
        "Qu’est-ce qui presse le plus ? [Trouver un emploi]": "new:choice",
        "Qu’est-ce qui presse le plus ? [Se soigner]": "new:choice",
        "Qu’est-ce qui presse le plus ? [Autre]": "new:choice",
        "Votre avis [La propreté]": "new:row",
        "Votre avis [Les transports]": "new:row",
        "Classez [Rang 1]": "new:single",
        "Quel est votre âge ?": "age",
        "Dans quel quartier habitez-vous ?": "quarter",
        "Que faut-il changer ?": "new:short",
    }


def test_codes_of_limesurvey_find_the_questions_that_are_there(
    world: World, consultation: Consultation
) -> None:
    assert codes(world, "limesurvey-codes", consultation) == {
        "id": "identifier",
        "submitdate": "day",
        "startlanguage": "language",
        "priorites[c0]": "c:priorites:c0",
        "priorites[c1]": "c:priorites:c1",
        "satisfaction": "q:satisfaction",
        "changer": "q:changer",
    }


def test_google_forms_and_its_cells_of_several_answers(world: World) -> None:
    assert codes(world, "google-forms") == {
        "Horodateur": "day",
        "Quels sont vos besoins ?": "new:multiple",
        "Êtes-vous satisfait ?": "new:single",
        "Vous êtes": "gender",
        "Avez-vous une idée ?": "new:short",
    }
    found = read("google-forms")
    taken = propose(found, None, {})
    made = build(found, taken, "besoins", None)
    needs = made.questions[0]
    assert [each.label for each in needs.choices] == [
        "Un emploi, une formation",
        "Se soigner",
        "Se déplacer",
    ]


def test_decidim_and_its_tables(world: World) -> None:
    found = codes(world, "decidim")
    assert found["2. Votre avis/La propreté"] == "new:row"
    assert found["ID de réponse"] == "identifier"
    assert found["Répondu le"] == "day"
    assert "Hachage IP" not in found


def test_proposals_of_decidim(world: World) -> None:
    found = codes(world, "decidim-propositions")
    assert found["title/fr"] in {"new:short", "new:long"}
    assert found["body/fr"] in {"new:short", "new:long"}
    assert not {"author/name", "author/id", "author/url"} & found.keys()


def test_cap_collectif(world: World) -> None:
    assert codes(world, "cap-collectif") == {
        "export_contribution_id": "identifier",
        "export_contribution_published_at": "day",
        "export_contribution_draft": "draft",
        "Qu’attendez-vous ?": "new:single",
        "Une idée ?": "new:short",
    }


def test_framaforms_names_its_columns_on_the_third_row(world: World) -> None:
    found = codes(world, "framaforms")
    assert found == {
        "Numéro de série": "identifier",
        "Heure de soumission": "day",
        "Brouillon": "draft",
        "Qu’attendez-vous ? [Des bancs]": "new:choice",
        "Des arbres": "new:choice",
        "Votre avis [La propreté]": "new:row",
        "Les transports": "new:row",
    }
    made = build(read("framaforms"), propose(read("framaforms"), None, {}), "idees", None)
    assert [(each.prompt, each.kind) for each in made.questions] == [
        ("Qu’attendez-vous ?", "multiple"),
        ("Votre avis", "matrix"),
    ]


@pytest.mark.parametrize(
    "title",
    ["Nom", "Prénom :", "Votre adresse e-mail", "Téléphone", "author/name", "Adresse IP",
     "export_contribution_author_email", "E-mail"],
)  # fmt: skip
def test_columns_that_tell_who_people_are(title: str) -> None:
    assert is_personal_name(title)


@pytest.mark.parametrize(
    "title",
    ["Quel nom donner au parc ?", "Le numéro 1 de vos envies", "Des contacts plus simples ?"],
)
def test_a_question_may_speak_of_a_name(title: str) -> None:
    assert not is_personal_name(title)


def test_a_column_of_addresses_is_told_by_what_stands_in_it(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("Pour vous répondre;Avis\na@example.org;Bien\n06 00 00 00 01;Bof\n", "utf-8")
    with file.open("rb") as stream:
        found = survey(stream)
    assert [each.is_personal for each in found.columns] == [True, False]


@pytest.mark.parametrize(
    ("written", "band"),
    [
        ("34", AgeBand.FROM_26_TO_64),
        ("1950", AgeBand.OVER_64),
        ("18-25 ans", AgeBand.FROM_18_TO_25),
        ("Moins de 18 ans", AgeBand.UNDER_18),
        ("65 ans et plus", AgeBand.OVER_64),
        ("25-34 ans", None),
        ("60 ans et plus", None),
        ("jeune", None),
        ("Ne souhaite pas répondre", AgeBand.NOT_SAID),
    ],
)
def test_ages(written: str, band: AgeBand | None) -> None:
    assert age_of(written, 2023) is band


def test_genders() -> None:
    found = [gender_of(each) for each in ("F", "Un homme", "Autre", "?")]
    assert found == [Gender.WOMEN, Gender.MEN, Gender.NOT_SAID, None]


def test_an_answer_may_hold_the_separator() -> None:
    names = {"un emploi, une formation": "emploi", "se soigner": "soin"}
    cell = "Se soigner, Un emploi, une formation, Dormir"
    assert pieces(cell, ",", names) == ["Se soigner", "Un emploi, une formation", "Dormir"]


def test_a_long_file_of_free_words_is_no_list(session: orm.Session, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    rows = "".join(f"Mon idée numéro {number}, et une autre\n" for number in range(300))
    file.write_text(f'Idée\n""\n{rows}', "utf-8")
    with file.open("rb") as stream:
        found = survey(stream)
    assert found.columns[0].more
    assert propose(found, None, {})[0].code == "new:long"


@pytest.mark.parametrize("cell", ["9" * 5_000, "né en 99999"])
def test_a_number_that_is_no_age_is_not_understood(cell: str) -> None:
    assert age_of(cell, 2026) is None


def test_a_cell_of_hundreds_of_pieces_is_read_at_once() -> None:
    """The window does not grow with the cell: the work is the one of its pieces."""
    looked: list[str] = []

    class Names(dict[str, str]):
        def __contains__(self, name: object) -> bool:
            looked.append(str(name))
            return super().__contains__(name)

    names = Names({"le parc, la place": "parc", "les rues": "rues"})
    found = pieces(", ".join(["Le parc, la place", *["inconnu"] * 400]), ",", names)
    assert found[0] == "Le parc, la place"
    assert len(found) == 401
    assert len(looked) < 401 * 2 * 6
