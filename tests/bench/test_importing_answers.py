"""A long file of answers is imported in little memory: ten times the rows, the same memory.

`CONSULT_BENCH_IMPORT=100000 pytest tests/bench/test_importing_answers.py -n 0 -s` prints what it took.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import new_database

pytestmark = pytest.mark.xdist_group("bench")
NUMBER = int(os.environ.get("CONSULT_BENCH_IMPORT", "10000"))
MEGABYTES = 60
MAPPING = """
format: 1
consultation: quartier
columns:
  - {column: id, holds: identifier}
  - {column: quartier, holds: quarter}
  - {column: priorites, holds: question, question: priorites, separator: ";"}
  - {column: satisfaction, holds: question, question: satisfaction}
  - {column: changer, holds: question, question: changer}
"""


def write(file: Path, number: int) -> None:
    draw = random.Random(1)
    with file.open("w", encoding="utf-8") as stream:
        stream.write("id,quartier,priorites,satisfaction,changer\n")
        for row in range(number):
            # Words that look alike nowhere: finding those that do is measured elsewhere.
            words = (f"{draw.getrandbits(40):x}" for _word in range(8))
            said = " ".join(words) if row % 4 == 0 else ""
            stream.write(f"{row},Attargette-Chanzy,c{row % 4};c{(row + 1) % 4},c{row % 3},{said}\n")


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_memory_does_not_follow_the_number_of_rows(kind: str, tmp_path: Path) -> None:
    mapping = tmp_path / "colonnes.yaml"
    mapping.write_text(MAPPING, "utf-8")
    with new_database(kind, "import_answers") as address:
        environ = {**os.environ, "CONSULT_DATA": str(tmp_path / "donnees"), **address}
        most = {}
        for number in (NUMBER // 10, NUMBER):
            file = tmp_path / f"{number}.csv"
            write(file, number)
            done = subprocess.run(
                [sys.executable, "-m", "tests.bench.import_worker", str(file), str(mapping)],
                env=environ, capture_output=True, text=True, check=False,
            )  # fmt: skip
            assert done.returncode == 0, done.stderr[-2_000:]
            told = json.loads(done.stdout.splitlines()[-1])
            most[number] = told["most"]
            print(f"{kind}: {number} rows, {told['seconds']:.0f} s, {told['most']:.0f} MB")
            assert told["sheets"] == number
        assert most[NUMBER] - most[NUMBER // 10] < MEGABYTES
