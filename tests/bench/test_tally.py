"""100 000 ballots on 200 projects, by each rule; `pytest tests/bench/test_tally.py -n 0 -s` prints it.

Each tally runs in a process of its own. What is asserted is a ratio to reading the same file, done just
before in the same process: a machine is fast or slow.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytestmark = pytest.mark.xdist_group("bench")
VOTERS = int(os.environ.get("CONSULT_BENCH", "100000"))
PROJECTS = 200
MEGABYTES = 100
# Times the reading of the file.
RULES = {
    ("greedy", "none"): 0.5, ("greedy-cost", "none"): 0.5, ("equal-shares", "none"): 1,
    ("equal-shares", "add1u"): 5, ("majority-judgement", "none"): 0.5,
}  # fmt: skip


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Approvals of 1 to 15 projects, grades of 5 to 20: some projects are known to all, most to few."""
    folder = tmp_path_factory.mktemp("tally")
    dice = np.random.default_rng(20270612)
    known = np.log(dice.pareto(1.2, PROJECTS) + 0.2)
    costs = dice.integers(10, 300, PROJECTS) * 250
    return {
        "approval": written(folder / "approval.pb", dice, known, costs, (1, 16), 0),
        "scoring": written(folder / "scoring.pb", dice, known, costs, (5, 21), 4),
    }


def written(
    file: Path, dice: Any, known: Any, costs: Any, lengths: tuple[int, int], grades: int
) -> Path:
    kind = "scoring\nmin_points;0\nmax_points;3" if grades else "approval"
    with file.open("w", encoding="utf-8") as out:
        out.write(f"META\nkey;value\nbudget;3000000\nvote_type;{kind}\nPROJECTS\nproject_id;cost\n")
        out.writelines(f"{at + 1};{cost}\n" for at, cost in enumerate(costs))
        out.write("VOTES\nvoter_id;age;vote" + (";points\n" if grades else "\n"))
        for voter in range(VOTERS):
            length = int(dice.integers(*lengths))
            # The largest of known + noise are drawn as often as they are known, without repeating.
            chosen = np.argpartition(-(known + dice.gumbel(size=PROJECTS)), length)[:length]
            out.write(f"{voter};{16 + voter % 70};" + ",".join(map(str, chosen + 1)))
            if grades:
                out.write(";" + ",".join(map(str, dice.integers(0, grades, length))))
            out.write("\n")
    return file


@pytest.mark.parametrize(("rule", "completion"), RULES)
def test_a_large_town_is_counted_in_seconds(
    files: dict[str, Path], rule: str, completion: str
) -> None:
    file = files["scoring" if rule == "majority-judgement" else "approval"]
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.tally_worker", str(file), rule, completion],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2_000:]
    told = json.loads(done.stdout.splitlines()[-1])
    print(
        f"\n{rule} {completion}: {told['voters']} voters, {told['different']} different ballots; read in"
        f" {told['reading']:.1f} s ({told['read']:.0f} MB), counted in {told['counting']:.2f} s"
        f" ({told['grown']:.0f} MB more); {told['selected']} projects, {told['cost']} of"
        f" {told['budget']} euros, shares raised {told['raises']} times"
    )
    assert told["voters"] == VOTERS
    assert told["cost"] <= told["budget"]
    assert told["counting"] < RULES[rule, completion] * told["reading"]
    assert told["grown"] < MEGABYTES
