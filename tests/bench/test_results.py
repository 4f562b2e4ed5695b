"""250 000 people answer a consultation: generated, listed, cross-tabulated, exported, in constant memory.

Each act runs in a process of its own (`python -m tests.bench.results_worker ACT URL`), which tells the
resident memory it had before and the most it had. `pytest tests/bench/test_results.py -n 0 -s` prints it.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import new_database

pytestmark = pytest.mark.xdist_group("bench")
NUMBER = int(os.environ.get("CONSULT_BENCH_ANSWERS", "250000"))
MEGABYTES = 100
ACTS = ("list", "cross", "publish", "segments", "csv", "json", "xlsx")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def place(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """The environment of a site whose consultation was answered."""
    data = tmp_path_factory.mktemp("results")
    with new_database(request.param, "results") as address:
        environ = {**os.environ, "CONSULT_DATA": str(data), **address}
        told = act(environ, "fill", str(NUMBER))
        print(
            f"\n{request.param}: {NUMBER} answers made in {told['seconds']:.0f} s, {memory(told)}"
        )
        assert told["grown"] < MEGABYTES
        yield environ


def act(environ: dict[str, str], *arguments: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.results_worker", *arguments],
        env=environ, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2_000:]
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    told["shown"] = done.stderr
    return told


def memory(told: dict[str, Any]) -> str:
    return f"{told['grown']:.0f} MB above {told['idle']:.0f} MB"


@pytest.mark.parametrize("what", ACTS)
def test_results_take_constant_memory(place: dict[str, str], what: str) -> None:
    told = act(place, what)
    print(f"{what}: {told['seconds']:.1f} s, {memory(told)}; {told['done']}")
    assert told["grown"] < MEGABYTES
    assert told["count"] == NUMBER


def test_the_command_tells_how_far_it_is(place: dict[str, str], tmp_path: Path) -> None:
    """A percentage, on a terminal."""
    import pty

    leader, follower = pty.openpty()
    file = tmp_path / "reponses.csv"
    command = [sys.executable, "-c", "from consult.cli import main; main()", "consultations",
               "export", "quartier", str(file)]  # fmt: skip
    process = subprocess.Popen(command, env=place, stderr=follower, stdout=subprocess.DEVNULL)
    os.close(follower)
    seen = b""
    while True:
        try:
            piece = os.read(leader, 65_536)
        except OSError:
            break
        if not piece:
            break
        seen += piece
    assert process.wait() == 0
    assert b"100%" in seen
    assert len(set(re.findall(rb"(\d+)%", seen))) > 5
    with file.open(encoding="utf-8") as lines:
        assert sum(1 for _ in lines) == NUMBER + 1
