"""Editing the text in place: who may, one at a time, nothing typed is ever lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import Role, User, UserRole
from consult.audit.models import AuditLine
from consult.contract import drafts, locks
from consult.contract.axes import action_axis, objective_axis
from consult.contract.models import (
    Action,
    ActionKind,
    Contract,
    Objective,
    Placement,
    PlacementKind,
    Section,
)
from consult.contract.placements import Target, place
from consult.contract.version_models import ContractVersion, Draft, Edit, EditKind, Lock
from consult.enjeux.models import Ambition, Enjeu, TransversalAxis
from consult.synthesis.topics.models import TopicRun
from tests import factories
from tests.contract.sentences import in_the_contract, said, sentence
from tests.pages import PageClient, words

TEAM = "/espace/contrat/armentieres"
PART = "section/sante-diagnostic"
FORM = f"{TEAM}/modifier/{PART}"


@pytest.fixture
def other(session: orm.Session, world: factories.World) -> object:
    """A second editor."""
    user = User(
        email="autre@example.org",
        name="Une collègue",
        epoch="autre",
        held=[UserRole(role=Role.EDITOR)],
    )
    session.add(user)
    session.commit()
    return user


@pytest.fixture
def editor(client: PageClient, world: factories.World) -> PageClient:
    client.sign_in(world.editor)
    return client


@pytest.fixture
def colleague(client: PageClient, other: object) -> PageClient:
    found = client.application.test_client()
    assert isinstance(found, PageClient)
    found.sign_in(other)
    return found


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The present instant of locks and drafts, to be moved by the test."""
    now = [datetime(2026, 11, 3, 13, 32, tzinfo=UTC)]
    for module in (locks, drafts):
        monkeypatch.setattr(module, "utcnow", lambda: now[0])
    return now


def post(client: PageClient, address: str, **fields: str) -> object:
    return client.post(address, data={"csrf_token": client.token(f"{TEAM}/publier"), **fields})


def start(client: PageClient, part: str = PART) -> dict[str, str]:
    """Take the lock and give the hidden fields of the form."""
    assert post(client, f"{TEAM}/ouvrir/{part}").status_code == 303
    page = client.get(f"{TEAM}/modifier/{part}")
    return hidden_of(page.get_data(as_text=True))


def hidden_of(html: str) -> dict[str, str]:
    from tests.pages import hidden

    return {name: hidden(html, name) for name in ("csrf_token", "base")}


def body_of(session: orm.Session) -> str:
    session.expire_all()
    return session.scalars(sa.select(Section).where(Section.key == "sante-diagnostic")).one().body


def test_the_text_is_shown_as_printed_with_its_margin(
    session: orm.Session, world: factories.World, editor: PageClient
) -> None:
    placement = in_the_contract(session, world, said(session, world))

    answer = editor.get(TEAM)

    text = words(answer)
    assert "Modifier le titre et le texte" in text
    assert "D’où viennent ces phrases" in text
    assert "Dit par 1 personne" in text
    assert f"/espace/synthese/phrase/{placement.statement.public_id}" in answer.get_data(
        as_text=True
    )


def test_a_part_is_edited_and_saved_with_its_history(
    session: orm.Session, editor: PageClient, world: factories.World
) -> None:
    fields = start(editor)
    answer = editor.post(
        FORM, data={**fields, "title": "Diagnostic", "number": "1.3.a", "body": "Un **texte**."}
    )

    assert answer.status_code == 303
    assert answer.location.endswith("/espace/contrat/armentieres#s-sante-diagnostic")
    assert body_of(session) == "Un **texte**."
    edit = session.scalars(sa.select(Edit)).one()
    assert (edit.part, edit.kind, edit.before, edit.after, edit.user_id) == (
        PART,
        EditKind.CHANGE,
        {"body": ""},
        {"body": "Un **texte**."},
        world.editor.id,
    )
    line = session.scalars(sa.select(AuditLine).order_by(AuditLine.id.desc())).first()
    assert line
    assert (line.action, line.details["part"]) == ("contract.edit", PART)
    assert session.scalars(sa.select(Lock)).all() == []
    assert "Un **texte**." in words(editor.get(f"{TEAM}/historique"))
    assert "Compte editor" in words(editor.get(f"{TEAM}/historique?partie={PART}"))


