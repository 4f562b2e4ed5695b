"""The demonstration, served by the real command, and a real Chromium.

One worker runs every browser test, one after the other: they share the demonstration.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from consult.demo.team import kept_password
from tests.e2e.visitor import Visitor

CHROMIUM = os.environ.get("CONSULT_TEST_CHROMIUM") or shutil.which("chromium")
# Width, whether scripts run, and another width at which each page is looked at too: a walk is acted
# once with scripts, at the width of those who take it, and once without.
MODES = {
    "phone": (360, True, 0),
    "desktop": (1280, True, 0),
    "no-scripts": (360, False, 0),
    "phone-first": (360, True, 1280),
    "desk-first": (1280, True, 360),
}
WALKS = ("phone-first", "no-scripts")
DESK_WALKS = ("desk-first", "no-scripts")
Enter = Callable[[], Visitor]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Demo:
    """A served demonstration: its address, the folder of its data, the team's password."""

    url: str
    data: Path
    password: str


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/e2e/" in str(item.path):
            item.add_marker(pytest.mark.xdist_group("browser"))
            item.add_marker(pytest.mark.browser)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of a demonstration that was filled once, and that nobody visited."""
    data = tmp_path_factory.mktemp("filled")
    with _running(data):
        return data


@pytest.fixture(scope="session")
def demo(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Of all the tests, but those that publish the volet: they serve one of their own."""
    with served(filled, tmp_path_factory.mktemp("demo")) as shared:
        yield shared


@pytest.fixture(scope="session")
def upset(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Of the tests that close and change questionnaires behind a phone without network."""
    with served(filled, tmp_path_factory.mktemp("upset")) as shared:
        yield shared


@contextmanager
def served(filled: Path, data: Path) -> Iterator[Demo]:
    """A demonstration of its own, that begins with what `filled` has."""
    shutil.copytree(filled, data, dirs_exist_ok=True)
    with _running(data) as running:
        yield running


@contextmanager
def _running(data: Path) -> Iterator[Demo]:
    port = free_port()
    command = [sys.executable, "-m", "consult", "demo", "--port", str(port), "--data", str(data)]
    log = (data / "log").open("w")
    server = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
    try:
        wait_for(f"http://127.0.0.1:{port}/", server, data / "log")
        password = kept_password(data)
        assert password
        yield Demo(f"http://127.0.0.1:{port}", data, password)
    finally:
        server.terminate()
        server.wait(timeout=30)
        log.close()


def wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    # A busy machine takes minutes to fill a demonstration.
    for _ in range(600):
        assert server.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.5)
    raise AssertionError(log.read_text())


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Ended with its module: while it runs, the thread has an event loop that other tests refuse."""
    if not CHROMIUM:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(params=WALKS)
def enter(
    request: pytest.FixtureRequest, chromium: Browser, demo: Demo, artefacts: Path
) -> Iterator[Enter]:
    """Each call is another person, with a browser of their own."""
    width, scripts, also = MODES[request.param]
    # Whatever else the test is given tells its pictures from those of another run at the same moment.
    given = re.sub(r"[^a-z0-9]+", "-", request.node.callspec.id.lower()).strip("-")
    folder = artefacts / f"{request.node.originalname.removeprefix('test_')[:40]}-{given[:80]}"
    shutil.rmtree(folder, ignore_errors=True)
    people: list[Visitor] = []

    def arrive() -> Visitor:
        visitor = Visitor(chromium, demo.url, folder, width=width, scripts=scripts, also=also)
        people.append(visitor)
        return visitor

    yield arrive
    for visitor in people:
        visitor.leave()
