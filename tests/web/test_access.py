"""Every address of the team refuses a stranger and the roles it is not for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from consult.accounts.models import ENTRANCE, Role
from consult.web.access import Audience, audience_of
from consult.web.commit import SAFE_METHODS
from tests.factories import World
from tests.pages import PageClient


def doors(app: Flask) -> Iterator[tuple[Audience, str, str]]:
    """(audience, method, address) of what is not public, with values that name nothing."""
    site = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        audience = audience_of(app, rule.endpoint)
        if audience is None or audience is Audience.PUBLIC:
            continue
        values = {name: 0 if f"<int:{name}>" in rule.rule else "rien" for name in rule.arguments}
        for method in (rule.methods or set()) - {"OPTIONS", "HEAD"}:
            yield audience, method, site.build(rule.endpoint, values, method=method)


def test_a_stranger_is_asked_to_sign_in_everywhere(client: PageClient, world: World) -> None:
    found = list(doors(client.application))
    assert {method for _, method, _ in found} == {"GET", "POST"}
    for _audience, method, address in found:
        answer = client.open(address, method=method)
        assert answer.status_code == 302, (method, address)
        assert "/espace/connexion" in answer.location


@pytest.mark.parametrize("role", [Role.ANIMATOR, Role.MODERATOR, Role.EDITOR])
def test_a_role_enters_only_where_it_works(client: PageClient, world: World, role: Role) -> None:
    client.sign_in(getattr(world, role.value))
    refused = 0
    for audience, method, address in doors(client.application):
        if role in ENTRANCE[audience]:
            continue
        answer = client.open(address, method=method)
        assert answer.status_code == 403, (method, address)
        refused += method not in SAFE_METHODS
    assert refused > 5
