"""Where an idea would be, its photo, those that look like it, and ideas written with somebody."""

from __future__ import annotations

from io import BytesIO

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.budget.models import Idea
from consult.contributions.models import Channel, Contribution, Status
from consult.following.operations import withdraw
from consult.pictures.models import Picture
from consult.territory.models import PlaceScope
from tests.budget.test_campaigns import deposit
from tests.budget.test_proposing import ADDRESS, IDEA
from tests.factories import World, make_campaign
from tests.pages import PageClient, browser, filled_form, words
from tests.pictures.test_making import photo

SAID = {key: value for key, value in IDEA.items() if key != "quarter"}


@pytest.fixture
def campaign(session: orm.Session, world: World):
    made = make_campaign(session, world)
    session.commit()
    return made


def send(client: PageClient, fields: dict, *, raw: bytes | None = None, address: str = ADDRESS):
    body = client.get(address).text
    index = 1 if "espace" in address else 0
    action, kept = filled_form(body, index)
    data = {**kept, **SAID, **fields}
    if raw is not None:
        data["photo"] = (BytesIO(raw), "photo.jpg")
    return client.post(action, data=data, content_type="multipart/form-data")


def only_idea(session: orm.Session) -> Idea:
    session.expire_all()
    return session.scalars(sa.select(Idea)).one()


@pytest.mark.parametrize(
    ("where", "scope", "known"),
    [
        ("quartier-attargette-chanzy", PlaceScope.PERIMETER, True),
        ("ailleurs", PlaceScope.ELSEWHERE_IN_TOWN, False),
        ("non-dit", PlaceScope.NOT_SAID, False),
    ],
)
def test_where_it_would_be_is_apart_from_where_its_author_lives(
    client: PageClient, session: orm.Session, world: World, campaign, *, where, scope, known
) -> None:
    assert send(client, {"where": where, "quarter": "hors"}).status_code == 303
    idea = only_idea(session)
    assert idea.place_scope is scope
    assert idea.perimeter_id == (world.quarter.id if known else None)
    assert idea.contribution.place_scope is PlaceScope.OUTSIDE


def test_the_team_counts_the_places_by_kind(
    editor: PageClient, session: orm.Session, campaign
) -> None:
    for where in ("quartier-attargette-chanzy", "ailleurs", "ailleurs"):
        send(editor, {"where": where, "title": f"Idée {where}", "geste": "envoyer"})
    page = words(editor.get("/espace/budget/budget-2027"))
    assert "Quartier prioritaire (QPV) 1" in page
    assert "Ailleurs dans la ville 2" in page


def test_a_photo_is_seen_by_everybody_once_the_idea_is_published(
    app: Flask, client: PageClient, session: orm.Session, world: World, campaign
) -> None:
    answer = send(client, {"photo_alt": "Le banc cassé"}, raw=photo(orientation=6))
    assert answer.status_code == 303
    picture = session.scalars(sa.select(Picture)).one()
    address = f"/budget/images/{picture.public_id}.jpg"
    assert client.get(address).status_code == 404
    moderator = browser(app, world.moderator)
    waiting = moderator.get(address)
    assert (waiting.status_code, waiting.headers["Cache-Control"]) == (200, "private, no-store")
    idea = only_idea(session)
    read = moderator.get(f"/espace/moderation/{idea.contribution.public_id}")
    assert address in read.text
    assert "Avec une photo" in words(moderator.get("/espace/moderation"))
    idea.contribution.status = Status.PUBLISHED
    session.commit()
    shown = client.get(address)
    assert shown.mimetype == "image/jpeg"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert "max-age=604800" in shown.headers["Cache-Control"]
    assert b"Paul" not in shown.data
    page = client.get("/budget/budget-2027").text
    assert f'src="{address}"' in page
    assert 'alt="Le banc cassé"' in page
    # Taken back, it is erased with the words.
    withdraw(session, only_idea(session).contribution)
    session.commit()
    assert client.get(address).status_code == 404
    assert session.scalars(sa.select(Picture)).all() == []


def test_a_photo_that_was_read_is_not_lost_when_a_word_is_missing(
    client: PageClient, session: orm.Session, campaign
) -> None:
    refused = send(client, {"title": ""}, raw=photo())
    assert refused.status_code == 422
    assert "Votre photo est gardée" in words(refused)
    action, fields = filled_form(refused.text, 0)
    assert client.post(action, data={**fields, "title": "Des bancs"}).status_code == 303
    assert len(only_idea(session).pictures) == 1


@pytest.mark.parametrize("raw", [b"%PDF-1.7 rien", photo()[:900]])
def test_what_is_not_a_photo_is_refused_with_a_sentence(
    client: PageClient, session: orm.Session, campaign, raw: bytes
) -> None:
    refused = send(client, {}, raw=raw)
    assert refused.status_code == 422
    assert "n’est pas une photo que nous savons lire" in words(refused)
    assert "Il fait trop chaud" in refused.text
    forged = send(client, {"photo_kept": "bm9u"})
    assert forged.status_code == 422
    assert session.scalars(sa.select(Idea)).all() == []


