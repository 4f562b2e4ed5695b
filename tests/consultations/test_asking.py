"""Who is asked what: conditions on earlier answers, on the server alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.consultations.models import AnswerSheet, Consultation, QuestionKind
from consult.contributions.models import Contribution
from tests.consultations.conftest import Walker, add_question
from tests.pages import words

CHILDREN, CARE, PRICE, END = 5, 6, 7, 8


@pytest.fixture
def consultation(session: orm.Session, consultation: Consultation) -> Consultation:
    for key, kind, prompt, condition, section in (
        ("enfants", QuestionKind.NUMBER, "Combien d’enfants ?", "", "Chez vous"),
        ("garde", QuestionKind.SHORT, "Qui les garde ?", "${enfants} > 0", "Chez vous"),
        ("cout", QuestionKind.LONG, "Est-ce cher ?", "${garde} != ''", "Chez vous"),
        ("fin", QuestionKind.LONG, "Autre chose ?", "", "Pour finir"),
    ):
        add_question(
            session,
            consultation,
            key=key,
            kind=kind,
            prompt=prompt,
            shown_if=condition,
            section=section,
        )
    return consultation


def shown(walker: Walker, screen: int | str) -> str:
    return words(walker.page(screen))


def test_the_next_screen_is_the_next_question_that_is_asked(walker: Walker) -> None:
    assert walker.answer(CHILDREN, "0").location.endswith(f"/{END}")
    assert walker.answer(CHILDREN, "2").location.endswith(f"/{CARE}")
    assert walker.answer(CARE, skip="1").location.endswith(f"/{END}")
    assert walker.answer(CARE, "Ma mère").location.endswith(f"/{PRICE}")


def test_the_way_back_skips_them_too(walker: Walker) -> None:
    walker.answer(CHILDREN, "0")
    assert f'href="{walker.base}/{CHILDREN}"' in walker.page(END).get_data(as_text=True)
    walker.answer(CHILDREN, "1")
    assert f'href="{walker.base}/{CARE}"' in walker.page(END).get_data(as_text=True)


def test_the_progress_counts_the_screens_of_this_person(walker: Walker) -> None:
    # Six questions, the quarter, who one is.
    assert "6 sur 8" in walker.page(END).get_data(as_text=True)
    walker.answer(CHILDREN, "1")
    walker.answer(CARE, "Ma mère")
    assert "8 sur 10" in walker.page(END).get_data(as_text=True)


def test_the_address_of_a_question_not_asked_leads_to_the_next_one(walker: Walker) -> None:
    response = walker.page(CARE)
    assert response.status_code == 302
    assert response.location.endswith(f"/{END}")


def test_a_section_is_told_where_it_begins(walker: Walker) -> None:
    walker.answer(CHILDREN, "1")
    assert "Chez vous" in shown(walker, CHILDREN)
    assert "Chez vous" not in shown(walker, CARE)
    assert "Pour finir" in shown(walker, END)


def test_what_no_longer_concerns_somebody_is_told_and_not_sent(
    walker: Walker, session: orm.Session, sheet_of: Callable[[], AnswerSheet]
) -> None:
    walker.answer(CHILDREN, "1")
    walker.answer(CARE, "Ma mère")
    walker.answer(PRICE, "Gratuit")
    walker.answer(END, "Merci")
    walker.answer(CHILDREN, "0")
    text = shown(walker, "verifier")
    assert "Ces réponses ne seront pas envoyées" in text
    assert text.count("Ma mère") == text.count("Gratuit") == 1
    # Still there: the number was perhaps a slip.
    assert walker.answer(CHILDREN, "1").status_code == 303
    assert "Ces réponses ne seront pas envoyées" not in shown(walker, "verifier")
    walker.answer(CHILDREN, "0")
    assert walker.send().status_code == 303
    assert [each.text for each in session.scalars(sa.select(Contribution))] == ["Merci"]
    assert {each.question.key for each in sheet_of().answers} == {"enfants", "fin"}


def test_a_required_question_is_required_of_those_who_are_asked(
    walker: Walker, session: orm.Session, consultation: Consultation
) -> None:
    consultation.questions[CARE - 1].required = True
    session.commit()
    walker.answer(CHILDREN, "1")
    assert walker.send().status_code == 422
    walker.answer(CHILDREN, "0")
    assert walker.send().status_code == 303


def test_only_answers_that_are_no_longer_asked_are_nothing_to_send(
    walker: Walker, session: orm.Session, sheet_of: Callable[[], AnswerSheet]
) -> None:
    walker.answer(CHILDREN, "1")
    walker.answer(CARE, "Ma mère")
    walker.answer(CHILDREN, skip="1")
    text = shown(walker, "verifier")
    assert "Vous n’avez encore rien répondu." in text
    assert walker.post("envoyer").status_code == 422
    assert sheet_of().submitted_at is None
    assert [each.text for each in sheet_of().answers] == ["Ma mère"]
