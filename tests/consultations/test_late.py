"""Answers begun before the closing arrive after it; a consultation whose end is put off says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from justhtml import JustHTML
from sqlalchemy import orm
from werkzeug.test import TestResponse

from consult.audit.models import AuditLine
from consult.consultations.models import AnswerSheet, Consultation
from consult.consultations.operations import close as close_now
from consult.consultations.operations import open_until
from consult.consultations.permissions import can_answer
from consult.db import utcnow
from tests.consultations.conftest import Walker
from tests.consultations.editing.conftest import sent
from tests.factories import World, make_consultation
from tests.pages import PageClient, words


def close(session: orm.Session, consultation: Consultation, *, days: float) -> None:
    """As if it had closed so many days ago, answers in hand having been begun just before."""
    consultation.closes_at = utcnow() - timedelta(days=days)
    begun = consultation.closes_at - timedelta(hours=1)
    for sheet in session.scalars(sa.select(AnswerSheet)):
        sheet.created_at = begun
    session.commit()


def edit(client: PageClient, **changes: str) -> TestResponse:
    """The texts and dates of the consultation, some of them changed."""
    page = "/espace/consultations/quartier/modifier"
    html = client.get(page).get_data(as_text=True)
    (form,) = JustHTML(html, sanitize=False).query("main form")
    return client.post(page, data={**sent(form), **changes})


def test_what_was_begun_in_time_is_received_and_marked(
    walker: Walker,
    session: orm.Session,
    consultation: Consultation,
    sheet_of: Callable[[], AnswerSheet],
) -> None:
    walker.answer(3, "Des bancs à l’ombre.")
    close(session, consultation, days=2)
    told = words(walker.page("verifier"))
    assert "sont encore reçues jusqu’au" in told
    assert walker.answer(4, "Le marché").status_code == 303
    sent = walker.send()
    assert sent.status_code == 303
    assert "arrivées après la fin" in words(walker.client.get(sent.location))
    sheet = sheet_of()
    assert sheet.submitted_at is not None
    assert sheet.late


def test_in_time_nothing_is_marked(walker: Walker, sheet_of: Callable[[], AnswerSheet]) -> None:
    walker.answer(3, "Des bancs à l’ombre.")
    assert "encore reçues" not in words(walker.page("verifier"))
    walker.send()
    assert not sheet_of().late


@pytest.mark.parametrize(("late_days", "since"), [(7, 8), (0, 0.1)])
def test_too_late_is_refused_and_words_are_shown(
    walker: Walker, session: orm.Session, consultation: Consultation, late_days: int, since: float
) -> None:
    walker.answer(3, "Des bancs à l’ombre.")
    consultation.late_days = late_days
    close(session, consultation, days=since)
    page = walker.page("verifier")
    assert "Cette consultation est terminée" in words(page)
    assert "Des bancs à l’ombre." in words(page)


def test_nobody_begins_after_the_closing(
    walker: Walker, session: orm.Session, consultation: Consultation
) -> None:
    token = walker.token()
    close(session, consultation, days=1)
    data = {"csrf_token": token, "answer": "Trop tard"}
    assert walker.client.post(f"{walker.base}/3", data=data).status_code == 409
    assert walker.client.get("/consultations/quartier/repondre").status_code == 200
    assert not session.scalars(sa.select(AnswerSheet)).all()


def test_only_what_was_begun_while_it_was_open(consultation: Consultation) -> None:
    end = consultation.closes_at
    after = end + timedelta(days=1)
    assert can_answer(consultation, after, end - timedelta(seconds=1))
    assert not can_answer(consultation, after, end)
    assert not can_answer(consultation, after, None)
    assert not can_answer(consultation, after, consultation.opens_at - timedelta(seconds=1))
    assert not can_answer(consultation, end + timedelta(days=7), end - timedelta(seconds=1))
    consultation.is_ready = False
    assert not can_answer(consultation, after, end - timedelta(seconds=1))


def publish_with_late(client: PageClient, session: orm.Session, world: World, late: int) -> str:
    """Twelve people answer, `late` of them after the end; what the public page of results says."""
    from consult.consultations.models import Choice
    from consult.consultations.operations import Given, save_answer, start_sheet, submit_sheet

    made = session.scalars(sa.select(Consultation)).one()
    question = made.questions[1]
    choice: Choice = question.choices[0]
    for number in range(12):
        sheet = start_sheet(session, made, f"token-{number}")
        save_answer(session, sheet, question, Given(choices=(choice,)))
        at = made.closes_at + timedelta(days=1) if number < late else utcnow()
        submit_sheet(session, sheet, f"sheet:{number}", at=at)
        assert sheet.late is (number < late)
    close(session, made, days=1)
    client.sign_in(world.editor)
    desk = "/espace/consultations/quartier/resultats"
    token = client.token(f"{desk}/apercu")
    data = {"csrf_token": token, "crossed_by": ""}
    assert client.post(f"{desk}/publier", data=data).status_code == 303
    return words(client.get("/consultations/quartier/resultats"))


@pytest.mark.parametrize(
    ("late", "told"),
    [(0, ""), (3, ""), (11, "certaines de ces réponses sont arrivées après la fin")],
)
def test_a_masked_number_of_late_answers_claims_nothing(
    client: PageClient,
    session: orm.Session,
    world: World,
    walker: Walker,
    late: int,
    told: str,
) -> None:
    public = publish_with_late(client, session, world, late)
    assert "Chiffres du" in public
    assert told in public if told else "après la fin" not in public


def test_late_answers_are_told_in_the_results(
    client: PageClient, session: orm.Session, world: World, walker: Walker
) -> None:
    public = publish_with_late(client, session, world, 6)
    assert "6 d’entre elles après la fin" in words(
        client.get("/espace/consultations/quartier/resultats")
    )
    rows = client.get(
        "/espace/consultations/quartier/resultats/reponses.csv", buffered=True
    ).text.splitlines()
    assert "Après la fin" in rows[0]
    assert sum(";oui;" in row for row in rows[1:]) == 6
    assert "6 de ces réponses sont arrivées après la fin" in public
    assert "Arrivées après la fin;6" in client.get("/consultations/quartier/resultats.csv").text


def test_putting_the_end_off_is_told_to_everyone_and_to_the_journal(
    client: PageClient, session: orm.Session, world: World, consultation: Consultation
) -> None:
    first = consultation.last_moment
    client.sign_in(world.editor)
    later = (first + timedelta(days=10)).date().isoformat()
    assert edit(client, closes_on=later, closes_hour="").status_code == 303
    told = words(client.get("/consultations/quartier"))
    assert "Sa fin a été repoussée" in told
    line = session.scalars(sa.select(AuditLine).order_by(AuditLine.id.desc())).first()
    assert line is not None
    assert (line.action, line.details["fields"]) == ("consultation.edit", ["closes_at"])
    session.expire_all()
    kept = session.scalars(sa.select(Consultation)).one()
    assert kept.first_last_moment == first
    # Put off again, the first day told stays; brought back, nothing is said.
    open_until(session, kept, kept.closes_at + timedelta(days=5))
    assert kept.first_last_moment == first
    open_until(session, kept, first - timedelta(days=1))
    session.commit()
    assert "repoussée" not in words(client.get("/consultations/quartier"))


def test_closed_before_the_first_day_told_it_was_not_put_off(
    client: PageClient, session: orm.Session, consultation: Consultation
) -> None:
    open_until(session, consultation, consultation.closes_at + timedelta(days=5))
    assert consultation.extended_from is not None
    close_now(session, consultation)
    session.commit()
    told = words(client.get("/consultations/quartier"))
    assert "Cette consultation s’est terminée" in told
    assert "repoussée" not in told


def test_dates_changed_before_the_opening_are_no_extension(
    client: PageClient, session: orm.Session, world: World
) -> None:
    made = make_consultation(session, world)
    made.opens_at = utcnow() + timedelta(days=1)
    session.commit()
    client.sign_in(world.editor)
    later = (made.closes_at + timedelta(days=10)).date().isoformat()
    assert edit(client, closes_on=later, closes_hour="", late_days="12").status_code == 303
    session.expire_all()
    kept = session.scalars(sa.select(Consultation)).one()
    assert (kept.extended_from, kept.late_days) == (None, 12)


@pytest.mark.parametrize("days", ["31", "-1", "x", ""])
def test_days_for_late_answers_are_few(
    client: PageClient, session: orm.Session, world: World, consultation: Consultation, days: str
) -> None:
    client.sign_in(world.editor)
    assert edit(client, late_days=days).status_code == 422
