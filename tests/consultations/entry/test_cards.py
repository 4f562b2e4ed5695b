"""One answer a card: made and printed by the team, typed or scanned by a resident, tied to nobody."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.consultations.entry import tokens as keys
from consult.consultations.entry.cards import DECK
from consult.consultations.entry.models import Card, CardBatch
from consult.consultations.entry.tokens import mail_link
from consult.consultations.models import AnswerSheet, Consultation, Entry
from consult.contributions.receipts import ALPHABET, new_submission_key
from consult.doors.cards import MOST, printed, resume_batch, stop_batch
from tests.conftest import browser
from tests.consultations.conftest import Walker
from tests.factories import World
from tests.pages import PageClient, words
from tests.pdf import need_pdf, pages_of

SITE = "/consultations/quartier"
DESK = "/espace/consultations/quartier/cartes"


@pytest.fixture
def by_card(session: orm.Session, consultation: Consultation) -> Consultation:
    consultation.entry = Entry.CARD
    session.commit()
    return consultation


@pytest.fixture
def batch(session: orm.Session, world: World, by_card: Consultation) -> CardBatch:
    made = DECK.make(
        session, by_card.id, label="Accueil", number=12, by=session.merge(world.editor)
    )
    session.commit()
    return made


@pytest.fixture
def other_phone(app: Flask) -> PageClient:
    return browser(app)


def codes(batch: CardBatch) -> list[str]:
    return [each.code for each in printed(batch)]


def follow(client: PageClient, address: str) -> tuple[str, str]:
    """Where a card leads: the base of the sheet's addresses, and the screen."""
    answer = client.get(address)
    while answer.status_code in {302, 303}:
        address = answer.location
        answer = client.get(address)
    assert answer.status_code == 200, address
    base, _, screen = address.rpartition("/")
    return base, screen


def press(client: PageClient, page: str, act: str) -> None:
    token = client.token(page)
    assert client.post(f"{page}/{act}", data={"csrf_token": token}).status_code == 303


def enter(client: PageClient, code: str) -> Walker:
    base, screen = follow(client, f"{SITE}/carte/{code}")
    assert screen == "1"
    return Walker(client, base)


def test_without_a_card_nobody_answers(client: PageClient, by_card: Consultation) -> None:
    assert follow(client, f"{SITE}/repondre")[1] == "entrer"
    page = client.get(f"{SITE}/entrer")
    assert "Une carte, une réponse." in words(page)
    # An address that another form of the site was given is no card.
    assert client.get(f"{SITE}/reponse/{new_submission_key()}/1").status_code == 404


def test_a_card_is_typed_as_people_type(client: PageClient, batch: CardBatch) -> None:
    code = codes(batch)[0]
    for typed in (code, code.lower(), code.replace("-", " "), f" {code} "):
        base, screen = follow(client, f"{SITE}/entrer?carte={typed}")
        assert screen == "1"
    assert base == enter(client, code).base


@pytest.mark.parametrize("typed", ["AAAA-AAAA", "x", "AC4KR-M3XHT", "%00", "é" * 300])
def test_a_wrong_code_is_told_kindly_and_stays_typed(
    client: PageClient, batch: CardBatch, typed: str
) -> None:
    answer = client.get(f"{SITE}/entrer?carte={typed}")
    assert answer.status_code in {404, 422}
    assert "Ce code ne marche pas" in words(answer) or "Tapez le code" in words(answer)
    assert client.get(f"{SITE}/carte/AAAA-AAAA").status_code == 404


def test_an_empty_code_is_asked_for(client: PageClient, batch: CardBatch) -> None:
    answer = client.get(f"{SITE}/entrer?carte=+")
    assert answer.status_code == 422
    assert "Tapez le code de votre carte." in words(answer)


def test_many_wrong_codes_stop_and_a_right_one_is_never_counted(
    client: PageClient, batch: CardBatch
) -> None:
    for _ in range(40):
        assert client.get(f"{SITE}/carte/{codes(batch)[0]}").status_code == 302
    tries = [client.get(f"{SITE}/carte/AAAA-AAAA").status_code for _ in range(31)]
    assert tries[:30] == [404] * 30
    assert tries[30] == 429


def test_the_same_card_goes_on_elsewhere_where_it_had_stopped(
    client: PageClient, batch: CardBatch, other_phone: PageClient
) -> None:
    code = codes(batch)[3]
    walker = enter(client, code)
    walker.answer(1, "c0")
    base, screen = follow(other_phone, f"{SITE}/carte/{code}")
    assert (base, screen) == (walker.base, "2")


