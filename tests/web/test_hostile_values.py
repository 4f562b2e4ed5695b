"""Values that no page of ours offers, in addresses and in forms: an answer, never a fault of ours."""

from __future__ import annotations

import logging
from datetime import date
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from consult.contract.models import ContractState
from consult.contract.remarks.models import Remark, RemarkKind
from consult.contributions.models import Status, Tag
from consult.extensions import db
from consult.synthesis.models import Statement
from consult.workshops.models import Item, Workshop
from tests.factories import (
    World,
    make_campaign,
    make_contribution,
    make_workshop,
)
from tests.pages import PageClient

HUGE = "9" * 30
ENDLESS = "9" * 5_000
NUL = "a\x00b"


@pytest.mark.parametrize(
    "path",
    [
        "/consultations/{}",
        "/consultations/{}/repondre",
        "/consultations/{}/reponse/jeton/verifier",
        "/budget/{}",
        "/budget/{}/idees",
        "/contrats/{}",
        "/contrats/{}/telecharger/html",
        "/contrats/armentieres/phrase/{}",
        "/ateliers/{}",
        "/suivi/{}",
        "/espace/lien/{}",
        "/espace/moderation/{}",
        "/espace/moderation/recours/{}",
        "/espace/moderation/signalements/{}",
        "/signaler/{}",
        "/espace/moderation/{}/ressemblances",
        "/espace/moderation/copies/{}",
        "/espace/synthese/{}/emploi",
        "/espace/synthese/phrase/{}",
        "/espace/contrat/placer/{}",
        "/espace/contrat/placer/rien/{}",
        "/espace/synthese/phrase/{}/reunir",
        "/espace/synthese/phrase/{}/separer",
        "/espace/contrat/{}/actions",
        "/espace/contrat/armentieres/actions/{}",
        "/contrats/armentieres/actions/{}",
        "/contrats/{}/remarques",
        "/contrats/{}/passage/s-sante-plan",
        "/contrats/armentieres/passage/{}",
        "/contrats/armentieres/passage/{}/avis",
        "/contrats/armentieres/passage/{}/proposer",
        "/espace/contrat/{}/remarques",
        "/espace/contrat/armentieres/remarques/{}",
    ],
)
def test_an_address_with_a_null_byte_leads_nowhere(
    client: PageClient, world: World, path: str
) -> None:
    client.sign_in(world.administrator)
    assert client.get(path.format("a%00b")).status_code == 404


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/espace/moderation?quarter=", 200),
        ("/espace/moderation?done=", 200),
        ("/espace/classement?done=", 200),
        ("/espace/moderation?ensemble=", 200),
        ("/espace/synthese?contrat=", 404),
        ("/espace/synthese/couverture?motif=", 200),
        ("/suivi?code=", 404),
        ("/contrats/armentieres/remarques?section=", 200),
        ("/contrats/armentieres/remarques?suite=", 200),
        ("/espace/contrat/armentieres/remarques?fait=", 200),
    ],
)
def test_a_null_byte_in_a_question_is_as_if_it_were_not_there(
    client: PageClient, world: World, path: str, status: int
) -> None:
    client.sign_in(world.administrator)
    assert client.get(path + quote(NUL)).status_code == status


@pytest.mark.parametrize("value", [HUGE, "-" + HUGE, ENDLESS, "²", "1e9", str(2**63)])
@pytest.mark.parametrize(
    "path",
    [
        "/espace/moderation",
        "/espace/moderation/copies",
        "/espace/classement",
        "/espace/classement?state=undecided",
        "/espace/moderation/recours",
        "/espace/moderation/signalements",
        "/espace/journal",
        "/espace/courriels",
        "/espace/ateliers",
        "/espace/synthese/armentieres/emploi",
        "/espace/synthese/couverture",
        "/budget/budget-2027/idees",
        "/contrats/armentieres/remarques",
        "/espace/contrat/armentieres/remarques",
    ],
)
def test_a_page_number_can_be_anything(
    client: PageClient, world: World, session: orm.Session, path: str, value: str
) -> None:
    make_campaign(session, world)
    session.commit()
    client.sign_in(world.administrator)
    sign = "&" if "?" in path else "?"
    address = f"{path}{sign}after={quote(value)}&avant={quote(value)}"
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("revision", [HUGE, ENDLESS, "²", "-1", "", NUL])
def test_a_revision_that_is_no_number_is_that_of_no_sentence(
    client: PageClient, world: World, session: orm.Session, revision: str
) -> None:
    statement = Statement(enjeu=session.merge(world.enjeu("emploi")), text="Une phrase.")
    session.add(statement)
    session.commit()
    client.sign_in(world.editor)
    page = f"/espace/synthese/phrase/{statement.public_id}"
    sent = {"csrf_token": client.token(page), "text": "Une autre.", "revision": revision}
    assert client.post(page, data=sent).status_code == 409


def test_words_to_cite_are_asked_for_by_anything(
    client: PageClient, world: World, session: orm.Session
) -> None:
    client.sign_in(world.editor)
    page = "/espace/synthese/armentieres/emploi"
    make_contribution(session, world, status=Status.PUBLISHED, enjeux=("emploi",))
    session.commit()
    ticked = {"csrf_token": client.token(page), "text": "Une phrase."}
    answer = client.post(page, data={**ticked, "contribution": [NUL, "é" * 400, HUGE]})
    assert answer.status_code == 422


