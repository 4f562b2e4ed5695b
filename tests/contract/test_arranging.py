"""Parts of the text are added, moved and removed; what residents support stays."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contract.axes import action_axis, objective_axis
from consult.contract.content import content_of
from consult.contract.models import (
    Action,
    ActionKind,
    Objective,
    Placement,
    PlacementKind,
    Section,
)
from consult.contract.placements import Target, place
from consult.contract.version_models import Edit, EditKind
from consult.enjeux.models import Ambition, Enjeu, TransversalAxis
from consult.synthesis.topics.models import TopicRun
from tests import factories
from tests.contract.editing import TEAM, post, start
from tests.contract.sentences import said, sentence
from tests.pages import PageClient, words


def test_an_action_moves_under_another_objective_with_those_who_support_it(
    session: orm.Session, world: factories.World, editor: PageClient
) -> None:
    action = session.scalars(
        sa.select(Action).join(Action.ambition).join(Ambition.enjeu).where(Enjeu.key == "sante")
    ).one()
    statement = sentence(session, world, said(session, world))
    target = Target(PlacementKind.PISTE, action.ambition, action.objective, action)
    place(session, statement, session.merge(world.contract), target, by=world.editor)
    session.commit()
    base = "ambition/sante/sante.premiere"
    post(editor, f"{TEAM}/ajouter/objectif/{base}", text="Ouvrir une maison de santé")
    new = session.scalars(sa.select(Objective).where(Objective.text.startswith("Ouvrir"))).one()
    assert new.key == "ouvrir-une-maison-de-sante"

    part = "action/sante/sante.premiere/piste"
    fields = start(editor, part)
    editor.post(
        f"{TEAM}/modifier/{part}",
        data={**fields, "text": action.text, "kind": "existing", "objective": new.key},
    )
    session.expire_all()
    assert (action.objective_id, action.kind) == (new.id, ActionKind.EXISTING)
    assert session.scalars(sa.select(Placement)).one().objective_id == new.id


def test_what_residents_support_is_not_removed_and_says_why(
    session: orm.Session, world: factories.World, editor: PageClient
) -> None:
    action = session.scalars(
        sa.select(Action).join(Action.ambition).join(Ambition.enjeu).where(Enjeu.key == "sante")
    ).one()
    target = Target(PlacementKind.PISTE, action.ambition, action.objective, action)
    statement = sentence(session, world, said(session, world))
    place(session, statement, session.merge(world.contract), target, by=world.editor)
    session.commit()

    part = "action/sante/sante.premiere/piste"
    post(editor, f"{TEAM}/retirer/{part}")
    assert "Cette partie reste : elle porte encore 1 phrase d’habitants." in words(
        editor.get(f"{TEAM}/plan/sante")
    )
    post(editor, f"{TEAM}/retirer/objective/sante/sante.premiere/objectif")
    assert "1 action" in words(editor.get(f"{TEAM}/plan/sante"))
    assert session.scalars(sa.select(Action).where(Action.id == action.id)).first()


def test_a_part_that_serves_an_axis_or_that_groups_were_computed_for_is_removed(
    session: orm.Session, world: factories.World, editor: PageClient
) -> None:
    ambition = session.merge(world.enjeu("sante")).ambitions[0]
    action = session.scalars(sa.select(Action).where(Action.ambition_id == ambition.id)).one()
    objective = action.objective
    axis = TransversalAxis(key="jeunesse", position=0, title="Jeunesse", short_title="Jeunesse")
    session.merge(world.vocabulary).axes.append(axis)
    session.flush()
    session.execute(action_axis.insert().values(action_id=action.id, axis_id=axis.id))
    session.execute(objective_axis.insert().values(objective_id=objective.id, axis_id=axis.id))
    session.add(TopicRun(enjeu_id=ambition.enjeu_id, ambition_id=ambition.id))
    session.commit()

    for part in (
        "action/sante/sante.premiere/piste",
        "objective/sante/sante.premiere/objectif",
        "ambition/sante/sante.premiere",
    ):
        assert post(editor, f"{TEAM}/retirer/{part}").status_code == 303
    session.expire_all()
    for table in (Action, Objective, Ambition):
        keys = session.scalars(sa.select(table.key)).all()
        assert len(keys) == len(session.merge(world.vocabulary).enjeux) - 1
    for link in (action_axis, objective_axis, TopicRun.__table__):
        assert session.scalar(sa.select(sa.func.count()).select_from(link)) == 0


def test_pistes_are_added_moved_and_removed(session: orm.Session, editor: PageClient) -> None:
    base = "objective/emploi/emploi.premiere/objectif"
    for text in ("Une crèche à horaires larges", "Un permis de conduire solidaire"):
        assert post(editor, f"{TEAM}/ajouter/piste/{base}", text=text).status_code == 303
    action = "action/emploi/emploi.premiere/un-permis-de-conduire-solidaire"
    post(editor, f"{TEAM}/deplacer/{action}", sens="up")
    text = words(editor.get("/contrats/armentieres"))
    order = ["Piste existante emploi", "Un permis de conduire", "Une crèche à horaires"]
    assert sorted(order, key=text.index) == order

    post(editor, f"{TEAM}/retirer/{action}")
    assert "Un permis de conduire" not in words(editor.get("/contrats/armentieres"))
    kinds = session.scalars(sa.select(Edit.kind).order_by(Edit.id)).all()
    assert kinds == [EditKind.ADD, EditKind.ADD, EditKind.MOVE, EditKind.REMOVE]
    removed = session.scalars(sa.select(Edit).where(Edit.kind == EditKind.REMOVE)).one()
    assert removed.before["text"] == "Un permis de conduire solidaire"


def test_sections_are_added_moved_and_removed_but_not_those_of_the_enjeux(
    session: orm.Session, editor: PageClient
) -> None:
    data = {"text": "Pour finir", "number": "4", "level": "1"}
    post(editor, f"{TEAM}/ajouter/section/section/sante-plan", **data)
    contents = words(editor.get("/contrats/armentieres"))
    assert contents.index("4 Pour finir") < contents.index("1.4 Enjeu officiel vivre-ensemble")
    post(editor, f"{TEAM}/deplacer/section/pour-finir", sens="down")
    keys = session.scalars(sa.select(Section.key).order_by(Section.position)).all()
    assert keys.index("pour-finir") == keys.index("vivre-ensemble-enjeu") + 1
    post(editor, f"{TEAM}/retirer/section/pour-finir")
    assert "Pour finir" not in words(editor.get("/contrats/armentieres"))
    assert post(editor, f"{TEAM}/retirer/section/sante-plan").status_code == 400
    assert post(editor, f"{TEAM}/retirer/enjeu/sante").status_code == 400


def removal(session: orm.Session) -> Edit:
    session.expire_all()
    query = sa.select(Edit).where(Edit.kind == EditKind.REMOVE).order_by(Edit.id.desc())
    return session.scalars(query.limit(1)).one()


def whole(session: orm.Session, world: factories.World) -> object:
    """All that the text says, in its order."""
    session.expire_all()
    return content_of(session, session.merge(world.contract))


def test_a_section_that_was_removed_is_put_back_where_it_was(
    session: orm.Session, world: factories.World, editor: PageClient
) -> None:
    data = {"text": "Pour finir", "number": "4", "level": "2"}
    post(editor, f"{TEAM}/ajouter/section/section/sante-plan", **data)
    before = whole(session, world)
    answer = post(editor, f"{TEAM}/retirer/section/pour-finir")
    assert whole(session, world) != before
    page = editor.get(answer.location)
    assert "Remettre" in words(page)
    assert "_row" not in page.text
    back = f"{TEAM}/historique/{removal(session).id}/remettre"
    assert post(editor, back).status_code == 303
    assert whole(session, world) == before
    assert "C’est de retour dans le texte" in words(editor.get(TEAM))
    assert "Remettre" not in words(editor.get(answer.location))
    post(editor, back)
    assert "déjà de retour" in words(editor.get(answer.location))
    assert whole(session, world) == before


def test_lines_of_the_plan_are_put_back_under_what_bore_them(
    session: orm.Session, world: factories.World, editor: PageClient
) -> None:
    base = "objective/emploi/emploi.premiere/objectif"
    for text in ("Une crèche à horaires larges", "Un permis de conduire solidaire"):
        post(editor, f"{TEAM}/ajouter/piste/{base}", text=text)
    before = whole(session, world)
    action = "action/emploi/emploi.premiere/une-creche-a-horaires-larges"
    post(editor, f"{TEAM}/retirer/{action}")
    assert whole(session, world) != before
    post(editor, f"{TEAM}/historique/{removal(session).id}/remettre")
    assert whole(session, world) == before


def test_what_bore_it_left_too_and_it_is_said(
    session: orm.Session, world: factories.World, editor: PageClient
) -> None:
    post(editor, f"{TEAM}/ajouter/ambition/enjeu/emploi", text="Une ambition de plus")
    ambition = "ambition/emploi/une-ambition-de-plus"
    post(editor, f"{TEAM}/ajouter/objectif/{ambition}", text="Un objectif de plus")
    post(editor, f"{TEAM}/retirer/objective/emploi/une-ambition-de-plus/un-objectif-de-plus")
    gone = removal(session).id
    post(editor, f"{TEAM}/retirer/{ambition}")
    whole_id = removal(session).id
    assert whole_id != gone
    page = editor.get(f"{TEAM}/historique").text
    assert page.count("/remettre") == 1, "only what has a place"
    assert post(editor, f"{TEAM}/historique/{gone}/remettre").status_code == 303
    post(editor, f"{TEAM}/historique/{whole_id}/remettre")
    post(editor, f"{TEAM}/historique/{gone}/remettre")
    keys = session.scalars(sa.select(Objective.key)).all()
    assert "un-objectif-de-plus" in keys


def test_only_a_removal_of_this_contract_is_put_back(
    session: orm.Session, world: factories.World, editor: PageClient
) -> None:
    post(
        editor,
        f"{TEAM}/ajouter/section/section/sante-plan",
        text="Pour finir",
        number="",
        level="1",
    )
    added = session.scalars(sa.select(Edit.id)).one()
    before = whole(session, world)
    post(editor, f"{TEAM}/historique/{added}/remettre")
    assert whole(session, world) == before
    assert post(editor, f"{TEAM}/historique/999999/remettre").status_code == 404
