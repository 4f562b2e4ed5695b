"""The list of consultations and the page of one: open to all, alike for all."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import orm

from consult.consultations import operations
from consult.consultations.labels import promise, timing
from consult.consultations.models import Consultation, Degree, Moment, QuestionKind
from consult.consultations.queries import minutes, open_consultations
from consult.contributions.models import Status
from consult.db import utcnow
from consult.web.labels import label
from tests.consultations.conftest import add_question, counted
from tests.factories import World, make_consultation
from tests.pages import PageClient, words


def send_sheet(session: orm.Session, consultation: Consultation, text: str, token: str) -> None:
    sheet = operations.start_sheet(session, consultation, token)
    question = next(q for q in consultation.questions if q.kind is QuestionKind.LONG)
    operations.save_answer(session, sheet, question, operations.Given(text=text))
    operations.submit_sheet(session, sheet, operations.submission_of(token))


def test_open_consultations_come_first_and_closed_ones_say_what_they_brought(
    client: PageClient, session: orm.Session, world: World
) -> None:
    make_consultation(session, world, title="Celle qui est ouverte")
    closed = make_consultation(session, world, slug="finie", title="La finie", open_for=-2)
    for number in range(3):
        send_sheet(session, closed, f"Texte {number}", f"jeton-{number}")
    first = session.query(operations.AnswerSheet).first()
    first.answers[0].contribution.status = Status.PUBLISHED
    first.receipt.contributions[0].status = Status.PUBLISHED
    session.commit()
    text = words(client.get("/consultations"))
    assert text.index("Celle qui est ouverte") < text.index("La finie")
    assert "3 personnes ont répondu. 3 textes reçus, 1 publié." in text


def test_a_text_taken_back_is_no_longer_counted(
    client: PageClient, session: orm.Session, world: World
) -> None:
    closed = make_consultation(session, world, slug="finie", open_for=-2)
    send_sheet(session, closed, "Un texte", "jeton")
    session.query(operations.AnswerSheet).one().answers[0].contribution.status = Status.WITHDRAWN
    session.commit()
    text = words(client.get("/consultations/finie"))
    assert "1 personne a répondu." in text
    assert "texte reçu" not in text


def test_the_page_of_a_consultation_tells_what_answering_means(
    client: PageClient, session: orm.Session, world: World
) -> None:
    make_consultation(
        session, world, summary="En bref", intro="Parce que.", what_changes="Le volet change."
    )
    session.commit()
    text = words(client.get("/consultations/quartier"))
    for expected in (
        "En bref",
        "Parce que.",
        "Le volet change.",
        promise(Degree.CONSULTATION),
        timing(Moment.DIAGNOSTIC),
        "4 questions, environ 2 minutes",
        "Qui lit votre réponse",
        "Commencer",
    ):
        assert expected in text


def test_the_last_day_told_is_the_last_day_when_one_can_answer(
    client: PageClient, session: orm.Session, consultation: Consultation
) -> None:
    # Midnight between the 3rd and the 4th of March, in Paris.
    consultation.closes_at = utcnow().replace(
        year=2099, month=3, day=3, hour=23, minute=0, second=0, microsecond=0
    )
    session.commit()
    assert "Jusqu’au 3 mars 2099" in words(client.get("/consultations/quartier"))


@pytest.mark.parametrize("address", ["/consultations", "/consultations/quartier"])
def test_reading_sets_no_cookie_and_can_be_cached(
    client: PageClient, consultation: Consultation, address: str
) -> None:
    response = client.get(address)
    assert "Set-Cookie" not in response.headers
    assert response.headers["Cache-Control"].startswith("public")
    assert (
        client.get(address, headers={"If-None-Match": response.headers["ETag"]}).status_code == 304
    )


def test_a_closed_consultation_has_no_start_button(
    client: PageClient, session: orm.Session, world: World
) -> None:
    make_consultation(session, world, open_for=-2)
    session.commit()
    page = client.get("/consultations/quartier")
    assert "Commencer" not in words(page)
    assert "s’est terminée le" in words(page)


def test_a_consultation_that_has_not_opened_is_not_shown(
    client: PageClient, session: orm.Session, consultation: Consultation
) -> None:
    consultation.opens_at = utcnow() + timedelta(days=1)
    consultation.title = "Pas encore"
    session.commit()
    assert "Pas encore" not in words(client.get("/consultations"))
    assert client.get("/consultations/quartier").status_code == 404
    assert client.get("/consultations/quartier/repondre").status_code == 404


def test_an_unknown_consultation_is_a_page_that_does_not_exist(
    client: PageClient, world: World
) -> None:
    assert client.get("/consultations/inconnue").status_code == 404
    assert client.get("/consultations/inconnue/repondre").status_code == 404
    assert "Aucune consultation" in words(client.get("/consultations"))


@pytest.mark.parametrize("days", [-2, 30])
def test_open_means_the_same_in_python_and_in_sql(
    session: orm.Session, world: World, days: int
) -> None:
    made = make_consultation(session, world, open_for=days)
    now = utcnow()
    for instant in (
        now,
        made.opens_at,
        made.closes_at,
        made.opens_at - timedelta(seconds=1),
        made.closes_at - timedelta(seconds=1),
    ):
        found = session.query(Consultation).filter(Consultation.open_at(instant)).count()
        assert made.is_open(instant) == bool(found), instant


def test_the_pages_take_few_queries_however_many_consultations(
    client: PageClient, session: orm.Session, world: World
) -> None:
    for number in range(8):
        made = make_consultation(
            session, world, slug=f"c{number}", open_for=30 if number % 2 else -3
        )
        send_sheet(session, made, "Un texte", f"jeton-{number}")
    session.commit()
    for address in ("/consultations", "/consultations/c1", "/consultations/c2"):
        with counted() as seen:
            assert client.get(address).status_code == 200
        assert len(seen.queries) <= 6, (address, seen.queries)


def test_the_first_to_close_is_listed_first(session: orm.Session, world: World) -> None:
    make_consultation(session, world, slug="tard", open_for=20)
    make_consultation(session, world, slug="bientot", open_for=5)
    listed = open_consultations(session, utcnow())
    assert [each.consultation.slug for each in listed] == ["bientot", "tard"]
    assert [each.questions for each in listed] == [4, 4]


def test_a_questionnaire_never_takes_zero_minutes(
    session: orm.Session, consultation: Consultation
) -> None:
    assert minutes([]) == 1
    add_question(session, consultation, key="n", kind=QuestionKind.NUMBER, prompt="Combien ?")
    add_question(session, consultation, key="l", kind=QuestionKind.LONG, prompt="Encore ?")
    assert minutes(consultation.questions) == 3


def test_every_degree_moment_and_kind_has_its_words(client: PageClient) -> None:
    for degree in Degree:
        assert label(degree)
        assert promise(degree)
    for moment in Moment:
        assert label(moment)
        assert timing(moment)
    for kind in QuestionKind:
        assert label(kind)