def test_saving_what_is_there_already_leaves_no_trace(
    session: orm.Session, editor: PageClient
) -> None:
    fields = start(editor)
    editor.post(FORM, data={**fields, "title": "Diagnostic", "number": "1.3.a", "body": ""})

    assert session.scalars(sa.select(Edit)).all() == []


def test_somebody_else_reads_only_until_the_lock_expires(
    session: orm.Session, editor: PageClient, colleague: PageClient, clock: list[datetime]
) -> None:
    start(editor)
    clock[0] += timedelta(minutes=9)
    post(colleague, f"{TEAM}/ouvrir/{PART}")
    page = colleague.get(FORM)

    assert "Compte editor modifie cette partie depuis 14 h 32." in words(page).replace(
        "\u202f", " "
    )
    assert 'id="texte"' not in page.get_data(as_text=True)
    clock[0] += timedelta(minutes=2)
    post(colleague, f"{TEAM}/ouvrir/{PART}")
    assert 'id="texte"' in colleague.get(FORM).get_data(as_text=True)
    lock = session.scalars(sa.select(Lock)).one()
    assert lock.since == clock[0]
    assert "Une collègue modifie cette partie" in words(editor.get(FORM))
    assert "Une collègue modifie cette partie" in words(editor.get(TEAM))


def test_typing_keeps_a_draft_and_the_lock(
    session: orm.Session, editor: PageClient, colleague: PageClient, clock: list[datetime]
) -> None:
    fields = start(editor)
    clock[0] += timedelta(minutes=8)
    answer = editor.post(
        f"{TEAM}/brouillon/{PART}", data={**fields, "title": "Diagnostic", "body": "Commencé"}
    )

    assert answer.get_json()["told"].replace("\u202f", " ").startswith("Enregistré à 14 h 40")
    assert answer.get_json()["lost"] == ""
    assert body_of(session) == "", "a draft is not the text"
    clock[0] += timedelta(minutes=8)
    post(colleague, f"{TEAM}/ouvrir/{PART}")
    assert 'id="texte"' not in colleague.get(FORM).get_data(as_text=True)
    again = editor.get(FORM)
    assert "Commencé" in again.get_data(as_text=True)
    assert "Voici votre brouillon" in words(again)
    assert "Commencé" not in colleague.get(FORM).get_data(as_text=True)
    assert "n’est pas encore dans le texte" in words(editor.get(TEAM))


def test_saving_forgets_the_draft_and_leaving_throws_it_away(
    session: orm.Session, editor: PageClient
) -> None:
    fields = start(editor)
    typed = {**fields, "title": "Diagnostic", "number": "1.3.a", "body": "Fini"}
    editor.post(f"{TEAM}/brouillon/{PART}", data=typed)
    editor.post(FORM, data=typed)
    assert session.scalars(sa.select(Draft)).all() == []

    fields = start(editor)
    editor.post(f"{TEAM}/brouillon/{PART}", data={**typed, **fields, "body": "Raté"})
    assert post(editor, f"{TEAM}/quitter/{PART}").status_code == 303
    assert session.scalars(sa.select(Draft)).all() == []
    assert session.scalars(sa.select(Lock)).all() == []
    assert body_of(session) == "Fini"


def test_a_stale_save_shows_both_texts_and_loses_nothing(
    session: orm.Session, editor: PageClient, colleague: PageClient, clock: list[datetime]
) -> None:
    mine = start(editor)
    clock[0] += timedelta(minutes=11)
    theirs = start(colleague)
    common = {"title": "Diagnostic", "number": "1.3.a"}
    colleague.post(FORM, data={**theirs, **common, "body": "Le texte de la collègue"})

    late = editor.post(FORM, data={**mine, **common, "body": "Mon texte à moi"})

    assert late.status_code == 409
    text = words(late)
    assert "Le texte de la collègue" in text
    html = late.get_data(as_text=True)
    assert "Mon texte à moi</textarea>" in html
    assert body_of(session) == "Le texte de la collègue"
    again = editor.post(FORM, data={**hidden_of(html), **common, "body": "Les deux textes"})
    assert again.status_code == 303
    assert body_of(session) == "Les deux textes"
    assert session.scalar(sa.select(sa.func.count()).select_from(Edit)) == 2


