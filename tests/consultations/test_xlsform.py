"""Questionnaires in XLSForm: what goes there comes back, and what cannot is told."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyxform.xls2xform import convert

from consult.consultations.models import Choice, Consultation, Question, QuestionKind, QuestionRow
from consult.consultations.reading import QuestionEntry
from consult.consultations.xlsform.losses import LossKind
from consult.consultations.xlsform.reading import Questionnaire, read_workbook
from consult.consultations.xlsform.rows import XlsFormError
from consult.consultations.xlsform.writing import Place, write_workbook

PLACES = (Place("beau-sejour", "Beau-Séjour"), Place("centre", "Le centre"))


def workbook(survey: str, choices: str = "", settings: str = "") -> bytes:
    """Sheets written as tables: a line a row, cells between bars."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, text in (("survey", survey), ("choices", choices), ("settings", settings)):
        if text:
            sheet = book.create_sheet(title)
            for line in text.strip().splitlines():
                sheet.append([cell.strip() or None for cell in line.split("|")])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def archive() -> bytes:
    """A ZIP file that is no workbook."""
    file = BytesIO()
    with ZipFile(file, "w") as made:
        made.writestr("lisez-moi.txt", "Bonjour.")
    return file.getvalue()


def broken(name: str) -> bytes:
    """A workbook with half of one of its files."""
    whole, file = ZipFile(BytesIO(workbook("type | name | label\ntext | a | A"))), BytesIO()
    with ZipFile(file, "w") as made:
        for each in whole.namelist():
            content = whole.read(each)
            made.writestr(each, content[: len(content) // 2] if each == name else content)
    return file.getvalue()


YES_NO = """
    list_name | name | label
    yn | yes | Oui
    yn | no | Non
"""


def kinds(found: Questionnaire) -> list[LossKind]:
    return [loss.kind for loss in found.losses]


def test_a_form_made_in_kobo_is_read() -> None:
    found = read_workbook(
        workbook(
            """
            type | name | label | hint | guidance_hint | required | relevant | constraint | appearance
            note | hello | Bonjour. | | | | | |
            begin group | Quartier | Le quartier | | | | | |
            select one from yn | Va_bien | Ça va ? | Comme ça vient. | Lire lentement. | yes | | | likert
            select_multiple yn | quoi | Quoi ? | | | | ${Va_bien} = 'no' | count-selected(.) <= 1 |
            end group | | | | | | | |
            rank yn | ordre | L’ordre ? | | | | | |
            integer | age | Quel âge ? | | | no | | |
            text | dire | Dites | | | | ${age} > 17 and selected(${quoi}, 'yes') | | multiline
            """,
            YES_NO,
            "form_title | form_id\nEnquête 2026 | enquete_2026",
        )
    )
    assert (found.title, found.slug, found.intro) == ("Enquête 2026", "enquete_2026", "Bonjour.")
    assert found.losses == ()
    scale, several, order, age, said = found.questions
    assert (scale.key, scale.kind, scale.required) == ("va-bien", "scale", True)
    assert (scale.help, scale.interviewer_help) == ("Comme ça vient.", "Lire lentement.")
    assert [(each.key, each.label) for each in scale.choices] == [("yes", "Oui"), ("no", "Non")]
    assert {scale.section, several.section} == {"Le quartier"}
    assert (several.kind, several.max_choices) == ("multiple", 1)
    assert several.shown_if == "${va-bien} = 'no'"
    assert (order.kind, order.section, age.kind, age.required) == ("ranking", "", "number", False)
    assert said.kind == "long"
    assert said.shown_if == "${age} > 17 and selected(${quoi}, 'yes')"


def test_a_grid_is_a_table_of_lines() -> None:
    found = read_workbook(
        workbook(
            """
            type | name | label | required | appearance | relevant
            integer | age | Âge | | |
            begin_group | services | Êtes-vous satisfait ? | | field-list | ${age} > 17
            select_one yn | services_titre | . | | label |
            select_one yn | ecole | L’école | yes | list-nolabel |
            select_one yn | bus | Le bus | yes | list-nolabel |
            end_group | | | | |
            text | apres | Après ? | | |
            """,
            YES_NO,
        )
    )
    assert found.losses == ()
    _age, grid, after = found.questions
    assert (grid.kind, grid.prompt, grid.required) == ("matrix", "Êtes-vous satisfait ?", True)
    assert [(row.key, row.label) for row in grid.rows] == [("ecole", "L’école"), ("bus", "Le bus")]
    assert grid.shown_if == "${age} > 17"
    assert (after.kind, after.section, after.shown_if) == ("short", "", "")


def test_the_condition_of_a_group_is_that_of_each_of_its_questions() -> None:
    found = read_workbook(
        workbook(
            """
            type | name | label | relevant
            integer | age | Âge |
            begin_group | g | Adultes | ${age} > 17
            begin_group | h | | ${age} < 60
            text | a | A ? | ${age} != 30
            end_group | | |
            text | b | B ? |
            end_group | | |
            """
        )
    )
    assert [each.shown_if for each in found.questions] == [
        "",
        "${age} > 17 and ${age} < 60 and ${age} != 30",
        "${age} > 17",
    ]
    assert [each.section for each in found.questions] == ["", "Adultes", "Adultes"]


def test_what_cannot_be_expressed_is_told_with_its_row() -> None:
    found = read_workbook(
        workbook(
            """
            type | name | label::fr | label::en | required | relevant | constraint | appearance | audio
            text | nom | Votre rue ? | Street? | ${x} = 1 | | regex(., '[a-z]') | signature | rue.mp3
            geopoint | geo | Où ? | Where? | | | | |
            note | fin | Merci | Thanks | | | | |
            select_one yn or_other | x | Et ? | And? | | | | |
            begin_repeat | r | Chacun | Each | | | | |
            text | t | Bonjour ${nom}, dites | Tell | | string-length(${nom}) > 3 | | |
            end_repeat | | | | | | | |
            text | u | Plus tôt ? | Sooner? | | selected(${nom}, 'yes') | | |
            select_one one | seul | Un seul ? | One? | | | | |
            """,
            YES_NO.replace("label", "label::fr") + "    one | only | Le seul",
        )
    )
    told = {(loss.kind, loss.row) for loss in found.losses}
    assert told >= {
        (LossKind.LANGUAGE, 0),
        (LossKind.REQUIRED, 2),
        (LossKind.CONSTRAINT, 2),
        (LossKind.APPEARANCE, 2),
        (LossKind.COLUMN, 2),
        (LossKind.TYPE, 3),
        (LossKind.NOTE, 4),
        (LossKind.OR_OTHER, 5),
        (LossKind.REPEAT, 6),
        (LossKind.CONDITION, 7),
        (LossKind.FORMULA_IN_TEXT, 7),
        (LossKind.CONDITION, 0),
        (LossKind.FEW_CHOICES, 10),
    }
    assert [each.prompt for each in found.questions] == [
        "Votre rue ?",
        "Et ?",
        "Bonjour ${nom}, dites",
        "Plus tôt ?",
    ]
    assert not any(each.shown_if for each in found.questions)
    assert "row 3: « Où ? » has no question here: left out." in map(str, found.losses)


def test_a_short_range_is_a_scale_and_a_long_one_is_told() -> None:
    found = read_workbook(
        workbook(
            """
            type | name | label | parameters
            range | note | De 1 à 5 ? | start=1 end=5 step=1
            range | poids | Combien ? | start=0 end=100 step=1
            range | sans-fin | Et là ? | start=0 end=99999999999999 step=1
            """
        )
    )
    (scale,) = found.questions
    assert (scale.kind, [each.label for each in scale.choices]) == ("scale", list("12345"))
    assert kinds(found) == [LossKind.TYPE, LossKind.TYPE]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"nothing", "not a workbook"),
        (workbook("type | name | label\ntext | a | A")[:200], "not a workbook"),
        (archive(), "not recognized as a supported type"),
        (broken("xl/workbook.xml"), "not a workbook"),
        (broken("xl/worksheets/sheet1.xml"), "not a workbook"),
        (workbook("type | name | label\nselect_one absent | a | A", YES_NO), "absent"),
        (workbook("type | name | label\ngeopoint | a | A"), "no question"),
        (workbook("type | label\ntext | A"), "name"),
        (workbook("type | name | label\nbegin_group | a | A\ntext | b | B"), "group"),
        (workbook("type | name | label\nselect_one yn | a | A", YES_NO + f"yn | x | {'b' * 256}"),
         "255"),
        (workbook(f"type | name | label\ntext | a | {'b' * 1_001}"),
         "row 2: « label » is longer than 1000"),
        (workbook(f"type | name | label | hint\ntext | a | A | {'b' * 1_001}"),
         "« hint » is longer than 1000"),
        (workbook(f"type | name | label | guidance_hint\ntext | a | A | {'b' * 2_001}"),
         "« guidance_hint » is longer than 2000"),
        (workbook(f"type | name | label\ntext | a | A\nbegin_group | g | {'b' * 256}\nend_group"),
         "row 3: « label » is longer than 255"),
        (workbook(f"type | name | label\nnote | i | {'b' * 4_001}\ntext | a | A"),
         "row 2: « label » is longer than 4000"),
        (workbook("type | name | label | appearance\nbegin_group | g | G | table-list\n"
                  f"select_one yn | a | A\nselect_one yn | b | {'b' * 256}\nend_group", YES_NO),
         "row 4: « label » is longer than 255"),
    ],
)  # fmt: skip
def test_what_is_no_xlsform_is_refused_with_a_reason(content: bytes, reason: str) -> None:
    with pytest.raises(XlsFormError, match=reason):
        read_workbook(content)


