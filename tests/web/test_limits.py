"""Rate limits: shared by every process through Redis, and never an obstacle when it is gone."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from pathlib import Path

import pytest
import redis

from consult import schema
from consult.app import create_app
from consult.config import load_settings
from consult.extensions import db

REDIS = os.environ.get("CONSULT_TEST_REDIS", "redis://127.0.0.1:6379/15")
# A process that tries to sign in, and prints the status of each try.
GUESSES = """
import sys
from consult.app import create_app
from tests.pages import PageClient

app = create_app()
app.test_client_class = PageClient
client = app.test_client()
for _ in range(int(sys.argv[2])):
    data = {"email": sys.argv[1], "password": "une autre phrase"}
    print(client.submit("/espace/connexion", data).status_code)
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with create_app(load_settings(environ={"CONSULT_DATA": str(tmp_path)})).app_context():
        schema.upgrade(db.engine)
        db.engine.dispose()
    return tmp_path


def guesses(data: Path, storage: str, address: str, times: int) -> list[int]:
    done = subprocess.run(
        [sys.executable, "-c", GUESSES, address, str(times)],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "CONSULT_DATA": str(data), "CONSULT_LIMITS_STORAGE": storage},
        capture_output=True,
        text=True,
        check=True,
    )
    return [int(line) for line in done.stdout.split()]


def test_two_processes_count_together(data: Path) -> None:
    try:
        redis.Redis.from_url(REDIS).ping()
    except redis.ConnectionError:
        pytest.skip("no Redis answers at CONSULT_TEST_REDIS")
    address = f"{uuid.uuid4().hex}@example.org"
    assert guesses(data, REDIS, address, 6) == [422] * 6
    assert guesses(data, REDIS, address, 6) == [422] * 4 + [429] * 2


def test_a_store_that_is_gone_silences_nobody(data: Path) -> None:
    assert guesses(data, "redis://127.0.0.1:9/0", "quelqu.un@example.org", 2) == [422, 422]
