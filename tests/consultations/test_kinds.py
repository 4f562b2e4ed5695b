"""Rankings, tables of lines and places: asked, kept, shown again, refused, sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from justhtml import JustHTML
from sqlalchemy import orm

from consult.consultations.models import (
    AnswerSheet,
    Choice,
    Consultation,
    QuestionKind,
    QuestionRow,
)
from consult.contributions.models import Contribution
from consult.territory.models import PlaceScope
from tests.consultations.conftest import Walker, add_question, counted
from tests.pages import words

SheetOf = Callable[[], AnswerSheet]
RANKING, MATRIX, PLACE = 5, 6, 7


@pytest.fixture
def consultation(session: orm.Session, consultation: Consultation) -> Consultation:
    """The four usual questions, then one of each other kind."""
    add_question(
        session,
        consultation,
        key="ordre",
        kind=QuestionKind.RANKING,
        prompt="Qu’est-ce qui compte le plus ?",
        max_choices=2,
        choices=options(Choice, "bancs", "jeux", "arbres"),
    )
    add_question(
        session,
        consultation,
        key="services",
        kind=QuestionKind.MATRIX,
        prompt="Êtes-vous satisfait de…",
        choices=options(Choice, "non", "oui"),
        rows=options(QuestionRow, "ecole", "bus"),
    )
    add_question(
        session,
        consultation,
        key="ou",
        kind=QuestionKind.PLACE,
        prompt="De quel endroit parlez-vous ?",
    )
    return consultation


def options(model: Any, *keys: str) -> list[Any]:
    return [model(key=key, position=n, label=key.title()) for n, key in enumerate(keys)]


def described(html: str, name: str) -> str:
    """What is heard after the name of the field or group of that id."""
    document = JustHTML(html, sanitize=False)
    (field,) = document.query(f"#{name}")
    ids = field.attrs["aria-describedby"].split()
    return " ".join(document.query(f"#{each}")[0].to_text() for each in ids)


def checked(walker: Walker) -> str:
    return words(walker.page("verifier"))


def test_a_ranking_keeps_its_order_and_shows_it_again(walker: Walker, sheet_of: SheetOf) -> None:
    assert walker.answer(RANKING, ["arbres:1", "", "bancs:2"]).location.endswith(f"/{MATRIX}")
    ticks = {each.choice.key: each.rank for each in sheet_of().answers[0].chosen}
    assert ticks == {"arbres": 1, "bancs": 2}
    page = walker.page(RANKING).get_data(as_text=True)
    assert '<option value="arbres:1" selected>1</option>' in page
    assert '<option value="bancs:2" selected>2</option>' in page
    assert page.count(" selected") == 2
    assert "1. Arbres 2. Bancs" in checked(walker)


def test_a_ranking_changed_keeps_only_the_last_order(walker: Walker, sheet_of: SheetOf) -> None:
    walker.answer(RANKING, ["arbres:1", "bancs:2"])
    walker.answer(RANKING, ["bancs:1"])
    assert [(each.choice.key, each.rank) for each in sheet_of().answers[0].chosen] == [("bancs", 1)]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["arbres:1", "bancs:1"], "Deux réponses ont la même place"),
        (["arbres:3"], "Choisissez dans la liste"),
        (["arbres:0"], "Choisissez dans la liste"),
        (["arbres:²"], "Choisissez dans la liste"),
        (["piscine:1"], "Choisissez dans la liste"),
    ],
)
def test_a_ranking_that_cannot_be_read_is_refused_and_stays(
    walker: Walker, given: list[str], told: str, session: orm.Session
) -> None:
    page = walker.answer(RANKING, given)
    assert page.status_code == 422
    assert told in words(page)
    assert not session.scalars(sa.select(AnswerSheet.id)).all() or not checked_answers(session)


def checked_answers(session: orm.Session) -> list[int]:
    session.expire_all()
    return [each.id for sheet in session.scalars(sa.select(AnswerSheet)) for each in sheet.answers]


def test_a_required_ranking_wants_a_number(
    walker: Walker, session: orm.Session, consultation: Consultation
) -> None:
    consultation.questions[RANKING - 1].required = True
    session.commit()
    page = walker.answer(RANKING)
    assert page.status_code == 422
    assert "Donnez un numéro à une réponse au moins." in words(page)


def test_a_matrix_is_answered_line_by_line_and_may_be_left_half_empty(
    walker: Walker, sheet_of: SheetOf
) -> None:
    answer = walker.answer(MATRIX, **{"answer-bus": "non"})
    assert answer.location.endswith(f"/{PLACE}")
    cells = {each.row.key: each.choice.key for each in sheet_of().answers[0].cells}
    assert cells == {"bus": "non"}
    page = walker.page(MATRIX).get_data(as_text=True)
    assert page.count(" checked") == 1
    assert 'name="answer-bus" value="non" checked' in page
    assert "Bus : Non" in checked(walker)
    walker.answer(MATRIX, **{"answer-bus": "oui", "answer-ecole": "non"})
    cells = {each.row.key: each.choice.key for each in sheet_of().answers[0].cells}
    assert cells == {"bus": "oui", "ecole": "non"}


def test_a_matrix_refuses_what_it_did_not_offer(walker: Walker) -> None:
    page = walker.answer(MATRIX, **{"answer-bus": "peut-etre"})
    assert page.status_code == 422
    assert "Choisissez dans la liste" in words(page)


def test_a_required_matrix_wants_every_line(
    walker: Walker, session: orm.Session, consultation: Consultation
) -> None:
    consultation.questions[MATRIX - 1].required = True
    session.commit()
    page = walker.answer(MATRIX, **{"answer-bus": "oui"})
    assert page.status_code == 422
    assert "Il manque une réponse pour : Ecole." in words(page).replace("\u202f", " ")
    page = walker.answer(MATRIX)
    assert "Il manque une réponse pour : Ecole, Bus." in words(page).replace("\u202f", " ")
    walker.answer(3, "Des bancs")
    assert walker.send().status_code == 422
    walker.answer(MATRIX, **{"answer-bus": "oui", "answer-ecole": "oui"})
    assert walker.send().status_code == 303


@pytest.mark.parametrize(
    ("screen", "given", "told"),
    [
        (RANKING, {"answer": ["arbres:1", "bancs:1"]}, "Donnez 1 à ce qui compte le plus"),
        (MATRIX, {"answer-bus": "peut-etre"}, "Une ligne après l’autre"),
        (3, {"answer": "a" * 5000}, "Que faut-il changer ?"),
    ],
)
def test_help_and_error_are_heard_with_what_they_are_about(
    walker: Walker,
    session: orm.Session,
    consultation: Consultation,
    screen: int,
    given: dict[str, Any],
    told: str,
) -> None:
    consultation.questions[screen - 1].help = "Une ligne après l’autre"
    session.commit()
    page = walker.answer(screen, **given)
    assert page.status_code == 422
    heard = described(page.text, "answer")
    assert told in heard
    assert "Une ligne après l’autre" in heard
    assert "Erreur\u202f:" in heard


def test_each_line_of_a_matrix_is_heard_with_its_boxes(walker: Walker) -> None:
    page = walker.page(MATRIX).get_data(as_text=True)
    for label in ("Ecole", "Bus"):
        assert f"<legend>{label}</legend>" in page


def test_a_place_is_a_quarter_and_what_makes_it_precise(
    walker: Walker, sheet_of: SheetOf, session: orm.Session
) -> None:
    walker.answer(PLACE, "quartier-attargette-chanzy", words="devant l’école")
    answer = sheet_of().answers[0]
    assert (answer.place_scope, answer.text) == (PlaceScope.PERIMETER, "devant l’école")
    assert answer.perimeter is not None
    page = walker.page(PLACE).get_data(as_text=True)
    assert 'value="quartier-attargette-chanzy" checked' in page
    assert "devant l’école" in page
    assert f"{answer.perimeter.name} devant l’école" in checked(walker)
    assert walker.send().status_code == 303
    # What was typed is read by a moderator before anybody else, like every other word.
    assert [each.text for each in session.scalars(sa.select(Contribution))] == ["devant l’école"]
    assert sheet_of().answers[0].text is None


def test_a_place_that_is_not_offered_is_refused_with_what_was_typed(walker: Walker) -> None:
    page = walker.answer(PLACE, "quartier-ailleurs", words="derrière la gare")
    assert page.status_code == 422
    assert "derrière la gare" in page.get_data(as_text=True)


@pytest.mark.parametrize(
    ("screen", "data"),
    [
        (RANKING, {"answer": "bancs:1"}),
        (MATRIX, {"answer-bus": "oui"}),
        (PLACE, {"answer": "hors", "words": "gare"}),
    ],
)
def test_an_answer_is_erased_by_passing(
    walker: Walker, screen: int, data: dict[str, Any], sheet_of: SheetOf
) -> None:
    assert walker.answer(screen, **data).status_code == 303
    assert len(sheet_of().answers) == 1
    assert walker.answer(screen, skip="1").status_code == 303
    assert sheet_of().answers == []


def test_these_screens_take_no_more_queries_than_the_others(walker: Walker) -> None:
    walker.answer(RANKING, ["arbres:1", "bancs:2"])
    walker.answer(MATRIX, **{"answer-bus": "oui", "answer-ecole": "oui"})
    walker.answer(PLACE, "quartier-attargette-chanzy", words="ici")
    for screen in (RANKING, MATRIX, PLACE, "verifier"):
        with counted() as seen:
            assert walker.page(screen).status_code == 200
        assert len(seen.queries) <= 6, (screen, seen.queries)