def test_a_box_ticked_twice_is_ticked_once(
    client: PageClient, world: World, session: orm.Session
) -> None:
    workshop = make_workshop(session, world)
    words = make_contribution(session, world, status=Status.PUBLISHED)
    session.commit()
    client.sign_in(world.administrator)
    record = f"/espace/ateliers/{workshop.public_id}"
    token = client.token(record)
    said = {
        "csrf_token": token,
        "text": "On manque de bancs.",
        "kind": "constat",
        "college": "habitants",
        "intensity": "modere",
        "enjeux": ["emploi", "emploi"],
    }
    heading = {
        "csrf_token": token,
        "kind": "cafe-papote",
        "title": "Café papote",
        "held_on": "2026-11-03",
        "colleges": ["habitants", "habitants"],
        "quarters": [world.quarter.key, world.quarter.key],
    }
    assert client.post(f"{record}/paroles", data=said).status_code == 303
    assert client.post(f"{record}/modifier", data=heading).status_code == 303
    ambition = "emploi.premiere"
    sorting = f"/espace/classement/{words.public_id}"
    tags = {"csrf_token": token, "revision": "0", "outcome": "tagged"}
    tags |= {"enjeux": ["sante"] * 2, "ambitions": [ambition] * 2}
    assert client.post(sorting, data=tags).status_code == 303
    session.expire_all()
    assert [each.key for each in session.scalars(sa.select(Item)).one().enjeux] == ["emploi"]
    kept = session.get_one(Workshop, workshop.id)
    assert (len(kept.quarters), len(kept.colleges)) == (1, 1)
    assert session.scalar(sa.select(sa.func.count()).select_from(Tag)) == 2


@pytest.mark.parametrize(
    "ticked", [[NUL], ["a" * 12 + ":" + HUGE], ["0123456789ab:²"], [f"{'0' * 12}:1"] * 3, ["é"]]
)
def test_remarks_to_answer_are_named_by_anything(
    client: PageClient, world: World, session: orm.Session, ticked: list[str]
) -> None:
    made = Remark(
        contract=session.merge(world.contract), kind=RemarkKind.OFFICIAL, text="Avis.", body="CAF",
        given_on=date(2026, 10, 3),
    )  # fmt: skip
    session.add(made)
    session.commit()
    client.sign_in(world.editor)
    page = f"/espace/contrat/armentieres/remarques/{made.public_id}"
    sent = {"csrf_token": client.token(page), "answer": NUL, "section": HUGE, "reason": "Oui."}
    assert client.post(page, data={**sent, "remark": ticked}).status_code == 422
    good = {**sent, "answer": "retained", "section": "", "remark": ticked}
    assert client.post(page, data=good).status_code in {409, 422}
    day = {"csrf_token": sent["csrf_token"], "starts": ENDLESS, "ends": "0000-00-00"}
    assert client.post("/espace/contrat/armentieres/remarques/dates", data=day).status_code == 422
    undo = f"/espace/contrat/remarques/annuler/{HUGE}"
    assert client.post(undo, data={"csrf_token": sent["csrf_token"]}).status_code == 404


@pytest.mark.parametrize("seen", [NUL, HUGE, ENDLESS, "é.ü", "W10.x"])
def test_a_passage_said_to_have_been_read_is_checked(
    client: PageClient, world: World, session: orm.Session, seen: str
) -> None:
    contract = session.merge(world.contract)
    contract.state = ContractState.CONSULTATION
    session.commit()
    form = "/contrats/armentieres/passage/s-sante-plan/avis"
    sent = {"text": f"Bonjour {NUL}", "seen": seen, "structure": NUL}
    assert client.submit(form, sent).status_code == 303
    session.expire_all()
    made = session.scalars(sa.select(Remark)).one()
    assert made.quote.startswith("Ambitions")
    assert "\x00" not in made.words + made.contribution.title
    elsewhere = client.submit(form, {**sent, "submission": HUGE})
    assert elsewhere.status_code == 422


def test_what_someone_wrote_never_goes_to_the_error_log(
    site: Flask, world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    said = {"a": "mon secret"}

    def broken() -> str:
        db.session.execute(sa.text("SELECT nothing_there FROM nowhere WHERE a = :a"), said)
        return ""

    monkeypatch.setitem(site.view_functions, "home.accessibility", broken)
    with caplog.at_level(logging.ERROR):
        assert site.test_client().get("/accessibilite").status_code == 500
    assert "nothing_there" in caplog.text
    assert "mon secret" not in caplog.text


@pytest.mark.parametrize("number", ["2147483648", "9" * 30])
@pytest.mark.parametrize(
    "path", ["versions/{}", "versions/{}/1", "versions/1/{}", "telecharger/json?version={}"]
)
def test_a_version_that_no_number_can_have_is_not_there(
    client: PageClient, world: World, path: str, number: str
) -> None:
    assert client.get(f"/contrats/armentieres/{path.format(number)}").status_code == 404
