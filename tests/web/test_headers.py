"""What every answer carries."""

from __future__ import annotations

import pytest

from tests.factories import World
from tests.pages import PageClient

PUBLIC = [
    "/",
    "/consultations",
    "/budget",
    "/suivi",
    "/contrats",
    "/contrats/armentieres",
    "/mentions-legales",
    "/confidentialite",
    "/accessibilite",
]


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_page_sets_no_cookie_and_can_be_kept(
    client: PageClient, world: World, path: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_a_page_read_by_the_team_is_never_kept(client: PageClient, world: World) -> None:
    client.sign_in(world.editor)
    for path in ("/", "/contrats/armentieres", "/espace"):
        assert client.get(path).headers["Cache-Control"] == "private, no-store"


def test_the_content_policy_allows_this_site_and_nothing_else(client: PageClient) -> None:
    policy = client.get("/accessibilite").headers["Content-Security-Policy"]
    assert policy == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    )


def test_the_address_of_a_page_is_told_to_no_other_site(client: PageClient) -> None:
    assert client.get("/suivi").headers["Referrer-Policy"] == "same-origin"


def test_static_files_are_kept_for_a_year(client: PageClient, world: World) -> None:
    page = client.get("/accessibilite").get_data(as_text=True)
    sheet = next(part for part in page.split('"') if part.startswith("/static/css/site.css"))
    answer = client.get(sheet)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("algorithm", ["br", "gzip"])
def test_a_phone_receives_public_pages_compressed(
    client: PageClient, world: World, algorithm: str
) -> None:
    """Little data: the server does it itself, whatever stands in front of it."""
    accepted = {"Accept-Encoding": algorithm}
    plain = client.get("/contrats/armentieres")
    small = client.get("/contrats/armentieres", headers=accepted)
    assert small.headers["Content-Encoding"] == algorithm
    assert len(small.data) < len(plain.data) / 3
    assert "Accept-Encoding" in small.headers["Vary"]
    again = {**accepted, "If-None-Match": small.headers["ETag"]}
    assert client.get("/contrats/armentieres", headers=again).status_code == 304


def test_a_page_with_a_secret_is_never_compressed(client: PageClient, world: World) -> None:
    accepted = {"Accept-Encoding": "br, gzip"}
    for path in ("/espace/connexion", "/recu/AAAAA-AAAAA", "/suivi/AAAAA-AAAAA"):
        assert "Content-Encoding" not in client.get(path, headers=accepted).headers
    client.sign_in(world.editor)
    assert "Content-Encoding" not in client.get("/espace", headers=accepted).headers


def test_style_sheets_are_compressed_too(client: PageClient) -> None:
    sheet = client.get("/static/css/site.css", headers={"Accept-Encoding": "br"})
    assert sheet.headers["Content-Encoding"] == "br"