# A consultation of every kind goes there and comes back.


def consultation(entries: Sequence[QuestionEntry], **values: str) -> Consultation:
    made = Consultation(slug="essai", title="Essai", **values)
    for entry in entries:
        told = entry.model_dump(exclude={"choices", "rows", "kind"})
        question = Question(kind=QuestionKind(entry.kind), **told)
        question.choices = [Choice(**each.model_dump()) for each in entry.choices]
        question.rows = [QuestionRow(**each.model_dump()) for each in entry.rows]
        made.questions.append(question)
    return made


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp", "Cf", "Cn")),
    min_size=1,
    max_size=12,
).filter(lambda text: "${" not in text)
KEY = st.from_regex(r"[a-z][a-z0-9]{0,5}", fullmatch=True)


@st.composite
def questionnaires(draw: st.DrawFn) -> list[QuestionEntry]:
    made: list[QuestionEntry] = []
    sections = draw(st.lists(WORDS, min_size=1, max_size=3, unique=True))
    for number, key in enumerate(draw(st.lists(KEY, min_size=1, max_size=6, unique=True))):
        kind = draw(st.sampled_from([each.value for each in QuestionKind]))
        with_choices = kind in {"single", "multiple", "scale", "ranking", "matrix"}
        choices = draw(st.lists(KEY, min_size=2, max_size=4, unique=True)) if with_choices else []
        rows = draw(st.lists(KEY, min_size=1, max_size=3, unique=True)) if kind == "matrix" else []
        most = draw(st.none() | st.integers(1, len(choices))) if kind == "multiple" else None
        earlier = [each for each in made if each.choices and each.kind != "matrix"]
        shown_if = ""
        if earlier and draw(st.booleans()):
            about = draw(st.sampled_from(earlier))
            shown_if = f"selected(${{{about.key}}}, '{draw(st.sampled_from(about.choices)).key}')"
        made.append(
            QuestionEntry.model_validate(
                {
                    "key": key,
                    "kind": kind,
                    "prompt": draw(WORDS),
                    "help": draw(st.just("") | WORDS),
                    "interviewer_help": draw(st.just("") | WORDS),
                    "section": sections[min(number, len(sections) - 1)],
                    "shown_if": shown_if,
                    "required": draw(st.booleans()),
                    "max_choices": most,
                    "choices": [{"key": each, "label": draw(WORDS)} for each in choices],
                    "rows": [{"key": each, "label": draw(WORDS)} for each in rows],
                }
            )
        )
    return made


