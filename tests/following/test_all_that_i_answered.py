"""Under their code, a person finds all that they answered: ticks, figures, places and words."""

from __future__ import annotations

import pytest
from sqlalchemy import orm

from consult.consultations import operations
from consult.consultations.models import AnswerSheet
from consult.consultations.operations import Given
from consult.contributions import receipts
from consult.contributions.models import Channel, Contribution
from consult.contributions.operations import Place
from consult.contributions.profiles import Profile
from consult.following.operations import withdraw
from consult.territory.models import PlaceScope
from consult.territory.publics import AgeBand
from tests.factories import World, make_consultation, make_contribution
from tests.pages import PageClient, words

KEY = "k" * 32


@pytest.fixture
def sheet(session: orm.Session, world: World) -> AnswerSheet:
    """Two ticks, a position on a scale and a text, of somebody of a quarter."""
    consultation = make_consultation(session, world, asks_profile=True)
    made = operations.start_sheet(session, consultation, KEY, channel=Channel.ONLINE)
    first, second, third, _last = consultation.questions
    for question, given in (
        (first, Given(choices=tuple(first.choices[:2]))),
        (second, Given(choices=(second.choices[1],))),
        (third, Given(text="Des bancs.")),
    ):
        operations.save_answer(session, made, question, given)
    quarter = session.merge(world.quarter)
    operations.set_place(session, made, Place(PlaceScope.PERIMETER, quarter))
    operations.set_profile(session, made, Profile(AgeBand.OVER_64, None))
    operations.submit_sheet(session, made, operations.submission_of(KEY))
    session.commit()
    return made


def code() -> str:
    return receipts.code_of(operations.submission_of(KEY))


def test_everything_answered_is_read_again_under_the_code(
    client: PageClient, sheet: AnswerSheet
) -> None:
    page = words(client.get(f"/suivi/{code()}/reponses"))
    first, second, _third, last = sheet.consultation.questions
    for expected in (
        first.prompt,
        first.choices[0].label,
        first.choices[1].label,
        second.choices[1].label,
        "Des bancs.",
        "Attargette-Chanzy",
        "65 ans et plus",
    ):
        assert expected in page, expected
    assert last.prompt not in page
    assert f'href="/suivi/{code()}/reponses"' in client.get(f"/suivi/{code()}").text


def test_words_taken_back_are_erased_there_too(
    client: PageClient, session: orm.Session, sheet: AnswerSheet
) -> None:
    withdraw(session, session.query(Contribution).one())
    session.commit()
    page = words(client.get(f"/suivi/{code()}/reponses"))
    assert "Des bancs." not in page
    assert "Vous avez retiré ces mots" in page
    assert sheet.consultation.questions[0].choices[0].label in page


def test_a_receipt_without_a_questionnaire_and_an_unknown_code_have_no_such_page(
    client: PageClient, session: orm.Session, world: World
) -> None:
    make_contribution(session, world, "Autre.", submission="other")
    session.commit()
    assert client.get(f"/suivi/{receipts.code_of('other')}/reponses").status_code == 404
    assert client.get("/suivi/AAAAA-AAAAA/reponses").status_code == 404


def test_the_page_is_private(client: PageClient, sheet: AnswerSheet) -> None:
    assert "no-store" in client.get(f"/suivi/{code()}/reponses").headers["Cache-Control"]
