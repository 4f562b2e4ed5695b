"""What somebody who listens to the pages, or only has a keyboard, meets."""

from __future__ import annotations

from collections import Counter

import pytest
from justhtml import JustHTML
from sqlalchemy import orm
from werkzeug.test import TestResponse

from consult.contributions import receipts
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