def test_a_moderator_takes_the_photo_off_alone_with_a_reason(
    app: Flask, client: PageClient, session: orm.Session, world: World, campaign
) -> None:
    send(client, {}, raw=photo())
    idea = only_idea(session)
    moderator = browser(app, world.moderator)
    address = f"/espace/moderation/{idea.contribution.public_id}"
    token = moderator.token(address)
    off = f"{address}/photo/{idea.pictures[0].public_id}"
    moderator.post(off, data={"csrf_token": token, "why": " "})
    assert len(only_idea(session).pictures) == 1
    moderator.post(off, data={"csrf_token": token, "why": "Un visage"})
    idea = only_idea(session)
    assert (idea.pictures, idea.contribution.text[:2]) == ([], "Il")
    line = session.scalars(sa.select(AuditLine).where(AuditLine.action == "picture.remove")).one()
    assert (line.reason, line.subject_type) == ("Un visage", "contribution")


def test_its_author_changes_the_place_and_the_photo_with_the_code(
    client: PageClient, session: orm.Session, world: World, campaign
) -> None:
    receipt = send(client, {}, raw=photo()).location
    code = receipt.rpartition("/")[2]
    idea = only_idea(session)
    first = idea.pictures[0].public_id
    address = f"/suivi/{code}/{idea.contribution.public_id}/corriger"
    action, fields = filled_form(client.get(address).text, 0)
    other = photo((300, 300))
    sent = {**fields, "where": "quartier-attargette-chanzy", "photo": (BytesIO(other), "b.jpg")}
    assert client.post(action, data=sent, content_type="multipart/form-data").status_code == 303
    idea = only_idea(session)
    assert idea.perimeter_id == world.quarter.id
    assert [each.width for each in idea.pictures] == [300]
    assert idea.pictures[0].public_id != first
    action, fields = filled_form(client.get(address).text, 0)
    client.post(action, data={**fields, "photo_drop": "y"})
    session.expire_all()
    assert session.scalars(sa.select(Picture)).all() == []


ALIKE = {"title": "Bancs ombragés devant l’école", "text": "Des bancs à l’ombre pour les parents."}


def test_ideas_that_look_like_it_are_read_before_sending_and_nothing_is_lost(
    client: PageClient, session: orm.Session, campaign
) -> None:
    there, _issued = deposit(
        session,
        campaign,
        "a",
        title="Un banc à l’ombre à l’école",
        text="Pour attendre les parents.",
    )
    deposit(session, campaign, "b", title="Une piscine", text="On veut nager en été.")
    waits, _ = deposit(session, campaign, "c", Status.RECEIVED, **ALIKE)
    session.commit()
    asked = send(client, ALIKE, raw=photo())
    assert asked.status_code == 200
    assert "Votre idée n’est pas encore envoyée" in words(asked)
    assert "Un banc à l’ombre à l’école" in words(asked)
    assert "piscine" not in words(asked)
    assert f"n° {waits.number}" not in words(asked).replace("\u00a0", " ").lower()
    action, fields = filled_form(asked.text, 0)
    back = client.post(action, data={**fields, "geste": "changer"})
    assert (back.status_code, "Votre photo est gardée" in words(back)) == (200, True)
    done = client.post(action, data={**fields, "geste": f"meme:{there.number}"})
    again = client.post(action, data={**fields, "geste": f"meme:{there.number}"})
    assert (done.status_code, done.location) == (303, again.location)
    session.expire_all()
    sent = session.scalars(sa.select(Idea).order_by(Idea.id.desc())).first()
    assert sent.same_as_id == there.id
    assert len(sent.pictures) == 1
    other = send(client, {"title": "Une patinoire", "text": "Pour glisser tout l’hiver ensemble."})
    assert other.status_code == 303


def test_an_idea_written_with_somebody_says_by_whom_and_how(
    app: Flask, client: PageClient, session: orm.Session, world: World, campaign
) -> None:
    address = "/espace/budget/budget-2027/ecrire"
    assert client.get(address).status_code == 302
    animator = browser(app, world.animator)
    answer = send(animator, {"channel": "door_to_door"}, address=address)
    assert "/recu/" in answer.location
    idea = only_idea(session)
    assert idea.contribution.channel is Channel.DOOR_TO_DOOR
    assert idea.helped_by_id == world.structure.id
    line = session.scalars(sa.select(AuditLine).where(AuditLine.action == "idea.propose")).one()
    assert line.actor == f"user:{world.animator.id}"
    session.execute(sa.update(Contribution).values(status=Status.PUBLISHED))
    session.commit()
    page = words(client.get("/budget/budget-2027"))
    assert "1 a été écrite avec l’aide de quelqu’un." in page
    assert send(animator, {"channel": "online"}, address=address).status_code == 422
