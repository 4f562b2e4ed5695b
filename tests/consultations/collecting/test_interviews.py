"""Asked aloud, by the team or by volunteers; the code goes to who answered, and stays nowhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.consultations.collecting.models import CollectedSheet, Round
from consult.consultations.models import AnswerSheet, Consultation, Entry
from consult.contributions.models import Channel, Contribution, Receipt
from consult.db import utcnow
from tests.conftest import browser
from tests.consultations.collecting.conftest import DESK, SITE, WORDS, begin, only, press
from tests.consultations.conftest import Walker
from tests.factories import World
from tests.pages import PageClient, words


def go_through(walker: Walker) -> str:
    """The address of the receipt to hand over."""
    walker.answer(1, ["c1"])
    walker.answer(3, WORDS)
    walker.answer(5, "c0")
    sent = walker.send()
    assert sent.status_code == 303
    return str(sent.location)


def test_a_volunteer_asks_by_a_link_and_the_sheet_says_how(
    client: PageClient, session: orm.Session, link: str
) -> None:
    page = client.get(link)
    assert "Lisez chaque question à voix haute" in words(page)
    walker = begin(client, f"{link}/commencer")
    first = walker.page(1)
    assert "Entretien · Centre social" in words(first)
    assert "Ne lisez pas les réponses." not in words(first)
    assert "Ne lisez pas les réponses." in words(walker.page(5))
    go_through(walker)
    sheet = only(session, AnswerSheet)
    assert sheet.channel is Channel.INTERVIEW
    collected = only(session, CollectedSheet)
    assert (collected.sheet_id, collected.by_id) == (sheet.id, None)
    assert only(session, Contribution).channel is Channel.INTERVIEW


def test_who_answers_alone_sees_nothing_of_interviews(
    client: PageClient, consultation: Consultation
) -> None:
    walker = begin(client, f"{SITE}/repondre")
    page = walker.page(5)
    assert "Entretien" not in words(page)
    assert "Ne lisez pas les réponses." not in words(page)
    sent = go_through(walker)
    assert sent.startswith("/recu/")


def test_the_code_is_shown_once_and_handed_over(client: PageClient, link: str) -> None:
    walker = begin(client, f"{link}/commencer")
    receipt = go_through(walker)
    page = client.get(receipt)
    assert "no-store" in page.headers["Cache-Control"]
    code = page.text.split('class="code"><strong>')[1].split("<")[0]
    assert WORDS in words(client.get(f"/suivi/{code}"))
    after = client.submit(receipt)
    assert after.status_code == 303
    assert after.location.endswith("/1")
    assert not after.location.startswith(walker.base), "a sheet of somebody else’s"
    screens = ("/1", "/verifier", "/hors-ligne", "/ecrans")
    for address in (receipt, walker.base, *(walker.base + each for each in screens)):
        left = client.get(address, follow_redirects=True)
        assert code not in left.text, address
        assert WORDS not in left.text
    assert "Entretien · Centre social" in words(client.get(after.location))


def test_an_interview_broken_off_leaves_nothing(
    client: PageClient, session: orm.Session, link: str
) -> None:
    walker = begin(client, f"{link}/commencer")
    assert "Effacer et recommencer" not in words(walker.page(1)), "there is nothing to erase yet"
    walker.answer(3, WORDS)
    after = client.submit(f"{walker.base}/3", form=0)
    assert after.status_code == 303
    assert after.location.endswith("/1")
    session.expire_all()
    for table in (AnswerSheet, CollectedSheet, Contribution, Receipt):
        assert session.scalars(sa.select(table)).all() == []
    assert WORDS not in words(walker.page(3))
    assert "collecting_round.erase" in set(session.scalars(sa.select(AuditLine.action)))


def test_what_was_sent_is_not_erased_by_who_asked(
    client: PageClient, session: orm.Session, link: str
) -> None:
    walker = begin(client, f"{link}/commencer")
    receipt = go_through(walker)
    token = client.token(receipt)
    answer = client.post(f"{walker.base}/effacer", data={"csrf_token": token})
    assert answer.location == receipt
    assert only(session, AnswerSheet).submitted_at is not None


def test_the_team_asks_and_its_account_is_written(
    client: PageClient, session: orm.Session, world: World, make: Callable[..., Round]
) -> None:
    made = make(Channel.DOOR_TO_DOOR)
    client.sign_in(world.animator)
    go_through(begin(client, f"{DESK}/{made.public_id}/entretien"))
    assert only(session, CollectedSheet).by_id == world.animator.id
    assert only(session, AnswerSheet).channel is Channel.DOOR_TO_DOOR
    line = session.scalars(sa.select(AuditLine).where(AuditLine.action == "sheet.submit")).one()
    assert line.actor == f"user:{world.animator.id}"


@pytest.mark.parametrize("entry", [Entry.CARD, Entry.MAIL, Entry.TEAM])
def test_a_round_enters_where_not_everyone_does(
    client: PageClient, session: orm.Session, consultation: Consultation, link: str, entry: Entry
) -> None:
    session.merge(consultation).entry = entry
    session.commit()
    go_through(begin(client, f"{link}/commencer"))
    assert only(session, AnswerSheet).submitted_at is not None


def test_a_link_ends_with_its_day_its_withdrawal_and_the_next_one(
    app: Flask, client: PageClient, session: orm.Session, world: World, link: str
) -> None:
    made = only(session, Round)
    page = f"{DESK}/{made.public_id}"
    walker = begin(client, f"{link}/commencer")
    given = begin(client, f"{link}/commencer")
    walker.answer(1, ["c1"])
    token = given.token()
    editor = browser(app, world.editor)
    assert press(editor, page, "retirer-lien").status_code == 303
    assert client.get(link).status_code == 404
    assert walker.page(2).status_code == 200, "what was begun goes on"
    for told in (given.page(1), given.page("quartier")):
        assert "Cet entretien ne peut pas commencer" in words(told)
    typed = {"csrf_token": token, "answer": "Dit à voix haute"}
    refused = client.post(f"{given.base}/3", data=typed)
    assert refused.status_code == 409
    assert "Le lien reçu ne marchait plus avant le début de l’entretien" in words(refused)
    assert "Dit à voix haute" in words(refused), "nothing typed is lost"
    day = (utcnow() + timedelta(days=3)).date().isoformat()
    assert press(editor, page, "lien", until=day).status_code == 303
    assert client.get(link).status_code == 404, "another link, not the one withdrawn"
    refused = client.post(f"{given.base}/3", data=typed)
    assert refused.status_code == 409, "an address that the former link gave"
    shown = words(editor.get(page))
    path = shown.partition("/consultations/quartier/collecte/")[2].split()[0]
    assert client.get(f"{SITE}/collecte/{path}").status_code == 200
    session.get_one(Round, made.id).link_until = utcnow() - timedelta(seconds=1)
    session.commit()
    assert client.get(f"{SITE}/collecte/{path}").status_code == 404


@pytest.mark.parametrize("until", ["", "2020-01-01", "2199-01-01", "x"])
def test_a_link_lasts_until_a_day_to_come(
    client: PageClient, session: orm.Session, world: World, make: Callable[..., Round], until: str
) -> None:
    made = make(Channel.INTERVIEW)
    client.sign_in(world.editor)
    assert press(client, f"{DESK}/{made.public_id}", "lien", until=until).status_code == 422
    assert only(session, Round).link_serial == 0


def test_a_stopped_round_begins_nothing_and_resumes(
    client: PageClient, session: orm.Session, app: Flask, world: World, link: str
) -> None:
    page = f"{DESK}/{only(session, Round).public_id}"
    editor = browser(app, world.editor)
    press(editor, page, "arreter")
    assert client.get(f"{link}/commencer").location == link
    assert "Aucun entretien ne peut commencer" in words(client.get(link))
    assert editor.get(f"{page}/entretien").location == page
    press(editor, page, "reprendre")
    begin(client, f"{link}/commencer")
    acts = list(session.scalars(sa.select(AuditLine.action).order_by(AuditLine.id)))
    assert acts[-2:] == ["collecting_round.stop", "collecting_round.resume"]


def test_a_closed_consultation_is_not_asked(
    client: PageClient, session: orm.Session, consultation: Consultation, link: str
) -> None:
    closing = session.merge(consultation)
    closing.closes_at = closing.opens_at + timedelta(seconds=1)
    session.commit()
    assert "Aucun entretien ne peut commencer" in words(client.get(link))


@pytest.mark.parametrize("wrong", ["x", "", "-", "0" * 12 + "-" + "0" * 20, "é-é"])
def test_a_wrong_link_opens_nothing(client: PageClient, link: str, wrong: str) -> None:
    assert client.get(f"{SITE}/collecte/{wrong}").status_code == 404
    assert client.get(link[:-1] + ("0" if link[-1] != "0" else "1")).status_code == 404


def test_an_address_of_one_consultation_begins_nothing_in_another(
    client: PageClient, session: orm.Session, world: World, link: str
) -> None:
    from tests.factories import make_consultation

    make_consultation(session, world, slug="autre")
    session.commit()
    walker = begin(client, f"{link}/commencer")
    assert client.get(walker.base.replace("/quartier/", "/autre/") + "/1").status_code == 404
    assert client.get(link.replace("/quartier/", "/autre/")).status_code == 404


def test_the_sheet_for_volunteers_holds_the_link_and_what_to_do(
    client: PageClient, session: orm.Session, world: World, link: str
) -> None:
    client.sign_in(world.editor)
    page = client.get(f"{DESK}/{only(session, Round).public_id}/feuille-des-benevoles")
    assert link in words(page)
    assert "Personne suivante" in words(page)
    assert 'class="qr"' in page.text


def test_only_editors_make_rounds_and_the_whole_team_asks(
    client: PageClient, world: World, make: Callable[..., Round]
) -> None:
    made = make(Channel.INTERVIEW)
    for person in (world.animator, world.moderator):
        client.sign_in(person)
        assert client.get(f"{DESK}/nouvelle").status_code == 403
        assert press(client, f"{DESK}/{made.public_id}", "arreter").status_code == 403
        assert client.get(DESK).status_code == 200
        page = words(client.get(f"{DESK}/{made.public_id}"))
        assert "Commencer un entretien" in page
        assert "Arrêter cette collecte" not in page
        begin(client, f"{DESK}/{made.public_id}/entretien")


def test_an_editor_begins_a_round_and_corrects_it(
    client: PageClient, session: orm.Session, world: World, consultation: Consultation
) -> None:
    client.sign_in(world.editor)
    refused = client.submit(f"{DESK}/nouvelle", {"label": ""}, form=1)
    assert refused.status_code == 422
    done = client.submit(
        f"{DESK}/nouvelle",
        {"channel": "paper", "label": "Marché", "hand_in": "À la mairie"},
        form=1,
    )
    assert done.status_code == 303
    made = only(session, Round)
    assert (made.number, made.label, made.hand_in) == (1, "Marché", "À la mairie")
    client.submit(f"{done.location}/modifier", {"label": "Marché du vendredi"}, form=1)
    assert only(session, Round).label == "Marché du vendredi"
    assert "Collecte 1 · Marché du vendredi" in words(client.get(DESK))
