"""Editing the text in place: each kind of part, with its history."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.contract.models import (
    Contract,
)
from consult.contract.version_models import ContractVersion, Edit, EditKind, Lock
from consult.enjeux.models import Ambition, Enjeu
from tests import factories
from tests.contract.editing import FORM, PART, TEAM, body_of, post, start
from tests.contract.sentences import in_the_contract, said
from tests.pages import PageClient, words


def test_the_text_is_shown_as_printed_with_its_margin(
    session: orm.Session, world: factories.World, editor: PageClient
) -> None:
    placement = in_the_contract(session, world, said(session, world))

    answer = editor.get(TEAM)

    text = words(answer)
    assert "Modifier le titre et le texte" in text
    assert "D’où viennent ces phrases" in text
    assert "Dit par 1 personne" in text
    html = answer.get_data(as_text=True)
    behind = f'href="/espace/synthese/phrase/{placement.statement.public_id}"'
    assert html.count(behind) == 2, "from the margin, and from the paragraph itself"
    paragraph = html.partition(f'id="p-{placement.public_id}"')[2].partition("</div>")[0]
    assert behind in paragraph


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
    assert len(many) <= len(few), many
