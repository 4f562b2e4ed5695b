"""Going through the screens: what is kept, what is refused and how kindly."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import orm

from consult.consultations.models import AnswerSheet, Consultation, QuestionKind
from consult.territory.models import PlaceScope
from tests.consultations.conftest import Walker, add_question, counted
from tests.factories import World, make_consultation
from tests.pages import PageClient, words

SheetOf = Callable[[], AnswerSheet]
MULTIPLE, SCALE, LONG, SHORT, EXTRA = 1, 2, 3, 4, 5


def answers(sheet: AnswerSheet) -> dict[str, object]:
    found: dict[str, object] = {}
    for answer in sheet.answers:
        ticked = sorted(each.choice.key for each in answer.chosen)
        found[answer.question.key] = answer.text or answer.number or ticked
    return found


def test_reading_the_first_question_makes_no_sheet(walker: Walker, session: orm.Session) -> None:
    page = walker.page(MULTIPLE)
    assert "Qu’est-ce qui presse le plus ?" in words(page)
    assert "1 sur 6" in page.get_data(as_text=True)
    assert session.query(AnswerSheet).count() == 0


def test_each_screen_is_saved_as_it_is_left(walker: Walker, sheet_of: SheetOf) -> None:
    assert walker.answer(MULTIPLE, ["c0", "c2"]).location.endswith("/2")
    assert answers(sheet_of()) == {"priorites": ["c0", "c2"]}
    walker.answer(SCALE, "c1")
    walker.answer(LONG, "Des bancs,\r\nde l’ombre.")
    assert walker.answer(SHORT, "Le marché").location.endswith("/quartier")
    assert answers(sheet_of()) == {
        "priorites": ["c0", "c2"],
        "satisfaction": ["c1"],
        "changer": "Des bancs,\nde l’ombre.",
        "garder": "Le marché",
    }


def test_going_back_shows_what_was_answered(walker: Walker) -> None:
    walker.answer(MULTIPLE, ["c1"])
    walker.answer(SCALE, "c3")
    walker.answer(LONG, "Des bancs")
    page = walker.page(SHORT).get_data(as_text=True)
    assert f'href="{walker.base}/3"' in page
    assert ">Des bancs</textarea>" in walker.page(LONG).get_data(as_text=True).replace("\r\n", "")
    assert 'value="c3" checked' in walker.page(SCALE).get_data(as_text=True)
    assert 'value="c1" checked' in walker.page(MULTIPLE).get_data(as_text=True)


def test_the_first_screen_sent_twice_makes_one_sheet(walker: Walker, session: orm.Session) -> None:
    for _click in range(2):
        assert walker.post(MULTIPLE, answer="c0").status_code == 303
    assert session.query(AnswerSheet).count() == 1


def test_an_answer_can_be_changed_and_erased(walker: Walker, sheet_of: SheetOf) -> None:
    walker.answer(MULTIPLE, ["c0", "c1"])
    walker.answer(MULTIPLE, ["c1", "c3"])
    assert answers(sheet_of()) == {"priorites": ["c1", "c3"]}
    assert "Effacer ma réponse" in words(walker.page(MULTIPLE))
    walker.answer(MULTIPLE, ["c1"], skip="1")
    assert answers(sheet_of()) == {}


def test_a_question_can_be_passed_or_left_empty(walker: Walker, sheet_of: SheetOf) -> None:
    assert "Passer cette question" in words(walker.page(LONG))
    assert walker.answer(MULTIPLE, skip="1").location.endswith("/2")
    assert walker.answer(SCALE).location.endswith("/3")
    assert walker.answer(LONG, "  \n ").location.endswith("/4")
    assert answers(sheet_of()) == {}


def test_one_choice_too_many_is_refused_and_the_ticks_stay(
    walker: Walker, session: orm.Session
) -> None:
    page = walker.answer(MULTIPLE, ["c0", "c1", "c2"])
    assert page.status_code == 422
    assert "Choisissez 2 réponses au plus." in words(page)
    assert page.get_data(as_text=True).count(" checked") == 3
    assert session.query(AnswerSheet).count() == 0


@pytest.mark.parametrize("screen", [MULTIPLE, SCALE])
def test_a_choice_that_was_not_offered_is_refused(walker: Walker, screen: int) -> None:
    page = walker.answer(screen, "c9")
    assert page.status_code == 422
    assert "Choisissez dans la liste." in words(page)


def test_a_required_question_has_no_way_round(
    walker: Walker, session: orm.Session, consultation: Consultation
) -> None:
    for question in consultation.questions:
        question.required = True
    add_question(
        session, consultation, key="n", kind=QuestionKind.NUMBER, prompt="Combien ?", required=True
    )
    asked = {MULTIPLE: "Choisissez", SCALE: "Choisissez", LONG: "Écrivez", EXTRA: "un nombre"}
    for screen, expected in asked.items():
        assert "Passer" not in words(walker.page(screen))
        page = walker.answer(screen, skip="1")
        assert page.status_code == 422
        assert expected in words(page)


def test_twenty_thousand_characters_are_refused_and_kept(walker: Walker) -> None:
    long = "mot " * 5_000
    page = walker.answer(LONG, long)
    assert page.status_code == 422
    assert "Ce texte est trop long" in words(page)
    assert long.strip() in page.get_data(as_text=True)
    assert walker.answer(SHORT, "x" * 301).status_code == 422


def test_control_characters_are_dropped(walker: Walker, sheet_of: SheetOf) -> None:
    walker.answer(LONG, "Un\x00 banc\x1b[31m\x07")
    assert answers(sheet_of()) == {"changer": "Un banc[31m"}


@pytest.fixture
def number_walker(walker: Walker, session: orm.Session, consultation: Consultation) -> Walker:
    """Someone whose last question, EXTRA, asks for a number."""
    add_question(session, consultation, key="n", kind=QuestionKind.NUMBER, prompt="Combien ?")
    return walker


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("12", 12), ("1\u202f786", 1786), ("0", 0), ("999 999 999", 999_999_999)],
)
def test_a_whole_number_is_read_as_people_write_it(
    number_walker: Walker, sheet_of: SheetOf, typed: str, kept: int
) -> None:
    assert number_walker.answer(EXTRA, typed).status_code == 303
    assert sheet_of().answers[0].number == kept
    assert f'value="{kept}"' in number_walker.page(EXTRA).get_data(as_text=True)
    assert f"Combien ? {kept}" in words(number_walker.page("verifier"))


@pytest.mark.parametrize(
    "typed", ["-3", "2,5", "beaucoup", "99999999999999999999", "9" * 6_000, "²", "١٢", "1e9"]
)
def test_what_is_not_a_whole_number_is_refused_and_kept(number_walker: Walker, typed: str) -> None:
    page = number_walker.answer(EXTRA, typed)
    assert page.status_code == 422
    assert "Écrivez un nombre entier" in words(page)
    assert f'value="{typed}"' in page.get_data(as_text=True)


def test_the_quarter_is_optional_and_can_be_told_broadly(
    walker: Walker, world: World, sheet_of: SheetOf
) -> None:
    text = words(walker.page("quartier"))
    for expected in (
        "Attargette-Chanzy",
        "Bizet-Briqueterie",
        "Ailleurs",
        "Je préfère ne pas dire",
    ):
        assert expected in text
    assert walker.answer("quartier").location.endswith("/vous")
    assert sheet_of().place_scope is None
    walker.answer("quartier", place="quartier-attargette-chanzy")
    assert sheet_of().place_scope is PlaceScope.PERIMETER
    assert sheet_of().perimeter_id == world.quarter.id
    assert 'value="quartier-attargette-chanzy" checked' in walker.page("quartier").get_data(
        as_text=True
    )
    walker.answer("quartier", place="non-dit")
    assert sheet_of().place_scope is PlaceScope.NOT_SAID
    assert sheet_of().perimeter_id is None


def test_a_quarter_of_elsewhere_is_refused(walker: Walker) -> None:
    page = walker.answer("quartier", place="quartier-roubaix")
    assert page.status_code == 422
    assert "Choisissez dans la liste." in words(page)


def test_a_replaced_perimeter_is_not_offered(
    walker: Walker, session: orm.Session, world: World
) -> None:
    world.other_quarter.generation = 2015
    session.commit()
    assert "Bizet-Briqueterie" not in words(walker.page("quartier"))


def test_changing_an_answer_from_the_check_leads_back_to_it(walker: Walker) -> None:
    walker.answer(LONG, "Des bancs")
    page = walker.page("verifier")
    assert "Que faut-il changer ? Des bancs Modifier" in words(page)
    assert f'href="{walker.base}/3?retour=verifier"' in page.get_data(as_text=True)
    changed = walker.answer("3?retour=verifier", "Des arbres")
    assert changed.location == f"{walker.base}/verifier"
    assert "Des arbres" in words(walker.page("verifier"))
    assert walker.answer("quartier?retour=verifier", place="hors").location.endswith("/verifier")
    assert "Hors de la ville" in words(walker.page("verifier"))


@pytest.mark.parametrize("screen", ["0", "5", "99999999999999999999", "-1", "x"])
def test_a_screen_that_does_not_exist_is_not_found(walker: Walker, screen: str) -> None:
    assert walker.page(screen).status_code == 404


def test_an_address_that_was_not_given_by_the_site_is_not_found(
    client: PageClient, consultation: Consultation, walker: Walker
) -> None:
    # Not the last sign: in base 64 some of its bits count for nothing.
    tampered = walker.base[:-9] + ("A" if walker.base[-9] != "A" else "B") + walker.base[-8:]
    for base in (tampered, "/consultations/quartier/reponse/jeton"):
        for screen in (1, "quartier", "verifier"):
            assert client.get(f"{base}/{screen}").status_code == 404


def test_the_address_of_one_consultation_opens_no_other(
    walker: Walker, session: orm.Session, world: World, client: PageClient
) -> None:
    make_consultation(session, world, slug="autre")
    session.commit()
    walker.answer(LONG, "Des bancs")
    other = Walker(client, walker.base.replace("/quartier/", "/autre/"))
    assert "Des bancs" not in other.page(LONG).get_data(as_text=True)
    assert other.answer(LONG, "Ailleurs").status_code == 404


def test_the_screens_of_a_draft_are_kept_by_nobody(walker: Walker) -> None:
    walker.answer(LONG, "Des bancs")
    for screen in (LONG, "quartier", "verifier"):
        response = walker.page(screen)
        assert response.headers["Cache-Control"] == "private, no-store"
        assert response.headers["X-Robots-Tag"] == "noindex"


def test_an_expired_form_keeps_the_words(walker: Walker, session: orm.Session) -> None:
    page = walker.client.post(
        f"{walker.base}/3", data={"answer": "Des bancs", "csrf_token": "vieux"}
    )
    assert page.status_code == 422
    assert "Vos mots sont toujours là" in words(page)
    assert "Des bancs" in page.get_data(as_text=True)
    passed = walker.client.post(f"{walker.base}/3", data={"skip": "1", "csrf_token": "vieux"})
    assert passed.status_code == 422
    assert session.query(AnswerSheet).count() == 0


def test_the_draft_of_one_person_is_not_offered_to_the_next(
    walker: Walker, begin: Callable[..., Walker]
) -> None:
    walker.answer(LONG, "Des bancs")
    following = begin()
    assert following.base != walker.base
    assert "Des bancs" not in following.page(LONG).get_data(as_text=True)


def test_every_screen_takes_few_queries(
    walker: Walker, session: orm.Session, consultation: Consultation
) -> None:
    for number in range(6):
        add_question(
            session,
            consultation,
            key=f"q{number}",
            kind=QuestionKind.SHORT,
            prompt=f"Et {number} ?",
        )
    for screen in range(1, 11):
        walker.answer(screen, "c0" if screen < 3 else "Texte")
    walker.answer("quartier", place="quartier-attargette-chanzy")
    for screen in (1, 3, 10, "quartier", "verifier"):
        with counted() as seen:
            assert walker.page(screen).status_code == 200
        assert len(seen.queries) <= 6, (screen, seen.queries)
