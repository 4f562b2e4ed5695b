"""An answer keeps the question it was given to; whatever falsifies nothing stays free."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from justhtml import JustHTML
from sqlalchemy import orm

from consult.consultations import operations
from consult.consultations.models import Answer, Consultation
from consult.consultations.operations import Given
from consult.db import utcnow
from tests.consultations.editing.conftest import BASE, Desk, answer_it, sent
from tests.factories import World
from tests.pages import browser, form_of, words

KEPT = "ceci ne change plus"
SPELLING = "seule leur orthographe"
URL = f"{BASE}/quartier/questions/priorites"


@pytest.fixture
def fields(desk: Desk, answered: Consultation) -> dict:
    return desk.fields(URL)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"kind": "single", "max_choices": ""}, KEPT),
        ({"max_choices": "3"}, KEPT),
        ({"prompt": "Qu’est-ce qui presse le moins ?"}, SPELLING),
        ({"prompt": "Autre chose"}, SPELLING),
    ],
)
def test_the_meaning_of_an_answered_question_stays(
    desk: Desk, fields: dict, values: dict, told: str
) -> None:
    answer = desk.client.post(URL, data={**fields, "help": "Tapé.", **values})
    assert answer.status_code == 422
    assert told in words(answer)
    assert "Pour demander autrement, copiez la consultation" in words(answer)
    assert "Tapé." in answer.get_data(as_text=True)
    assert desk.read("quartier").questions[0].help == ""


def test_no_choice_that_was_offered_is_taken_away_nor_renamed_ticked_or_not(
    desk: Desk, fields: dict
) -> None:
    for gone in (0, 3):
        fewer = {
            name: [value for n, value in enumerate(fields[name][:4]) if n != gone]
            for name in ("choices-key", "choices-label", "choices-icon")
        }
        answer = desk.client.post(URL, data={**fields, **fewer})
        assert answer.status_code == 422
        assert "ce qui leur était proposé reste" in words(answer)
    renamed = [*fields["choices-label"]]
    renamed[3] = "Tout autre chose"
    answer = desk.client.post(URL, data={**fields, "choices-label": renamed})
    assert (answer.status_code, SPELLING in words(answer)) == (422, True)
    assert [c.key for c in desk.read("quartier").questions[0].choices] == ["c0", "c1", "c2", "c3"]


def test_an_exchange_of_two_labels_is_no_correction(desk: Desk, fields: dict) -> None:
    """The keys stay, the words move: everybody would have answered something else."""
    labels = ["Choix 1 de priorites", "Choix 0 de priorites", *fields["choices-label"][2:]]
    answer = desk.client.post(URL, data={**fields, "choices-label": labels})
    assert (answer.status_code, SPELLING in words(answer)) == (422, True)


def test_spelling_help_icons_order_and_new_choices_are_free_and_the_journal_keeps_both_wordings(
    desk: Desk, fields: dict
) -> None:
    order = [1, 0, 2, 3]
    values = {
        "prompt": "Qu’est-ce qui presse le plus\u202f?!",
        "help": "Deux au plus.",
        "required": "y",
        "section": "Le quartier",
        "choices-key": [*(fields["choices-key"][n] for n in order), ""],
        "choices-label": [*(fields["choices-label"][n] for n in order), "Une chose oubliée"],
        "choices-icon": ["sante", "", "", "", ""],
    }
    answer = desk.client.post(URL, data={**fields, **values})
    assert answer.status_code == 303, words(answer)
    question = desk.read("quartier").questions[0]
    assert [c.key for c in question.choices] == ["c1", "c0", "c2", "c3", "une-chose-oubliee"]
    line = desk.acts()[-1]
    assert line.action == "question.edit"
    (corrected,) = line.details["corrections"]
    assert corrected.startswith("Qu’est-ce qui presse le plus ?")
    assert corrected.endswith("→ Qu’est-ce qui presse le plus\u202f?!")


def test_nothing_is_added_to_a_scale(
    desk: Desk, session: orm.Session, answered: Consultation
) -> None:
    sheet = operations.start_sheet(session, answered, "autre")
    scale = answered.questions[1]
    operations.save_answer(session, sheet, scale, Given(choices=(scale.choices[0],)))
    session.commit()
    url = f"{BASE}/quartier/questions/satisfaction"
    before = desk.fields(url)
    more = {
        "choices-key": [*before["choices-key"][:4], ""],
        "choices-label": [*before["choices-label"][:4], "Entre les deux"],
        "choices-icon": [""] * 5,
    }
    answer = desk.client.post(url, data={**before, **more})
    assert answer.status_code == 422
    assert "on n’ajoute plus rien à cette liste" in words(answer)


def test_who_is_asked_an_answered_question_does_not_change(
    desk: Desk, answered: Consultation
) -> None:
    answer = desk.save(
        f"{BASE}/quartier/questions/changer", asked_if="simple", trigger="priorites=c0"
    )
    assert (answer.status_code, KEPT in words(answer)) == (422, True)


def test_an_answered_question_is_not_taken_off_even_by_hand(
    desk: Desk, answered: Consultation
) -> None:
    page = words(desk.client.get(f"{BASE}/quartier"))
    assert "1 réponse reçue" in page
    desk.press("quartier", "questions/priorites/retirer")
    told = words(desk.client.get(f"{BASE}/quartier"))
    assert "Pour demander autrement, copiez la consultation" in told
    assert "priorites" in desk.keys("quartier")


def test_a_draft_of_an_answer_counts_too(
    desk: Desk, session: orm.Session, consultation: Consultation
) -> None:
    """Somebody is in the middle of it, on a phone."""
    sheet = operations.start_sheet(session, consultation, "en-cours")
    operations.save_answer(session, sheet, consultation.questions[3], Given(text="Les bancs"))
    session.commit()
    assert "1 a commencé et n’a encore rien envoyé" in words(desk.client.get(f"{BASE}/quartier"))
    answer = desk.save(f"{BASE}/quartier/questions/garder", prompt="Que faut-il détruire ?")
    assert answer.status_code == 422


def test_a_question_that_nobody_answered_yet_is_still_free(
    desk: Desk, answered: Consultation
) -> None:
    url = f"{BASE}/quartier/questions/garder"
    assert desk.save(url, prompt="Tout autre chose\u202f?", kind="long").status_code == 303
    desk.press("quartier", "questions/garder/retirer")
    assert "garder" not in desk.keys("quartier")
    assert desk.add("quartier", "short", prompt="Une de plus\u202f?").status_code == 303
    desk.press("quartier", "questions/priorites/place", place=2)
    assert desk.keys("quartier")[2] == "priorites"


def about(desk: Desk, **changes: object) -> dict:
    html = desk.client.get(f"{BASE}/quartier/modifier").get_data(as_text=True)
    (form,) = JustHTML(html, sanitize=False).query("main form")
    return {**sent(form), **changes}


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"degree": "codecision"}, KEPT),
        ({"entry": "card"}, KEPT),
        ({"moment": "evaluation"}, KEPT),
        ({"title": "Tout autre chose"}, SPELLING),
        ({"what_changes": "Rien."}, "vous pouvez la compléter, pas la retirer"),
        ({"opens_on": "2026-01-01"}, "le jour d’ouverture ne change plus"),
    ],
)
def test_what_people_were_told_stays(
    desk: Desk, session: orm.Session, answered: Consultation, values: dict, told: str
) -> None:
    answered.what_changes = "Chaque réponse est lue."
    session.commit()
    url = f"{BASE}/quartier/modifier"
    answer = desk.client.post(url, data=about(desk, summary="Tapé ici.", **values))
    assert answer.status_code == 422
    assert told in words(answer)
    assert "Tapé ici." in answer.get_data(as_text=True)


def test_the_end_can_move_and_the_promise_be_completed(
    desk: Desk, session: orm.Session, answered: Consultation
) -> None:
    answered.what_changes = "Chaque réponse est lue."
    session.commit()
    values = about(
        desk,
        closes_on="2099-03-31",
        closes_hour="",
        what_changes="Chaque réponse est lue.\nElle sert au contrat.",
        summary="Mieux dit.",
    )
    assert desk.client.post(f"{BASE}/quartier/modifier", data=values).status_code == 303
    made = desk.read("quartier")
    assert made.closes_at.isoformat() == "2099-03-31T22:00:00+00:00", "until the end of the day"
    line = desk.acts()[-1]
    assert line.action == "consultation.edit"
    assert line.details["until"] == "2099-03-31T22:00:00+00:00"
    assert line.details["fields"] == ["summary", "what_changes", "closes_at"]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"opens_on": "0001-01-01"}, "Ce jour n’est pas possible."),
        ({"closes_on": "9999-12-31"}, "Ce jour n’est pas possible."),
        ({"opens_on": ""}, "Donnez un jour."),
        ({"opens_on": "2027-05-02", "closes_on": "2027-05-01"}, "avant le premier"),
        ({"degree": "rien"}, ""),
        ({"vocabulary": "rien"}, ""),
        ({"title": " "}, "Donnez un titre"),
    ],
)
def test_impossible_dates_and_values_are_told(
    desk: Desk, consultation: Consultation, values: dict, told: str
) -> None:
    answer = desk.client.post(f"{BASE}/quartier/modifier", data=about(desk, **values))
    assert answer.status_code == 422
    assert told in words(answer)


def test_a_consultation_page_sent_back_untouched_changes_nothing(
    desk: Desk, consultation: Consultation
) -> None:
    """Its dates too, though the page shows neither seconds nor « midnight »."""
    before = len(desk.acts())
    answer = desk.client.post(f"{BASE}/quartier/modifier", data=about(desk))
    assert answer.status_code == 303
    assert len(desk.acts()) == before


def test_two_editors_of_the_texts_do_not_write_over_each_other(
    desk: Desk, consultation: Consultation
) -> None:
    stale = about(desk, summary="Le second.")
    url = f"{BASE}/quartier/modifier"
    assert desk.client.post(url, data=about(desk, summary="Le premier.")).status_code == 303
    answer = desk.client.post(url, data=stale)
    assert answer.status_code == 409
    assert "En une ou deux phrases" in words(answer)
    assert "Le second." in answer.get_data(as_text=True)
    assert desk.read("quartier").summary == "Le premier."


def test_answers_given_keep_their_numbers_after_a_correction(
    desk: Desk, session: orm.Session, answered: Consultation, world: World
) -> None:
    before = answered.questions[0].choices[0].id
    labels = desk.fields(URL)["choices-label"]
    desk.save(URL, **{"choices-label": [labels[0].upper(), *labels[1:]]})
    answer_it(session, desk.read("quartier"), "deuxieme")
    choice = desk.read("quartier").questions[0].choices[0]
    assert (choice.id, choice.label) == (before, "CHOIX 0 DE PRIORITES")
    assert "2 personnes ont répondu" in words(desk.client.get(f"{BASE}/quartier"))


def test_an_answer_follows_its_question_when_the_team_moves_it_meanwhile(
    desk: Desk, session: orm.Session, consultation: Consultation
) -> None:
    """Two questions with the same choices: by its place alone, the answer would go to the other one."""
    resident = browser(desk.client.application)
    start = resident.get("/consultations/quartier/repondre").location
    action, fields = form_of(resident.get(start).get_data(as_text=True), 0)
    desk.press("quartier", "questions/satisfaction/place", place=0)
    resident.post(action, data={**fields, "answer": "c3"})
    session.commit()
    (answer,) = session.scalars(sa.select(Answer))
    assert answer.question.key == "priorites"


def test_an_answer_to_a_question_taken_off_meanwhile_goes_to_no_other(
    desk: Desk, session: orm.Session, consultation: Consultation
) -> None:
    resident = browser(desk.client.application)
    start = resident.get("/consultations/quartier/repondre").location
    action, fields = form_of(resident.get(start).get_data(as_text=True), 0)
    desk.press("quartier", "questions/priorites/retirer")
    answer = resident.post(action, data={**fields, "answer": "c3"})
    assert answer.status_code == 303
    assert list(session.scalars(sa.select(Answer))) == []
    assert "Êtes-vous satisfait" in words(resident.get(answer.location))


def end(desk: Desk) -> None:
    desk.read("quartier").closes_at = utcnow() - timedelta(hours=1)
    desk.session.commit()


def test_a_question_added_while_answers_come_says_since_when(
    desk: Desk, consultation: Consultation
) -> None:
    assert desk.add("quartier", "short", prompt="Avant tout le monde ?").status_code == 303
    answer_it(desk.session, consultation)
    assert desk.add("quartier", "short", prompt="Et quoi encore ?").status_code == 303
    added = {each.prompt: each.added_at for each in desk.read("quartier").questions}
    assert added["Avant tout le monde ?"] is None
    assert added["Et quoi encore ?"] is not None
    key = desk.keys("quartier")[-1]
    assert desk.press("quartier", f"questions/{key}/copier").status_code == 303
    assert desk.read("quartier").questions[-1].added_at is not None


def test_who_is_asked_may_change_until_somebody_answers_and_counts_from_then(
    desk: Desk, answered: Consultation
) -> None:
    question = desk.read("quartier").questions[1]
    assert question.added_at is None
    url = f"{BASE}/quartier/questions/{question.key}"
    written = {"asked_if": "ecrite", "shown_if": "selected(${priorites}, 'c0')"}
    assert desk.save(url, **written).status_code == 303
    changed = desk.read("quartier").questions[1]
    assert changed.shown_if
    assert changed.added_at is not None


def test_nothing_is_asked_any_more_once_it_is_closed(desk: Desk, answered: Consultation) -> None:
    second = desk.read("quartier").questions[1].key
    url = f"{BASE}/quartier/questions/{second}"
    end(desk)
    before = desk.keys("quartier")
    page = desk.client.get(f"{BASE}/quartier")
    assert "Ajouter une question" not in words(page)
    assert "on ne peut plus ajouter de question" in words(page)
    for answer in (
        desk.add("quartier", "short", prompt="Trop tard ?"),
        desk.save(url, asked_if="ecrite", shown_if="selected(${priorites}, 'c0')"),
    ):
        assert answer.status_code == 422
        assert "plus personne n’est interrogé" in words(answer)
    desk.press("quartier", f"questions/{second}/copier")
    assert desk.keys("quartier") == before
    # What falsifies nothing stays free.
    assert desk.save(url, help="En quelques mots.").status_code == 303


def test_a_closed_consultation_that_nobody_answered_is_still_written(
    desk: Desk, consultation: Consultation
) -> None:
    end(desk)
    assert desk.add("quartier", "short", prompt="Pour la suite ?").status_code == 303
