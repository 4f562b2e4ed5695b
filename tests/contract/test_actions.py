"""Where the actions of a contract are: told by editors, read by everyone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.contract import placements
from consult.contract.models import Action, ActionEvent, ActionState, Placement, PlacementKind
from consult.contract.placements import Target, place
from consult.contract.progress import tell_state
from consult.contributions import receipts
from consult.db import utcnow
from consult.synthesis.operations import write_statement
from tests.contract.sentences import TEXT, said, sentence
from tests.factories import World
from tests.pages import PageClient, words

TOMORROW = (utcnow() + timedelta(days=2)).date().isoformat()
PLAN = "/espace/contrat/armentieres/actions"


@pytest.fixture
def action(session: orm.Session, world: World) -> Action:
    ambition = session.merge(world.enjeu("sante")).ambitions[0]
    return session.scalars(sa.select(Action).where(Action.ambition_id == ambition.id)).one()


def support(session: orm.Session, world: World, action: Action, *heard) -> Placement:
    target = Target(PlacementKind.PISTE, action.ambition, action.objective, action)
    made = place(
        session,
        sentence(session, world, *heard),
        session.merge(world.contract),
        target,
        by=world.editor,
    )
    session.commit()
    return made


def tell(editor: PageClient, action: Action, state: str, **data: str):
    return editor.submit(f"{PLAN}/{action.public_id}", {"state": state, **data}, form=1)


def events(session: orm.Session) -> list[ActionEvent]:
    session.expire_all()
    return list(session.scalars(sa.select(ActionEvent).order_by(ActionEvent.id)))


def test_what_the_town_decides_is_read_everywhere(editor, client, session, world, action) -> None:
    support(session, world, action, said(session, world, heard_from=3, submission="k"))
    public = f"/contrats/armentieres/actions/{action.public_id}"
    assert "La ville n’a pas encore dit" in words(editor.get(public))
    answer = tell(editor, action, "started", on="2026-03-02", note="Un médecin arrive en mai.")
    assert answer.status_code == 303
    (event,) = events(session)
    assert (event.state, event.on) == (ActionState.STARTED, date(2026, 3, 2))
    page = words(editor.get(public))
    assert "En cours 2 mars 2026" in page
    assert "Un médecin arrive en mai." in page
    assert TEXT in page
    assert "3 personnes ont été entendues sur cette action" in page
    assert "Objectif sante" in page
    contract = editor.get("/contrats/armentieres")
    assert "(en cours, mars 2026)" in words(contract)
    assert f'href="{public}"' in contract.text
    for form in ("html", "docx", "odt", "pdf"):
        assert editor.get(f"/contrats/armentieres/telecharger/{form}").status_code == 200
    file = editor.get("/contrats/armentieres/telecharger/html").text
    assert "(en cours, mars 2026)" in file
    assert "/actions/" not in file, "a document leads to no page of the site"
    receipt = words(editor.get(f"/suivi/{receipts.code_of('k')}"))
    assert "La ville a commencé" in receipt
    assert "Un médecin arrive en mai." in receipt
    line = session.scalars(sa.select(AuditLine).where(AuditLine.action == "action.state")).one()
    assert line.details == {"state": "started", "date": "2026-03-02"}


def test_the_latest_day_is_the_present_state(session, editor, world, action) -> None:
    tell(editor, action, "done", on="2026-06-01")
    tell(editor, action, "retained", on="2025-01-01")
    page = words(editor.get(f"/contrats/armentieres/actions/{action.public_id}"))
    assert page.index("Retenue") < page.index("Réalisée", page.index("Où en est"))
    assert "(réalisée, juin 2026)" in words(editor.get("/contrats/armentieres"))
    assert "Réalisée 1er juin 2026" in words(editor.get(f"{PLAN}?enjeu=sante"))


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"state": ""}, "Choisissez où en est l’action."),
        ({"state": "rien"}, "Choisissez où en est l’action."),
        ({"on": ""}, "Donnez le jour."),
        ({"on": TOMORROW}, "aujourd’hui au plus tard"),
        ({"state": "postponed"}, "Dites pourquoi aux habitants"),
        ({"state": "dropped", "note": " "}, "Dites pourquoi aux habitants"),
    ],
)
def test_what_is_missing_is_told_by_its_field(editor, session, action, data, told) -> None:
    sent = {"state": "done", "on": "2026-03-02", **data}
    answer = tell(editor, action, sent.pop("state"), **sent)
    assert answer.status_code == 422
    assert told in words(answer)
    assert events(session) == []


def test_told_twice_it_is_told_once(editor, session, action) -> None:
    address = f"{PLAN}/{action.public_id}"
    sent = {"csrf_token": editor.token(address), "state": "done", "on": "2026-03-02", "seen": "0"}
    assert [editor.post(address, data=sent).status_code for _ in range(2)] == [303, 303]
    assert len(events(session)) == 1


def test_what_a_colleague_told_meanwhile_is_read_first(editor, session, world, action) -> None:
    address = f"{PLAN}/{action.public_id}"
    token = editor.token(address)
    tell_state(
        session, action, ActionState.RETAINED, date(2026, 1, 5), "", by=world.administrator, seen=0
    )
    session.commit()
    sent = {"csrf_token": token, "state": "done", "on": "2026-03-02", "seen": "0", "note": "Fini !"}
    answer = editor.post(address, data=sent)
    assert answer.status_code == 409
    assert "Fini" in answer.text
    assert "Retenue" in words(answer)
    assert len(events(session)) == 1


def test_a_mistake_is_taken_back(editor, session, action) -> None:
    tell(editor, action, "done", on="2026-03-02")
    (event,) = events(session)
    address = f"{PLAN}/{action.public_id}"
    token = editor.token(address)
    back = f"{address}/{event.id}/retirer"
    assert editor.post(back, data={}).status_code == 400
    assert editor.post(back, data={"csrf_token": token}).status_code == 303
    assert events(session) == []
    assert editor.post(back, data={"csrf_token": token}).status_code == 303
    page = words(editor.get(f"/contrats/armentieres/actions/{action.public_id}"))
    assert "Pas encore décidée" in page


@pytest.fixture
def piste(session: orm.Session, world: World) -> Placement:
    ambition = session.merge(world.enjeu("sante")).ambitions[0]
    made = place(
        session,
        sentence(session, world, said(session, world)),
        session.merge(world.contract),
        Target(PlacementKind.PISTE, ambition),
        by=world.editor,
    )
    session.commit()
    return made


def test_a_piste_of_residents_becomes_an_action_and_keeps_its_address(
    editor, session, world, piste
) -> None:
    page = editor.get(f"{PLAN}?enjeu=sante")
    assert "Piste d’habitants" in words(page)
    follow = f"/espace/contrat/armentieres/pistes/{piste.public_id}/suivre"
    token = editor.token(f"{PLAN}?enjeu=sante")
    answer = editor.post(follow, data={"csrf_token": token})
    again = editor.post(follow, data={"csrf_token": token})
    assert answer.status_code == 303
    assert answer.location == again.location
    session.expire_all()
    assert piste.action is not None
    assert (piste.action.born, piste.action.text) == (True, TEXT)
    tell(editor, piste.action, "retained", on="2026-03-02")
    contract = words(editor.get("/contrats/armentieres"))
    assert contract.count(TEXT) == 1
    assert f"{TEXT} (retenue, mars 2026)" in contract
    sentence_page = editor.get(f"/contrats/armentieres/phrase/{piste.public_id}")
    assert f"/contrats/armentieres/actions/{piste.action.public_id}" in sentence_page.text


def test_an_action_that_only_a_sentence_made_leaves_with_it(session, world, piste) -> None:
    action = placements.follow(session, piste, by=world.editor)
    public_id = action.public_id
    target = Target(PlacementKind.PISTE, action.ambition)
    placements.move(session, piste, target, by=world.editor)
    assert session.scalars(sa.select(Action).where(Action.public_id == public_id)).all() == []
    assert piste.action is None


def test_an_action_that_the_town_answered_stays_without_its_sentence(
    session, world, piste, client
) -> None:
    action = placements.follow(session, piste, by=world.editor)
    today = utcnow().date()
    event = tell_state(session, action, ActionState.RETAINED, today, "", by=world.editor, seen=0)
    placements.remove(session, piste, by=world.editor)
    session.commit()
    address = f"/contrats/armentieres/actions/{action.public_id}"
    assert "Aucune phrase d’habitants" in words(client.get(address))
    client.sign_in(world.editor)
    staff = f"{PLAN}/{action.public_id}"
    token = client.token(staff)
    client.post(f"{staff}/{event.id}/retirer", data={"csrf_token": token})
    assert client.get(address).status_code == 404


def test_a_paragraph_becomes_no_action(editor, session, world) -> None:
    made = place(
        session,
        sentence(session, world, said(session, world)),
        session.merge(world.contract),
        Target(PlacementKind.COMPLEMENT),
        by=world.editor,
    )
    session.commit()
    token = editor.token(f"/espace/synthese/phrase/{made.statement.public_id}")
    follow = f"/espace/contrat/armentieres/pistes/{made.public_id}/suivre"
    assert editor.post(follow, data={"csrf_token": token}).status_code == 404


def test_people_behind_an_action_count_once(session, world, client, action) -> None:
    """One person behind two sentences that support it."""
    one, other = said(session, world, heard_from=2), said(session, world, heard_from=5)
    support(session, world, action, one, other)
    second = write_statement(
        session, session.merge(world.enjeu("sante")), "Autre phrase.", [one], by=world.editor
    )
    target = Target(PlacementKind.PISTE, action.ambition, action.objective, action)
    place(session, second, session.merge(world.contract), target, by=world.editor)
    session.commit()
    page = words(client.get(f"/contrats/armentieres/actions/{action.public_id}"))
    assert "7 personnes ont été entendues" in page


def test_the_plan_shows_each_line_with_its_words_and_can_be_narrowed(
    editor, session, world, action
) -> None:
    support(session, world, action, said(session, world, "Trois mois d’attente."))
    page = editor.get(f"{PLAN}?enjeu=sante")
    assert "Objectif : Objectif sante" in words(page)
    assert TEXT in words(page)
    assert "Trois mois d’attente." in words(page)
    assert "/espace/moderation/" not in page.text, "an editor does not enter the reading desk"
    bare = words(editor.get(f"{PLAN}?enjeu=sante&source=sans"))
    assert TEXT not in bare
    assert "Objectif sante" in bare
    assert TEXT in words(editor.get(f"{PLAN}?enjeu=sante&etat=aucun"))
    assert "Aucune ligne du plan" in words(editor.get(f"{PLAN}?enjeu=sante&etat=done"))
    editor.sign_in(world.administrator)
    assert "/espace/moderation/" in editor.get(f"{PLAN}?enjeu=sante").text


def test_the_receipt_tells_every_place_and_only_what_counts_of_the_action(
    client, session, world, action
) -> None:
    made = support(session, world, action, said(session, world, submission="k"))
    contract = session.merge(world.contract)
    place(session, made.statement, contract, Target(PlacementKind.COMPLEMENT), by=world.editor)
    long_ago = date(2020, 1, 1)
    seen = 0
    for state, on, note in (
        (ActionState.RETAINED, long_ago, "Ancien"),
        (ActionState.STARTED, long_ago + timedelta(days=30), "Début"),
        (ActionState.POSTPONED, utcnow().date() + timedelta(days=1), "Le médecin est parti."),
    ):
        seen = tell_state(session, action, state, on, note, by=world.editor, seen=seen).id
    session.commit()
    response = client.get(f"/suivi/{receipts.code_of('k')}")
    page = words(response)
    assert page.count(TEXT) == 1
    assert "piste d’action" in page
    assert "« Compléments issus des échanges »" in page.replace("\u202f", " ")
    assert "Ancien" not in page
    order = ["Reçu", "Écrit dans le contrat", "La ville a commencé", "C’est reporté"]
    assert [page.index(each) for each in order] == sorted(page.index(each) for each in order)
    assert "Le médecin est parti." in page
    assert f"/contrats/armentieres/actions/{action.public_id}" in response.text


def test_the_desk_leads_from_words_to_the_state_of_the_action(
    client, session, world, action
) -> None:
    heard = said(session, world, "Trois mois d’attente.")
    lonely = said(session, world, "Des bancs.")
    support(session, world, action, heard)
    tell_state(session, action, ActionState.DONE, date(2026, 1, 5), "", by=world.editor, seen=0)
    session.commit()
    client.sign_in(world.moderator)
    page = client.get(f"/espace/moderation/{heard.public_id}")
    assert TEXT in words(page)
    assert "Réalisée" in words(page)
    assert "/espace/synthese/" not in page.text, "a moderator does not enter the summaries"
    alone = words(client.get(f"/espace/moderation/{lonely.public_id}"))
    assert "Encore dans aucune phrase." in alone
    assert "Réalisée" in words(client.get("/espace/moderation/publiees"))
    client.sign_in(world.administrator)
    page = client.get(f"/espace/moderation/{heard.public_id}").text
    assert "/espace/synthese/phrase/" in page
    assert f"{PLAN}/{action.public_id}" in page


def test_the_page_of_an_action_of_another_contract_is_not_there(client, world, action) -> None:
    assert client.get(f"/contrats/ailleurs/actions/{action.public_id}").status_code == 404
    assert client.get("/contrats/armentieres/actions/inconnue").status_code == 404
