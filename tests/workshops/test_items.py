"""What is said is written once, kept when refused, changed and put back."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.workshops.forms import shortcut_letters
from consult.workshops.models import Intensity, Item, ItemKind, Part, Workshop
from tests.factories import World
from tests.pages import PageClient, form_of, words
from tests.workshops.saying import base, open_workshop, said, write_down

JSON = {"Accept": "application/json"}


def capture_form(client: PageClient, workshop: Workshop) -> int:
    """Which form of the record is the line to type."""
    html = client.get(base(workshop)).get_data(as_text=True)
    index = 0
    while not form_of(html, index)[0].endswith("/paroles"):
        index += 1
    return index


def items_of(session: orm.Session) -> list[Item]:
    session.expire_all()
    return list(session.scalars(sa.select(Item).order_by(Item.position)))


def test_a_line_is_saved_with_everything_that_goes_with_it(
    client: PageClient, session: orm.Session, world: World
) -> None:
    parts = [Part(position=0, title="Tour de parole", minutes=20)]
    workshop = open_workshop(session, world, parts=parts)
    client.sign_in(world.animator)
    sent = said(
        "Pas de médecin.",
        kind="besoin",
        part=str(workshop.parts[0].id),
        college="associations",
        intensity="fort",
        heard_from="12",
        dots="7",
        enjeux=["sante", "solidarite"],
    )
    answer = client.submit(base(workshop), sent, form=capture_form(client, workshop))
    assert answer.status_code == 303
    # Without an anchor, which would keep the browser from giving the line to type the focus.
    assert answer.location.endswith("?suite=1")
    (item,) = items_of(session)
    assert (item.kind, item.text, item.heard_from, item.dots) == (
        ItemKind.NEED,
        "Pas de médecin.",
        12,
        7,
    )
    assert item.intensity is Intensity.STRONG
    assert item.part is not None
    assert [enjeu.key for enjeu in item.enjeux] == ["sante", "solidarite"]
    assert len(item.client_key) == 32
    line = session.scalars(
        sa.select(AuditLine).where(AuditLine.action == "workshop_item.add")
    ).one()
    assert (line.subject_id, line.actor) == (item.id, f"user:{world.animator.id}")
    assert "médecin" not in str(line.details)


def test_the_next_line_begins_where_the_last_one_ended(
    client: PageClient, session: orm.Session, world: World
) -> None:
    workshop = open_workshop(session, world)
    client.sign_in(world.animator)
    sent = said(kind="proposition", college="elus", dots="9", heard_from="5", confidential="y")
    client.submit(base(workshop), sent, form=capture_form(client, workshop))
    html = client.get(base(workshop)).get_data(as_text=True)
    checked = [part for part in html.split("<input") if " checked" in part.split(">")[0]]
    assert [part for part in checked if 'value="proposition"' in part]
    assert not [part for part in checked if 'name="confidential"' in part]
    assert '<option selected value="elus">' in html
    assert 'name="dots"' in html
    assert 'value="9"' not in html


def test_the_same_key_twice_is_one_item(
    client: PageClient, session: orm.Session, world: World
) -> None:
    workshop = open_workshop(session, world)
    client.sign_in(world.animator)
    sent = said(client_key="a" * 32, csrf_token=client.token(base(workshop)))
    first = client.post(f"{base(workshop)}/paroles", data=sent, headers=JSON)
    again = client.post(f"{base(workshop)}/paroles", data=sent, headers=JSON)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json is not None
    assert again.json is not None
    assert first.json["id"] == again.json["id"]
    assert "Il manque des bancs." in first.json["html"]
    assert len(items_of(session)) == 1
    assert client.post(f"{base(workshop)}/paroles", data=sent).status_code == 303
    assert len(items_of(session)) == 1


def test_two_workshops_may_share_a_key(
    client: PageClient, session: orm.Session, world: World
) -> None:
    first, second = open_workshop(session, world), open_workshop(session, world)
    client.sign_in(world.animator)
    for workshop in (first, second):
        sent = said(client_key="a" * 32, csrf_token=client.token(base(workshop)))
        assert client.post(f"{base(workshop)}/paroles", data=sent).status_code == 303
    assert len(items_of(session)) == 2


@pytest.mark.parametrize("key", ["", "court", "x" * 65, "<script>", "é" * 12])
def test_words_with_a_strange_key_are_kept_all_the_same(
    key: str, client: PageClient, session: orm.Session, world: World
) -> None:
    workshop = open_workshop(session, world)
    client.sign_in(world.animator)
    sent = said(client_key=key, csrf_token=client.token(base(workshop)))
    assert client.post(f"{base(workshop)}/paroles", data=sent).status_code == 303
    assert items_of(session)[0].client_key != key


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("text", "   "),
        ("text", "a" * 4_001),
        ("heard_from", "0"),
        ("heard_from", "-3"),
        ("heard_from", "100000000000000000000"),
        ("heard_from", "douze"),
        ("dots", "-1"),
        ("dots", "1e3"),
        ("kind", "rumeur"),
        ("college", "prefets"),
        ("intensity", "enorme"),
        ("part", "999999"),
        ("enjeux", ["sante", "inconnu"]),
    ],
)
def test_a_wrong_line_is_told_and_kept(
    field: str, typed: Any, client: PageClient, session: orm.Session, world: World
) -> None:
    workshop = open_workshop(session, world)
    client.sign_in(world.animator)
    sent = {**said("Des mots à garder."), field: typed, "csrf_token": client.token(base(workshop))}
    answer = client.post(f"{base(workshop)}/paroles", data=sent)
    assert answer.status_code == 422
    html = answer.get_data(as_text=True)
    assert 'role="alert"' in html
    if field != "text":
        assert "Des mots à garder." in html
    if field in {"heard_from", "dots"}:
        assert f'value="{typed}"' in html
    assert items_of(session) == []
    told = client.post(f"{base(workshop)}/paroles", data=sent, headers=JSON)
    assert told.status_code == 422
    assert told.json is not None
    assert told.json["errors"]


def test_control_characters_do_not_reach_the_database(
    client: PageClient, session: orm.Session, world: World
) -> None:
    workshop = open_workshop(session, world)
    client.sign_in(world.animator)
    sent = said("Des\x00 bancs\x1b !", csrf_token=client.token(base(workshop)))
    assert client.post(f"{base(workshop)}/paroles", data=sent).status_code == 303
    assert items_of(session)[0].text == "Des bancs !"


def test_a_wrong_token_keeps_the_words_and_writes_nothing(
    client: PageClient, session: orm.Session, world: World
) -> None:
    workshop = open_workshop(session, world)
    client.sign_in(world.animator)
    url = f"{base(workshop)}/paroles"
    answer = client.post(url, data=said("Ne me perdez pas.", csrf_token="faux"))
    assert answer.status_code == 422
    assert "Ne me perdez pas." in answer.get_data(as_text=True)
    told = client.post(url, data=said(csrf_token="faux"), headers=JSON)
    assert told.json is not None
    assert (told.status_code, told.json["expired"]) == (422, True)
    assert items_of(session) == []


def test_acts_of_one_button_need_a_token_too(
    client: PageClient, session: orm.Session, world: World
) -> None:
    workshop = open_workshop(session, world)
    item = write_down(session, workshop, "Une parole.")
    client.sign_in(world.animator)
    for act in (f"/paroles/{item.id}/effacer", f"/paroles/{item.id}/gommettes", "/fermer"):
        assert client.post(base(workshop) + act, data={"change": "plus"}).status_code == 400, act
    (kept,) = items_of(session)
    assert (kept.dots, kept.contribution_id) == (0, None)


def test_dots_go_up_and_down_but_never_below_zero(
    client: PageClient, session: orm.Session, world: World
) -> None:
    workshop = open_workshop(session, world)
    item = write_down(session, workshop, "Une parole.")
    client.sign_in(world.animator)
    token = client.token(base(workshop))
    url = f"{base(workshop)}/paroles/{item.id}/gommettes"
    for change in ("plus", "plus", "moins"):
        assert client.post(url, data={"csrf_token": token, "change": change}).status_code == 303
    assert items_of(session)[0].dots == 1
    for _ in range(3):
        client.post(url, data={"csrf_token": token, "change": "moins"})
    assert items_of(session)[0].dots == 0
    told = client.post(url, data={"csrf_token": token, "change": "plus"}, headers=JSON)
    assert told.json is not None
    assert "1 gommette" in told.json["html"]


def test_an_item_is_edited(client: PageClient, session: orm.Session, world: World) -> None:
    workshop = open_workshop(session, world)
    item = write_down(session, workshop, "Faute de frape.", enjeux=(world.enjeu("sante"),))
    client.sign_in(world.animator)
    url = f"{base(workshop)}/paroles/{item.id}"
    assert "Faute de frape." in words(client.get(url))
    sent = said("Faute de frappe.\nSur deux lignes.", kind="verbatim", enjeux=["emploi"])
    answer = client.submit(url, sent, form=1)
    assert answer.status_code == 303
    assert answer.location.endswith(f"#parole-{item.id}")
    (changed,) = items_of(session)
    assert changed.text == "Faute de frappe.\nSur deux lignes."
    assert changed.kind is ItemKind.VERBATIM
    assert [enjeu.key for enjeu in changed.enjeux] == ["emploi"]
    wrong = client.submit(url, said("Gardé", heard_from="zéro"), form=1)
    assert wrong.status_code == 422
    assert "Gardé" in words(wrong)


def test_a_removed_item_comes_back_as_it_was(
    client: PageClient, session: orm.Session, world: World
) -> None:
    workshop = open_workshop(session, world)
    write_down(session, workshop, "Avant.")
    item = write_down(
        session,
        workshop,
        "Sur deux\nlignes « ici ».",
        ItemKind.NEED,
        intensity=Intensity.STRONG,
        dots=4,
        heard_from=12,
        confidential=True,
        enjeux=(world.enjeu("sante"), world.enjeu("emploi")),
    )
    write_down(session, workshop, "Après.")
    key, number = item.client_key, item.id
    client.sign_in(world.animator)
    url = f"{base(workshop)}/paroles/{number}/effacer"
    page = client.post(url, data={"csrf_token": client.token(base(workshop))})
    assert page.status_code == 200
    assert [each.text for each in items_of(session)] == ["Avant.", "Après."]
    html = page.get_data(as_text=True)
    action, fields = form_of(html, 1)
    assert action.endswith("/paroles")
    # The helper keeps one value a name: the two enjeux are ticked again here.
    assert client.post(action, data={**fields, "enjeux": ["emploi", "sante"]}).status_code == 303
    back = items_of(session)[1]
    assert back.text == "Sur deux\nlignes « ici »."
    assert (back.kind, back.intensity, back.dots) == (ItemKind.NEED, Intensity.STRONG, 4)
    assert (back.heard_from, back.confidential, back.client_key) == (12, True, key)
    assert {enjeu.key for enjeu in back.enjeux} == {"sante", "emploi"}
    assert [each.text for each in items_of(session)][0::2] == ["Avant.", "Après."]
    again = client.post(f"{base(workshop)}/paroles/{10**6}/effacer", data=fields)
    assert again.status_code == 303


def test_the_script_is_given_the_way_back(
    client: PageClient, session: orm.Session, world: World
) -> None:
    workshop = open_workshop(session, world)
    item = write_down(session, workshop, "Une parole.")
    client.sign_in(world.animator)
    url = f"{base(workshop)}/paroles/{item.id}/effacer"
    told = client.post(url, data={"csrf_token": client.token(base(workshop))}, headers=JSON)
    assert told.json is not None
    assert "Une parole." in told.json["html"]
    assert told.json["total"] == "0 parole"


def test_each_enjeu_has_a_letter_of_its_own(app: object, world: World) -> None:
    letters = shortcut_letters(world.vocabulary.enjeux)
    assert len(set(letters.values())) == len(letters) == 6
    assert letters["education"] == "e"
    assert letters["emploi"] == "m"


def test_a_long_record_costs_no_more_queries(
    client: PageClient, session: orm.Session, world: World, app: Any
) -> None:
    from sqlalchemy import event

    workshop = open_workshop(session, world)
    for number in range(30):
        write_down(session, workshop, f"Parole {number}", enjeux=(world.enjeu("sante"),))
    client.sign_in(world.animator)
    asked: list[str] = []

    def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", count)
    client.get(base(workshop))
    event.remove(connection, "before_cursor_execute", count)
    assert 0 < len(asked) <= 16, asked
