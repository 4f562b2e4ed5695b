"""What answers what between two contracts, as the team reads and edits it."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa
import yaml
from sqlalchemy import orm

from consult.audit.models import AuditLine
from tests.contract.mappings.lines import HERE, load, rows, say
from tests.factories import World
from tests.pages import PageClient, form_of, words


@pytest.mark.usefixtures("mapped")
def test_the_page_shows_both_sides_what_is_alone_and_the_warning(
    editor: PageClient, session: orm.Session, world: World
) -> None:
    say(session, world, "education", people=4)
    say(session, world, "emploi")
    text = words(editor.get(HERE))
    assert "Volet communal d’Armentières, lu à travers : Contrat d’ailleurs" in text
    assert "Un texte d’ailleurs" in text
    for part in (
        "est une partie de",
        "Les soins des enfants.",
        "Titre ecole",
        "Enjeu officiel emploi",
    ):
        assert part in text
    assert "les chiffres ne s’additionnent pas" in text
    assert "1 contribution compte dans plusieurs." in text
    assert "1 contribution n’a pas d’équivalent" in text
    assert "Sans équivalent 1 1" in text
    other = editor.get("/espace/contrat/correspondances/ailleurs/armentieres").text
    assert '">contient</td>' in other
    assert '">est une partie de</td>' not in other


@pytest.mark.usefixtures("elsewhere")
def test_an_editor_writes_changes_and_removes_a_line(
    editor: PageClient, session: orm.Session
) -> None:
    line = {"left": "sante.premiere", "right": "vivre", "kind": "part_of", "note": "Parce que."}
    forms = editor.get(HERE).text.count('method="post"')
    assert editor.submit(HERE, line, form=forms - 1).status_code == 303
    (row,) = rows(session)
    assert (row.from_ambition and row.from_ambition.key, row.to_enjeu.key) == (
        "sante.premiere",
        "vivre",
    )
    assert (row.kind.value, row.note) == ("part_of", "Parce que.")

    changed = editor.submit(HERE, {"kind": "overlaps", "note": "Mieux."}, form=1)
    assert changed.status_code == 303
    assert [(row.kind.value, row.note) for row in rows(session)] == [("overlaps", "Mieux.")]

    assert editor.submit(HERE, form=2).status_code == 303
    assert rows(session) == []
    actions = session.scalars(sa.select(AuditLine.action).order_by(AuditLine.id)).all()
    assert actions[-3:] == ["enjeu_mapping.set", "enjeu_mapping.set", "enjeu_mapping.remove"]


@pytest.mark.usefixtures("mapped")
def test_a_line_edited_from_the_other_side_is_stored_as_it_was(
    editor: PageClient, session: orm.Session
) -> None:
    back = "/espace/contrat/correspondances/ailleurs/armentieres"
    before = len(rows(session))
    new = {"left": "ecole", "right": "education", "kind": "contains", "note": ""}
    last = editor.get(back).text.count('method="post"') - 1
    assert editor.submit(back, new, form=last).status_code == 303
    made = rows(session)
    assert len(made) == before + 1
    assert (made[-1].from_enjeu.key, made[-1].kind.value, made[-1].to_enjeu.key) == (
        "education",
        "part_of",
        "ecole",
    )


@pytest.mark.usefixtures("mapped")
def test_a_line_that_somebody_changed_meanwhile_is_not_overwritten(
    editor: PageClient, session: orm.Session
) -> None:
    html = editor.get(HERE).text
    changing, removing = form_of(html, 1), form_of(html, 2)
    row = rows(session)[0]
    row.note = "Changé par un collègue."
    session.commit()

    for (action, fields), more in ((changing, {"kind": "equal", "note": "À moi."}), (removing, {})):
        answer = editor.post(action, data={**fields, **more})
        assert answer.status_code == 409
        assert "Changé par un collègue." in answer.text
    assert rows(session)[0].note == "Changé par un collègue."
    twice = {"left": "education", "right": "enfance", "kind": "equal", "note": ""}
    last = html.count('method="post"') - 1
    assert editor.submit(HERE, twice, form=last).status_code == 409


@pytest.mark.usefixtures("elsewhere")
def test_a_wrong_line_keeps_what_was_typed(editor: PageClient, session: orm.Session) -> None:
    last = editor.get(HERE).text.count('method="post"') - 1
    answer = editor.submit(
        HERE, {"left": "inconnu", "right": "vivre", "kind": "equal", "note": "Gardé."}, form=last
    )
    assert answer.status_code == 422
    assert "Choisissez dans la liste." in answer.text
    assert "Gardé." in answer.text
    assert rows(session) == []


@pytest.mark.usefixtures("mapped")
def test_the_data_can_be_read_back_by_the_command(editor: PageClient, session: orm.Session) -> None:
    answer = editor.get(f"{HERE}.json")
    assert answer.mimetype == "application/json"
    assert "correspondance-armentieres-ailleurs.json" in answer.headers["Content-Disposition"]
    data = json.loads(answer.text)
    assert data["unmapped"]["to"] == ["ecole"]
    assert {"from": "education", "to": "enfance", "kind": "part of", "note": "Notre lecture."} in (
        data["lines"]
    )
    del data["unmapped"]
    assert load(session, yaml.safe_dump(data, allow_unicode=True)).nothing


@pytest.mark.usefixtures("mapped")
def test_two_contracts_are_chosen(editor: PageClient) -> None:
    index = "/espace/contrat/correspondances"
    text = words(editor.get(index))
    assert "Volet communal d’Armentières – Contrat d’ailleurs 4 lignes" in text
    assert editor.get(f"{index}?de=armentieres&vers=ailleurs").location == HERE
    assert "Choisissez deux contrats différents." in words(
        editor.get(f"{index}?de=armentieres&vers=armentieres")
    )
    for unknown in ("armentieres/armentieres", "armentieres/nulle-part", "nulle-part/ailleurs"):
        assert editor.get(f"{index}/{unknown}").status_code == 404
        assert editor.get(f"{index}/{unknown}.json").status_code == 404


@pytest.mark.usefixtures("mapped")
def test_only_editors_enter(client: PageClient, world: World) -> None:
    assert client.get(HERE).status_code == 302
    client.sign_in(world.moderator)
    for path in (HERE, f"{HERE}.json", "/espace/contrat/correspondances"):
        assert client.get(path).status_code == 403
    assert client.post(HERE, data={}).status_code == 403
    assert client.post(f"{HERE}/retirer", data={}).status_code == 403
