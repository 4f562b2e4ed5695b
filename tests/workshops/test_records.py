"""Who opens a record, and its heading."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import Role, Structure
from consult.audit.models import AuditLine
from consult.workshops.models import Item, NextStep, Workshop
from tests.factories import World
from tests.pages import PageClient, words
from tests.workshops.saying import base, heading, open_workshop, said, stranger, write_down

PAGES = ("", "/modifier", "/compte-rendu", "/compte-rendu.docx")
ACTS = ("/paroles", "/fermer", "/suites")


def test_a_resident_is_sent_to_the_sign_in(
    client: PageClient, session: orm.Session, world: World
) -> None:
    workshop = open_workshop(session, world)
    for path in ("/espace/ateliers", "/espace/ateliers/nouveau", base(workshop)):
        assert client.get(path).status_code == 302


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.EDITOR])
def test_other_members_of_the_team_do_not_enter(
    role: Role, client: PageClient, session: orm.Session, world: World
) -> None:
    workshop = open_workshop(session, world)
    client.sign_in(world.moderator if role is Role.MODERATOR else world.editor)
    assert client.get("/espace/ateliers").status_code == 403
    assert client.get(base(workshop)).status_code == 403


def test_another_structure_s_workshop_does_not_exist(
    client: PageClient, session: orm.Session, world: World
) -> None:
    workshop = open_workshop(session, world, title="Rien que nous")
    item = write_down(session, workshop, "Une parole.")
    client.sign_in(stranger(session))
    token = client.token("/espace/ateliers/nouveau")
    for page in (*PAGES, f"/paroles/{item.id}"):
        assert client.get(base(workshop) + page).status_code == 404, page
    acts = (
        *ACTS,
        f"/paroles/{item.id}/effacer",
        f"/paroles/{item.id}/gommettes",
        "/suites/1/effacer",
    )
    for act in acts:
        answer = client.post(base(workshop) + act, data={"csrf_token": token, **said()})
        assert answer.status_code == 404, act
    assert "Rien que nous" not in words(client.get("/espace/ateliers"))
    assert session.scalar(sa.select(sa.func.count()).select_from(Item)) == 1


def test_an_administrator_opens_every_record(
    client: PageClient, session: orm.Session, world: World
) -> None:
    workshop = open_workshop(session, world, title="Café du lundi")
    client.sign_in(world.administrator)
    page = words(client.get("/espace/ateliers"))
    assert "Café du lundi" in page
    assert world.structure.name in page
    assert client.get(base(workshop)).status_code == 200


@pytest.mark.parametrize("tampered", ["0", "zzzzzzzzzzzz", "0123456789ab", "%00", "9" * 400])
def test_an_unknown_record_is_not_found(tampered: str, client: PageClient, world: World) -> None:
    client.sign_in(world.animator)
    assert client.get(f"/espace/ateliers/{tampered}").status_code == 404
    assert client.get(f"/ateliers/{tampered}").status_code == 404


def test_a_tampered_item_number_is_not_found(
    client: PageClient, session: orm.Session, world: World
) -> None:
    workshop = open_workshop(session, world)
    client.sign_in(world.animator)
    assert client.get(f"{base(workshop)}/paroles/{10**30}").status_code == 404


def test_an_animator_opens_a_record(client: PageClient, session: orm.Session, world: World) -> None:
    client.sign_in(world.animator)
    answer = client.submit("/espace/ateliers/nouveau", heading(), form=1)
    assert answer.status_code == 303, words(answer)
    workshop = session.scalars(sa.select(Workshop)).one()
    assert answer.location.endswith(base(workshop))
    assert (workshop.women, workshop.men, workshop.over_64) == (12, 6, None)
    assert [quarter.key for quarter in workshop.quarters] == ["attargette-chanzy"]
    assert [each.college.value for each in workshop.colleges] == ["elus", "habitants"]
    assert [(part.title, part.minutes) for part in workshop.parts] == [
        ("Tour de parole", 20),
        ("Et demain ?", None),
    ]
    assert workshop.structure_id == world.structure.id
    assert workshop.commune_id == world.commune.id
    line = session.scalars(sa.select(AuditLine).where(AuditLine.action == "workshop.create")).one()
    assert (line.subject_id, line.actor) == (workshop.id, f"user:{world.animator.id}")
    page = words(client.get(answer.location))
    assert "18 personnes" in page
    assert "Une dispute dans la salle." in page


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("women", "-1"),
        ("women", "100000000000000000000"),
        ("men", "beaucoup"),
        ("over_64", "٣"),
        ("over_64", "1.5"),
        ("first_timers", "19"),
        ("held_on", "hier"),
        ("held_on", "0001-01-01"),
        ("held_on", ""),
        ("starts_at", "25:00"),
        ("starts_at", "midi"),
        ("title", "   "),
        ("title", "a" * 201),
        ("kind", "atelier-inconnu"),
        ("quarters", ["attargette-chanzy", "paris"]),
        ("colleges", ["rois"]),
        ("parts", "Tour de parole | vingt"),
        ("parts", "| 20"),
        ("parts", "\n".join(["Partie"] * 21)),
        ("confidential", "a" * 10_001),
    ],
)
def test_a_wrong_heading_is_told_and_kept(
    field: str, typed: Any, client: PageClient, session: orm.Session, world: World
) -> None:
    client.sign_in(world.animator)
    sent = heading(**{"title": "Mon titre à moi", field: typed})
    answer = client.submit("/espace/ateliers/nouveau", sent, form=1)
    assert answer.status_code == 422
    html = answer.get_data(as_text=True)
    assert f'id="{field}-error"' in html
    assert "Salle du Bizet" in html
    if isinstance(typed, str) and len(typed) < 100 and field not in {"kind", "parts"}:
        assert f'value="{typed.strip()}"' in html
    assert session.scalars(sa.select(Workshop)).first() is None


def test_an_expired_page_keeps_the_heading(
    client: PageClient, session: orm.Session, world: World
) -> None:
    client.sign_in(world.animator)
    answer = client.post("/espace/ateliers/nouveau", data=heading(csrf_token="faux"))
    assert answer.status_code == 422
    assert "Café papote du Bizet" in answer.get_data(as_text=True)
    assert session.scalars(sa.select(Workshop)).first() is None


def test_an_animator_without_structure_is_told_why(
    client: PageClient, session: orm.Session, world: World
) -> None:
    open_workshop(session, world, title="Café du lundi")
    session.merge(world.animator).structure = None
    session.commit()
    client.sign_in(world.animator)
    page = words(client.get("/espace/ateliers"))
    assert "rattaché à aucune structure" in page
    assert "Café du lundi" not in page
    assert "porté par une structure" in words(client.get("/espace/ateliers/nouveau"))
    token = {"csrf_token": client.token("/espace/ateliers/nouveau")}
    answer = client.post("/espace/ateliers/nouveau", data={**heading(), **token})
    assert answer.status_code == 422
    assert session.scalar(sa.select(sa.func.count()).select_from(Workshop)) == 1


def test_an_administrator_says_for_which_structure(
    client: PageClient, session: orm.Session, world: World
) -> None:
    session.add(Structure(key="maison-de-quartier", name="Maison de quartier"))
    session.commit()
    client.sign_in(world.administrator)
    sent = heading(structure="maison-de-quartier")
    assert client.submit("/espace/ateliers/nouveau", sent, form=1).status_code == 303
    workshop = session.scalars(sa.select(Workshop)).one()
    assert workshop.structure.key == "maison-de-quartier"


def test_renaming_a_part_keeps_what_was_said_in_it(
    client: PageClient, session: orm.Session, world: World
) -> None:
    client.sign_in(world.animator)
    client.submit("/espace/ateliers/nouveau", heading(), form=1)
    workshop = session.scalars(sa.select(Workshop)).one()
    write_down(session, workshop, "Ici.", part=workshop.parts[0], key="premiere-parole")
    write_down(session, workshop, "Là.", part=workshop.parts[1], key="seconde-parole")
    sent = heading(parts="Tour de table | 30\nEt demain ?", quarters=[])
    answer = client.submit(f"{base(workshop)}/modifier", sent, form=1)
    assert answer.status_code == 303, words(answer)
    session.expire_all()
    assert [item.part.title if item.part else None for item in workshop.items] == [
        "Tour de table",
        "Et demain ?",
    ]
    assert workshop.quarters == []
    client.submit(f"{base(workshop)}/modifier", heading(parts="Et demain ?"), form=1)
    session.expire_all()
    assert [item.part.title if item.part else None for item in workshop.items] == [
        None,
        "Et demain ?",
    ]


def test_next_steps_are_added_removed_and_put_back(
    client: PageClient, session: orm.Session, world: World
) -> None:
    workshop = open_workshop(session, world)
    client.sign_in(world.animator)
    url = f"{base(workshop)}/suites"
    step = {"what": "Réparer le banc", "who": "Service technique", "due_on": "2026-12-01"}
    token = {"csrf_token": client.token(base(workshop))}
    assert client.post(url, data={**step, **token}).status_code == 303
    assert client.post(url, data={**step, **token}).status_code == 303
    made = session.scalars(sa.select(NextStep)).one()
    removed = client.post(f"{url}/{made.id}/effacer", data=token)
    assert "Réparer le banc" in words(removed)
    assert session.scalars(sa.select(NextStep)).first() is None
    assert client.post(f"{url}/{made.id}/effacer", data=token).status_code == 303
    assert client.post(url, data={**step, **token}).status_code == 303
    assert session.scalars(sa.select(NextStep)).one().who == "Service technique"


def test_a_next_step_without_words_keeps_the_rest(
    client: PageClient, session: orm.Session, world: World
) -> None:
    workshop = open_workshop(session, world)
    client.sign_in(world.animator)
    token = {"csrf_token": client.token(base(workshop))}
    sent = {"what": "", "who": "Service jeunesse", "due_on": "demain"}
    answer = client.post(f"{base(workshop)}/suites", data={**sent, **token})
    assert answer.status_code == 422
    assert "Service jeunesse" in answer.get_data(as_text=True)
    assert session.scalars(sa.select(NextStep)).first() is None


def test_the_list_shows_open_records_first(
    client: PageClient, session: orm.Session, world: World
) -> None:
    from consult.db import utcnow

    open_workshop(session, world, title="Fermé hier", closed_at=utcnow())
    open_workshop(session, world, title="Ouvert")
    client.sign_in(world.animator)
    page = words(client.get("/espace/ateliers"))
    assert page.index("Ouvert") < page.index("Fermé hier")