def test_nobody_saves_over_somebody_who_is_editing(
    session: orm.Session, editor: PageClient, colleague: PageClient, clock: list[datetime]
) -> None:
    mine = start(editor)
    clock[0] += timedelta(minutes=11)
    start(colleague)

    late = editor.post(
        FORM, data={**mine, "title": "Diagnostic", "number": "1.3.a", "body": "Mon texte"}
    )

    assert late.status_code == 409
    assert "Mon texte</textarea>" in late.get_data(as_text=True)
    assert "Une collègue modifie cette partie" in words(late)
    assert body_of(session) == ""
    kept = editor.post(f"{TEAM}/brouillon/{PART}", data={**mine, "body": "Mon texte"}).get_json()
    assert "Une collègue" in kept["lost"]
    assert kept["told"]


def test_a_draft_of_another_text_is_shown_beside_the_present_one(
    session: orm.Session, editor: PageClient
) -> None:
    fields = start(editor)
    editor.post(f"{TEAM}/brouillon/{PART}", data={**fields, "title": "Diagnostic", "body": "Vieux"})
    section = session.scalars(sa.select(Section).where(Section.key == "sante-diagnostic")).one()
    section.body = "Texte venu entre-temps"
    session.commit()

    text = words(editor.get(FORM))
    assert "Le texte n’est plus celui dont vous étiez parti." in text
    assert "Texte venu entre-temps" in text


def test_a_preview_saves_nothing(session: orm.Session, editor: PageClient) -> None:
    fields = start(editor)
    answer = editor.post(
        FORM, data={**fields, "title": "T", "number": "", "body": "Un **mot**", "apercu": "1"}
    )

    assert answer.status_code == 200
    assert "<strong>mot</strong>" in answer.get_data(as_text=True)
    assert body_of(session) == ""


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"title": " ", "body": "Gardé"}, "Écrivez un titre."),
        ({"title": "T", "body": "x" * 60_001}, "Ce texte est trop long"),
    ],
)
def test_a_wrong_form_keeps_what_was_typed(
    session: orm.Session, editor: PageClient, fields: dict[str, str], told: str
) -> None:
    answer = editor.post(FORM, data={**start(editor), "number": "", **fields})

    assert answer.status_code == 422
    assert told in words(answer)
    assert fields["body"] in answer.get_data(as_text=True)
    assert body_of(session) == ""


def test_an_introduction_and_partners_are_edited(session: orm.Session, editor: PageClient) -> None:
    address = f"{TEAM}/modifier/enjeu/sante"
    fields = start(editor, "enjeu/sante")
    partners = {
        "partner_0_label": "Institutions",
        "partner_0_text": "Hôpital",
        "partner_1_label": "Associations",
        "partner_1_text": "Centre social",
    }
    assert (
        editor.post(address, data={**fields, "intro": "Des mots.", **partners}).status_code == 303
    )
    enjeu = session.scalars(sa.select(Enjeu).where(Enjeu.key == "sante")).one()
    assert [each.label for each in enjeu.partners] == ["Institutions", "Associations"]

    fields = start(editor, "enjeu/sante")
    editor.post(
        address,
        data={
            **fields,
            "intro": "Des mots.",
            **partners,
            "partner_0_label": "",
            "partner_0_text": "",
        },
    )
    session.expire_all()
    assert [each.label for each in enjeu.partners] == ["Associations"]
    assert "Centre social" in words(editor.get("/contrats/armentieres"))


def test_an_ambition_is_edited_and_a_wrong_year_is_told(
    session: orm.Session, editor: PageClient
) -> None:
    part = "ambition/sante/sante.premiere"
    fields = start(editor, part)
    address = f"{TEAM}/modifier/{part}"
    wrong = editor.post(
        address, data={**fields, "title": "T", "note": "", "scale": "qpv", "horizon": "bientôt"}
    )
    assert (wrong.status_code, "Écrivez une année" in words(wrong)) == (422, True)

    editor.post(
        address,
        data={**fields, "title": "Se soigner", "note": "N", "scale": "qpv", "horizon": "2027"},
    )
    ambition = session.scalars(sa.select(Ambition).where(Ambition.key == "sante.premiere")).one()
    assert (ambition.title, ambition.scale, ambition.horizon) == ("Se soigner", "qpv", 2027)


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


