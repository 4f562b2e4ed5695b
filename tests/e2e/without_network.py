"""A phone that loses the network: its site, its browser, and what it has been led to."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.e2e.answering import Rows
from tests.e2e.conftest import Demo
from tests.e2e.network import Network, network_to
from tests.e2e.visitor import screen

WAITING = re.compile("/envoyer$")
RECEIPT = re.compile(r"/recu/[A-Z0-9]{5}-[A-Z0-9]{5}$")
LONG = 60_000


@pytest.fixture
def site(upset: Demo) -> Demo:
    return upset


@pytest.fixture
def rows(site: Demo) -> Rows:
    return Rows(site.data)


@pytest.fixture
def network(site: Demo) -> Iterator[Network]:
    with network_to(site.url) as made:
        yield made


@pytest.fixture
def phone(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport=screen(360), locale="fr-FR")
    context.set_default_timeout(30_000)
    yield context
    context.close()


@pytest.fixture
def page(phone: BrowserContext) -> Page:
    return phone.new_page()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


class changed:  # noqa: N801
    """The team changes the questionnaire, until the end of the block."""

    def __init__(
        self, rows: Rows, statement: str, after: object, before: object, *keys: str
    ) -> None:
        self.rows, self.statement = rows, statement
        self.after, self.before = after, before
        self.keys = keys

    def __enter__(self) -> None:
        self.rows.run(self.statement.format(self.after), self.keys[0])

    def __exit__(self, *_: object) -> None:
        self.rows.run(self.statement.format(self.before), self.keys[-1])