def test_one_card_gives_one_answer(
    client: PageClient, session: orm.Session, batch: CardBatch, other_phone: PageClient
) -> None:
    code, other = codes(batch)[:2]
    walker = enter(client, code)
    walker.answer(1, "c0")
    form = {"csrf_token": walker.token()}
    sent = walker.send()
    assert sent.status_code == 303
    # The browser that sent it reads its receipt again; whoever holds the card afterwards does not.
    assert client.get(f"{walker.base}/1").location == sent.location
    assert client.post(f"{walker.base}/envoyer", data=form).location == sent.location
    _base, _screen = follow(other_phone, f"{SITE}/carte/{code}")
    for screen in ("1", "quartier", "vous", "verifier"):
        page = other_phone.get(f"{walker.base}/{screen}")
        if page.status_code != 404:
            assert page.status_code == 200
            assert "Vos réponses sont déjà envoyées" in words(page)
            assert sent.location.rpartition("/")[2] not in page.text
    state = other_phone.get(f"{walker.base}/hors-ligne").json
    assert not {"code", "receipt"} & set(state)
    token = state["csrf"]
    replayed = other_phone.post(
        f"{walker.base}/hors-ligne",
        json={"screens": {}, "send": [], "name": None},
        headers={"X-CSRF-Token": token},
    )
    assert (replayed.status_code, replayed.json) == (409, {"sent": True})
    enter(client, other).answer(1, "c1")
    sheets = session.scalars(sa.select(AnswerSheet)).all()
    assert sorted(each.submitted_at is None for each in sheets) == [False, True]


def test_nothing_stored_joins_a_card_to_its_answers(
    client: PageClient, session: orm.Session, batch: CardBatch
) -> None:
    """The rows of a card are the same before and after, and no column of a sheet holds what it has."""

    def rows() -> list[tuple[object, ...]]:
        return [tuple(row) for row in session.execute(sa.select(Card.__table__).order_by(Card.id))]

    before = rows()
    code = codes(batch)[0]
    walker = enter(client, code)
    walker.answer(1, "c0")
    walker.send()
    session.expire_all()
    assert rows() == before
    assert [row[2] for row in before] == sorted(row[2] for row in before)
    sheet = session.execute(sa.select(AnswerSheet.__table__)).one()
    told = {str(value) for value in sheet}
    assert not told & {str(row[2]) for row in before}
    assert code.replace("-", "") not in " ".join(told)
    lines = session.scalars(sa.select(AuditLine).where(AuditLine.action == "sheet.submit")).all()
    assert lines
    assert all(code not in str(line.details) for line in lines)


def test_a_card_of_one_consultation_opens_no_other(
    client: PageClient, session: orm.Session, batch: CardBatch, world: World
) -> None:
    from tests.factories import make_consultation

    other = make_consultation(session, world, slug="autre")
    other.entry = Entry.CARD
    session.commit()
    code = codes(batch)[0]
    assert client.get(f"/consultations/autre/carte/{code}").status_code == 404
    base = enter(client, code).base
    assert client.get(base.replace("/quartier/", "/autre/") + "/1").status_code == 404


def test_the_team_makes_prints_stops_and_resumes_cards(
    client: PageClient, session: orm.Session, world: World, by_card: Consultation
) -> None:
    client.sign_in(world.editor)
    page = client.submit(DESK, {"label": "Accueil du centre social", "number": "20"}, form=1)
    assert page.status_code == 303
    batch = session.scalars(sa.select(CardBatch)).one()
    assert session.scalar(sa.select(sa.func.count()).select_from(Card)) == 20
    shown = client.get(page.location)
    assert "20 cartes, sur 2 feuilles A4" in words(shown)
    code = codes(batch)[0]
    assert code not in shown.text, "codes are on paper, not on a screen that others see"
    press(client, page.location, "arreter")
    session.expire_all()
    assert DECK.find(session, by_card.id, code) is None
    assert client.get(f"{SITE}/carte/{code}").status_code == 404
    token = {"csrf_token": client.token(page.location)}
    assert client.post(f"{page.location}/cartes.pdf", data=token).status_code == 404
    press(client, page.location, "reprendre")
    session.expire_all()
    assert DECK.find(session, by_card.id, code) is not None
    acts = [
        line.action
        for line in session.scalars(sa.select(AuditLine).order_by(AuditLine.id))
        if line.action.startswith("card_batch")
    ]
    assert acts == ["card_batch.make", "card_batch.stop", "card_batch.resume"]