def test_publishing_asks_for_a_note_and_shows_what_changes(
    session: orm.Session, editor: PageClient
) -> None:
    empty = post(editor, f"{TEAM}/publier", note=" ")
    assert empty.status_code == 422
    assert "Dites en quelques mots ce qui a changé et pourquoi." in words(empty)
    assert post(editor, f"{TEAM}/publier", note="Premier texte.").status_code == 303
    fields = start(editor)
    editor.post(FORM, data={**fields, "title": "Diagnostic", "number": "1.3.a", "body": "Neuf."})

    page = editor.get(f"{TEAM}/publier")
    text = words(page)
    assert "Ce qui a changé depuis la version 1" in text
    assert "Neuf." in text
    assert "Compte editor" in text
    assert "1 changement est écrit et pas encore publié." in words(editor.get("/espace/contrat"))
    post(editor, f"{TEAM}/publier", note="Le diagnostic.", name="Relue")
    version = session.scalars(sa.select(ContractVersion).where(ContractVersion.number == 2)).one()
    assert (version.name, version.note) == ("Relue", "Le diagnostic.")
    assert "Rien n’attend d’être publié." in words(editor.get("/espace/contrat"))


def test_the_stage_of_the_text_is_changed_by_the_editors(
    session: orm.Session, editor: PageClient
) -> None:
    post(editor, f"{TEAM}/etat", state="amendments")
    assert "Avis et amendements" in words(editor.get("/contrats/armentieres"))
    post(editor, f"{TEAM}/etat", state="nowhere")
    session.expire_all()
    assert session.scalars(sa.select(Contract)).one().state.value == "amendments"


@pytest.mark.parametrize(
    "path",
    [
        "/espace/contrat/ailleurs",
        f"{TEAM}/modifier/section/ailleurs",
        f"{TEAM}/modifier/section",
        f"{TEAM}/modifier/action/sante/rien/piste",
        f"{TEAM}/modifier/chose/sante",
        f"{TEAM}/plan/ailleurs",
        f"{TEAM}/ajouter/objectif/section/sante-plan",
        f"{TEAM}/ajouter/chose/enjeu/sante",
        "/espace/contrat/ailleurs/publier",
        "/espace/contrat/ailleurs/historique",
    ],
)
def test_what_is_not_there_is_not_found(editor: PageClient, path: str) -> None:
    assert editor.get(path).status_code == 404


def test_a_framework_is_edited_the_same_way(
    session: orm.Session, world: factories.World, editor: PageClient
) -> None:
    from consult.contract.models import ContractKind

    contract = session.merge(world.contract)
    contract.kind, contract.commune = ContractKind.FRAMEWORK, None
    session.commit()
    part = "ambition/sante/sante.premiere"
    editor.post(
        f"{TEAM}/modifier/{part}",
        data={
            **start(editor, part),
            "title": "Du cadre",
            "note": "",
            "scale": "mel",
            "horizon": "",
        },
    )
    assert "Du cadre" in words(editor.get(TEAM))


def test_the_working_page_costs_the_same_however_long_the_text_is(
    session: orm.Session, world: factories.World, editor: PageClient
) -> None:
    from tests.web.test_budgets import counting

    def one_more(number: int) -> None:
        data = {"text": f"S{number}", "number": "", "level": "1"}
        post(editor, f"{TEAM}/ajouter/section/section/sante-plan", **data)
        in_the_contract(session, world, said(session, world, f"Mot {number}"))

    one_more(0)
    with counting() as few:
        editor.get(TEAM)
    for number in range(1, 6):
        one_more(number)
    with counting() as many:
        editor.get(TEAM)
    # Six sections and six sentences cost at most what a connection just opened may ask.
    assert len(many) <= len(few) + 1, many
