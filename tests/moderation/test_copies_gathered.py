"""Look-alikes that are proposed, put together or apart, seen as campaigns, and sorted together."""

from __future__ import annotations

import pytest
from sqlalchemy import orm

from consult.contributions.lookalikes.models import AlikeGroup
from consult.contributions.models import (
    Channel,
    Contribution,
    Status,
    StepKind,
    Tag,
    Tagging,
    TagOrigin,
)
from tests.factories import World
from tests.moderation.copying import BUS, COPIES, QUEUE, count, group, said, several
from tests.pages import PageClient, words


def test_what_looks_alike_is_proposed_with_the_words_that_differ(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    one = said(session, world, BUS)
    other = said(session, world, BUS.replace("faut", "ne faut pas"))
    session.commit()
    url = f"{QUEUE}/{other.public_id}"
    page = moderator.get(url)
    assert "Ressemble à ces paroles : 8" in words(page).replace("\u202f", " ")
    assert "<del>" in page.get_data(as_text=True)
    token = moderator.token(url)
    data = {"csrf_token": token, "autre": one.public_id, "retour": "lecture"}
    moderator.post(f"{url}/a-part", data=data)
    for each in (one, other):
        assert "Ressemble à" not in words(moderator.get(f"{QUEUE}/{each.public_id}"))


def test_a_proposal_accepted_makes_a_group(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    one = said(session, world, BUS)
    other = said(session, world, "Le soir plus de bus pour l’hôpital.")
    session.commit()
    page = f"{QUEUE}/{other.public_id}/ressemblances"
    assert one.public_id in moderator.get(f"{page}?mots=remettre").get_data(as_text=True)
    data = {"csrf_token": moderator.token(page), "autre": one.public_id}
    moderator.post(f"{QUEUE}/{other.public_id}/reunir", data=data)
    assert group(session, one) == group(session, other)
    assert "2 contributions en tout" in words(moderator.get(page))
    assert "Elles disent la même chose" not in words(moderator.get(f"{page}?mots=remettre"))
    moderator.post(f"{QUEUE}/{other.public_id}/sortir", data=data)
    assert "Personne d’autre" in words(moderator.get(page))


@pytest.mark.parametrize("act", ["reunir", "a-part", "sortir"])
def test_these_gestures_need_words_that_exist_and_a_moderator(
    moderator: PageClient, session: orm.Session, world: World, act: str
) -> None:
    one = said(session, world)
    session.commit()
    url = f"{QUEUE}/{one.public_id}/{act}"
    token = moderator.token(QUEUE)
    assert moderator.post(url, data={"csrf_token": token, "autre": "inconnue"}).status_code == 400
    moderator.post(url, data={"csrf_token": token, "autre": one.public_id})
    assert count(session, AlikeGroup) == 0, "words are not alike themselves"
    moderator.sign_in(world.editor)
    assert moderator.post(url, data={"autre": one.public_id}).status_code == 403


def test_the_texts_that_many_sent_are_seen_as_such(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    several(session, world, 3)
    said(session, world, channel=Channel.PAPER, status=Status.PUBLISHED)
    said(session, world, "Des bancs")
    two = [said(session, world, "Plus de poubelles") for _ in range(2)]
    two[1].receipt_id = two[0].receipt_id
    session.commit()
    page = words(moderator.get(COPIES))
    assert page.index("× 4 4 codes différents") < page.index("× 2 1 code")
    assert "En ligne : 3, Sur papier : 1" in page.replace("\u202f", " ")
    assert "Publié : 1" in page.replace("\u202f", " ")
    assert "Des bancs" not in page
    assert moderator.get(f"{COPIES}?after={10**30}").status_code == 200


def test_the_list_goes_on_from_page_to_page(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    for number in range(23):
        for _ in range(2 + number % 3):
            said(session, world, f"Texte {number:02}")
    session.commit()
    first = moderator.get(COPIES)
    link = first.get_data(as_text=True).split("after=")[1].split('"')[0]
    both = words(first) + words(moderator.get(f"{COPIES}?after={link}"))
    assert [both.count(f"Texte {number:02}") for number in range(23)] == [1] * 23


def test_sorting_one_sorts_the_published_members_of_its_group(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    made = several(session, world, 3, status=Status.PUBLISHED)
    waiting = said(session, world)
    otherwise = said(session, world, status=Status.PUBLISHED, enjeux=("sante",))
    session.commit()
    page = words(moderator.get("/espace/classement"))
    assert "× 3, toutes en ligne" in page
    assert page.count("Il faut remettre un bus") == 1
    url = f"/espace/classement/{made[0].public_id}"
    answer = moderator.submit(url, {"enjeux": ["transition"], "outcome": "tagged"}, form=1)
    assert answer.status_code == 303
    session.expire_all()
    for each in made:
        found = session.get_one(Contribution, each.id)
        assert [tag.enjeu.key for tag in found.tags] == ["transition"]
        assert found.steps[-1].kind is StepKind.TAGGED
    assert session.get_one(Contribution, waiting.id).tagging is Tagging.TO_DO
    assert [t.enjeu.key for t in session.get_one(Contribution, otherwise.id).tags] == ["sante"]
    told = words(moderator.get(answer.location))
    assert "2 autres contributions du groupe sont classées de la même façon." in told
    assert "1 contribution du groupe avait été classée autrement" in told


def test_a_copy_published_later_is_proposed_the_same_boxes(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    said(session, world, status=Status.PUBLISHED, enjeux=("transition",))
    late = said(session, world, status=Status.PUBLISHED)
    guessed = said(session, world, status=Status.PUBLISHED)
    enjeu = session.merge(world.enjeu("sante"))
    guessed.tags.append(Tag(enjeu=enjeu, origin=TagOrigin.ANIMATOR))
    session.commit()
    page = moderator.get(f"/espace/classement/{late.public_id}")
    assert "leurs cases sont cochées" in words(page)
    assert 'value="transition" checked' in page.get_data(as_text=True)
    html = moderator.get(f"/espace/classement/{guessed.public_id}").get_data(as_text=True)
    assert 'value="sante" checked' in html
    assert 'value="transition" checked' not in html
