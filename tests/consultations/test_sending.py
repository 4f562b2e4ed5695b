"""Sending: once, whole, and never into a closed consultation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.consultations import operations, sheets
from consult.consultations.models import Answer, AnswerSheet, Consultation, QuestionKind
from consult.consultations.operations import Given
from consult.contributions import receipts
from consult.contributions.models import Channel, Contribution, Receipt, Source, Status
from consult.db import utcnow
from consult.territory.models import PlaceScope
from tests.consultations.conftest import Walker, add_question
from tests.factories import World
from tests.pages import words

SheetOf = Callable[[], AnswerSheet]


def end(session: orm.Session, consultation: Consultation) -> None:
    consultation.closes_at = utcnow() - timedelta(minutes=1)
    session.commit()


def fill(walker: Walker) -> None:
    walker.answer(1, ["c0"])
    walker.answer(3, "Des bancs")
    walker.answer(4, "Le marché")
    walker.answer("quartier", place="quartier-attargette-chanzy")


def test_each_text_becomes_a_contribution_behind_one_receipt(
    walker: Walker, session: orm.Session, world: World, sheet_of: SheetOf
) -> None:
    fill(walker)
    response = walker.send()
    assert response.status_code == 303
    code = response.location.rpartition("/")[2]
    receipt = receipts.find(session, code)
    assert receipt is not None
    first, second = receipt.contributions
    assert (first.text, second.text) == ("Des bancs", "Le marché")
    assert first.prompt == "Que faut-il changer ?"
    assert first.source_title == "Qu’est-ce qui changerait votre quartier ?"
    assert first.source is Source.ANSWER
    assert first.channel is Channel.ONLINE
    assert first.status is Status.RECEIVED
    assert first.place_scope is PlaceScope.PERIMETER
    assert first.perimeter_id == world.quarter.id
    assert first.vocabulary_id == world.vocabulary.id
    sheet = sheet_of()
    assert sheet.receipt_id == receipt.id
    assert sheet.submitted_at is not None


def test_the_words_leave_the_answers_and_the_ticks_stay(
    walker: Walker, session: orm.Session, sheet_of: SheetOf
) -> None:
    fill(walker)
    walker.send()
    by_key = {answer.question.key: answer for answer in sheet_of().answers}
    assert by_key["changer"].text is None
    assert by_key["changer"].contribution is not None
    assert len(by_key["priorites"].chosen) == 1
    assert by_key["priorites"].contribution is None
    assert session.scalar(sa.select(sa.func.count()).where(Answer.text.is_not(None))) == 0


def test_two_clicks_give_the_same_receipt(walker: Walker, session: orm.Session) -> None:
    fill(walker)
    token = walker.token()
    clicks = [
        walker.client.post(f"{walker.base}/envoyer", data={"csrf_token": token}) for _ in range(2)
    ]
    assert [click.status_code for click in clicks] == [303, 303]
    assert clicks[0].location == clicks[1].location
    assert session.query(Contribution).count() == 2
    assert session.query(Receipt).count() == 1


def test_a_sheet_already_sent_leads_to_its_receipt(walker: Walker) -> None:
    fill(walker)
    token = walker.token()
    receipt = walker.send().location
    for screen in (1, "quartier", "verifier"):
        page = walker.page(screen)
        assert (page.status_code, page.location) == (302, receipt)
    late = walker.client.post(f"{walker.base}/1", data={"csrf_token": token, "answer": "c1"})
    assert (late.status_code, late.location) == (303, receipt)


def test_words_written_after_the_sending_are_shown_and_not_lost(
    walker: Walker, session: orm.Session
) -> None:
    fill(walker)
    token = walker.token()
    receipt = walker.send().location
    page = walker.client.post(
        f"{walker.base}/3", data={"csrf_token": token, "answer": "Et des arbres"}
    )
    assert page.status_code == 409
    assert "Et des arbres" in words(page)
    assert receipt in page.get_data(as_text=True)
    assert session.query(Contribution).count() == 2


def test_answers_without_a_word_have_a_receipt_too(walker: Walker, session: orm.Session) -> None:
    walker.answer(1, ["c0"])
    assert walker.send().status_code == 303
    assert session.query(Contribution).count() == 0
    assert session.query(Receipt).count() == 1


def test_nothing_answered_is_not_sent(walker: Walker, session: orm.Session) -> None:
    walker.answer(1, skip="1")
    assert "Vous n’avez encore rien répondu" in words(walker.page("verifier"))
    page = walker.post("envoyer")
    assert page.status_code == 422
    assert "Vous n’avez encore rien répondu" in words(page)
    assert session.query(Receipt).count() == 0


def test_a_required_answer_is_asked_for_before_sending(
    walker: Walker, session: orm.Session, consultation: Consultation
) -> None:
    add_question(
        session, consultation, key="n", kind=QuestionKind.NUMBER, prompt="Combien ?", required=True
    )
    walker.answer(3, "Des bancs")
    page = walker.send()
    assert page.status_code == 422
    assert "Il manque encore une réponse : Combien ?" in words(page)
    assert f'href="{walker.base}/5?retour=verifier"' in page.get_data(as_text=True)
    walker.answer(5, "0")
    assert walker.send().status_code == 303


def test_an_expired_check_page_is_shown_again(walker: Walker, session: orm.Session) -> None:
    fill(walker)
    page = walker.client.post(f"{walker.base}/envoyer", data={"csrf_token": "vieux"})
    assert page.status_code == 422
    assert "Des bancs" in words(page)
    assert session.query(Contribution).count() == 0


def test_the_page_of_the_sending_reloaded_shows_the_check_again(walker: Walker) -> None:
    assert walker.page("envoyer").location == f"{walker.base}/verifier"


def test_the_sending_is_in_the_journal_without_its_words(
    walker: Walker, session: orm.Session, sheet_of: SheetOf
) -> None:
    fill(walker)
    walker.send()
    lines = session.scalars(sa.select(AuditLine).order_by(AuditLine.id)).all()
    assert [line.action for line in lines] == [
        "contribution.submit",
        "contribution.submit",
        "sheet.submit",
    ]
    assert lines[-1].subject_id == sheet_of().id
    assert {line.actor for line in lines} == {"resident"}
    assert "bancs" not in str([line.details for line in lines])


def test_a_closed_consultation_says_so_and_what_happens_now(
    walker: Walker, session: orm.Session, consultation: Consultation
) -> None:
    walker.answer(3, "Des bancs")
    end(session, consultation)
    page = walker.client.get("/consultations/quartier/repondre")
    assert page.status_code == 200
    assert "Cette consultation est terminée" in words(page)
    assert "Vous pouviez répondre jusqu’au" in words(page)
    for screen in (1, "quartier", "verifier"):
        page = walker.page(screen)
        assert page.status_code == 200
        assert "Des bancs" in words(page)
        assert page.headers["Cache-Control"] == "private, no-store"


def test_words_sent_to_a_closed_consultation_are_shown_and_not_lost(
    walker: Walker, session: orm.Session, consultation: Consultation, sheet_of: SheetOf
) -> None:
    walker.answer(3, "Des bancs")
    token = walker.token()
    end(session, consultation)
    page = walker.client.post(f"{walker.base}/4", data={"csrf_token": token, "answer": "Le marché"})
    assert page.status_code == 409
    assert "Des bancs" in words(page)
    assert "Le marché" in words(page)
    page = walker.client.post(f"{walker.base}/envoyer", data={"csrf_token": token})
    assert page.status_code == 409
    assert "Des bancs" in words(page)
    assert sheet_of().submitted_at is None
    assert session.query(Contribution).count() == 0


def test_the_first_words_to_a_consultation_closed_meanwhile_are_shown(
    walker: Walker, session: orm.Session, consultation: Consultation
) -> None:
    token = walker.token()
    end(session, consultation)
    page = walker.client.post(f"{walker.base}/3", data={"csrf_token": token, "answer": "Des bancs"})
    assert page.status_code == 409
    assert "Des bancs" in words(page)
    assert session.query(AnswerSheet).count() == 0


def test_too_many_sendings_from_one_address_are_slowed_down(
    walker: Walker, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = walker.token()
    answers = [
        walker.client.post(f"{walker.base}/envoyer", data={"csrf_token": token}).status_code
        for _ in range(121)
    ]
    assert set(answers[:120]) == {422}
    assert answers[120] == 429


def test_an_answer_that_the_question_does_not_admit_is_never_written(
    session: orm.Session, consultation: Consultation
) -> None:
    multiple, scale, long, _short = consultation.questions
    sheet = operations.start_sheet(session, consultation, "jeton")
    refused = (
        (long, Given(number=3)),
        (scale, Given(text="mots")),
        (scale, Given(choices=tuple(scale.choices[:2]))),
        (multiple, Given(choices=tuple(multiple.choices[:3]))),
        (multiple, Given(choices=(scale.choices[0],))),
    )
    for question, given in refused:
        with pytest.raises(ValueError, match=r"\w"):
            operations.save_answer(session, sheet, question, given)
    assert sheet.answers == []


def test_a_sheet_already_sent_is_not_written_on(
    session: orm.Session, consultation: Consultation
) -> None:
    sheet = operations.start_sheet(session, consultation, "jeton")
    question = consultation.questions[2]
    operations.save_answer(session, sheet, question, Given(text="Des bancs"))
    sent = operations.submit_sheet(session, sheet, operations.submission_of("jeton"))
    again = operations.submit_sheet(session, sheet, operations.submission_of("jeton"))
    assert (sent.code, sent.fresh, again.code, again.fresh) == (sent.code, True, sent.code, False)
    assert sent.code == receipts.code_of(operations.submission_of("jeton"))
    with pytest.raises(ValueError, match="sent"):
        operations.save_answer(session, sheet, question, Given(text="Autre"))
    with pytest.raises(ValueError, match="sent"):
        operations.set_place(session, sheet, None)


def test_saving_the_same_answer_twice_changes_nothing(
    session: orm.Session, consultation: Consultation
) -> None:
    question = consultation.questions[0]
    sheet = operations.start_sheet(session, consultation, "jeton")
    given = Given(choices=tuple(question.choices[:2]))
    first = operations.save_answer(session, sheet, question, given)
    second = operations.save_answer(session, sheet, question, given)
    assert first is second
    assert session.query(Answer).count() == 1
    assert operations.start_sheet(session, consultation, "jeton") is sheet


def test_a_machine_does_not_begin_sheets_without_end(
    begin: Callable[..., Walker],
    consultation: Consultation,
    session: orm.Session,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sheets, "NEW_SHEETS", "2 per hour")
    for _ in range(2):
        assert begin().answer(1, "c0").status_code == 303
    goes_on = begin()
    assert goes_on.answer(1, "c0").status_code == 429
    assert session.scalar(sa.select(sa.func.count()).select_from(AnswerSheet)) == 2
