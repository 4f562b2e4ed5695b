"""Questions are written, moved, copied, taken off and put back; nothing typed is lost."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import orm

from consult.consultations.models import Consultation, QuestionKind
from tests.consultations.editing.conftest import BASE, Desk, lines_of
from tests.pages import form_of, words


@pytest.fixture
def draft(desk: Desk, session: orm.Session, consultation: Consultation) -> str:
    """The four questions of the factories, which nobody sees yet."""
    consultation.is_ready = False
    session.commit()
    return consultation.slug


CHOICES = {"choices": ["Oui", "Non"]}


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("single", CHOICES),
        ("multiple", {**CHOICES, "max_choices": "1"}),
        ("scale", CHOICES),
        ("ranking", CHOICES),
        ("matrix", {**CHOICES, **lines_of(["Le bus", "L’école"], "rows")}),
        ("short", {}),
        ("long", {}),
        ("number", {}),
        ("place", {}),
    ],
)
def test_every_kind_of_question_is_added(desk: Desk, draft: str, kind: str, more: dict) -> None:
    answer = desk.add(draft, kind, prompt="Qu’en pensez-vous\u202f?", **more)
    assert answer.status_code == 303, words(answer)
    made = desk.read(draft).questions[-1]
    assert (made.kind, made.key) == (QuestionKind(kind), "qu-en-pensez-vous")
    assert [choice.label for choice in made.choices] == list(more.get("choices", ()))
    assert len(made.rows) == (2 if kind == "matrix" else 0)
    assert made.max_choices == (1 if kind == "multiple" else None)
    assert desk.acts()[-1].details["key"] == "qu-en-pensez-vous"
    desk.client.get(f"{BASE}/{draft}/apercu/5")


def test_everything_of_a_question_is_written_and_found_again(desk: Desk, draft: str) -> None:
    url = f"{BASE}/{draft}/questions/priorites"
    fields = desk.fields(url)
    icons = ["sante", *fields["choices-icon"][1:]]
    answer = desk.save(
        url,
        prompt="Et maintenant\u202f?",
        help="Deux.",
        interviewer_help="Lisez lentement.",
        section="Le quartier",
        required="y",
        max_choices="3",
        **{"choices-icon": icons},
    )
    assert answer.status_code == 303
    made = desk.read(draft).questions[0]
    assert (made.prompt, made.help, made.interviewer_help) == (
        "Et maintenant\u202f?", "Deux.", "Lisez lentement.",
    )  # fmt: skip
    assert (made.section, made.required, made.max_choices) == ("Le quartier", True, 3)
    assert made.choices[0].icon == "sante"
    again = desk.fields(url)
    assert (again["section"], again["required"]) == ("Le quartier", "y")
    assert desk.acts()[-1].details["fields"] == [
        "prompt", "help", "interviewer_help", "section", "required", "max_choices", "choices",
    ]  # fmt: skip


def test_a_form_sent_back_untouched_changes_nothing(desk: Desk, draft: str) -> None:
    before = len(desk.acts())
    for key in desk.keys(draft):
        assert desk.save(f"{BASE}/{draft}/questions/{key}").status_code == 303
    assert len(desk.acts()) == before


def test_a_form_sent_twice_adds_one_question(desk: Desk, draft: str) -> None:
    for _ in range(2):
        desk.add(draft, "short", prompt="Une seule fois\u202f?")
    assert desk.keys(draft).count("une-seule-fois") == 1
    assert len(desk.keys(draft)) == 5


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"prompt": "  "}, "Écrivez la question."),
        (lines_of(["Seul", ""]), "Proposez au moins deux choix."),
        (lines_of(["Oui", "Oui"]), "« Oui » est écrit deux fois."),
        ({**lines_of(["Oui", "Non"]), "max_choices": "3"}, "plus que le nombre de choix"),
        (lines_of(["x" * 256, "Non"]), "trop longue"),
    ],
)
def test_what_is_missing_is_told_and_what_was_typed_stays(
    desk: Desk, draft: str, values: dict, told: str
) -> None:
    url = f"{BASE}/{draft}/questions/priorites"
    answer = desk.save(url, **{"help": "Mon aide à moi.", **values})
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert told in words(answer)
    assert "Mon aide à moi." in page
    assert desk.read(draft).questions[0].help == ""


def test_the_buttons_of_the_lines_work_without_scripts_and_save_nothing(
    desk: Desk, draft: str
) -> None:
    url = f"{BASE}/{draft}/questions/priorites"
    fields = desk.fields(url)

    def shown(action: str) -> list[str]:
        answer = desk.client.post(url, data={**fields, "action": action})
        assert answer.status_code == 200
        return re.findall(r'name="choices-label" value="([^"]*)"', answer.get_data(as_text=True))

    first, second, *_ = shown("choices.more")
    assert shown("choices.up.1")[:2] == [second, first]
    assert shown("choices.down.0")[:2] == [second, first]
    assert shown("choices.drop.0")[0] == second
    assert len(shown("choices.more")) > len(fields["choices-label"])
    assert shown("scale.frequence")[:4] == ["Jamais", "Rarement", "Souvent", "Très souvent"]
    for harmless in ("choices.drop.99", "choices.up.x", "rows.drop.0", "prompt.up.1", "nothing"):
        assert shown(harmless)[:2] == [first, second]
    assert [c.label for c in desk.read(draft).questions[0].choices][:2] == [first, second]


def test_another_kind_keeps_the_choices_typed_until_it_is_saved(desk: Desk, draft: str) -> None:
    url = f"{BASE}/{draft}/questions/priorites"
    answer = desk.client.post(url, data={**desk.fields(url), "kind": "long", "action": "kind"})
    hidden = re.findall(r'name="choices-label" value="([^"]+)"', answer.get_data(as_text=True))
    assert len(hidden) == 4
    assert desk.save(url, kind="scale").status_code == 303
    kept = desk.read(draft).questions[0]
    assert (kept.kind, kept.max_choices, len(kept.choices)) == (QuestionKind.SCALE, None, 4)


def test_a_question_goes_up_and_down_by_its_place(desk: Desk, draft: str) -> None:
    first, second, *others = desk.keys(draft)
    assert desk.press(draft, f"questions/{second}/place", place=0).status_code == 303
    assert desk.keys(draft) == [second, first, *others]
    acts = len(desk.acts())
    desk.press(draft, f"questions/{second}/place", place=0)
    assert len(desk.acts()) == acts, "asked for twice, it is done once"
    desk.press(draft, f"questions/{second}/place", place=99)
    assert desk.keys(draft) == [first, *others, second]
    positions = [question.position for question in desk.read(draft).questions]
    assert positions == list(range(4))


def test_a_copy_stands_just_after_and_what_depends_on_the_first_still_does(
    desk: Desk, draft: str, session: orm.Session
) -> None:
    made = desk.read(draft)
    made.questions[1].shown_if = "selected(${priorites}, 'c0')"
    session.commit()
    desk.press(draft, "questions/priorites/copier")
    keys = desk.keys(draft)
    assert keys[:3] == ["priorites", "priorites-2", "satisfaction"]
    copy = desk.read(draft).questions[1]
    assert [choice.key for choice in copy.choices] == ["c0", "c1", "c2", "c3"]
    assert desk.read(draft).questions[2].shown_if == "selected(${priorites}, 'c0')"


def test_a_question_taken_off_is_put_back_where_it_stood_with_all_it_had(
    desk: Desk, draft: str
) -> None:
    before = desk.read(draft).questions[1]
    kept = (before.key, before.prompt, [c.label for c in before.choices])
    page = desk.press(draft, "questions/satisfaction/retirer")
    assert "est retirée" in words(page)
    assert desk.keys(draft) == ["priorites", "changer", "garder"]
    action, fields = form_of(page.get_data(as_text=True), 1)
    assert action.endswith("/remettre")
    for _ in range(2):
        assert desk.client.post(action, data=fields).status_code == 303
    assert desk.keys(draft) == ["priorites", "satisfaction", "changer", "garder"]
    back = desk.read(draft).questions[1]
    assert (back.key, back.prompt, [c.label for c in back.choices]) == kept
    assert [line.action for line in desk.acts()][-2:] == ["question.remove", "question.add"]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        "[1]",
        '{"key": "a", "kind": "single", "prompt": "?"}',
        '{"key": "a", "kind": "long", "prompt": "a\\u0000"}',
        '{"key": "a", "kind": "long", "prompt": "?", "shown_if": "((("}',
        '{"key": "a", "kind": "long", "prompt": "?", "max_choices": 99999999999}',
    ],
)
def test_what_did_not_come_from_the_page_is_not_put_back(
    desk: Desk, draft: str, content: str
) -> None:
    assert desk.press(draft, "remettre", content=content).status_code == 400


def test_a_question_that_others_depend_on_stays(
    desk: Desk, draft: str, session: orm.Session
) -> None:
    desk.read(draft).questions[1].shown_if = "${priorites} != ''"
    session.commit()
    desk.press(draft, "questions/priorites/retirer")
    assert "d’autres sont posées selon sa réponse" in words(desk.client.get(f"{BASE}/{draft}"))
    assert desk.keys(draft)[0] == "priorites"


def test_two_editors_do_not_write_over_each_other(desk: Desk, draft: str) -> None:
    url = f"{BASE}/{draft}/questions/garder"
    stale = desk.fields(url)
    assert desk.save(url, prompt="La première écrit.").status_code == 303
    answer = desk.client.post(url, data={**stale, "prompt": "Le second écrit."})
    assert answer.status_code == 409
    page = answer.get_data(as_text=True)
    assert "La première écrit." in page
    assert "Le second écrit." in page
    assert desk.read(draft).questions[3].prompt == "La première écrit."


def test_an_expired_page_keeps_what_was_typed(desk: Desk, draft: str) -> None:
    url = f"{BASE}/{draft}/questions/garder"
    answer = desk.save(url, prompt="Tapé longtemps après.", csrf_token="perdu")
    assert answer.status_code == 422
    assert "Tapé longtemps après." in answer.get_data(as_text=True)
    assert desk.read(draft).questions[3].prompt != "Tapé longtemps après."


def test_an_answer_that_says_who_answers_is_told_where_the_question_is_written(
    desk: Desk, draft: str
) -> None:
    desk.add(draft, "single", prompt="Vous êtes\u202f?", describes_person="y", **CHOICES)
    made = desk.read(draft).questions[-1]
    assert made.describes_person
    url = f"{BASE}/{draft}/questions/{made.key}"
    # Written again for another reason, it still does.
    desk.save(url, help="Une réponse.")
    made = desk.read(draft).questions[-1]
    assert (made.describes_person, made.help) == (True, "Une réponse.")
    fields = desk.fields(url)
    del fields["describes_person"]
    desk.client.post(url, data=fields)
    assert not desk.read(draft).questions[-1].describes_person
    assert desk.acts()[-1].details["fields"] == ["describes_person"]


def test_only_one_answer_can_say_who_answers(desk: Desk, draft: str) -> None:
    assert "describes_person" not in desk.fields(f"{BASE}/{draft}/ajouter?type=multiple")
    desk.add(draft, "multiple", prompt="Vos envies\u202f?", describes_person="y", **CHOICES)
    assert not desk.read(draft).questions[-1].describes_person
