"""Guesses are counted by account and by home, however they are dressed up."""

from __future__ import annotations

import pytest
from flask import Flask

from consult.extensions import visitor_address
from tests.factories import World
from tests.pages import PageClient

GUESSES = 10


def guess(client: PageClient, email: str, address: str) -> int:
    page = "/espace/connexion"
    data = {"csrf_token": client.token(page), "email": email, "password": "essai essai essai"}
    return client.post(page, data=data, environ_base={"REMOTE_ADDR": address}).status_code


def test_signs_that_nobody_sees_do_not_make_one_account_many(
    client: PageClient, world: World
) -> None:
    dressed = [
        "\x01" * count + "\x02 Moderator@example.org" + "\x7f" * (300 * (count % 2))
        for count in range(GUESSES)
    ]
    answers = [guess(client, email, f"10.0.0.{n}") for n, email in enumerate(dressed)]
    assert answers == [422] * GUESSES
    assert guess(client, "moderator@example.org", "10.0.1.1") == 429
    assert guess(client, "editor@example.org", "10.0.1.1") == 422


@pytest.mark.parametrize(
    ("given", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("unix:", "unix:"),
    ],
)
def test_the_addresses_of_one_home_are_one_visitor(site: Flask, given: str, counted: str) -> None:
    with site.test_request_context(environ_base={"REMOTE_ADDR": given}):
        assert visitor_address() == counted


def test_a_network_of_addresses_does_not_try_more_codes_than_one(
    client: PageClient, world: World
) -> None:
    answers = [
        client.get(
            "/suivi/AAAAA-AAAAA", environ_base={"REMOTE_ADDR": f"2001:db8::{n:x}"}
        ).status_code
        for n in range(40)
    ]
    assert answers.count(404) == 30
    assert answers[-1] == 429
