"""Every page of the site, who it is for, and that none disappears or opens by accident."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from consult.web.access import Audience, access, audience_of, configure_access
from consult.web.commit import ATTRIBUTE as WRITES
from consult.web.commit import SAFE_METHODS

# One line a rule. A removed address stays in people's links: decide of a redirect, then edit.
INVENTORY = Path(__file__).parent / "routes.txt"


def lines(app: Flask) -> list[str]:
    found = []
    for rule in app.url_map.iter_rules():
        audience = audience_of(app, rule.endpoint)
        assert audience is not None
        methods = ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        found.append(f"{rule.rule} {methods} {audience.value} {rule.endpoint}")
    return sorted(found)


def test_the_inventory_is_the_one_that_was_agreed(site: Flask) -> None:
    assert lines(site) == INVENTORY.read_text(encoding="utf-8").splitlines()


def test_every_form_of_the_site_commits_and_no_page_does(site: Flask) -> None:
    for rule in site.url_map.iter_rules():
        writes = getattr(site.view_functions[rule.endpoint], WRITES, False)
        unsafe = bool((rule.methods or set()) - SAFE_METHODS)
        assert writes == unsafe, f"{rule.endpoint}: methods {rule.methods}, writes {writes}"


def test_addresses_are_lower_case_words(site: Flask) -> None:
    for rule in site.url_map.iter_rules():
        if rule.endpoint != "static":
            fixed = "".join(part for part in rule.rule.split("<")[0])
            assert fixed == fixed.lower(), rule.rule
            assert "_" not in fixed, rule.rule


def test_a_route_that_declares_nothing_stops_the_site() -> None:
    app = Flask("consult")
    app.add_url_rule("/oubli", "forgotten", lambda: "")
    with pytest.raises(LookupError, match="forgotten"):
        configure_access(app)


def test_each_audience_is_used_by_some_page(site: Flask) -> None:
    used = {audience_of(site, rule.endpoint) for rule in site.url_map.iter_rules()}
    assert used == set(Audience)


def test_a_declared_route_is_accepted() -> None:
    app = Flask("consult")
    app.add_url_rule("/page", "page", access(Audience.PUBLIC)(lambda: ""))
    configure_access(app)
    assert audience_of(app, "page") is Audience.PUBLIC
