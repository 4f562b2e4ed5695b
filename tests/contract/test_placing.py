"""A sentence enters the contract, moves in it, and leaves it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.contract import placements
from consult.contract.models import (
    Action,
    Contract,
    ContractKind,
    Objective,
    Placement,
    PlacementKind,
)
from consult.contract.placements import Target
from consult.contributions.operations import withdraw
from consult.enjeux.models import Vocabulary
from consult.synthesis.models import Statement
from consult.synthesis.operations import NothingCitedError
from tests import factories
from tests.contract.sentences import TEXT, said, sentence
from tests.pages import PageClient, words


@pytest.fixture
def statement(session: orm.Session, world: factories.World) -> Statement:
    made = sentence(session, world, said(session, world), said(session, world, heard_from=3))
    session.commit()
    return made


def url(statement: Statement) -> str:
    return f"/espace/contrat/placer/{statement.public_id}"


def put(editor: PageClient, statement: Statement, **data: str):
    return editor.submit(url(statement), data, form=1)


def placed(session: orm.Session) -> list[Placement]:
    session.expire_all()
    return list(session.scalars(sa.select(Placement)))


def actions(session: orm.Session) -> list[str]:
    query = sa.select(AuditLine.action).where(AuditLine.action.like("placement.%"))
    return list(session.scalars(query.order_by(AuditLine.id)))


def objective_of(session: orm.Session, world: factories.World, key: str) -> Objective:
    ambition = session.merge(world.enjeu(key)).ambitions[0]
    return session.scalars(sa.select(Objective).where(Objective.ambition_id == ambition.id)).one()


def test_a_sentence_becomes_a_paragraph_of_the_exchanges(editor, session, world, statement) -> None:
    answer = put(editor, statement, where="complement")
    assert answer.status_code == 303
    (placement,) = placed(session)
    assert placement.kind is PlacementKind.COMPLEMENT
    assert placement.enjeu.key == "sante"
    assert placement.ambition is None
    assert actions(session) == ["placement.place"]
    page = editor.get("/contrats/armentieres")
    assert TEXT in words(page)
    assert f'id="p-{placement.public_id}"' in page.get_data(as_text=True)
    assert "Dit par 4 personnes" in words(page)
    assert "Dans le contrat" in words(editor.get(answer.location))


def test_a_sentence_becomes_a_new_piste_under_an_objective(
    editor, session, world, statement
) -> None:
    objective = objective_of(session, world, "sante")
    value = f"{objective.ambition_id}-{objective.key}"
    answer = put(editor, statement, where=f"piste-{objective.ambition.key}", objective=value)
    assert answer.status_code == 303
    (placement,) = placed(session)
    assert placement.kind is PlacementKind.PISTE
    assert placement.ambition_id == objective.ambition_id
    assert placement.objective_id == objective.id
    assert placement.action_id is None


def test_a_sentence_supports_an_action_already_written(editor, session, world, statement) -> None:
    objective = objective_of(session, world, "sante")
    action = session.scalars(sa.select(Action).where(Action.objective_id == objective.id)).one()
    assert put(editor, statement, where="appui", action=action.public_id).status_code == 303
    (placement,) = placed(session)
    assert placement.action_id == action.id
    assert placement.ambition_id == action.ambition_id


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({}, "Choisissez où va la phrase."),
        ({"where": "piste-emploi.premiere"}, "Choisissez où va la phrase."),
        ({"where": "appui"}, "Choisissez l’action que la phrase appuie."),
        ({"where": "appui", "action": "inconnue"}, "Choisissez l’action que la phrase appuie."),
        (
            {"where": "piste-sante.premiere", "objective": "9-nul"},
            "appartient à une autre ambition",
        ),
    ],
)
def test_a_place_that_does_not_exist_is_told_by_its_field(
    editor, session, statement, data, told
) -> None:
    answer = put(editor, statement, **data)
    assert answer.status_code == 422
    assert told in words(answer)
    assert placed(session) == []


def test_the_objective_of_another_enjeu_is_refused(editor, session, world, statement) -> None:
    other = objective_of(session, world, "emploi")
    value = f"{other.ambition_id}-{other.key}"
    answer = put(editor, statement, where="piste-sante.premiere", objective=value)
    assert answer.status_code == 422
    assert placed(session) == []


def move(editor: PageClient, statement: Statement, place: str, **data: str):
    return editor.submit(f"{url(statement)}/{place}", data, form=1)


def test_a_sentence_moves_and_keeps_its_address(editor, session, world, statement) -> None:
    put(editor, statement, where="complement")
    before = placed(session)[0].public_id
    move(editor, statement, before, where="piste-sante.premiere")
    (placement,) = placed(session)
    assert placement.public_id == before
    assert placement.kind is PlacementKind.PISTE
    move(editor, statement, before, where="complement")
    (placement,) = placed(session)
    assert placement.public_id == before
    assert placement.ambition_id is None
    assert actions(session) == ["placement.place", "placement.move", "placement.move"]
    assert editor.get(f"{url(statement)}/inconnue").status_code == 404


def test_a_sentence_stands_in_several_places_each_with_its_address(
    editor, session, world, statement
) -> None:
    objective = objective_of(session, world, "sante")
    action = session.scalars(sa.select(Action).where(Action.objective_id == objective.id)).one()
    chosen = f"{objective.ambition_id}-{objective.key}"
    put(editor, statement, where="complement")
    put(editor, statement, where="appui-objectif", objective=chosen)
    put(editor, statement, where="appui", action=action.public_id)
    put(editor, statement, where="piste-sante.premiere", objective=chosen)
    four = placed(session)
    assert [each.target for each in four] == [
        "complement",
        f"objective:{objective.id}",
        f"action:{action.id}",
        f"piste:{objective.ambition_id}:{objective.id}",
    ]
    page = editor.get("/contrats/armentieres")
    assert words(page).count(TEXT) == 4
    assert "1 phrase de ce contrat vient" in words(page)
    for each in four:
        assert f'id="p-{each.public_id}"' in page.get_data(as_text=True)
        assert TEXT in words(editor.get(f"/contrats/armentieres/phrase/{each.public_id}"))
    desk = words(editor.get(f"/espace/synthese/phrase/{statement.public_id}"))
    assert "Appui d’un objectif" in desk
    assert "(endroit 4)" in desk
    assert "4 endroits" in words(editor.get("/espace/synthese/armentieres/sante"))


def test_a_support_needs_an_objective(editor, session, statement) -> None:
    answer = put(editor, statement, where="appui-objectif")
    assert answer.status_code == 422
    assert "Choisissez l’objectif que la phrase appuie." in words(answer)
    assert placed(session) == []


def test_a_sentence_does_not_move_onto_itself(editor, session, statement) -> None:
    put(editor, statement, where="complement")
    put(editor, statement, where="piste-sante.premiere")
    piste = placed(session)[1].public_id
    answer = move(editor, statement, piste, where="complement")
    assert answer.status_code == 422
    assert "La phrase est déjà à cet endroit" in words(answer)
    assert len(placed(session)) == 2


def test_sending_the_form_twice_places_once(editor, session, statement) -> None:
    put(editor, statement, where="complement")
    put(editor, statement, where="complement")
    assert len(placed(session)) == 1
    assert actions(session) == ["placement.place"]


def test_the_form_of_a_move_opens_on_the_present_place(editor, session, world, statement) -> None:
    put(editor, statement, where="piste-sante.premiere")
    (placement,) = placed(session)
    address = f"{url(statement)}/{placement.public_id}"
    assert 'value="piste-sante.premiere" checked' in editor.get(address).get_data(as_text=True)
    objective = objective_of(session, world, "sante")
    chosen = f"{objective.ambition_id}-{objective.key}"
    move(editor, statement, placement.public_id, where="appui-objectif", objective=chosen)
    body = editor.get(address).get_data(as_text=True)
    assert 'value="appui-objectif" checked' in body
    assert f'<option selected value="{chosen}"' in body
    assert "checked" not in editor.get(url(statement)).get_data(as_text=True)


def test_a_sentence_taken_out_waits_for_a_place_again(editor, session, statement) -> None:
    put(editor, statement, where="complement")
    public_id = placed(session)[0].public_id
    desk = f"/espace/synthese/phrase/{statement.public_id}"
    token = editor.token(desk)
    out = f"{url(statement)}/{public_id}/retirer"
    assert editor.post(out, data={}).status_code == 400
    assert len(placed(session)) == 1
    answer = editor.post(out, data={"csrf_token": token}, follow_redirects=True)
    assert "Pas encore placée" in words(answer)
    assert editor.post(out, data={"csrf_token": token}).status_code == 303
    assert placed(session) == []
    assert actions(session) == ["placement.place", "placement.remove"]
    assert editor.get(f"/contrats/armentieres/phrase/{public_id}").status_code == 404
    assert TEXT not in words(editor.get("/contrats/armentieres"))


def test_taken_out_of_one_place_it_keeps_the_other(editor, session, statement) -> None:
    put(editor, statement, where="complement")
    put(editor, statement, where="piste-sante.premiere")
    first, second = (each.public_id for each in placed(session))
    token = editor.token(f"/espace/synthese/phrase/{statement.public_id}")
    editor.post(f"{url(statement)}/{first}/retirer", data={"csrf_token": token})
    assert [each.public_id for each in placed(session)] == [second]


def test_a_placed_sentence_is_not_deleted(editor, session, statement) -> None:
    put(editor, statement, where="complement")
    desk = f"/espace/synthese/phrase/{statement.public_id}"
    answer = editor.post(
        f"{desk}/supprimer", data={"csrf_token": editor.token(desk)}, follow_redirects=True
    )
    assert "retirez-la" in words(answer)
    assert len(placed(session)) == 1


def test_a_sentence_whose_words_were_withdrawn_does_not_enter(
    editor, session, world, statement
) -> None:
    for citation in statement.citations:
        withdraw(session, citation.contribution)
    session.commit()
    answer = put(editor, statement, where="complement")
    assert answer.status_code == 422
    assert "ont été retirées" in words(answer)
    with pytest.raises(NothingCitedError):
        placements.place(
            session, statement, world.contract, Target(PlacementKind.COMPLEMENT), by=world.editor
        )


def test_a_contract_of_other_enjeux_is_refused(session, world, statement) -> None:
    other = Contract(
        slug="ailleurs",
        kind=ContractKind.FRAMEWORK,
        vocabulary=Vocabulary(key="ailleurs"),
        title="Contrat d’ailleurs",
        starts=2024,
        ends=2030,
    )
    session.add(other)
    session.flush()
    with pytest.raises(ValueError, match="other enjeux"):
        placements.place(
            session, statement, other, Target(PlacementKind.COMPLEMENT), by=world.editor
        )
    foreign = Target(PlacementKind.PISTE, session.merge(world.enjeu("emploi")).ambitions[0])
    with pytest.raises(ValueError, match="another enjeu"):
        placements.place(session, statement, world.contract, foreign, by=world.editor)


def test_a_piste_needs_an_ambition_and_a_paragraph_has_none(world) -> None:
    with pytest.raises(ValueError, match="ambition"):
        Target(PlacementKind.PISTE)
    with pytest.raises(ValueError, match="ambition"):
        Target(PlacementKind.COMPLEMENT, world.enjeu("sante").ambitions[0])


def test_only_editors_place(client: PageClient, session, world, statement) -> None:
    assert client.get(url(statement)).status_code == 302
    client.sign_in(world.moderator)
    assert client.get(url(statement)).status_code == 403
    assert client.post(url(statement), data={"where": "complement"}).status_code == 403
    assert client.post(f"{url(statement)}/rien/retirer").status_code == 403
    client.sign_in(world.editor)
    assert client.get("/espace/contrat/placer/inconnue").status_code == 404