@pytest.mark.parametrize(
    "values", [{"label": ""}, {"number": "0"}, {"number": "201"}, {"number": "x"}]
)
def test_a_batch_asked_for_wrongly_keeps_what_was_typed(
    client: PageClient, session: orm.Session, world: World, by_card: Consultation, values: dict
) -> None:
    client.sign_in(world.editor)
    answer = client.submit(DESK, {"label": "Rue de Lille", "number": "20"} | values, form=1)
    assert answer.status_code == 422
    assert session.scalars(sa.select(CardBatch)).all() == []
    kept = {"label": "Rue de Lille", "number": "20"} | values
    assert all(f'value="{each}"' in answer.text for each in kept.values() if each)


def test_no_batch_is_larger_than_what_prints(
    session: orm.Session, world: World, by_card: Consultation
) -> None:
    for number in (0, MOST + 1):
        with pytest.raises(ValueError, match="cards"):
            DECK.make(session, by_card.id, label="x", number=number, by=world.editor)


def test_ten_cards_a_sheet_with_their_codes_and_a_square_that_reads(
    client: PageClient, world: World, batch: CardBatch, tmp_path: Path
) -> None:
    need_pdf()
    client.sign_in(world.editor)
    desk = f"{DESK}/{batch.public_id}"
    assert client.get(f"{desk}/cartes.pdf").status_code == 405
    assert client.post(f"{desk}/cartes.pdf").status_code == 400
    answer = client.post(f"{desk}/cartes.pdf", data={"csrf_token": client.token(desk)})
    assert answer.mimetype == "application/pdf"
    assert "private" in answer.headers["Cache-Control"]
    file = tmp_path / "cards.pdf"
    file.write_bytes(answer.data)
    pages = pages_of(file)
    assert len(pages) == 2
    found = [re.findall(rf"\b[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}\b", page) for page in pages]
    assert [len(each) for each in found] == [10, 2]
    assert sorted(found[0] + found[1]) == sorted(codes(batch))
    assert all("Une carte, une réponse" in page for page in pages)


def test_only_editors_make_cards(client: PageClient, world: World, batch: CardBatch) -> None:
    for person in (world.moderator, world.animator):
        client.sign_in(person)
        assert client.get(DESK).status_code == 403
        assert client.post(f"{DESK}/{batch.public_id}/cartes.pdf").status_code == 403


def test_a_closed_consultation_says_so_to_a_card(
    client: PageClient, session: orm.Session, batch: CardBatch, by_card: Consultation
) -> None:
    from datetime import timedelta

    by_card.closes_at = by_card.opens_at + timedelta(seconds=1)
    session.commit()
    for address in (f"{SITE}/carte/{codes(batch)[0]}", f"{SITE}/entrer"):
        assert "Cette consultation est terminée" in words(client.get(address))


def test_what_a_stopped_card_had_opened_is_sent_no_more_and_its_words_are_given_back(
    client: PageClient, session: orm.Session, world: World, batch: CardBatch, app: Flask
) -> None:
    one, other = codes(batch)[:2]
    begun, only_opened = enter(client, one), enter(client, other)
    begun.answer(3, "Des bancs.")
    form = {"csrf_token": begun.token()}
    stop_batch(session, session.merge(batch), by=session.merge(world.editor))
    session.commit()
    page = begun.page("verifier")
    assert "Cette carte n’ouvre plus la consultation" in words(page)
    assert "Des bancs." in page.text
    assert only_opened.page(1).status_code == 404
    refused = client.post(f"{begun.base}/3", data={**form, "answer": "Et des arbres."})
    assert refused.status_code == 409
    assert "Et des arbres." in refused.text
    assert client.post(f"{begun.base}/envoyer").status_code == 409
    assert session.scalar(sa.select(sa.func.count()).select_from(AnswerSheet)) == 1
    resume_batch(session, session.merge(batch), by=session.merge(world.editor))
    session.commit()
    assert begun.send().status_code == 303


def test_another_door_is_shut(client: PageClient, session: orm.Session, batch: CardBatch) -> None:
    """A link sent by mail, or an address that anyone could have, opens nothing for who needs a card."""
    consultation = session.merge(batch.consultation)
    assert client.get(f"{SITE}/lien/{mail_link(consultation, 'a@example.org')}").status_code == 404
    by_mail = keys.token_of(consultation, keys.Door(Entry.MAIL), "mail:x")
    assert client.get(f"{SITE}/reponse/{by_mail}/1").status_code == 404
    consultation.entry = Entry.MAIL
    session.commit()
    assert client.get(f"{SITE}/carte/{codes(batch)[0]}").status_code == 404
