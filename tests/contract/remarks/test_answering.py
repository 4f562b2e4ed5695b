"""The team answers: one remark or several, once, with a reason that everyone and its author read."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.contract.models import Contract
from consult.contract.remarks import answering
from consult.contract.remarks.models import AnswerKind, Remark, RemarkAnswer, RemarkKind
from consult.contract.versions import publish
from consult.contributions import receipts
from consult.contributions.models import Contribution, Status
from consult.contributions.rewordings import Rewording
from consult.db import utcnow
from tests.contract.remarks.saying import (
    DESK,
    OTHER,
    PAGE,
    SENTENCE,
    address,
    answer,
    fill,
    open_contract,
    remark,
    rewrite,
)
from tests.factories import World
from tests.pages import PageClient, form_of, words

SAME = "Il faudrait aussi un cabinet dentaire ouvert le samedi dans le quartier."


@pytest.fixture(autouse=True)
def contract(session: orm.Session, world: World, client: PageClient) -> Contract:
    client.sign_in(world.editor)
    return open_contract(session, world)


def follow(client: PageClient, key: str) -> str:
    return words(client.get(f"/suivi/{receipts.code_of(key)}"))


def again(session: orm.Session, made: Remark) -> Remark:
    session.expire_all()
    return session.get_one(Remark, made.id)


def audited(session: orm.Session, action: str) -> int:
    query = sa.select(sa.func.count()).where(AuditLine.action == action)
    return session.scalar(query) or 0


def test_an_answer_is_read_by_all_and_told_to_its_author(
    client: PageClient, session: orm.Session, world: World
) -> None:
    made = remark(session, key="mien")
    assert "On vous dit ce que vos mots deviennent" in follow(client, "mien")
    assert "1 avis attend une réponse" in words(client.get(DESK))
    assert "1 avis sur le contrat attend une réponse" in words(client.get("/espace"))
    sent = answer(client, [made], reason="Deux maisons de santé ouvrent.", section="sante-plan")
    assert sent.status_code == 303
    last = again(session, made).last
    assert (last.kind, last.section_key, last.by.id) == (
        AnswerKind.RETAINED, "sante-plan", world.editor.id,
    )  # fmt: skip
    assert made.revision == 1
    desk = client.get(sent.location)
    assert "Réponse donnée" in words(desk)
    for page in (address(session), f"{PAGE}/remarques"):
        told = words(client.get(page))
        assert "Réponse : Retenu" in told.replace("\u202f", " ")
        assert "Deux maisons de santé ouvrent." in told
        assert "Compte editor" not in told
    mine = client.get(f"/suivi/{receipts.code_of('mien')}")
    assert "Le texte du contrat suit vos mots." in words(mine)
    assert "Deux maisons de santé ouvrent." in words(mine)
    assert f'href="{PAGE}#s-sante-plan"' in mine.text
    assert audited(session, "remark.answer") == 1


def test_a_version_published_since_is_told_with_the_answer(
    client: PageClient, session: orm.Session, world: World, contract: Contract
) -> None:
    made = remark(session, key="mien")
    answer(client, [made], section="sante-plan")
    assert "version" not in follow(client, "mien")
    session.expire_all()
    publish(session, contract, by=session.merge(world.editor), note="Santé.")
    session.commit()
    assert "(version 1)" in follow(client, "mien")
    assert "(version 1)" in words(client.get(f"{PAGE}/remarques"))
    assert "Écrit dans la version 1" in words(client.get(f"{DESK}/{made.public_id}"))
    # What readers see now is the version: its passages can be spoken of.
    assert SENTENCE in words(client.get(address(session)))


def test_several_that_say_the_same_are_answered_at_once_and_taken_back_at_once(
    client: PageClient, session: orm.Session
) -> None:
    one, two = remark(session, SAME, key="a"), remark(session, SAME, key="b")
    near = remark(session, "Autre chose, même passage.")
    far = remark(session, SAME, about=OTHER, key="c")
    page = client.get(f"{DESK}/{one.public_id}").text
    for each, ticked in ((one, True), (two, True), (near, False), (far, False)):
        box = f'value="{each.public_id}:0"' + (" checked" if ticked else "")
        assert f"{box}>" in page, each.words
    sent = answer(client, [one, two, far], answer="rejected", reason="Déjà ouvert le samedi.")
    answers = session.scalars(sa.select(RemarkAnswer)).all()
    assert len(answers) == 3
    assert len({each.batch for each in answers}) == 1
    assert again(session, near).answer is None
    desk = client.get(sent.location).text
    assert "pour 3 avis" in desk
    action, fields = form_of(desk, 1)
    undone = client.post(action, data=fields)
    assert undone.status_code == 303
    assert again(session, one).answer is None
    assert session.scalars(sa.select(RemarkAnswer)).all() == []
    assert "Non retenu" not in follow(client, "a")
    assert audited(session, "remark.undo") == 3


def test_what_was_told_is_not_taken_back_later_nor_by_somebody_else(
    client: PageClient, session: orm.Session, world: World
) -> None:
    made = remark(session)
    sent = answer(client, [made])
    action, fields = form_of(client.get(sent.location).text, 1)
    client.sign_in(world.administrator)
    client.post(action, data={**fields, "csrf_token": client.token(f"{DESK}/dates")})
    assert again(session, made).answer is AnswerKind.RETAINED
    session.execute(sa.update(RemarkAnswer).values(created_at=utcnow() - answering.UNDO_DELAY * 2))
    session.commit()
    client.sign_in(world.editor)
    assert "Annuler" not in words(client.get(sent.location))
    client.post(action, data={**fields, "csrf_token": client.token(f"{DESK}/dates")})
    assert again(session, made).answer is AnswerKind.RETAINED


def test_a_new_answer_is_a_new_dated_step_and_the_first_stays(
    client: PageClient, session: orm.Session
) -> None:
    made = remark(session, key="mien")
    answer(client, [made], answer="rejected", reason="Pas de budget.")
    answer(client, [again(session, made)], answer="adapted", reason="Le budget est voté.")
    told = follow(client, "mien").replace("\u202f", " ")
    assert told.index("Pas de budget.") < told.index("Nouvelle réponse : Retenu en partie")
    assert "Le budget est voté." in told
    assert again(session, made).answer is AnswerKind.ADAPTED
    assert "Pas de budget." in words(client.get(address(session)))


def test_two_editors_do_not_answer_the_same_remark(
    client: PageClient, session: orm.Session, world: World
) -> None:
    made = remark(session)
    page = f"{DESK}/{made.public_id}"
    token = client.token(page)
    sent = {"csrf_token": token, "answer": "retained", "reason": "Oui.",
            "remark": f"{made.public_id}:0"}  # fmt: skip
    assert client.post(page, data=sent).status_code == 303
    assert client.post(page, data=sent).status_code == 303  # pressed twice
    assert len(again(session, made).answers) == 1
    stale = client.post(page, data={**sent, "answer": "rejected", "reason": "Surtout pas."})
    assert stale.status_code == 409
    assert "Surtout pas." in words(stale)
    assert len(again(session, made).answers) == 1
    client.sign_in(world.administrator)
    token = client.token(page)
    assert client.post(page, data={**sent, "csrf_token": token}).status_code == 409


def test_words_withdrawn_meanwhile_are_not_answered(
    client: PageClient, session: orm.Session
) -> None:
    one, two = remark(session, SAME, key="a"), remark(session, SAME, key="b")
    page = f"{DESK}/{one.public_id}"
    token = client.token(page)
    client.submit(f"/suivi/{receipts.code_of('b')}/{two.contribution.public_id}/retirer")
    chosen = [f"{each.public_id}:0" for each in (one, two)]
    sent = {"csrf_token": token, "answer": "retained", "reason": "Oui.", "remark": chosen}
    assert client.post(page, data=sent).status_code == 409
    assert again(session, one).answers == []


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"reason": " "}, "Dites pourquoi"),
        ({"answer": ""}, "Choisissez une réponse"),
        ({"answer": "peut-être"}, "Choisissez une réponse"),
        ({"section": "ailleurs"}, "Choisissez dans la liste"),
        ({"remark": "rien"}, "Cochez au moins un avis"),
    ],
)
def test_a_wrong_answer_keeps_what_was_typed(
    client: PageClient, session: orm.Session, wrong: dict[str, str], told: str
) -> None:
    made = remark(session)
    page = f"{DESK}/{made.public_id}"
    sent = {"answer": "retained", "reason": "Ma raison.", "remark": f"{made.public_id}:0"}
    refused = fill(client, page, {**sent, **wrong})
    assert refused.status_code == 422
    assert told in words(refused)
    if "reason" not in wrong:
        assert "Ma raison." in refused.text
    assert again(session, made).answers == []


def test_an_institution_gives_its_avis_and_is_answered(
    client: PageClient, session: orm.Session
) -> None:
    form = f"{DESK}/avis-officiel"
    avis = {"body": "Conseil citoyen", "given_on": "2026-10-03", "text": "Avis favorable."}
    late = {**avis, "given_on": f"{utcnow().year + 1}-01-01"}
    assert fill(client, form, late).status_code == 422
    assert fill(client, form, {**avis, "section": "rien"}).status_code == 422
    assert fill(client, form, avis).status_code == 303
    assert fill(client, form, {**avis, "section": "sante-plan"}).status_code == 303
    whole, plan = session.scalars(sa.select(Remark).order_by(Remark.id)).all()
    assert (whole.kind, whole.anchor, plan.anchor) == (RemarkKind.OFFICIAL, "", "s-sante-plan")
    told = words(client.get(f"{PAGE}/remarques"))
    assert "Conseil citoyen · 3 octobre 2026" in told
    assert "Sur l’ensemble du texte" in told
    assert "Avis favorable" in words(client.get(f"{PAGE}/passage/s-sante-plan"))
    assert answer(client, [whole], answer="already", reason="Page 4.").status_code == 303
    remove = f"{DESK}/{plan.public_id}"
    action, fields = form_of(client.get(remove).text, 2)
    assert action.endswith("/retirer")
    client.post(f"{DESK}/{whole.public_id}/retirer", data=fields)
    client.post(action, data=fields)
    session.expire_all()
    assert [each.id for each in session.scalars(sa.select(Remark))] == [whole.id]
    assert session.scalars(sa.select(Contribution)).all() == []


def test_the_dates_are_days_counted_whole(
    client: PageClient, session: orm.Session, contract: Contract, world: World
) -> None:
    form = f"{DESK}/dates"
    assert fill(client, form, {"starts": "2027-03-02", "ends": "2027-03-01"}).status_code == 422
    assert fill(client, form, {"starts": "0001-01-01"}).status_code == 422
    assert fill(client, form, {"starts": "2027-03-01", "ends": "2027-03-31"}).status_code == 303
    session.expire_all()
    assert contract.remarks_from.isoformat() == "2027-02-28T23:00:00+00:00"
    assert contract.remarks_until.isoformat() == "2027-03-31T22:00:00+00:00"
    page = client.get(form).text
    assert 'value="2027-03-01"' in page
    assert 'value="2027-03-31"' in page
    assert fill(client, form, {"starts": "", "ends": ""}).status_code == 303
    session.expire_all()
    assert (contract.remarks_from, contract.remarks_until) == (None, None)
    client.sign_in(world.administrator)
    assert "dates des avis sur le contrat fixées" in words(client.get("/espace/journal"))


def test_the_queue_tells_of_passages_that_changed(client: PageClient, session: orm.Session) -> None:
    made = remark(session)
    gone = remark(session, "Et le bus ?", about=OTHER)
    rewrite(session, SENTENCE.replace("deux", "trois"))
    desk = words(client.get(DESK))
    assert "Le passage a changé depuis" in desk
    assert "Le passage n’y est plus" in desk
    page = client.get(f"{DESK}/{made.public_id}").text
    assert "</span>deux</del>" in page
    assert OTHER in words(client.get(f"{DESK}/{gone.public_id}"))


def test_the_queue_is_one_section_at_a_time_and_shows_all_on_demand(
    client: PageClient, session: orm.Session
) -> None:
    made = remark(session)
    other = remark(session, "Pour l’emploi.", about="Objectif emploi")
    answer(client, [other], answer="merged")
    assert "Pour l’emploi." not in words(client.get(DESK))
    assert "Pour l’emploi." in words(client.get(f"{DESK}?suite=toutes"))
    assert made.words not in words(client.get(f"{DESK}?section=emploi-plan&suite=toutes"))
    assert client.get(f"{DESK}/rien").status_code == 404
    unread = remark(session, "Pas lu.", status=Status.RECEIVED)
    assert client.get(f"{DESK}/{unread.public_id}").status_code == 404


def test_other_roles_do_not_answer(client: PageClient, session: orm.Session, world: World) -> None:
    made = remark(session)
    for person in (world.animator, world.moderator):
        client.sign_in(person)
        for page in (DESK, f"{DESK}/{made.public_id}", f"{DESK}.csv", f"{DESK}.docx"):
            assert client.get(page).status_code == 403
        assert client.post(f"{DESK}/{made.public_id}").status_code == 403


def test_a_proposed_wording_is_read_beside_the_present_one(
    client: PageClient, session: orm.Session
) -> None:
    made = remark(session, str(Rewording(SENTENCE.replace("deux", "trois"), "Trois.")))
    page = client.get(f"{DESK}/{made.public_id}")
    assert "</span>trois</ins>" in page.text
