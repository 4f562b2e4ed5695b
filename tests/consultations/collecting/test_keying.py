"""Paper typed back: a sheet a page, told once, undone whole, and followed with the code on its stub."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm
from werkzeug.test import TestResponse

from consult.audit.models import AuditLine
from consult.consultations.collecting import copies
from consult.consultations.collecting.models import CollectedSheet, Round
from consult.consultations.models import Answer, AnswerSheet, Consultation
from consult.consultations.queries import told
from consult.contributions.models import Channel, Contribution, Receipt, Status
from consult.contributions.receipts import ALPHABET
from consult.db import utcnow
from consult.territory.publics import AgeBand
from consult.web.i18n import local
from tests.conftest import browser
from tests.consultations.collecting.conftest import DESK, WORDS, only
from tests.factories import World
from tests.pages import PageClient, words

TODAY = local(utcnow()).date()
WORKS = {"q5-answer": "c0"}
# One answer to each question of somebody without a job.
WHOLE: dict[str, Any] = {
    "q1-answer": ["c0", "c2"],
    "q2-answer": "c3",
    "q3-answer": WORDS,
    "q4-answer": "Le marché.",
    "q5-answer": "c1",
    "q6-answer": ["c0:2", "c2:1"],
    "q7-answer": "Le bus ne passe plus.",
    "q8-answer-mairie": "c0",
    "q8-answer-poste": "c2",
    "q9-answer": "1 2",
    "q10-answer": "hors",
    "q10-words": "Devant l’école.",
    "lieu-place": "ailleurs",
    "profil-age": "over_64",
    "profil-gender": "women",
}


@pytest.fixture
def paper(make: Callable[..., Round]) -> Round:
    """Twelve copies printed, filled until yesterday."""
    return make(Channel.PAPER, printed=12, filled_on=TODAY - timedelta(days=1))


@pytest.fixture
def typist(app: Flask, world: World, paper: Round) -> PageClient:
    return browser(app, world.animator)


def page_of(round_: Round) -> str:
    return f"{DESK}/{round_.public_id}/saisir"


def type_in(client: PageClient, round_: Round, data: dict[str, Any], **more: Any) -> TestResponse:
    """Fill the page and save: the form is the last one of the page."""
    return client.submit(page_of(round_), {**data, **more}, form=-1)


def code(app: Flask, round_: Round, copy: int) -> str:
    with app.test_request_context():
        return copies.code_of(round_, copy)


def undo(client: PageClient, page: TestResponse) -> TestResponse:
    """Press the first « Annuler » of a page."""
    from tests.pages import form_of

    html = page.get_data(as_text=True)
    forms = (form_of(html, index) for index in range(9))
    action, fields = next(each for each in forms if each[0].endswith("/annuler"))
    return client.post(action, data=fields)


def test_a_whole_sheet_is_counted_as_it_was_written(
    typist: PageClient, session: orm.Session, world: World, paper: Round
) -> None:
    page = typist.get(page_of(paper))
    assert 'value="1"' in page.text, "the number expected"
    done = type_in(typist, paper, WHOLE, copy="1")
    assert done.status_code == 303, words(done)
    sheet = only(session, AnswerSheet)
    assert (sheet.channel, sheet.likeness, sheet.repeats) == (Channel.PAPER, None, 0)
    answers = {each.question.key: told(each, each.question) for each in sheet.answers}
    assert answers["priorites"] == ["Choix 0 de priorites", "Choix 2 de priorites"]
    assert answers["freins"] == ["1. La santé", "2. Le bus"]
    services = [each.replace("\u202f", "") for each in answers["services"]]
    assert services == ["La mairie: Bien", "La poste: Mal"]
    assert answers["foyer"] == ["12"]
    said = {each.prompt: each for each in session.scalars(sa.select(Contribution))}
    assert said["Que faut-il changer ?"].text == WORDS
    assert {each.channel for each in said.values()} == {Channel.PAPER}
    assert {each.said_on for each in said.values()} == {TODAY - timedelta(days=1)}
    assert only(session, Receipt).age is AgeBand.OVER_64
    collected = only(session, CollectedSheet)
    assert (collected.copy, collected.by_id) == (1, world.animator.id)
    acts = set(
        session.scalars(sa.select(AuditLine.actor).where(AuditLine.action == "sheet.submit"))
    )
    assert acts == {f"user:{world.animator.id}"}


def test_the_next_number_comes_by_itself_and_skips_what_was_typed(
    typist: PageClient, paper: Round
) -> None:
    assert type_in(typist, paper, WORKS, copy="4").status_code == 303
    done = type_in(typist, paper, WORKS, copy="3")
    after = typist.get(done.location)
    assert "La feuille 3 est enregistrée." in words(after)
    assert 'name="copy" type="number" value="5"' in after.text
    assert "2 feuilles saisies sur 12" in words(after)
    shown = words(typist.get(page_of(paper).removesuffix("/saisir")))
    assert "1, 2, 5, 6, 7, 8, 9, 10, 11, 12" in shown


def test_the_code_torn_off_waits_then_follows_the_words(
    app: Flask, client: PageClient, typist: PageClient, paper: Round
) -> None:
    mine = code(app, paper, 2)
    for address in (f"/suivi/{mine}", f"/suivi?code={mine.lower()}", f"/recu/{mine}"):
        waiting = client.get(address, follow_redirects=True)
        assert waiting.status_code == 200
        assert "Votre feuille n’a pas encore été saisie" in words(waiting)
    assert client.get("/suivi/AAAAA-AAAAA").status_code == 404
    type_in(typist, paper, WHOLE, copy="2")
    assert WORDS in words(client.get(f"/suivi/{mine}"))
    other = client.get(f"/suivi/{code(app, paper, 1)}")
    assert "Votre feuille n’a pas encore été saisie" in words(other)


def test_the_same_sheet_is_not_typed_twice(
    typist: PageClient, session: orm.Session, paper: Round
) -> None:
    type_in(typist, paper, WHOLE, copy="2")
    again = type_in(typist, paper, {**WORKS, "q3-answer": "Autre chose."}, copy="2")
    assert again.status_code == 409
    shown = words(again)
    assert "La feuille 2 a déjà été saisie." in shown
    assert WORDS in shown, "what was typed before"
    assert "Autre chose." in again.text, "what was typed now"
    assert only(session, AnswerSheet).submitted_at is not None
    redone = undo(typist, again)
    assert redone.status_code == 200
    assert session.scalars(sa.select(AnswerSheet)).all() == []


def test_a_form_sent_twice_is_one_sheet(
    typist: PageClient, session: orm.Session, paper: Round
) -> None:
    from tests.pages import form_of

    action, fields = form_of(typist.get(page_of(paper)).get_data(as_text=True), -1)
    for _time in range(2):
        assert typist.post(action, data={**fields, **WORKS, "copy": ""}).status_code == 303
    assert only(session, AnswerSheet).submitted_at is not None


def test_a_photocopy_has_no_number_and_a_code_of_its_own(
    app: Flask, client: PageClient, typist: PageClient, paper: Round
) -> None:
    for _time in range(2):
        done = type_in(typist, paper, {**WORKS, "q3-answer": WORDS}, copy="")
        assert done.status_code == 303
    shown = words(typist.get(done.location))
    (own,) = re.findall(rf"\b[{ALPHABET}]{{5}}-[{ALPHABET}]{{5}}\b", shown)
    assert WORDS in words(client.get(f"/suivi/{own}"))
    assert "2 feuilles saisies sur 12" in shown


def test_undoing_gives_back_all_that_was_typed_and_takes_it_off(
    app: Flask, client: PageClient, typist: PageClient, session: orm.Session, paper: Round
) -> None:
    done = type_in(typist, paper, WHOLE, copy="2", illisible=["garder"])
    redone = undo(typist, typist.get(done.location))
    assert redone.status_code == 200
    for typed in (WORDS, "Le bus ne passe plus.", "Devant l’école.", 'value="12"', 'value="2"'):
        assert typed in redone.text, typed
    ticked = {each.split('"')[0] for each in redone.text.split('id="')[1:] if "checked" in
              each.split(">")[0]}  # fmt: skip
    assert {"q1-answer-0", "q1-answer-2", "q2-answer-3", "illisible-4"} <= ticked
    assert {"lieu-place-2", "profil-age-3", "profil-gender-0"} <= ticked
    assert session.scalars(sa.select(AnswerSheet)).all() == []
    assert session.scalars(sa.select(Answer)).all() == []
    assert session.scalars(sa.select(CollectedSheet)).all() == []
    gone = session.scalars(sa.select(Contribution)).all()
    assert {(each.status, each.text) for each in gone} == {(Status.WITHDRAWN, "")}
    mine = code(app, paper, 2)
    assert "Votre feuille n’a pas encore été saisie" in words(client.get(f"/suivi/{mine}"))
    receipt = session.scalars(sa.select(Receipt).order_by(Receipt.id)).first()
    assert receipt is not None
    assert receipt.age is None
    assert "collecting_round.undo" in set(session.scalars(sa.select(AuditLine.action)))
    again = {**WHOLE, "q3-answer": "Des bancs."}
    assert type_in(typist, paper, again, copy="2").status_code == 303
    followed = words(client.get(f"/suivi/{mine}"))
    assert "Des bancs." in followed
    assert "effacés" not in followed, "a slip of the typist is no business of the author"


def test_what_was_read_or_changed_since_is_not_undone(
    typist: PageClient, session: orm.Session, paper: Round
) -> None:
    done = type_in(typist, paper, {**WORKS, "q3-answer": WORDS}, copy="2")
    page = typist.get(done.location)
    only(session, Contribution).revision += 1
    session.commit()
    kept = undo(typist, page)
    assert kept.status_code == 303
    assert "a été lue depuis" in words(typist.get(kept.location))
    assert only(session, Contribution).text == WORDS
    assert "Annuler la feuille déjà saisie" not in words(type_in(typist, paper, WORKS, copy="2"))


def test_an_answer_nobody_asked_for_is_told_then_its_words_are_received(
    client: PageClient, app: Flask, typist: PageClient, session: orm.Session, paper: Round
) -> None:
    odd = {**WORKS, "q6-answer": ["c0:1"], "q7-answer": "Le bus."}
    told_once = type_in(typist, paper, odd, copy="3")
    assert told_once.status_code == 422
    shown = words(told_once)
    assert "La question 6 n’était pas pour cette personne" in shown
    assert "La question 7 n’était pas pour cette personne" in shown
    assert "Le bus." in told_once.text
    assert session.scalars(sa.select(AnswerSheet)).all() == []
    assert 'name="agreed" value="freins pourquoi"' in told_once.text
    assert type_in(typist, paper, odd, copy="3", agreed="freins").status_code == 422
    assert type_in(typist, paper, odd, copy="3", agreed="freins pourquoi").status_code == 303
    sheet = only(session, AnswerSheet)
    assert [each.question.key for each in sheet.answers] == ["travail"]
    heard = only(session, Contribution)
    assert (heard.text, heard.prompt, heard.channel) == ("Le bus.", "Pourquoi ?", Channel.PAPER)
    assert "Le bus." in words(client.get(f"/suivi/{code(app, paper, 3)}"))
    done = type_in(typist, paper, odd, copy="4", agreed="freins pourquoi")
    undo(typist, typist.get(done.location))
    kept = session.scalars(sa.select(Contribution.text).where(Contribution.text != "")).all()
    assert kept == ["Le bus."], "undoing takes these words away too"


def test_what_is_required_and_blank_is_told_then_accepted(
    typist: PageClient, session: orm.Session, paper: Round
) -> None:
    blank = {"q2-answer": "c0"}
    first = type_in(typist, paper, blank, copy="1")
    assert first.status_code == 422
    assert "La question 5 demande une réponse et n’en a pas." in words(first)
    assert type_in(typist, paper, blank, copy="1", agreed="travail").status_code == 303
    read = {**blank, "illisible": ["travail"]}
    assert type_in(typist, paper, read, copy="2").status_code == 303, "illegible says it already"
    noted = session.scalars(sa.select(CollectedSheet.illegible).order_by(CollectedSheet.copy)).all()
    assert noted == ["", "travail"]
    assert "Avec un passage illisible 1" in words(typist.get(page_of(paper)[: -len("/saisir")]))


@pytest.mark.parametrize(
    ("wrong", "told_so"),
    [
        ({"copy": "13"}, "Seulement 12 feuilles ont été imprimées."),
        ({"copy": "0"}, "Le numéro est imprimé au bas de chaque page."),
        ({"copy": "x"}, ""),
        ({"q1-answer": ["c0", "c1", "c2"]}, "Question 1"),
        ({"q2-answer": "c9"}, "Question 2"),
        ({"q6-answer": ["c0:1", "c1:1"]}, "Question 6"),
        ({"q9-answer": "douze"}, "Question 9"),
        ({"q3-answer": "x" * 4_001}, "Question 3"),
        ({"lieu-place": "quartier-rien"}, "Choisissez dans la liste."),
        ({"profil-age": "120"}, "Choisissez dans la liste."),
        ({"submission": "faux"}, "envoyez-les encore une fois"),
    ],
)
def test_what_does_not_fit_is_told_and_stays_typed(
    typist: PageClient, session: orm.Session, paper: Round, wrong: dict[str, Any], told_so: str
) -> None:
    answer = type_in(typist, paper, {**WHOLE, "copy": "1", **wrong})
    assert answer.status_code == 422
    assert told_so in words(answer)
    assert "Le bus ne passe plus." in answer.text
    assert session.scalars(sa.select(AnswerSheet)).all() == []


def test_an_empty_sheet_is_put_aside(
    typist: PageClient, session: orm.Session, paper: Round
) -> None:
    answer = type_in(typist, paper, {}, copy="1", agreed="travail")
    assert answer.status_code == 422
    assert "Cette feuille ne contient aucune réponse" in words(answer)
    assert session.scalars(sa.select(CollectedSheet)).all() == []


def test_the_day_is_asked_once(
    app: Flask, world: World, session: orm.Session, make: Callable[..., Round]
) -> None:
    made = make(Channel.PAPER)
    typist = browser(app, world.animator)
    for day in ("", "2010-01-01", (TODAY + timedelta(days=1)).isoformat()):
        refused = type_in(typist, made, {**WORKS, "filled_on": day})
        assert refused.status_code == 422, day
    assert type_in(typist, made, {**WORKS, "filled_on": TODAY.isoformat()}).status_code == 303
    assert only(session, Round).filled_on == TODAY
    assert 'name="filled_on"' not in typist.get(page_of(made)).text
    assert type_in(typist, made, {**WORKS, "q3-answer": WORDS}).status_code == 303
    assert only(session, Contribution).said_on is None, "said today, and typed today"


def test_paper_filled_in_time_is_typed_after_the_closing(
    app: Flask,
    world: World,
    session: orm.Session,
    consultation: Consultation,
    make: Callable[..., Round],
) -> None:
    made = make(Channel.PAPER)
    session.merge(consultation).closes_at = utcnow() - timedelta(days=2)
    session.commit()
    typist = browser(app, world.animator)
    late = TODAY.isoformat()
    assert type_in(typist, made, {**WORKS, "filled_on": late}).status_code == 422
    in_time = (TODAY - timedelta(days=3)).isoformat()
    assert type_in(typist, made, {**WORKS, "filled_on": in_time}).status_code == 303
    assert only(session, AnswerSheet).submitted_at is not None


def test_nothing_is_typed_before_the_opening_nor_in_a_stopped_round(
    typist: PageClient, session: orm.Session, consultation: Consultation, paper: Round
) -> None:
    here = page_of(paper).removesuffix("/saisir")
    only(session, Round).stopped_at = utcnow()
    session.commit()
    assert typist.get(page_of(paper)).location == here
    only(session, Round).stopped_at = None
    session.merge(consultation).opens_at = utcnow() + timedelta(days=1)
    session.commit()
    assert typist.get(page_of(paper)).location == here
    assert "n’a pas encore ouvert" in words(typist.get(here))


@pytest.mark.parametrize("sheet", ["9" * 30, "9" * 5_000, "-1", "²", "a\x00b", ""])
def test_undoing_a_sheet_that_no_number_can_have_changes_nothing(
    typist: PageClient, session: orm.Session, paper: Round, sheet: str
) -> None:
    type_in(typist, paper, WORKS, copy="1")
    sent = {"csrf_token": typist.token("/espace"), "sheet": sheet}
    assert typist.post(page_of(paper).replace("saisir", "annuler"), data=sent).status_code == 303
    assert only(session, CollectedSheet).copy == 1


def test_two_people_type_the_same_round(
    app: Flask, world: World, session: orm.Session, paper: Round
) -> None:
    """The second one learns at once that the number is taken, not what the sheet says; types the next."""
    one, other = browser(app, world.animator), browser(app, world.administrator)
    assert type_in(one, paper, WHOLE, copy="1").status_code == 303
    again = type_in(other, paper, {**WORKS, "q3-answer": "Autre chose."}, copy="1")
    assert again.status_code == 409
    shown = words(again)
    assert "La feuille 1 a déjà été saisie." in shown
    assert "par quelqu’un d’autre de l’équipe (animation)" in shown
    assert "Autre chose." in again.text, "what was typed now"
    for said in (WORDS, "Le marché.", "Le bus ne passe plus.", world.animator.name):
        assert said not in shown, said
    assert "/annuler" not in again.text
    # Undoing shows the whole sheet too.
    sheet = str(only(session, CollectedSheet).sheet_id)
    sent = {"csrf_token": other.token("/espace"), "sheet": sheet}
    kept = other.post(page_of(paper).replace("/saisir", "/annuler"), data=sent)
    assert kept.status_code == 303
    assert "Seule la personne qui a saisi" in words(other.get(kept.location))
    assert WORDS in words(type_in(one, paper, WORKS, copy="1")), "their own sheet is compared"
    assert type_in(other, paper, WORKS, copy="2").status_code == 303
    by = session.scalars(sa.select(CollectedSheet.by_id).order_by(CollectedSheet.copy)).all()
    assert by == [world.animator.id, world.administrator.id]


def test_interviews_are_not_typed_and_paper_is_not_asked(
    client: PageClient, world: World, make: Callable[..., Round], paper: Round
) -> None:
    aloud = make(Channel.INTERVIEW)
    client.sign_in(world.editor)
    assert client.get(page_of(aloud)).status_code == 302
    here = f"{DESK}/{paper.public_id}"
    assert client.get(f"{here}/entretien").location == here
    assert client.post(f"{DESK}/{aloud.public_id}/feuilles.pdf").status_code == 404
