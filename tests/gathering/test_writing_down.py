"""« Saisir une parole recueillie »: one after the other, without typing the occasion again."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.contributions import receipts
from consult.contributions.models import Channel, Contribution, Source
from tests.factories import World
from tests.pages import PageClient, hidden, words

PAGE = "/espace/paroles/saisir"
SAID = {
    "text": "Le bus passe trop tard.",
    "channel": "door_to_door",
    "occasion": "Porte-à-porte rue de la Gare",
    "question": "Que faut-il changer ?",
    "place": "quartier-bizet-briqueterie",
    "heard_from": "2",
    "language": "ar",
    "said_on": "2026-01-05",
}


def said(session: orm.Session) -> list[Contribution]:
    session.expire_all()
    return list(session.scalars(sa.select(Contribution).order_by(Contribution.id)))


def test_words_are_written_down_with_how_they_were_heard(
    client: PageClient, session: orm.Session, world: World
) -> None:
    client.sign_in(world.animator)
    answer = client.submit(PAGE, SAID, form=1)
    assert answer.status_code == 303, words(answer)
    (found,) = said(session)
    assert (found.channel, found.source) == (Channel.DOOR_TO_DOOR, Source.GATHERED)
    assert (found.source_title, found.prompt) == (SAID["occasion"], SAID["question"])
    assert (found.heard_from, found.language, found.said_on) == (2, "ar", date(2026, 1, 5))
    assert found.perimeter_id == world.other_quarter.id
    line = session.scalars(
        sa.select(AuditLine).where(AuditLine.action == "contribution.submit")
    ).one()
    assert line.actor == f"user:{world.animator.id}"


def test_the_receipt_can_be_printed_and_the_next_one_keeps_the_occasion(
    client: PageClient, session: orm.Session, world: World
) -> None:
    client.sign_in(world.moderator)
    answer = client.submit(PAGE, SAID, form=1)
    kept = parse_qs(urlsplit(answer.location).query)
    assert kept["occasion"] == [SAID["occasion"]]
    assert "text" not in kept
    assert set(kept) == {"channel", "place", "occasion", "question", "language", "said_on"}
    page = client.get(answer.location)
    assert "Code du reçu" in words(page)
    link = page.text.split('href="/recu/')[1].split('"')[0]
    assert client.get(f"/recu/{link}").status_code == 200
    assert SAID["text"] in words(client.get(f"/suivi/{link}"))
    body = page.text
    assert f'value="{SAID["occasion"]}"' in body
    assert 'value="door_to_door" checked' in body
    assert SAID["text"] not in body
    again = client.submit(answer.location, {**SAID, "text": "Et le matin aussi."}, form=1)
    assert again.status_code == 303
    assert len(said(session)) == 2


def test_the_code_is_shown_once_and_stands_in_no_address(
    client: PageClient, session: orm.Session, world: World
) -> None:
    client.sign_in(world.animator)
    page = client.get(PAGE).text
    key = hidden(page, "key")
    data = {**SAID, "csrf_token": hidden(page, "csrf_token"), "key": key}
    answer = client.post(PAGE, data=data)
    code = receipts.code_of(f"told:{receipts.read_submission_key(key)}")
    assert receipts.find(session, code) is not None
    assert code not in answer.location
    assert key not in answer.location
    # An address with the form's key, as those that were kept somewhere, leads to nothing.
    other = client.application.test_client()
    with client.session_transaction() as mine, other.session_transaction() as theirs:
        theirs.update({name: mine[name] for name in mine if name != "written_down"})
    assert code not in other.get(f"{PAGE}?done={key}").text
    assert code in client.get(answer.location).text
    assert code not in client.get(answer.location).text


def test_the_same_form_sent_twice_is_one_contribution(
    client: PageClient, session: orm.Session, world: World
) -> None:
    client.sign_in(world.animator)
    page = client.get(PAGE).text
    data = {**SAID, "csrf_token": hidden(page, "csrf_token"), "key": hidden(page, "key")}
    first, second = (client.post(PAGE, data=data) for _ in range(2))
    assert first.location == second.location
    assert len(said(session)) == 1


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("text", " ", "Notez ce qui a été dit."),
        ("occasion", "", "Dites à quelle occasion."),
        ("channel", "online", ""),
        ("place", "quartier-ailleurs", ""),
        ("heard_from", "0", "nombre de personnes"),
        ("said_on", "2099-01-01", "Ce jour n’est pas encore venu."),
        ("said_on", "1899-01-01", "Ce jour n’est pas possible."),
        ("language", "klingon", ""),
        ("key", "forgée", ""),
    ],
)
def test_what_is_wrong_is_told_and_the_words_stay(
    client: PageClient, session: orm.Session, world: World, name: str, value: str, told: str
) -> None:
    client.sign_in(world.animator)
    answer = client.submit(PAGE, {**SAID, name: value}, form=1)
    assert answer.status_code == 422
    assert told in words(answer)
    if name != "text":
        assert SAID["text"] in answer.text
    assert not said(session)


def test_an_editor_does_not_write_down(client: PageClient, world: World) -> None:
    client.sign_in(world.editor)
    assert client.get(PAGE).status_code == 403


def test_a_quarter_is_never_said_for_somebody(client: PageClient, world: World) -> None:
    client.sign_in(world.animator)
    body = client.get(PAGE).text
    assert 'selected value="non-dit">Quartier non précisé<' in body
    assert "Je préfère ne pas dire" not in body, "it is not the animator who prefers"
