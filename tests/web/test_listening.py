"""What somebody who listens to the pages, or only has a keyboard, meets."""

from __future__ import annotations

from collections import Counter

import pytest
from justhtml import JustHTML
from sqlalchemy import orm
from werkzeug.test import TestResponse

from consult.contributions import receipts
from consult.contributions.models import Status
from tests import factories
from tests.factories import World
from tests.pages import PageClient, squash


def focused(page: TestResponse) -> list[str]:
    """Identifiers, or roles, of what has the focus when the page opens."""
    found = JustHTML(page.get_data(as_text=True), sanitize=False).query("[autofocus]")
    return [node.attrs.get("id") or node.attrs["role"] for node in found]


def test_what_is_to_fix_has_the_focus_even_without_scripts(
    client: PageClient, session: orm.Session, world: World
) -> None:
    campaign = factories.make_campaign(session, world)
    session.commit()
    url = f"/budget/{campaign.slug}/proposer"
    assert focused(client.get(url)) == []
    refused = client.submit(url, {"title": "", "text": ""})
    assert refused.status_code == 422
    assert focused(refused) == ["erreurs"]


def test_a_code_that_does_not_work_can_be_typed_again_at_once(client: PageClient) -> None:
    assert focused(client.get("/suivi")) == []
    assert focused(client.get("/suivi?code=AAAA")) == ["code"]


def test_links_of_several_words_say_which_words_they_are_about(
    client: PageClient, session: orm.Session, world: World
) -> None:
    issued = receipts.issue(session, "several")
    for prompt in ("Que faut-il garder ?", "Que faut-il changer ?"):
        said = factories.make_contribution(
            session, world, f"{prompt} Le marché.", submission="several"
        )
        said.prompt = prompt
    session.commit()
    page = client.get(f"/suivi/{issued.code}").get_data(as_text=True)
    links = JustHTML(page, sanitize=False).query("article.followed a.button")
    names = Counter(squash(link.to_text()) for link in links)
    assert len(names) == 4
    assert "Retirer mes mots (Que faut-il garder ?)" in names


@pytest.mark.parametrize("url", ["/espace/equipe", "/espace/journal"])
def test_tables_of_the_team_have_a_name(client: PageClient, world: World, url: str) -> None:
    client.sign_in(world.administrator)
    document = JustHTML(client.get(url).get_data(as_text=True), sanitize=False)
    assert document.query("table")
    assert len(document.query("table > caption")) == len(document.query("table"))


def test_who_decides_is_told_it_at_the_next_words(
    client: PageClient, session: orm.Session, world: World
) -> None:
    """By what has the focus, since a message already there when a page opens is not read aloud."""
    first, second = (factories.make_contribution(session, world, f"Parole {n}") for n in (1, 2))
    session.commit()
    client.sign_in(world.moderator)
    url = f"/espace/moderation/{first.public_id}"
    assert focused(client.get(url)) == ["parole-titre"]
    sent = {"decision": "publish", "revision": "0", "csrf_token": client.token(url)}
    following = client.get(client.post(url, data=sent).location)
    assert second.text in following.get_data(as_text=True)
    assert focused(following) == ["parole-titre"]
    (heading,) = named(following, "parole-titre")
    assert heading == "C’est fait : Publié. La parole"
    # In the list there are no words to come to: the message itself, then its button.
    assert focused(client.get(f"/espace/moderation?done={first.public_id}")) == ["status"]


def test_what_was_done_has_the_focus(
    client: PageClient, session: orm.Session, world: World
) -> None:
    client.sign_in(world.administrator)
    assert focused(client.get("/espace/structures")) == []
    answer = client.submit(
        "/espace/structures", {"structure_name": "Maison des associations"}, form=1
    )
    assert focused(client.get(answer.location)) == ["status"]


def test_who_writes_down_word_after_word_hears_the_code_from_the_field(
    client: PageClient, session: orm.Session, world: World
) -> None:
    client.sign_in(world.moderator)
    said = {
        "text": "Des bancs.",
        "channel": "paper",
        "occasion": "Urne",
        "place": "quartier-bizet-briqueterie",
    }
    sent = {**said, "heard_from": "1", "language": "fr"}
    page = client.get(client.submit("/espace/paroles/saisir", sent, form=1).location)
    assert focused(page) == ["text"]
    (field,) = JustHTML(page.get_data(as_text=True), sanitize=False).query("#text")
    assert "note" in str(field.attrs["aria-describedby"]).split()
    assert named(page, "note")[0].startswith("C’est noté. Code du reçu")


def test_pages_with_the_same_heading_have_their_own_titles(
    client: PageClient, session: orm.Session, world: World
) -> None:
    said = [
        factories.make_contribution(session, world, f"Il faut {what}.", status=Status.PUBLISHED)
        for what in ("des bancs", "un médecin")
    ]
    session.commit()
    client.sign_in(world.moderator)
    for page in ("/signaler/{}", "/espace/classement/{}", "/espace/moderation/{}"):
        titles = {title(client.get(page.format(each.public_id))) for each in said}
        assert len(titles) == 2, titles
    assert "(suite)" in title(client.get("/espace/moderation/publiees?after=9999"))


def test_words_not_published_are_in_no_title(
    client: PageClient, session: orm.Session, world: World
) -> None:
    """A title stays in the browser's history."""
    said = factories.make_contribution(session, world, "Appelez Mme Exemple.")
    session.commit()
    client.sign_in(world.moderator)
    assert "Exemple" not in title(client.get(f"/espace/moderation/{said.public_id}"))


def named(page: TestResponse, identifier: str) -> list[str]:
    found = JustHTML(page.get_data(as_text=True), sanitize=False).query(f"#{identifier}")
    return [squash(node.to_text()) for node in found]


def title(page: TestResponse) -> str:
    document = JustHTML(page.get_data(as_text=True), sanitize=False)
    return squash(document.query("title")[0].to_text())