@given(questionnaires(), st.just("") | WORDS)
@settings(max_examples=60, deadline=None)
def test_what_goes_there_comes_back(entries: list[QuestionEntry], intro: str) -> None:
    content, losses = write_workbook(consultation(entries, intro=intro), PLACES)
    assert losses == ()
    assert convert(BytesIO(content)).xform
    found = read_workbook(content)
    assert found.losses == ()
    assert (found.title, found.slug, found.intro) == ("Essai", "essai", intro)
    assert found.questions == tuple(entries)


def test_words_that_begin_like_a_formula_stay_words() -> None:
    entry = QuestionEntry.model_validate({"key": "a", "kind": "short", "prompt": "=1+1"})
    content, _ = write_workbook(consultation([entry]), ())
    sheet = openpyxl.load_workbook(BytesIO(content))["survey"]
    assert (sheet["C2"].value, sheet["C2"].data_type) == ("=1+1", "s")


def test_what_a_questionnaire_does_not_hold_is_told() -> None:
    ranking = QuestionEntry.model_validate(
        {
            "key": "r",
            "kind": "ranking",
            "prompt": "?",
            "max_choices": 1,
            "choices": [{"key": "a", "label": "A"}, {"key": "b", "label": "B"}],
        }
    )
    _, losses = write_workbook(consultation([ranking], what_changes="Tout."), ())
    assert [(loss.kind, loss.about) for loss in losses] == [
        (LossKind.CONSULTATION, "what_changes"),
        (LossKind.MOST_RANKED, "r"),
    ]
